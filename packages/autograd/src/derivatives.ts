/** Derivatives as functions of functions. */
import {
  type AnyTensor,
  DTypeError,
  type FloatDType,
  GradusError,
  isTensor,
  ShapeError,
  type Tensor,
  Tree,
} from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { zeros } from './algebra.ts'
import { Dual, forwardTrace, split } from './forwardTrace.ts'
import { linearTrace } from './linearTrace.ts'
import { mapTensors } from './structure.ts'

/** What a function must return to have a gradient. */
export type Scalar = Tensor<readonly [], FloatDType>

/** A scalar with something to carry along: predictions, the new state of layers. */
export interface WithAux<A = unknown> {
  readonly value: Scalar
  readonly aux: A
}

const checkFloat =
  (op: string) =>
  (leaf: AnyTensor, path: string): void => {
    if (!T.isFloating(leaf))
      throw new DTypeError(
        op,
        `only floats have derivatives, ${path === '' ? 'the argument' : path} is ${leaf.dtype}. Pass it as another argument, or close over it.`,
      )
  }

/**
 * The value of a function at a point, and the function that pulls a cotangent of the result back to the argument.
 *
 * `pullback(c) = Jᵀ c`, where `J` is the Jacobian of `f` at `primal`.
 *
 * @param f takes and returns trees of floating-point tensors.
 * @returns the result and the pullback, which may be called any number of times.
 * @throws DTypeError where a leaf of the argument is not a float.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { vjp } from '@gradus/autograd'
 *
 * const [y, pullback] = vjp((x: T.Tensor<readonly [2]>) => T.mul(x, x), T.tensor([3, 5]))
 * T.toNested(y) // => [9, 25]
 * T.toNested(pullback(T.tensor([1, 1]))) // => [6, 10]
 * ```
 */
export const vjp = <P, Out>(f: (primal: P) => Out, primal: P): readonly [Out, (cotangent: Out) => P] => {
  const { out, pullback } = record('vjp', f, primal)
  return [out, (cotangent) => pullback(cotangent)]
}

interface Recorded<P, Out> {
  readonly out: Out
  readonly pullback: (cotangent: unknown, select?: (out: Out) => unknown) => P
}

/** Runs a function forward under a record of its tangents. `out` holds plain values; the pullback knows their tangents. */
const record = <P, Out>(op: string, f: (primal: P) => Out, primal: P): Recorded<P, Out> => {
  Tree.entries(primal).forEach(([path, leaf]) => checkFloat(op)(leaf, path))
  const linear = linearTrace()
  const forward = forwardTrace(op)
  const inputs = new Map(Tree.entries(primal).map(([path, leaf]) => [path, linear.input(leaf)]))
  const dual = Tree.map((leaf, path) => new Dual(forward, leaf, inputs.get(path), op))(primal)
  const traced = f(dual)
  forward.close()
  const pullback = (cotangent: unknown, select: (out: Out) => unknown = (out) => out): P => {
    const chosen = select(traced)
    const checked = Tree.zipWith((x, c, path) => checkAlike(op, c, 'cotangent', x, 'result', path))(
      chosen,
      cotangent,
    )
    const cotangents = Tree.leaves(checked)
    const results = Tree.leaves(chosen).map((x, i) => [split(forward, x).tangent, cotangents[i]!] as const)
    const pulled = linear.pull(results, [...inputs.values()])
    const byPath = new Map([...inputs.keys()].map((path, i) => [path, pulled[i]]))
    return Tree.map((leaf, path) => byPath.get(path) ?? zeros(leaf))(primal)
  }
  return { out: mapTensors((x) => split(forward, x).primal, traced) as Out, pullback }
}

const checkAlike = (
  op: string,
  change: AnyTensor,
  what: string,
  x: AnyTensor,
  of: string,
  path: string,
): AnyTensor => {
  if (
    x.dtype !== change.dtype ||
    x.shape.length !== change.shape.length ||
    x.shape.some((d, i) => d !== change.shape[i])
  )
    throw new ShapeError(
      op,
      `the ${what}${path === '' ? '' : ` at ${path}`} is ${change.dtype}[${change.shape.join(',')}], the ${of} is ${x.dtype}[${x.shape.join(',')}]; they must be alike`,
    )
  return change
}

