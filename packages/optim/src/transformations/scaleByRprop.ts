import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requirePositive, requireWithin } from '../checks.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByRprop`. */
export interface ScaleByRpropOptions {
  /** The size of the first steps. */
  readonly initial: Hyperparameter
  /** The factor where the gradient changed its sign; 0.5 unless given. */
  readonly shrink?: Hyperparameter
  /** The factor where it kept it; 1.2 unless given. */
  readonly grow?: Hyperparameter
  /** The smallest step; 1e-6 unless given. */
  readonly min?: Hyperparameter
  /** The largest step; 50 unless given. */
  readonly max?: Hyperparameter
}

/** The state of `scaleByRprop`: the size of each parameter's step, and the steps of last time. */
export interface ScaleByRpropState<P = ParamsLike> {
  readonly sizes: P
  readonly previous: P
}

/**
 * Steps whose size depends on the signs of gradients alone; for whole batches.
 *
 * Where `g` has the sign of the last step, `size ← min(size · grow, max)`; where it has the other sign,
 * `size ← max(size · shrink, min)` and the step is left out; `u = size · sign(g)`.
 *
 * Throws `ValueError` for sizes that are not positive and finite, `shrink` outside [0, 1), or `grow` below 1.
 *
 * Source: Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the RPROP
 * algorithm", 1993; numbers equal to `torch.optim.Rprop`. (`optax.rprop` makes each step one update late.)
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByRprop({ initial: 0.5 })
 * const params = { w: T.tensor([1, 2]) }
 * const [updates] = scaling.update({ w: T.tensor([4, -0.01]) }, scaling.init(params), params)
 * T.toNested(updates.w) // => [0.5, -0.5]
 * ```
 */
export const scaleByRprop = ({
  initial,
  shrink = 0.5,
  grow = 1.2,
  min = 1e-6,
  max = 50,
}: ScaleByRpropOptions): GradientTransformation<ScaleByRpropState> => {
  requirePositive('scaleByRprop', 'initial', initial)
  requireWithin('scaleByRprop', 'shrink', shrink, 0, 1)
  requireWithin('scaleByRprop', 'grow', grow, 1, Infinity)
  requirePositive('scaleByRprop', 'min', min)
  requirePositive('scaleByRprop', 'max', max)
  return {
    init: (params) => ({
      sizes: Tree.map((p) => T.add(T.zerosLike(p), initial))(params),
      previous: Tree.map(T.zerosLike)(params),
    }),
    update: (updates, { sizes, previous }) => {
      const agreement = Tree.zipWith((g, last) => T.mul(g, last))(updates, previous)
      const next = Tree.zipWith((same, size) => {
        const changed = T.where(T.greater(same, 0), T.mul(size, grow), T.mul(size, shrink))
        return T.where(T.equal(same, 0), size, T.minimum(T.maximum(changed, min), max))
      })(agreement, sizes)
      const along = Tree.zipWith((g, size) => T.mul(size, T.sign(g)))(updates, next)
      const turned = Tree.zipWith((same, step) => T.where(T.less(same, 0), T.zerosLike(step), step))
      const steps = turned(agreement, along)
      return [steps, { sizes: next, previous: steps }]
    },
  }
}
