import type { GradientTransformation, Untyped } from '../GradientTransformation.ts'

/** The types of a chain's parts, from the tuple of their states. */
type Links<S extends readonly unknown[]> = { readonly [I in keyof S]: GradientTransformation<S[I]> }

type Progress = readonly [updates: unknown, states: readonly unknown[]]

/**
 * One transformation after the other; each gets the updates that the one before it made.
 *
 * Its state is the tuple of the states of its parts. `chain()` is `identity` with the state `[]`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const halve = O.chain(O.scale(2), O.scale(-0.25))
 * const params = { w: T.tensor([1, 2]) }
 * const [updates, state] = halve.update({ w: T.tensor([4, 8]) }, halve.init(params), params)
 *
 * T.toNested(updates.w) // => [-2, -4]
 * state // => [{}, {}]
 * ```
 */
export const chain = <S extends readonly unknown[]>(...links: Links<S>): GradientTransformation<S> => {
  const parts: readonly Untyped[] = links
  const whole: Untyped = {
    init: (params) => parts.map((part) => part.init(params)),
    update: (gradients, states: readonly unknown[], params) =>
      parts.reduce<Progress>(
        ([updates, done], part, i) => {
          const [next, state] = part.update(updates, states[i] as never, params)
          return [next, [...done, state]]
        },
        [gradients, []],
      ),
  }
  // The compiler cannot see that mapping over a tuple keeps its positions; the type tests do.
  return whole as GradientTransformation<S>
}
