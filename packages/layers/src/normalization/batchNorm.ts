import { ones, zeros } from '@gradus/init'
import * as T from '@gradus/tensor'
import { ShapeError } from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { fraction, positive } from '../checks.ts'
import { layer } from '../custom.ts'
import type { LayerType, Step } from '../Layer.ts'
import { showShape } from '../shapes.ts'
import type { Stage } from '../Stage.ts'
import type { ChannelParams, NoChannels, PerChannel } from './channels.ts'
import { alongChannels, axesFrom, notChannels, perChannel } from './channels.ts'
import type { EpsOption } from './standardize.ts'
import { affineSpecs } from './standardize.ts'

/** What batch normalisation remembers: running statistics of each channel, and of how many steps. */
export type BatchNormState<S extends Shape> = {
  readonly mean: Tensor<PerChannel<S>>
  readonly variance: Tensor<PerChannel<S>>
  readonly count: Tensor<readonly [], 'int32'>
}

/** The type of `batchNorm`. */
export interface BatchNorm extends LayerType {
  readonly kind: 'batchNorm'
  readonly output: this['input']
  readonly misfit: NoChannels<this['input']>
  readonly params: ChannelParams<this['input']>
  readonly state: BatchNormState<this['input']>
}

/** How fast the running statistics forget, and what keeps the division away from zero. */
export interface BatchNormOptions extends EpsOption {
  readonly decay?: number | undefined
}

/**
 * Batch normalisation: `y = gamma (x - μ) / √(σ² + eps) + beta`, per channel, the first feature axis.
 *
 * In training μ and σ² are the mean and the (biased) variance of a channel over the batch and all places, `[batch]` of
 * features `[c]` and `[batch, height, width]` of features `[c, height, width]`, and the state moves towards them; in
 * evaluation they are the state's `mean` and `variance`. `decay` is the share of the running average that a step keeps:
 * `m ← decay · m + (1 - decay) · μ`, started at zero and divided by `1 - decay^count`, so that the state is an unbiased
 * average from the first step on and never remembers a made-up beginning. Defaults: `decay` 0.99, `eps` 1e-5.
 *
 * Elsewhere the share that a step keeps is called `momentum` (Flax, Keras), or it is `1 - momentum` (PyTorch).
 *
 * @throws ShapeError (a type error where types can know) where the model gives no feature axis, and in training where a
 * channel has one value, whose variance says nothing; ValueError for a `decay` outside [0, 1) or an `eps` that is not
 * positive.
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
 * 2015, algorithm 1 and, for convolutions, section 3.2. Departures: running averages in place of the population
 * statistics of algorithm 2, of the biased variance, debiased as in Kingma & Ba, Adam, 2015, section 3.
 */
export const batchNorm = ({ decay = 0.99, eps = 1e-5 }: BatchNormOptions = {}): Stage<BatchNorm> => {
  fraction('batchNorm', 'decay', decay)
  positive('batchNorm', 'eps', eps)
  return layer<BatchNorm>({
    kind: 'batchNorm',
    settings: { decay, eps },
    misfit: notChannels,
    params: (input) => affineSpecs(perChannel(input)),
    state: (input) => ({
      mean: { shape: perChannel(input), init: zeros },
      variance: { shape: perChannel(input), init: ones },
      count: { shape: [], init: () => T.tensor(0, { dtype: 'int32' }) },
    }),
    apply: (params, state, x, { mode }) =>
      mode === 'train'
        ? normalizeBatch(params, state, x, decay, eps)
        : { output: normalize(params, state.variance, centre(x, state.mean), eps), state },
  })
}

type Params = ChannelParams<Shape>
type State = BatchNormState<Shape>
type Vector = Tensor<readonly [number]>
type Moments = { readonly mean: Vector; readonly variance: Vector }

const centre = (x: Tensor, mean: Tensor): Tensor => T.sub(x, alongChannels(mean, x.shape.length))

/** Scaled by one factor for each channel, so that a batch is read but once more. */
const normalize = ({ gamma, beta }: Params, variance: Tensor, centred: Tensor, eps: number): Tensor => {
  const scale = T.mul(gamma, T.rsqrt(T.add(variance, eps)))
  const rank = centred.shape.length
  return T.add(T.mul(centred, alongChannels(scale, rank)), alongChannels(beta, rank))
}

const normalizeBatch = (params: Params, state: State, x: Tensor, decay: number, eps: number): Step<State> => {
  checkCount(x)
  const axis = [0, ...axesFrom(2, x)]
  const mean = T.mean(x, { axis }) as Vector
  const centred = centre(x, mean)
  const variance = T.mean(T.square(centred), { axis }) as Vector
  return {
    output: normalize(params, variance, centred, eps),
    state: remember(state, { mean, variance }, decay),
  }
}

const checkCount = ({ shape }: Tensor): void => {
  if (T.sizeOf(shape) / (shape[1] ?? 1) < 2)
    throw new ShapeError(
      'batchNorm',
      `training needs two or more values per channel, the batch is ${showShape(shape)}. Use larger batches.`,
    )
}

/** The step that keeps a zero-started average of weight `decay` divided by its bias: its share of the newest is 1 at first. */
const remember = (state: State, batch: Moments, decay: number): State => {
  const count = T.add(state.count, 1)
  const towards = (old: Vector, now: Vector): Vector => {
    const bias = T.neg(T.expm1(T.mul(T.cast(count, old.dtype), Math.log(decay))))
    // A state keeps its type, whatever the batch's: a step that changed it could not be compiled once for all.
    return T.add(old, T.mul(T.div(1 - decay, bias), T.sub(T.cast(now, old.dtype), old)))
  }
  return { mean: towards(state.mean, batch.mean), variance: towards(state.variance, batch.variance), count }
}
