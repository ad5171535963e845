import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { Operand, Tensor } from '@gradus/tensor'
import { requireNonNegative, requireSteps, requireStepsOrNone } from '../checks.ts'
import { type Count, zeroCount } from '../Count.ts'

/** The settings of `reduceOnPlateau`. */
export interface ReduceOnPlateauOptions {
  /** The factor of each reduction, in (0, 1); 0.1 unless given. */
  readonly factor?: number
  /** After how many values without improvement it comes; 10 unless given. */
  readonly patience?: number
  /** An improvement is below `(1 - rtol) · best - atol`; 1e-4 unless given. */
  readonly rtol?: number
  /** See `rtol`; 0 unless given. */
  readonly atol?: number
  /** How many values after a reduction do not count; 0 unless given. */
  readonly cooldown?: number
  /** The least that the scale becomes; 0 unless given. */
  readonly minScale?: number
}

/** What `reduceOnPlateau` remembers; `scale` multiplies the learning rate. */
export interface PlateauState {
  readonly scale: Tensor<readonly []>
  readonly best: Tensor<readonly []>
  readonly waited: Count
  readonly cooling: Count
}

/** A reducer over a value that is to fall. */
export interface Plateau {
  readonly init: () => PlateauState
  readonly update: (state: PlateauState, value: Operand) => PlateauState
}

const requireFraction = (name: string, value: number): void => {
  if (!(value > 0 && value < 1))
    throw new ValueError('reduceOnPlateau', `${name} must be between 0 and 1, got ${value}.`)
}

/**
 * Lowers a scale of the learning rate when a value, such as the validation loss, has stopped falling.
 *
 * After `patience` values in a row that are not below `(1 - rtol) · best - atol`: `scale ← max(scale · factor,
 * minScale)`. Multiply updates by `state.scale`, or use it in a schedule.
 *
 * Throws `ValueError` for a factor outside (0, 1), tolerances negative or not finite, or counts not whole.
 *
 * Source: numbers equal to `optax.contrib.reduce_on_plateau`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const plateau = O.reduceOnPlateau({ factor: 0.5, patience: 2 })
 * const scales = [3, 2, 2, 2].reduce((states, loss) => [...states, plateau.update(states.at(-1)!, loss)], [plateau.init()])
 * scales.map(({ scale }) => T.item(scale)) // => [1, 1, 1, 1, 0.5]
 * ```
 */
export const reduceOnPlateau = ({
  factor = 0.1,
  patience = 10,
  rtol = 1e-4,
  atol = 0,
  cooldown = 0,
  minScale = 0,
}: ReduceOnPlateauOptions = {}): Plateau => {
  requireFraction('factor', factor)
  requireSteps('reduceOnPlateau', 'patience', patience)
  requireNonNegative('reduceOnPlateau', 'rtol', rtol)
  requireNonNegative('reduceOnPlateau', 'atol', atol)
  requireStepsOrNone('reduceOnPlateau', 'cooldown', cooldown)
  requireNonNegative('reduceOnPlateau', 'minScale', minScale)
  const int = (x: number): Count => T.tensor(x, { dtype: 'int32' })
  return {
    init: () => ({ scale: T.ones([]), best: T.tensor(Infinity), waited: zeroCount(), cooling: zeroCount() }),
    update: ({ scale, best, waited, cooling }, value) => {
      const now = T.cast(T.add(T.zeros([]), value), 'float32') as Tensor<readonly []>
      const improved = T.less(now, T.sub(T.mul(best, 1 - rtol), atol))
      const count = T.where(improved, int(0), T.add(waited, 1))
      const cool = T.greater(cooling, 0)
      const reduce = T.logicalAnd(T.equal(count, patience), T.logicalNot(cool))
      return {
        scale: T.where(reduce, T.maximum(T.mul(scale, factor), minScale), T.maximum(scale, minScale)),
        best: T.where(improved, now, best),
        waited: T.where(T.logicalOr(reduce, cool), int(0), count),
        cooling: T.where(cool, T.sub(cooling, 1), T.where(reduce, int(cooldown), int(0))),
      }
    },
  }
}
