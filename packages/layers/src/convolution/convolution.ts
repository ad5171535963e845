import { heNormal, zeros } from '@gradus/init'
import type { Initializer } from '@gradus/init'
import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { Divide, Multiply, SameDim, Shape, Tensor } from '@gradus/tensor'
import { positiveInteger } from '../checks.ts'
import { layer } from '../custom.ts'
import type { LayerType, Misfit } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import type { Channels, PaddingOf, PerSpatial, Spatial, Spread } from './spatial.ts'
import type { Moves, Slid, WindowMisfit, Windows } from './windows.ts'
import { showMoves, slid, windowMisfit, windowsOf } from './windows.ts'

/** A kernel `[out, in, ...window]`, and a bias for each output channel. */
export type KernelParams<
  In extends number,
  Out extends number,
  Window extends Shape,
  Bias extends boolean,
> = Bias extends true
  ? { readonly kernel: Tensor<readonly [Out, In, ...Window]>; readonly bias: Tensor<readonly [Out]> }
  : { readonly kernel: Tensor<readonly [Out, In, ...Window]> }

/** Do groups divide channels? Unknown ones may. */
export type Divides<Groups extends number, Count extends number> = SameDim<
  Multiply<Divide<Count, Groups>, Groups>,
  Count
>

/** `never` where groups divide the channels, else what to say. */
export type NotGrouped<Groups extends number, S extends Shape> =
  Divides<Groups, Channels<S>> extends true
    ? never
    : {
        readonly expects: `channels that ${Groups} groups divide`
        readonly advice: 'Use groups that divide them.'
      }

/** What to say where groups do not divide the channels. */
export const notGrouped = (groups: number, [channels = 0]: Shape): Misfit | undefined =>
  channels % groups === 0
    ? undefined
    : { expects: `channels that ${groups} groups divide`, advice: 'Use groups that divide them.' }

type ConvolutionMisfit<N extends Spatial, S extends Shape, M extends Moves, Groups extends number> = [
  WindowMisfit<N, S, M, 'kernel'>,
] extends [never]
  ? NotGrouped<Groups, S>
  : WindowMisfit<N, S, M, 'kernel'>

/** The type of a convolution. */
export interface Convolution<
  Kind extends string,
  N extends Spatial,
  Out extends number,
  M extends Moves,
  Groups extends number,
  Bias extends boolean,
> extends LayerType {
  readonly kind: Kind
  readonly output: Slid<N, this['input'], Out, M>
  readonly misfit: ConvolutionMisfit<N, this['input'], M, Groups>
  readonly params: KernelParams<Divide<Channels<this['input']>, Groups>, Out, Spread<N, M['window']>, Bias>
  readonly state: {}
}

/** How the kernel of a convolution moves; stride 1, no padding and dilation 1 unless said. */
export interface KernelOptions<
  N extends Spatial,
  K extends PerSpatial<N> = PerSpatial<N>,
  S extends PerSpatial<N> = PerSpatial<N>,
  P extends PaddingOf<N> = PaddingOf<N>,
  D extends PerSpatial<N> = PerSpatial<N>,
> {
  /** How many elements the kernel has, along all spatial axes or each. */
  readonly kernel: K
  /** How far the kernel moves. */
  readonly stride?: S | undefined
  readonly padding?: P | undefined
  /** How far the elements of the kernel are apart. */
  readonly dilation?: D | undefined
}

/** How a layer's kernel and bias begin, and whether it has a bias. */
export interface WeightOptions<Bias extends boolean = boolean> {
  readonly init?: Initializer | undefined
  readonly biasInit?: Initializer | undefined
  readonly bias?: Bias | undefined
}

/** What a convolution may be told. */
export interface ConvolutionOptions<
  N extends Spatial,
  K extends PerSpatial<N> = PerSpatial<N>,
  S extends PerSpatial<N> = PerSpatial<N>,
  P extends PaddingOf<N> = PaddingOf<N>,
  D extends PerSpatial<N> = PerSpatial<N>,
  Groups extends number = number,
  Bias extends boolean = boolean,
>
  extends KernelOptions<N, K, S, P, D>, WeightOptions<Bias> {
  /** Into how many parts the channels are divided, each convolved by itself; 1 unless said. */
  readonly groups?: Groups | undefined
}

/** The moves of a kernel. */
export type KernelMoves<K, S, P, D> = {
  readonly window: K
  readonly stride: S
  readonly padding: P
  readonly dilation: D
  readonly ceil: false
}

/** A convolution's stage, from the number of its output channels and its options. */
export interface MakeConvolution<Kind extends string, N extends Spatial> {
  <
    const Out extends number,
    const K extends PerSpatial<N>,
    const S extends PerSpatial<N> = 1,
    const P extends PaddingOf<N> = 'valid',
    const D extends PerSpatial<N> = 1,
    const G extends number = 1,
    const B extends boolean = true,
  >(
    channels: Out,
    options: ConvolutionOptions<N, K, S, P, D, G, B>,
  ): Stage<Convolution<Kind, N, Out, KernelMoves<K, S, P, D>, G, B>>
}

