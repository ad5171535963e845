/** Functions with a forward rule of their own. */
import { GradusError } from '@gradus/tensor'
import { among, checkResult, customCall } from './customCall.ts'
import { describe } from './describe.ts'
import { programOf } from './graph/graph.ts'
import { atPath, firstDifference } from './structure.ts'

/** The result and its change, from arguments and their changes; linear in the changes. */
export type JvpRule<A extends readonly unknown[], Out> = (primals: A, tangents: A) => readonly [Out, Out]

const op = 'customJvp'

const pairOf = <Out>(out: Out, answer: unknown): readonly [Out, Out] => {
  if (!Array.isArray(answer) || answer.length !== 2)
    throw new GradusError(op, `the rule answers [result, tangent], it answered ${describe(answer)}`)
  const [result, tangent] = answer as unknown as readonly [Out, Out]
  checkResult(op, 'the rule', out, result)
  const d = firstDifference(out, tangent)
  if (d !== undefined)
    throw new GradusError(
      op,
      `the rule answers the tangent ${d.second}${atPath(d.path)}, where the result is ${d.first}; they must be alike.`,
    )
  return [result, tangent]
}

/**
 * A function with a derivative of your own: a forward rule, which serves both modes.
 *
 * The rule says how the result changes with the arguments, `(x, ẋ) ↦ (f(x), J ẋ)`. Reverse mode transposes it, so it has to be
 * linear in the tangents; derivatives of higher order differentiate the rule.
 *
 * @param f takes structures of tensors; whatever else is among the arguments is passed on as it is.
 * @param rule from arguments and their tangents, of the same structure, to the result and its tangent.
 * @throws GradusError where the rule answers another structure, shape or type than the function, and where a derivative is
 * taken by a tensor that the function closes over.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { customJvp, grad } from '@gradus/autograd'
 *
 * type Scalar = T.Tensor<readonly []>
 * // ln(1 + eˣ) with the derivative as the sigmoid, which does not overflow
 * const naive = (x: Scalar) => T.log(T.add(T.exp(x), 1))
 * const softplus = customJvp(naive, ([x], [t]) => [naive(x), T.mul(t, T.sigmoid(x))])
 * T.item(grad(softplus)(T.tensor(1000))) // => 1
 * ```
 *
 * Source: JAX, `jax.custom_jvp`.
 */
export const customJvp =
  <A extends readonly unknown[], Out>(
    f: (...args: A) => Out,
    rule: JvpRule<A, NoInfer<Out>>,
  ): ((...args: A) => Out) =>
  (...args) =>
    customCall(op, f, args, (out) => {
      const written = programOf(op, (primals: A, tangents: A) => pairOf(out, rule(primals, tangents)), [
        args,
        args,
      ])
      return {
        free: written.free,
        rule: (free) => {
          const run = among(written, free)
          const count = free.length
          return {
            mode: 'jvp',
            jvp: (inputs, tangents) =>
              run(inputs.slice(0, count), [...inputs.slice(count), ...tangents.slice(count)]),
          }
        },
      }
    })