const scalarOf = (op: string, out: unknown): Scalar => {
  const value = isTensor(out)
    ? out
    : typeof out === 'object' && out !== null && 'value' in out
      ? out.value
      : undefined
  if (!isTensor(value))
    throw new GradusError(op, 'the function must return a scalar tensor, or { value, aux } with one as value')
  if (value.shape.length !== 0)
    throw new ShapeError(
      op,
      `the function must return a scalar, it returned [${value.shape.join(',')}]. Take its sum or mean, or use vjp.`,
    )
  if (!T.isFloating(value))
    throw new DTypeError(
      op,
      `only floats have derivatives, the result is ${value.dtype}. Its gradient would be 0 everywhere; leave out the cast or the rounding.`,
    )
  return value as Scalar
}

/**
 * The function that gives the value of `f` together with the gradient by its first argument.
 *
 * Where `f` returns `{ value, aux }`, the gradient is that of `value`, and `aux` is carried along: predictions, the new
 * state of layers. The gradient has exactly the type of the argument.
 *
 * @throws DTypeError where a leaf of the argument is not a float; ShapeError where the result is not a scalar.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { valueAndGrad } from '@gradus/autograd'
 *
 * const loss = (w: { readonly a: T.Tensor<readonly [2]> }, x: T.Tensor<readonly [2]>) => T.sum(T.mul(w.a, x))
 * const [value, gradient] = valueAndGrad(loss)({ a: T.tensor([1, 2]) }, T.tensor([3, 4]))
 * T.item(value) // => 11
 * T.toNested(gradient.a) // => [3, 4]
 * ```
 */
export const valueAndGrad =
  <P, R extends readonly unknown[], V extends Scalar | WithAux>(
    f: (params: P, ...rest: R) => V,
  ): ((params: P, ...rest: R) => readonly [V, P]) =>
  (params, ...rest) => {
    const { out, pullback } = record('grad', (p: P) => f(p, ...rest), params)
    const value = scalarOf('grad', out)
    const pick = (result: V): unknown => (isTensor(result) ? result : result.value)
    return [out, pullback(T.ones([], { dtype: value.dtype }), pick)]
  }

/**
 * The function that gives the gradient of `f` by its first argument, of exactly that argument's type.
 *
 * @throws as `valueAndGrad`.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { grad } from '@gradus/autograd'
 *
 * const cube = (x: T.Tensor<readonly []>) => T.mul(x, T.mul(x, x))
 * T.item(grad(cube)(T.tensor(2))) // => 12
 * T.item(grad(grad(cube))(T.tensor(2))) // => 12
 * ```
 */
export const grad =
  <P, R extends readonly unknown[]>(f: (params: P, ...rest: R) => Scalar): ((params: P, ...rest: R) => P) =>
  (params, ...rest) =>
    valueAndGrad(f)(params, ...rest)[1]

/**
 * The value of a function at a point, and its change along a tangent: `J t`, where `J` is the Jacobian of `f` at `primal`.
 *
 * @throws DTypeError where a leaf of the argument is not a float; GradusError where tangent and argument differ in structure.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { jvp } from '@gradus/autograd'
 *
 * const [y, dy] = jvp((x: T.Tensor<readonly []>) => T.exp(x), T.tensor(0), T.tensor(2))
 * T.item(y) // => 1
 * T.item(dy) // => 2
 * ```
 */
export const jvp = <P, Out>(f: (primal: P) => Out, primal: P, tangent: P): readonly [Out, Out] => {
  const trace = forwardTrace('jvp')
  const dual = Tree.zipWith((x, t, path): AnyTensor => {
    checkFloat('jvp')(x, path)
    return new Dual(trace, x, checkAlike('jvp', t, 'tangent', x, 'argument', path), 'jvp')
  })(primal, tangent as NoInfer<P>)
  const out = f(dual)
  trace.close()
  const part = (pick: (x: AnyTensor) => AnyTensor): Out => mapTensors(pick, out) as Out
  return [part((x) => split(trace, x).primal), part((x) => split(trace, x).tangent ?? zeros(x))]
}
