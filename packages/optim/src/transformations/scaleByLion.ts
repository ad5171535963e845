import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requireDecay } from '../checks.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import { averaged } from '../moments.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByLion`. */
export interface ScaleByLionOptions {
  /** How much of the average goes into the direction; 0.9 unless given. */
  readonly b1?: Hyperparameter
  /** The decay of the average; 0.99 unless given. */
  readonly b2?: Hyperparameter
}

/** The state of `scaleByLion`: the average of the gradients. */
export interface ScaleByLionState<P = ParamsLike> {
  readonly mu: P
}

/**
 * The sign of a mixture of the gradient and its average: every parameter moves by the same amount.
 *
 * `u = sign(b1·mu + (1 - b1)·g)`, then `mu ← b2·mu + (1 - b2)·g`.
 *
 * Throws `ValueError` for `b1` or `b2` outside [0, 1).
 *
 * Source: Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, algorithm 2; numbers equal to
 * `optax.scale_by_lion`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByLion()
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -0.01]) }, scaling.init(params), params)
 * T.toNested(updates.w) // => [1, -1]
 * ```
 */
export const scaleByLion = ({
  b1 = 0.9,
  b2 = 0.99,
}: ScaleByLionOptions = {}): GradientTransformation<ScaleByLionState> => {
  requireDecay('scaleByLion', 'b1', b1)
  requireDecay('scaleByLion', 'b2', b2)
  return {
    init: (params) => ({ mu: Tree.map(T.zerosLike)(params) }),
    update: (updates, { mu }) => [
      Tree.map(T.sign)(averaged(b1)(updates, mu)),
      { mu: averaged(b2)(updates, mu) },
    ],
  }
}