/** The tensor operation of each number of spatial axes, for shapes that are no longer known. */
const operations = { 1: T.conv1d, 2: T.conv2d, 3: T.conv3d } as unknown as {
  readonly [N in Spatial]: (x: Tensor, kernel: Tensor, options: object) => Tensor
}

/** A convolution of a batch by a kernel, as `Windows` say. */
export const convolve = (n: Spatial, x: Tensor, kernel: Tensor, w: Windows, groups: number): Tensor =>
  operations[n](x, kernel, { stride: w.stride, padding: w.padding, dilation: w.dilation, groups })

/** The bias of weights that may have one. */
export const biasOf = (weights: object): Tensor | undefined => (weights as { readonly bias?: Tensor }).bias

/** A number for each channel, added at each place. */
export const addBias = (x: Tensor, bias: Tensor | undefined): Tensor =>
  bias === undefined ? x : T.add(x, T.reshape(bias, [bias.shape[0] ?? 0, ...x.shape.slice(2).map(() => 1)]))

/** The windows of a kernel from the options of its layer. */
export const kernelWindows = (
  kind: string,
  n: Spatial,
  { kernel, stride = 1, padding = 'valid', dilation = 1 }: KernelOptions<Spatial>,
): Windows => windowsOf(kind, n, 'kernel', { window: kernel, stride, padding, dilation })

/** Throws where groups do not divide the output channels. */
export const checkGroups = (kind: string, groups: number, channels: number): void => {
  positiveInteger(kind, 'channels', channels)
  positiveInteger(kind, 'groups', groups)
  if (channels % groups !== 0)
    throw new ValueError(kind, `groups must divide the output channels, got ${groups} for ${channels}.`)
}

/** A layer of any convolution, for the options that there are at run time. */
const convolution = (kind: string, n: Spatial, channels: number, options: ConvolutionOptions<Spatial>) => {
  const { groups = 1, init = heNormal, biasInit = zeros, bias = true } = options
  checkGroups(kind, groups, channels)
  const w = kernelWindows(kind, n, options)
  return layer<Convolution<string, Spatial, number, Moves, number, boolean>>({
    kind,
    settings: {
      ...showMoves('kernel', w),
      ...(groups === 1 ? {} : { groups }),
      ...(bias ? {} : { bias }),
    },
    misfit: (input) => windowMisfit(n, 'kernel', w, input) ?? notGrouped(groups, input),
    output: (input) => [channels, ...slid(w, input.slice(1))],
    params: ([size = 0]) => ({
      kernel: { shape: [channels, size / groups, ...w.window], init },
      ...(bias ? { bias: { shape: [channels], init: biasInit } } : {}),
    }),
    apply: (weights, state, x) => ({
      output: addBias(convolve(n, x, weights.kernel, w, groups), biasOf(weights)),
      state,
    }),
  })
}

const make = <const Kind extends string, const N extends Spatial>(
  kind: Kind,
  n: N,
): MakeConvolution<Kind, N> =>
  ((channels: number, options: ConvolutionOptions<Spatial>) =>
    convolution(kind, n, channels, options)) as never

/**
 * A convolution over one spatial axis: `[channels, width]`, kernel `[out, channels / groups, width]`; as `conv2d`.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([2, 100]), L.conv1d(8, { kernel: 5, stride: 2, padding: 'same' })).output // => [8, 50]
 * ```
 */
export const conv1d: MakeConvolution<'conv1d', 1> = make('conv1d', 1)

/**
 * A convolution of images: `[channels, height, width]`, kernel `[out, channels / groups, height, width]`, bias `[out]`.
 *
 * `y[o, i, j] = bias[o] + Σ c, u, v  x[c, stride i + dilation u - padding, stride j + dilation v - padding] · kernel[o, c, u, v]`,
 * where `c` runs over the channels of the group of `o`, and `x` is zero outside. The fan-in is inferred from the model; the
 * kernel begins as He normal, the bias as zeros. `bias: false` leaves it out, for a layer in front of a normalisation that
 * would cancel it. The channels of the result come first, the options after them.
 *
 * @throws ShapeError (a type error where types can know) where the model has not three feature axes, groups do not divide
 * its channels, or the kernel does not fit into the padded features; ValueError for options that are not possible.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const image = L.input([3, 32, 32])
 * L.pipe(image, L.conv2d(16, { kernel: 5 })).output // => [16, 28, 28]
 * L.pipe(image, L.conv2d(16, { kernel: 3, stride: 2, padding: 1 })).output // => [16, 16, 16]
 * L.pipe(image, L.conv2d(16, { kernel: [1, 7], padding: 'same' })).output // => [16, 32, 32]
 * ```
 *
 * Source: LeCun, Boser, Denker, Henderson, Howard, Hubbard & Jackel, Backpropagation applied to handwritten zip code
 * recognition, 1989. As in all networks it is a cross-correlation: the kernel is not reversed.
 */
export const conv2d: MakeConvolution<'conv2d', 2> = make('conv2d', 2)

/**
 * A convolution of volumes: `[channels, depth, height, width]`, kernel `[out, channels / groups, depth, height, width]`; as
 * `conv2d`.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([1, 8, 16, 16]), L.conv3d(4, { kernel: 3 })).output // => [4, 6, 14, 14]
 * ```
 */
export const conv3d: MakeConvolution<'conv3d', 3> = make('conv3d', 3)
