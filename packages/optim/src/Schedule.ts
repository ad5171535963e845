/**
 * The contract of schedules: a pure function of the step.
 *
 * Laws. A schedule reads no state and no clock. Step 0 is the first update. It is called with the step as a
 * scalar tensor inside a training step, so it is written with tensor operations and never reads the value of
 * its argument; that way it survives tracing and compilation.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { AnyTensor, Operand } from '@gradus/tensor'

/** What `scaleByLearningRate` takes besides a number: a scalar for the step, from the step. */
export type Schedule = (step: Operand) => Operand

/**
 * What the schedules of this package are: besides, a plain number for a plain number, to plot or to print.
 */
export interface Curve {
  (step: number): number
  (step: AnyTensor): AnyTensor
  (step: Operand): Operand
}

const isFloat = ({ dtype }: AnyTensor): boolean => dtype === 'float32' || dtype === 'float64'

/**
 * A schedule from its formula over a scalar tensor of floats. Called with a plain number, it computes in
 * float64 and answers a plain number.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const inverseTime = O.curve((step) => T.div(0.5, T.add(1, step)))
 *
 * inverseTime(0) // => 0.5
 * T.item(inverseTime(T.tensor(3, { dtype: 'int32' }))) // => 0.125
 * ```
 */
export const curve = (formula: (step: AnyTensor) => AnyTensor): Curve => {
  function at(step: number): number
  function at(step: AnyTensor): AnyTensor
  function at(step: Operand): Operand
  function at(step: Operand): Operand {
    return typeof step === 'number'
      ? T.item(formula(T.tensor(step, { dtype: 'float64' })))
      : formula(isFloat(step) ? step : T.cast(step, 'float32'))
  }
  return at
}
