/** Reverse mode: the function that pulls cotangents back. */
import type { AllowInt } from './differentiable.ts'
import { record } from './record.ts'

/**
 * The value of a function at a point, and the function that pulls a cotangent of the result back to the argument.
 *
 * `pullback(c) = Jᵀ c`, where `J` is the Jacobian of `f` at `primal`.
 *
 * @param f takes and returns trees of tensors.
 * @returns the result and the pullback, which may be called any number of times.
 * @throws DTypeError where a leaf of the argument is not a float, unless `allowInt` makes a constant of it.
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
export const vjp = <P, Out>(
  f: (primal: P) => Out,
  primal: P,
  options: AllowInt = {},
): readonly [Out, (cotangent: Out) => P] => {
  const { out, pullback } = record('vjp', f, primal, options)
  return [out, (cotangent) => pullback(cotangent)]
}
