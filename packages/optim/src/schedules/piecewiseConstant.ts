import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import { requireNonNegative, requireStepsOrNone } from '../checks.ts'
import { type Curve, curve } from '../Schedule.ts'

/** The settings of `piecewiseConstant`. */
export interface PiecewiseConstantOptions {
  /** The value at the start. */
  readonly initial: number
  /** From which step on which value holds, in the order of the steps. */
  readonly values: readonly (readonly [from: number, value: number])[]
}

/**
 * Constant in pieces.
 *
 * `η(t)` is the value of the last piece that begins at `t` or before, and `initial` before the first.
 *
 * Throws `ValueError` for a value negative or not finite, or steps that are not whole or do not rise.
 *
 * Source: numbers equal to `optax.piecewise_constant_schedule`, which takes factors for values.
 *
 * @example
 * ```ts
 * import * as O from '@gradus/optim'
 *
 * const stairs = O.piecewiseConstant({ initial: 1, values: [[10, 0.5], [30, 0.1]] })
 * Array.from([0, 9, 10, 30], (step) => stairs(step)) // => [1, 1, 0.5, 0.1]
 * ```
 */
export const piecewiseConstant = ({ initial, values }: PiecewiseConstantOptions): Curve => {
  requireNonNegative('piecewiseConstant', 'initial', initial)
  values.forEach(([from, value], i) => {
    requireStepsOrNone('piecewiseConstant', `the start of piece ${i}`, from)
    requireNonNegative('piecewiseConstant', `the value of piece ${i}`, value)
    const before = values[i - 1]?.[0] ?? -1
    if (from <= before)
      throw new ValueError(
        'piecewiseConstant',
        `pieces must begin one after the other, got ${from} after ${before}.`,
      )
  })
  return curve((step) =>
    values.reduce<T.AnyTensor>(
      (value, [from, next]) => T.where(T.less(step, from), value, next),
      T.add(T.zerosLike(step), initial),
    ),
  )
}
