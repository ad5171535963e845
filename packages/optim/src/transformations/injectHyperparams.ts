import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, FloatDType, Tensor } from '@gradus/tensor'
import { requireFinite } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, Untyped } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'

type Scalar = Tensor<readonly [], FloatDType>

/** A scalar tensor for each hyperparameter. */
export type Hyperparams<H> = { readonly [K in keyof H]: Scalar }

/** The settings as they were given: each a number, or a schedule. */
type Settings<K extends string> = Readonly<Record<K, number | Schedule>>

/**
 * The state of `injectHyperparams`: the number of updates made, the hyperparameters of the next one, or where they are scheduled
 * of the last, and the state of the transformation made of them.
 */
export interface InjectHyperparamsState<H, S> {
  readonly count: Count
  readonly hyperparams: Hyperparams<H>
  readonly inner: S
}

/** The type that multiplies each leaf without changing the leaf's own. */
const narrowest = (leaves: readonly AnyTensor[]): FloatDType =>
  leaves.length > 0 && leaves.every(({ dtype }) => dtype === 'float64') ? 'float64' : 'float32'

const scalar = (value: T.Operand, dtype: FloatDType): Scalar =>
  typeof value === 'number' ? T.tensor(value, { dtype }) : (T.cast(value, dtype) as Scalar)

/** Each setting at a step: a schedule's value, or what is held. */
const settingsAt = <K extends string>(
  settings: Settings<K>,
  count: Count,
  dtype: FloatDType,
  held: (name: K, setting: number) => Scalar,
): Hyperparams<Settings<K>> => {
  const valueOf = (name: K, setting: number | Schedule): Scalar =>
    typeof setting === 'function' ? scalar(setting(T.cast(count, dtype)), dtype) : held(name, setting)
  const pairs = Object.entries<number | Schedule>(settings)
  return Object.fromEntries(pairs.map(([name, x]) => [name, valueOf(name as K, x)])) as Hyperparams<
    Settings<K>
  >
}

/**
 * Keeps hyperparameters in the state, where a training loop can read and change them between steps; or schedules them.
 *
 * `make` gets each as a scalar tensor, which the optimisers and transformations take wherever they take a number that no shape or
 * count depends on: learning rates, `b1`, `b2`, `eps`, decays, momentum, weight decay, limits. A schedule is called with the number of
 * updates made before this one, and its last value is in the state. A step that is compiled stays compiled when values change;
 * nobody checks then what they are.
 *
 * Throws `ValueError` for a number that is not finite.
 *
 * Source: after `optax.inject_hyperparams`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.injectHyperparams({ learningRate: O.cosineDecay({ initial: 0.5, steps: 10 }), momentum: 0.9 }, O.sgd)
 * const params = { w: T.tensor([1]) }
 * const start = optimizer.init(params)
 * const [, state] = optimizer.update({ w: T.tensor([4]) }, start, params)
 * T.item(state.hyperparams.learningRate) // => 0.5
 *
 * // From here on without momentum.
 * const changed = { ...state, hyperparams: { ...state.hyperparams, momentum: T.tensor(0) } }
 * const [updates] = optimizer.update({ w: T.tensor([4]) }, changed, params)
 * T.toNested(updates.w).map((u) => u.toFixed(3)) // => ['-1.951']
 * ```
 */
export const injectHyperparams = <K extends string, S>(
  settings: Settings<K>,
  make: (hyperparams: Hyperparams<Settings<K>>) => GradientTransformation<S>,
): GradientTransformation<InjectHyperparamsState<Settings<K>, S>> => {
  Object.entries<number | Schedule>(settings).forEach(
    ([name, value]) => typeof value === 'number' && requireFinite('injectHyperparams', name, value),
  )
  const injected: Untyped = {
    init: (params) => {
      const dtype = narrowest(Tree.leaves(params))
      const start = settingsAt(settings, zeroCount(), dtype, (_, value) => scalar(value, dtype))
      return { count: zeroCount(), hyperparams: start, inner: (make(start) as Untyped).init(params) }
    },
    update: (updates, state: InjectHyperparamsState<Settings<K>, never>, params) => {
      const dtype = narrowest(Tree.leaves(params))
      const now = settingsAt(settings, state.count, dtype, (name) => state.hyperparams[name])
      const [made, inner] = (make(now) as Untyped).update(updates, state.inner, params)
      return [made, { count: increment(state.count), hyperparams: now, inner }]
    },
  }
  return injected as GradientTransformation<InjectHyperparamsState<Settings<K>, S>>
}
