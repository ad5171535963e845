import { heNormal, zeros } from '@gradus/init'
import type { Multiply, Shape, Tensor } from '@gradus/tensor'
import { positiveInteger } from '../checks.ts'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import type { KernelMoves } from './convolution.ts'
import { addBias, biasOf, convolve, kernelWindows } from './convolution.ts'
import type { DepthwiseOptions } from './depthwise.ts'
import type { Channels, PaddingOf, PerSpatial, Spatial, Spread } from './spatial.ts'
import type { Moves, Slid, WindowMisfit, Windows } from './windows.ts'
import { showMoves, slid, windowMisfit, windowsOf } from './windows.ts'

/** A kernel for each channel, and one that mixes what they give at each place. */
export type SeparableParams<
  Between extends number,
  Out extends number,
  N extends Spatial,
  Window extends Shape,
  Bias extends boolean,
> = Bias extends true
  ? {
      readonly depthwise: Tensor<readonly [Between, 1, ...Window]>
      readonly pointwise: Tensor<readonly [Out, Between, ...Spread<N, 1>]>
      readonly bias: Tensor<readonly [Out]>
    }
  : {
      readonly depthwise: Tensor<readonly [Between, 1, ...Window]>
      readonly pointwise: Tensor<readonly [Out, Between, ...Spread<N, 1>]>
    }

/** The type of a separable convolution. */
export interface SeparableConvolution<
  Kind extends string,
  N extends Spatial,
  Out extends number,
  M extends Moves,
  Multiplier extends number,
  Bias extends boolean,
> extends LayerType {
  readonly kind: Kind
  readonly output: Slid<N, this['input'], Out, M>
  readonly misfit: WindowMisfit<N, this['input'], M, 'kernel'>
  readonly params: SeparableParams<
    Multiply<Channels<this['input']>, Multiplier>,
    Out,
    N,
    Spread<N, M['window']>,
    Bias
  >
  readonly state: {}
}

/** A separable convolution's stage, from the number of its output channels and its options. */
export interface MakeSeparable<Kind extends string, N extends Spatial> {
  <
    const Out extends number,
    const K extends PerSpatial<N>,
    const S extends PerSpatial<N> = 1,
    const P extends PaddingOf<N> = 'valid',
    const D extends PerSpatial<N> = 1,
    const Multiplier extends number = 1,
    const B extends boolean = true,
  >(
    channels: Out,
    options: DepthwiseOptions<N, K, S, P, D, Multiplier, B>,
  ): Stage<SeparableConvolution<Kind, N, Out, KernelMoves<K, S, P, D>, Multiplier, B>>
}

/** A window of one element. */
const point = (kind: string, n: Spatial): Windows =>
  windowsOf(kind, n, 'kernel', { window: 1, stride: 1, padding: 'valid', dilation: 1 })

const separable = (kind: string, n: Spatial, channels: number, options: DepthwiseOptions<Spatial>) => {
  const { multiplier = 1, init = heNormal, biasInit = zeros, bias = true } = options
  positiveInteger(kind, 'channels', channels)
  positiveInteger(kind, 'multiplier', multiplier)
  const w = kernelWindows(kind, n, options)
  const one = point(kind, n)
  return layer<SeparableConvolution<string, Spatial, number, Moves, number, boolean>>({
    kind,
    settings: {
      ...showMoves('kernel', w),
      ...(multiplier === 1 ? {} : { multiplier }),
      ...(bias ? {} : { bias }),
    },
    misfit: (input) => windowMisfit(n, 'kernel', w, input),
    output: (input) => [channels, ...slid(w, input.slice(1))],
    params: ([size = 0]) => ({
      depthwise: { shape: [size * multiplier, 1, ...w.window], init },
      pointwise: { shape: [channels, size * multiplier, ...one.window], init },
      ...(bias ? { bias: { shape: [channels], init: biasInit } } : {}),
    }),
    apply: (weights, state, x) => {
      const each = convolve(n, x, weights.depthwise, w, x.shape[1] ?? 0)
      return { output: addBias(convolve(n, each, weights.pointwise, one, 1), biasOf(weights)), state }
    },
  })
}

const make = <const Kind extends string, const N extends Spatial>(kind: Kind, n: N): MakeSeparable<Kind, N> =>
  ((channels: number, options: DepthwiseOptions<Spatial>) => separable(kind, n, channels, options)) as never

/** A convolution of each channel of `[channels, width]` by itself, then across channels; as `separableConv2d`. */
export const separableConv1d: MakeSeparable<'separableConv1d', 1> = make('separableConv1d', 1)

/**
 * A depthwise convolution of `[channels, height, width]`, then a pointwise one, which mixes the channels at each place: about
 * `1 / channels + 1 / (height · width of the kernel)` of the multiplications of `conv2d`.
 *
 * The kernels are `depthwise` `[channels · multiplier, 1, height, width]` and `pointwise` `[out, channels · multiplier, 1, 1]`;
 * the bias `[out]` is added at the end.
 *
 * @throws ShapeError (a type error where types can know) where the model has not three feature axes or the kernel does not
 * fit into the padded features; ValueError for options that are not possible.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([8, 16, 16]), L.separableConv2d(32, { kernel: 3, bias: false }))
 * model.output // => [32, 14, 14]
 * L.describe(model).map((l) => l.parameters) // => [328]
 * ```
 *
 * Source: Chollet, Xception: deep learning with depthwise separable convolutions, 2017.
 */
export const separableConv2d: MakeSeparable<'separableConv2d', 2> = make('separableConv2d', 2)

/** A convolution of each channel of `[channels, depth, height, width]` by itself, then across channels; as `separableConv2d`. */
export const separableConv3d: MakeSeparable<'separableConv3d', 3> = make('separableConv3d', 3)
