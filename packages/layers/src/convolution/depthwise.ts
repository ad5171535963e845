import { heNormal, zeros } from '@gradus/init'
import type { Multiply } from '@gradus/tensor'
import { positiveInteger } from '../checks.ts'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import type { KernelMoves, KernelOptions, KernelParams, WeightOptions } from './convolution.ts'
import { addBias, biasOf, convolve, kernelWindows } from './convolution.ts'
import type { Channels, PaddingOf, PerSpatial, Spatial, Spread } from './spatial.ts'
import type { Moves, Slid, WindowMisfit } from './windows.ts'
import { showMoves, slid, windowMisfit } from './windows.ts'

/** The type of a depthwise convolution. */
export interface DepthwiseConvolution<
  Kind extends string,
  N extends Spatial,
  M extends Moves,
  Multiplier extends number,
  Bias extends boolean,
> extends LayerType {
  readonly kind: Kind
  readonly output: Slid<N, this['input'], Multiply<Channels<this['input']>, Multiplier>, M>
  readonly misfit: WindowMisfit<N, this['input'], M, 'kernel'>
  readonly params: KernelParams<
    1,
    Multiply<Channels<this['input']>, Multiplier>,
    Spread<N, M['window']>,
    Bias
  >
  readonly state: {}
}

/** What a depthwise convolution may be told. */
export interface DepthwiseOptions<
  N extends Spatial,
  K extends PerSpatial<N> = PerSpatial<N>,
  S extends PerSpatial<N> = PerSpatial<N>,
  P extends PaddingOf<N> = PaddingOf<N>,
  D extends PerSpatial<N> = PerSpatial<N>,
  Multiplier extends number = number,
  Bias extends boolean = boolean,
>
  extends KernelOptions<N, K, S, P, D>, WeightOptions<Bias> {
  /** How many channels each becomes; 1 unless said. */
  readonly multiplier?: Multiplier | undefined
}

/** A depthwise convolution's stage, from its options. */
export interface MakeDepthwise<Kind extends string, N extends Spatial> {
  <
    const K extends PerSpatial<N>,
    const S extends PerSpatial<N> = 1,
    const P extends PaddingOf<N> = 'valid',
    const D extends PerSpatial<N> = 1,
    const Multiplier extends number = 1,
    const B extends boolean = true,
  >(
    options: DepthwiseOptions<N, K, S, P, D, Multiplier, B>,
  ): Stage<DepthwiseConvolution<Kind, N, KernelMoves<K, S, P, D>, Multiplier, B>>
}

const depthwise = (kind: string, n: Spatial, options: DepthwiseOptions<Spatial>) => {
  const { multiplier = 1, init = heNormal, biasInit = zeros, bias = true } = options
  positiveInteger(kind, 'multiplier', multiplier)
  const w = kernelWindows(kind, n, options)
  return layer<DepthwiseConvolution<string, Spatial, Moves, number, boolean>>({
    kind,
    settings: {
      ...showMoves('kernel', w),
      ...(multiplier === 1 ? {} : { multiplier }),
      ...(bias ? {} : { bias }),
    },
    misfit: (input) => windowMisfit(n, 'kernel', w, input),
    output: ([channels = 0, ...spatial]) => [channels * multiplier, ...slid(w, spatial)],
    params: ([channels = 0]) => ({
      kernel: { shape: [channels * multiplier, 1, ...w.window], init },
      ...(bias ? { bias: { shape: [channels * multiplier], init: biasInit } } : {}),
    }),
    apply: (weights, state, x) => ({
      output: addBias(convolve(n, x, weights.kernel, w, x.shape[1] ?? 0), biasOf(weights)),
      state,
    }),
  })
}

const make = <const Kind extends string, const N extends Spatial>(kind: Kind, n: N): MakeDepthwise<Kind, N> =>
  ((options: DepthwiseOptions<Spatial>) => depthwise(kind, n, options)) as never

/** A convolution of each channel of `[channels, width]` by itself; as `depthwiseConv2d`. */
export const depthwiseConv1d: MakeDepthwise<'depthwiseConv1d', 1> = make('depthwiseConv1d', 1)

/**
 * A convolution of each channel of `[channels, height, width]` by itself: into `multiplier` channels by as many kernels.
 *
 * The kernel is `[channels · multiplier, 1, height, width]`; the channels that channel `c` becomes begin at
 * `c · multiplier`. It is `conv2d` with as many groups as there are channels.
 *
 * @throws ShapeError (a type error where types can know) where the model has not three feature axes or the kernel does not
 * fit into the padded features; ValueError for options that are not possible.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([8, 16, 16]), L.depthwiseConv2d({ kernel: 3, padding: 'same' })).output // => [8, 16, 16]
 * L.pipe(L.input([8, 16, 16]), L.depthwiseConv2d({ kernel: 3, multiplier: 2 })).output // => [16, 14, 14]
 * ```
 *
 * Source: Chollet, Xception: deep learning with depthwise separable convolutions, 2017.
 */
export const depthwiseConv2d: MakeDepthwise<'depthwiseConv2d', 2> = make('depthwiseConv2d', 2)

/** A convolution of each channel of `[channels, depth, height, width]` by itself; as `depthwiseConv2d`. */
export const depthwiseConv3d: MakeDepthwise<'depthwiseConv3d', 3> = make('depthwiseConv3d', 3)
