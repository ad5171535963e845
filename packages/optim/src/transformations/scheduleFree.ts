import * as T from '@gradus/tensor'
import { Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireNonNegative } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike, Untyped } from '../GradientTransformation.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'
import { precisionOf } from '../precision.ts'
import type { Schedule } from '../Schedule.ts'
import { asSchedule } from './scaleByLearningRate.ts'

/** The settings of `scheduleFree`. */
export interface ScheduleFreeOptions {
  /** The learning rate of `inner`: its largest value so far weighs each step. */
  readonly learningRate: Hyperparameter | Schedule
  /** How far gradients are taken towards the average from `z`, in (0, 1); 0.9 unless given. */
  readonly b1?: number
  /** The power of the learning rate that weighs each step; 2 unless given. */
  readonly weightPower?: number
}

/**
 * The state of `scheduleFree`: where `inner` is by itself (`z`), and what the average needs. `b1` is kept so that
 * `scheduleFreeParams` finds it.
 */
export interface ScheduleFreeState<S, P = ParamsLike> {
  readonly count: Count
  readonly b1: AnyTensor
  readonly weightSum: AnyTensor
  readonly maxRate: AnyTensor
  readonly z: P
  readonly inner: S
}

type State = ScheduleFreeState<never, unknown>

/** The average `x`, from `y = b1·x + (1 - b1)·z`. */
const averageAt = (params: unknown, z: unknown, b1: number): unknown =>
  Tree.zipWith((y, at) => T.div(T.sub(y, T.mul(at, 1 - b1)), b1))(params, z)

/** From one point to another by a share of the way. */
const towards = (from: unknown, to: unknown, share: AnyTensor): unknown =>
  Tree.zipWith((a, b) => {
    const part = T.cast(share, a.dtype)
    return T.add(T.mul(a, T.sub(1, part)), T.mul(b, part))
  })(from, to)

/** Where gradients are taken: between the average and `z`. */
const between = (x: unknown, z: unknown, b1: number): unknown =>
  Tree.zipWith((average, at) => T.add(T.mul(average, b1), T.mul(at, 1 - b1)))(x, z)

/**
 * The parameters to evaluate and to keep: the average, where training is at a point between it and `z`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.scheduleFreeAdamW({ learningRate: 0.5 })
 * const params = { w: T.tensor([1]) }
 * const [updates, state] = optimizer.update({ w: T.tensor([4]) }, optimizer.init(params), params)
 * const kept = O.scheduleFreeParams(O.applyUpdates(params, updates), state)
 * T.toNested(kept.w).map((w) => w.toFixed(2)) // => ['0.50']
 * ```
 */
export const scheduleFreeParams = <P>(
  params: P,
  { z, b1 }: { readonly z: NoInfer<P>; readonly b1: AnyTensor },
): P =>
  Tree.zipWith((y, at) => {
    const share = T.cast(b1, y.dtype)
    return T.div(T.sub(y, T.mul(at, T.sub(1, share))), share)
  })(params, z)

/**
 * Averages the path of `inner` in place of a falling learning rate, and takes gradients between the two.
 *
 * `z ← z + u` by `inner`, `x ← (1 - c)·x + c·z` with `c = w / Σ w` and `w = (largest η)^weightPower`, and the
 * parameters are `y = b1·x + (1 - b1)·z`. Evaluate at `x`: `scheduleFreeParams`.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, `b1` outside (0, 1), or a negative
 * power.
 *
 * Source: Defazio et al., "The Road Less Scheduled", 2024, equations 2-5; numbers equal to
 * `optax.contrib.schedule_free`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.scheduleFree(O.sgd({ learningRate: 0.5 }), { learningRate: 0.5 })
 * const params = { w: T.tensor([1]) }
 * const [updates] = optimizer.update({ w: T.tensor([4]) }, optimizer.init(params), params)
 * T.toNested(updates.w).map((u) => u.toFixed(2)) // => ['-2.00']
 * ```
 */
export const scheduleFree = <S>(
  inner: GradientTransformation<S>,
  { learningRate, b1 = 0.9, weightPower = 2 }: ScheduleFreeOptions,
): GradientTransformation<ScheduleFreeState<S>> => {
  if (!(b1 > 0 && b1 < 1))
    throw new ValueError(
      'scheduleFree',
      `b1 must be between 0 and 1, got ${b1}. The average cannot be found again without it.`,
    )
  requireNonNegative('scheduleFree', 'weightPower', weightPower)
  const schedule = asSchedule(learningRate)
  const some = inner as Untyped
  const free: Untyped = {
    init: (params) => {
      const dtype = precisionOf(Tree.leaves(params))
      const none = T.zeros([], { dtype })
      const share = T.tensor(b1, { dtype })
      return {
        count: zeroCount(),
        b1: share,
        weightSum: none,
        maxRate: none,
        z: params,
        inner: some.init(params),
      }
    },
    update: (gradients, state: State, params) => {
      const count = increment(state.count)
      const rate = schedule(T.cast(count, state.maxRate.dtype))
      const maxRate = T.maximum(state.maxRate, rate)
      const weight = T.pow(maxRate, weightPower)
      const weightSum = T.add(state.weightSum, weight)
      const share = T.where(T.greater(weightSum, 0), T.div(weight, weightSum), T.zerosLike(weight))
      const [made, next] = some.update(gradients, state.inner, params)
      const z = Tree.zipWith((at, u) => T.add(at, u))(state.z, made)
      const y = between(towards(averageAt(params, state.z, b1), z, share), z, b1)
      const moved = Tree.zipWith((to, from) => T.sub(to, from))(y, params)
      return [moved, { count, b1: state.b1, weightSum, maxRate, z, inner: next }]
    },
  }
  return free as GradientTransformation<ScheduleFreeState<S>>
}
