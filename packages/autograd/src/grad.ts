/** Gradients: how a scalar changes with arguments. */
import { isTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { type Argnums, choose, type Chosen } from './argnums.ts'
import type { AllowInt } from './differentiable.ts'
import { record } from './record.ts'
import { type Scalar, scalarOf, type WithAux } from './scalarResult.ts'

/** By the first argument. */
export interface ByFirst extends AllowInt {
  readonly argnums?: undefined
}

/** By the arguments at the given positions, from 0. */
export interface ByArguments<N> extends AllowInt {
  readonly argnums: N
}

/** The gradient of a function by its first argument, or by those that are named. */
export interface Grad {
  <P, R extends readonly unknown[]>(
    f: (params: P, ...rest: R) => Scalar,
    options?: ByFirst,
  ): (params: P, ...rest: R) => P
  <A extends readonly unknown[], const N extends Argnums<A>>(
    f: (...args: A) => Scalar,
    options: ByArguments<N>,
  ): (...args: A) => Chosen<A, N>
}

/** The value of a function, with the gradient by its first argument or by those that are named. */
export interface ValueAndGrad {
  <P, R extends readonly unknown[], V extends Scalar | WithAux>(
    f: (params: P, ...rest: R) => V,
    options?: ByFirst,
  ): (params: P, ...rest: R) => readonly [V, P]
  <A extends readonly unknown[], V extends Scalar | WithAux, const N extends Argnums<A>>(
    f: (...args: A) => V,
    options: ByArguments<N>,
  ): (...args: A) => readonly [V, Chosen<A, N>]
}

type Options = ByFirst | ByArguments<number | readonly number[]>

const differentiate = <V extends Scalar | WithAux>(
  f: (...args: never) => V,
  options: Options,
  args: readonly unknown[],
): readonly [V, unknown] => {
  const chosen = choose('grad', f, args, options.argnums)
  const { out, pullback } = record('grad', chosen.f, chosen.point as never, options, chosen.name)
  const value = scalarOf('grad', out)
  const pick = (result: V): unknown => (isTensor(result) ? result : result.value)
  return [out, pullback(T.ones([], { dtype: value.dtype }), pick)]
}

/**
 * The function that gives the value of `f` together with the gradient by its first argument, or by those that `argnums` names.
 *
 * Where `f` returns `{ value, aux }`, the gradient is that of `value`, and `aux` is carried along: predictions, the new
 * state of layers. The gradient has exactly the type of the argument; of several arguments, it is a tuple.
 *
 * @param options `argnums`: one position, from 0, or several. `allowInt`: whole numbers and truth values among the leaves take
 * part as constants, and their gradient is zeros of their own type; otherwise they are refused.
 * @throws DTypeError where a leaf of the argument is not a float; ShapeError where the result is not a scalar; ValueError for a
 * position where there is no argument.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { valueAndGrad } from '@gradus/autograd'
 *
 * const loss = (w: { readonly a: T.Tensor<readonly [2]> }, x: T.Tensor<readonly [2]>) => T.sum(T.mul(w.a, x))
 * const [value, gradient] = valueAndGrad(loss)({ a: T.tensor([1, 2]) }, T.tensor([3, 4]))
 * T.item(value) // => 11
 * T.toNested(gradient.a) // => [3, 4]
 *
 * const [, [byW, byX]] = valueAndGrad(loss, { argnums: [0, 1] })({ a: T.tensor([1, 2]) }, T.tensor([3, 4]))
 * T.toNested(byW.a) // => [3, 4]
 * T.toNested(byX) // => [1, 2]
 * ```
 */
export const valueAndGrad: ValueAndGrad = ((f: (...args: never) => Scalar | WithAux, options: Options = {}) =>
  (...args: readonly unknown[]) =>
    differentiate(f, options, args)) as never

/**
 * The function that gives the gradient of `f` by its first argument, of exactly that argument's type, or by those that
 * `argnums` names.
 *
 * @param options as of `valueAndGrad`.
 * @throws as `valueAndGrad`.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { grad } from '@gradus/autograd'
 *
 * const cube = (x: T.Tensor<readonly []>) => T.mul(x, T.mul(x, x))
 * T.item(grad(cube)(T.tensor(2))) // => 12
 * T.item(grad(grad(cube))(T.tensor(2))) // => 12
 *
 * const product = (a: T.Tensor<readonly []>, b: T.Tensor<readonly []>) => T.mul(a, b)
 * T.item(grad(product, { argnums: 1 })(T.tensor(2), T.tensor(5))) // => 2
 * ```
 */
export const grad: Grad = ((f: (...args: never) => Scalar, options: Options = {}) =>
  (...args: readonly unknown[]) =>
    differentiate(f, options, args)[1]) as never
