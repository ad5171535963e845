/** Matrices of derivatives: of each element of a result by each element of an argument. */
import { type AnyTensor, type DType, type Shape, sizeOf, type Tensor, Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { type Argnums, choose, type Chosen } from './argnums.ts'
import type { NameOf } from './differentiable.ts'
import { moveAxis } from './batching/examples.ts'
import { type ByArguments, type ByFirst, grad } from './grad.ts'
import { push } from './jvp.ts'
import { recordForward } from './linearize.ts'
import { record } from './record.ts'
import type { Scalar } from './scalarResult.ts'
import { vmap } from './vmap.ts'

/** One tensor by each leaf of a tree. */
type By<S extends Shape, D extends DType, P> =
  P extends Tensor<infer Q, DType>
    ? Tensor<readonly [...S, ...Q], D>
    : { readonly [K in keyof P]: By<S, D, P[K]> }

/** The derivatives of a tree of results by a tree of arguments: the first tree, with the second in place of each leaf. */
export type Jacobian<Out, P> =
  Out extends Tensor<infer S, infer D> ? By<S, D, P> : { readonly [K in keyof Out]: Jacobian<Out[K], P> }

/** `forward` pushes each element of the argument, `reverse` pulls each element of the result. */
export interface ModeOption {
  readonly mode?: 'forward' | 'reverse'
}

/** The Jacobian of a function by its first argument, or by those that are named. */
export interface JacobianOf {
  <P, R extends readonly unknown[], Out>(
    f: (params: P, ...rest: R) => Out,
    options?: ModeOption & ByFirst,
  ): (params: P, ...rest: R) => Jacobian<Out, P>
  <A extends readonly unknown[], Out, const N extends Argnums<A>>(
    f: (...args: A) => Out,
    options: ModeOption & ByArguments<N>,
  ): (...args: A) => Jacobian<Out, Chosen<A, N>>
}

/** The Hessian of a function by its first argument, or by those that are named. */
export interface HessianOf {
  <P, R extends readonly unknown[]>(
    f: (params: P, ...rest: R) => Scalar,
    options?: ByFirst,
  ): (params: P, ...rest: R) => Jacobian<P, P>
  <A extends readonly unknown[], const N extends Argnums<A>>(
    f: (...args: A) => Scalar,
    options: ByArguments<N>,
  ): (...args: A) => Jacobian<Chosen<A, N>, Chosen<A, N>>
}

type Options = ModeOption & (ByFirst | ByArguments<number | readonly number[]>)

/** One tree for each element of one leaf: a one there, and zeros elsewhere; along the first axis of each tensor. */
const basis = <P>(tree: P, path: string, size: number): P =>
  Tree.map((x, p): AnyTensor =>
    p === path
      ? (T.reshape(T.eye(size, { dtype: x.dtype }), [size, ...x.shape]) as AnyTensor)
      : (T.zeros([size, ...x.shape], { dtype: x.dtype }) as AnyTensor),
  )(tree)

type Linear = (tree: unknown) => unknown

/** What a linear map makes of each element of each leaf of its argument: by path of the leaf, results along the first axis. */
const columns = (map: Linear, argument: unknown): ReadonlyMap<string, unknown> =>
  new Map(
    Tree.entries(argument).map(([path, x]) => {
      const size = sizeOf(x.shape)
      return [path, vmap(map)(basis(argument, path, size) as never)] as const
    }),
  )

const leafAt = (tree: unknown, path: string): AnyTensor => Tree.entries(tree).find(([p]) => p === path)![1]

/** The tree of results with the tree of arguments in place of each leaf. */
const nested = (
  out: unknown,
  primal: unknown,
  f: (y: AnyTensor, yPath: string, x: AnyTensor, xPath: string) => unknown,
): unknown => Tree.map((y, yPath): unknown => Tree.map((x, xPath) => f(y, yPath, x, xPath))(primal))(out)

const forward = (f: Linear, primal: unknown, options: Options, name: NameOf): unknown => {
  const [out, change] = recordForward('jacobian', f, primal, options, name)
  const found = columns(change, primal)
  return nested(out, primal, (y, yPath, x, xPath) =>
    T.reshape(moveAxis(leafAt(found.get(xPath), yPath), 0, y.shape.length), [...y.shape, ...x.shape]),
  )
}

const reverse = (f: Linear, primal: unknown, options: Options, name: NameOf): unknown => {
  const { out, pullback } = record('jacobian', f, primal, options, name)
  const found = columns((c) => pullback(c), out)
  return nested(out, primal, (y, yPath, x, xPath) =>
    T.cast(T.reshape(leafAt(found.get(yPath), xPath), [...y.shape, ...x.shape]) as AnyTensor, y.dtype),
  )
}

/**
 * The function that gives the derivative of each element of a result by each element of the first argument, or of
 * those that `argnums` names.
 *
 * `J[i…, j…] = ∂f(x)[i…] / ∂x[j…]`, of shape `[...result, ...argument]`. Where the result or the argument is a tree, the
 * tree of results with the tree of the argument in place of each leaf, as in JAX.
 *
 * @param options `mode`: `'reverse'`, which is the default, pulls each element of the result back, `'forward'` pushes
 * each element of the argument; either all at once, by `vmap`. Take the mode with fewer elements: both give the same numbers.
 * `argnums` and `allowInt` as of `grad`.
 * @throws DTypeError where a leaf of the argument is not a float.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { jacobian } from '@gradus/autograd'
 *
 * const f = (x: T.Tensor<readonly [2]>) => T.mul(x, T.sum(x))
 * T.toNested(jacobian(f)(T.tensor([1, 2]))) // => [[4, 1], [2, 5]]
 * T.toNested(jacobian(f, { mode: 'forward' })(T.tensor([1, 2]))) // => [[4, 1], [2, 5]]
 * ```
 *
 * Source: JAX, `jax.jacrev` and `jax.jacfwd`.
 */
export const jacobian: JacobianOf = ((f: (...args: never) => unknown, options: Options = {}) =>
  (...args: readonly unknown[]) => {
    const chosen = choose('jacobian', f, args, options.argnums)
    const run = options.mode === 'forward' ? forward : reverse
    return run(chosen.f as Linear, chosen.point, options, chosen.name)
  }) as never

/**
 * The function that gives the second derivatives of a scalar by each pair of elements of the first argument, or
 * of those that `argnums` names: the Jacobian of the gradient, by forward over reverse mode.
 *
 * `H[i…, j…] = ∂²f(x) / ∂x[i…] ∂x[j…]`, of shape `[...argument, ...argument]`, and for trees the tree in place of each leaf.
 * Of an argument of `n` elements it is `n²` numbers; where products with vectors will do, use `hvp`.
 *
 * @throws DTypeError where a leaf of the argument is not a float; ShapeError where the result is not a scalar.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { hessian } from '@gradus/autograd'
 *
 * const f = (x: T.Tensor<readonly [2]>) => T.prod(x)
 * T.toNested(hessian(f)(T.tensor([3, 5]))) // => [[0, 1], [1, 0]]
 * ```
 */
export const hessian: HessianOf = ((f: (...args: readonly unknown[]) => Scalar, options: ByFirst = {}) =>
  jacobian(grad(f, options), { ...options, mode: 'forward' })) as never

/**
 * The product of a scalar function's second derivatives with a vector, `H v`: one pass forward through one pass back, and
 * never the matrix.
 *
 * @throws as `grad` and `jvp`.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { hvp } from '@gradus/autograd'
 *
 * const f = (x: T.Tensor<readonly [2]>) => T.prod(x)
 * T.toNested(hvp(f, T.tensor([3, 5]), T.tensor([1, 10]))) // => [10, 1]
 * ```
 *
 * Source: B. A. Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6(1), 1994.
 */
export const hvp = <P>(f: (primal: P) => Scalar, primal: P, vector: P): P =>
  push('hvp', grad(f), primal, vector)[1]
