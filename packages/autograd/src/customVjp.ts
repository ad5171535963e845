/** Functions with a reverse rule of their own. */
import { type AnyTensor, GradusError } from '@gradus/tensor'
import { zeros } from './rules/algebra.ts'
import { among, checkResult, customCall } from './customCall.ts'
import { describe } from './describe.ts'
import { programOf } from './graph/graph.ts'
import { stage } from './traces/stage.ts'
import { atPath, firstDifference, tensorsOf, withTensors } from './structure.ts'

/** The cotangent of each argument, like it; `undefined` where it is zero. */
export type Cotangents<A extends readonly unknown[]> = { readonly [K in keyof A]: A[K] | undefined }

/** How to go forward, and back again. */
export interface VjpRule<A extends readonly unknown[], Out, Residuals> {
  /** The result, and what the way back needs: residuals of any structure. */
  readonly forward: (...args: A) => readonly [Out, Residuals]
  /** The cotangents of the arguments, from the residuals and the cotangent of the result. */
  readonly backward: (residuals: Residuals, cotangent: Out) => Cotangents<A>
}

const op = 'customVjp'

const resultOf = <Out, R>(out: Out, answer: readonly [Out, R]): readonly [Out, R] => {
  if (!Array.isArray(answer) || answer.length !== 2)
    throw new GradusError(op, `forward answers [result, residuals], it answered ${describe(answer)}`)
  checkResult(op, 'forward', out, answer[0])
  return answer
}

const cotangentOf = (arg: unknown, cotangent: unknown, i: number): readonly AnyTensor[] => {
  if (cotangent === undefined) return tensorsOf(arg).map(zeros)
  const d = firstDifference(arg, cotangent)
  if (d !== undefined)
    throw new GradusError(
      op,
      `backward answers ${d.second}${atPath(d.path)} for argument ${i}, where the argument is ${d.first}; they must be alike. Answer undefined for an argument whose cotangent is zero?`,
    )
  return tensorsOf(cotangent)
}

/** One cotangent for each tensor of the arguments. */
const cotangentsOf = (args: readonly unknown[], answer: unknown): readonly AnyTensor[] => {
  if (!Array.isArray(answer) || answer.length !== args.length)
    throw new GradusError(
      op,
      `backward answers an array of one cotangent for each argument, here ${args.length}; it answered ${describe(answer)}`,
    )
  return args.flatMap((arg, i) => cotangentOf(arg, answer[i], i))
}

/**
 * A function with a derivative of your own: a reverse rule.
 *
 * `forward` answers the result with residuals, whatever the way back needs; `backward` answers the cotangent of each argument,
 * `Jᵀ c`. Derivatives of higher order differentiate both. Forward mode (`jvp`, and `hessian`, which goes forward) cannot use
 * such a rule; write it with `customJvp`, where both are needed.
 *
 * @param f takes structures of tensors; whatever else is among the arguments is passed on as it is.
 * @param rule.forward takes what `f` takes.
 * @param rule.backward answers one cotangent for each argument, like it, or `undefined` for zero: for whole numbers, say.
 * @throws GradusError where the rule answers another structure, shape or type, where a derivative is taken by a tensor that
 * the function closes over, and in forward mode.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { customVjp, grad } from '@gradus/autograd'
 *
 * type Scalar = T.Tensor<readonly []>
 * // passes the value, and clips the gradient on its way back
 * const clipGradient = customVjp((x: Scalar, _limit: number) => x, {
 *   forward: (x, limit) => [x, limit] as const,
 *   backward: (limit, c) => [T.clip(c, -limit, limit), undefined],
 * })
 * T.item(grad((x: Scalar) => T.mul(clipGradient(x, 1), 5))(T.tensor(2))) // => 1
 * ```
 *
 * Source: JAX, `jax.custom_vjp`.
 */
export const customVjp =
  <A extends readonly unknown[], Out, Residuals>(
    f: (...args: A) => Out,
    { forward, backward }: VjpRule<A, NoInfer<Out>, Residuals>,
  ): ((...args: A) => Out) =>
  (...args) =>
    customCall(op, f, args, (out) => {
      const onward = programOf(op, (...given: A) => resultOf(out, forward(...given)), args)
      const residuals = onward.answer[1]
      const kept = tensorsOf(residuals)
      const way = stage(
        op,
        (all) => {
          const cotangent = withTensors(out, all.slice(kept.length))
          return cotangentsOf(args, backward(withTensors(residuals, all), cotangent))
        },
        [...kept, ...tensorsOf(out)],
      )
      return {
        free: [...onward.free, ...way.free],
        rule: (free) => {
          const count = free.length
          const run = among(onward, free)
          const back = among(way, free)
          return {
            mode: 'vjp',
            forward: (inputs) => {
              const closed = inputs.slice(0, count)
              return [...run(closed, inputs.slice(count)), ...closed]
            },
            pullback: (values, cotangents) => [
              ...free.map(() => undefined),
              ...back(values.slice(kept.length), [...values.slice(0, kept.length), ...cotangents]),
            ],
          }
        },
      }
    })
