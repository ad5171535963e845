import { ones, zeros } from '@gradus/init'
import * as T from '@gradus/tensor'
import { ShapeError } from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { fraction, positive } from './checks.ts'
import { layer } from './custom.ts'
import type { LayerType, Step } from './Layer.ts'
import type { NotOneAxis } from './shapes.ts'
import { notOneAxis } from './shapes.ts'
import type { Stage } from './Stage.ts'

/** What batch normalisation learns: the scale and the offset of each feature. */
export type BatchNormParams<S extends Shape> = { readonly gamma: Tensor<S>; readonly beta: Tensor<S> }

/** What it remembers: running statistics of each feature, and of how many steps. */
export type BatchNormState<S extends Shape> = {
  readonly mean: Tensor<S>
  readonly variance: Tensor<S>
  readonly count: Tensor<readonly [], 'int32'>
}

/** The type of `batchNorm`. */
export interface BatchNorm extends LayerType {
  readonly kind: 'batchNorm'
  readonly output: this['input']
  readonly misfit: NotOneAxis<this['input']>
  readonly params: BatchNormParams<this['input']>
  readonly state: BatchNormState<this['input']>
}

/** How fast the running statistics forget, and what keeps the division away from zero. */
export interface BatchNormOptions {
  readonly decay?: number | undefined
  readonly eps?: number | undefined
}

/**
 * Batch normalisation of feature vectors: `y = gamma (x - μ) / √(σ² + eps) + beta`, per feature.
 *
 * In training μ and σ² are the batch's mean and (biased) variance, and the state moves towards them; in evaluation they
 * are the state's `mean` and `variance`. `decay` is the share of the running average that a step keeps:
 * `m ← decay · m + (1 - decay) · μ`, started at zero and divided by `1 - decay^count`, so that the state is an unbiased
 * average from the first step on and never remembers a made-up beginning. Defaults: `decay` 0.99, `eps` 1e-5.
 *
 * @throws ShapeError (a type error where types can know) where the model gives more than one feature axis, and in
 * training for a batch of one example, whose variance says nothing; ValueError for a `decay` outside [0, 1) or an `eps`
 * that is not positive.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([1]), L.batchNorm({ decay: 0.9 }))
 * const { params, state } = L.init(model, Rng.key(0))
 * const next = L.apply(model, params, state, T.tensor([[1], [3]]), { mode: 'train', key: Rng.key(1) }).state
 * T.toNested(next.batchNorm_0.mean) // => [2]
 * T.toNested(next.batchNorm_0.variance) // => [1]
 * ```
 *
 * Source: Ioffe & Szegedy, Batch normalization: accelerating deep network training by reducing internal covariate shift,
 * 2015, algorithm 1. Departures: running averages in place of the population statistics of algorithm 2, of the biased
 * variance, debiased as in Kingma & Ba, Adam, 2015, section 3.
 */
export const batchNorm = ({ decay = 0.99, eps = 1e-5 }: BatchNormOptions = {}): Stage<BatchNorm> => {
  fraction('batchNorm', 'decay', decay)
  positive('batchNorm', 'eps', eps)
  return layer<BatchNorm>({
    kind: 'batchNorm',
    settings: { decay, eps },
    misfit: notOneAxis,
    params: (shape) => ({ gamma: { shape, init: ones }, beta: { shape, init: zeros } }),
    state: (shape) => ({
      mean: { shape, init: zeros },
      variance: { shape, init: ones },
      count: { shape: [], init: () => T.tensor(0, { dtype: 'int32' }) },
    }),
    apply: (params, state, x, { mode }) =>
      mode === 'train'
        ? normalizeBatch(params, state, x, decay, eps)
        : { output: normalize(params, state, x, eps), state },
  })
}

type Params = BatchNormParams<Shape>
type State = BatchNormState<Shape>
type Moments = { readonly mean: Tensor; readonly variance: Tensor }

const normalize = ({ gamma, beta }: Params, { mean, variance }: Moments, x: Tensor, eps: number): Tensor =>
  T.add(T.mul(T.mul(T.sub(x, mean), T.rsqrt(T.add(variance, eps))), gamma), beta)

const normalizeBatch = (params: Params, state: State, x: Tensor, decay: number, eps: number): Step<State> => {
  if ((x.shape[0] ?? 0) < 2)
    throw new ShapeError(
      'batchNorm',
      `one example has no variance to train with, got a batch of ${x.shape[0]}. Use batches of two or more.`,
    )
  const batch = { mean: T.mean(x, { axis: 0 }), variance: T.variance(x, { axis: 0 }) }
  return { output: normalize(params, batch, x, eps), state: remember(state, batch, decay) }
}

/** The step that keeps a zero-started average of weight `decay` divided by its bias: its share of the newest is 1 at first. */
const remember = (state: State, batch: Moments, decay: number): State => {
  const count = T.add(state.count, 1)
  const bias = T.neg(T.expm1(T.mul(T.cast(count, 'float32'), Math.log(decay))))
  const share = T.div(1 - decay, bias)
  const towards = (old: Tensor, now: Tensor): Tensor => T.add(old, T.mul(share, T.sub(now, old)))
  return { mean: towards(state.mean, batch.mean), variance: towards(state.variance, batch.variance), count }
}
