import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { requirePositive } from '../checks.ts'
import { choose } from '../choose.ts'
import type { Tensor } from '@gradus/tensor'
import type { GradientTransformation, ParamsLike, Untyped } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `sam`. */
export interface SamOptions {
  /** How far the parameters climb before the gradient is taken; 0.05 unless given. */
  readonly rho?: Hyperparameter
}

/** The state of `sam`: whether the parameters are up on the slope, where they came from, and that of `inner`. */
export interface SamState<S, P = ParamsLike> {
  readonly climbed: Tensor<readonly [], 'bool'>
  readonly home: P
  readonly inner: S
}

/**
 * Sharpness-aware minimisation: `inner` follows the gradient of the worst point nearby.
 *
 * Updates come in pairs. The first climbs: `p ← p + rho · g / ‖g‖`. The second, with the gradient from up there,
 * goes back and lets `inner` make its step: so two gradients make one step, and parameters are those of the
 * model after an even number of updates.
 *
 * Throws `ValueError` unless `rho` is positive and finite.
 *
 * Source: Foret et al., "Sharpness-Aware Minimization for Efficiently Improving Generalization", 2021, algorithm
 * 1; numbers equal to `optax.contrib.sam` with the period 2.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.sam(O.sgd({ learningRate: 0.5 }), { rho: 0.5 })
 * const params = { w: T.tensor([1]) }
 * const [climb, state] = optimizer.update({ w: T.tensor([4]) }, optimizer.init(params), params)
 * const above = O.applyUpdates(params, climb)
 * const [step] = optimizer.update({ w: T.tensor([6]) }, state, above)
 * T.toNested(above.w) // => [1.5]
 * T.toNested(O.applyUpdates(above, step).w) // => [-2]
 * ```
 */
export const sam = <S>(
  inner: GradientTransformation<S>,
  { rho = 0.05 }: SamOptions = {},
): GradientTransformation<SamState<S>> => {
  requirePositive('sam', 'rho', rho)
  const some = inner as Untyped
  const climb = (gradients: unknown): unknown => {
    const length = Tree.globalNorm(gradients)
    const factor = T.div(rho, T.where(T.greater(length, 0), length, 1))
    return Tree.map((g) => T.mul(g, T.cast(factor, g.dtype)))(gradients)
  }
  const aware: Untyped = {
    init: (params) => ({
      climbed: T.zeros([], { dtype: 'bool' }),
      home: params,
      inner: some.init(params),
    }),
    update: (gradients, { climbed, home, inner: state }: SamState<never, unknown>, params) => {
      const [made, next] = some.update(gradients, state, home)
      const back = Tree.zipWith((h, p) => T.sub(h, p))(home, params)
      const step = Tree.zipWith((b, u) => T.add(b, u))(back, made)
      return [
        choose(climbed, step, climb(gradients)),
        {
          climbed: T.logicalNot(climbed),
          home: choose(climbed, home, params),
          inner: choose<unknown>(climbed, next, state),
        },
      ]
    },
  }
  return aware as GradientTransformation<SamState<S>>
}
