/** Forward mode: a value together with its change along a tangent. */
import { type AnyTensor, Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { zeros } from './rules/algebra.ts'
import { type AllowInt, checkAlike, checkFloat } from './differentiable.ts'
import { Dual, forwardTrace, split } from './traces/forwardTrace.ts'
import { mapTensors } from './structure.ts'

/** A value and its change, of one structure. */
export const push = <P, Out>(
  op: string,
  f: (primal: P) => Out,
  primal: P,
  tangent: P,
  options: AllowInt = {},
): readonly [Out, Out] => {
  const trace = forwardTrace(op)
  const dual = Tree.zipWith((x, t, path): AnyTensor => {
    checkFloat(op, options)(x, path)
    const change = checkAlike(op, t, 'tangent', x, 'argument', path)
    return T.isFloating(x) ? new Dual(trace, x, change, op) : x
  })(primal, tangent as NoInfer<P>)
  const out = f(dual)
  trace.close()
  const part = (pick: (x: AnyTensor) => AnyTensor): Out => mapTensors(pick, out) as Out
  return [part((x) => split(trace, x).primal), part((x) => split(trace, x).tangent ?? zeros(x))]
}

/**
 * The value of a function at a point, and its change along a tangent: `J t`, where `J` is the Jacobian of `f` at `primal`.
 *
 * @throws DTypeError where a leaf of the argument is not a float, unless `allowInt` makes a constant of it; GradusError where
 * tangent and argument differ in structure.
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
export const jvp = <P, Out>(
  f: (primal: P) => Out,
  primal: P,
  tangent: P,
  options: AllowInt = {},
): readonly [Out, Out] => push('jvp', f, primal, tangent, options)
