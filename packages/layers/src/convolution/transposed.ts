import { heNormal, zeros } from '@gradus/init'
import type { Initializer } from '@gradus/init'
import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { AnyTensor, ConvolvedBack, Divide, PerAxis, Rng, Shape, Tensor } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType, Misfit } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import type { ConvolutionOptions, KernelMoves, NotGrouped } from './convolution.ts'
import { addBias, biasOf, checkGroups, kernelWindows, notGrouped } from './convolution.ts'
import type { Channels, NotSpatial, PaddingOf, PerSpatial, Spatial, Spread, UnknownSizes } from './spatial.ts'
import { notSpatial } from './spatial.ts'
import type { Moves, Windows } from './windows.ts'
import { extentOf, perSpatial, showMoves } from './windows.ts'

/** A kernel `[in, out, ...window]`, as PyTorch's, and a bias for each output channel. */
export type TransposedParams<
  In extends number,
  Out extends number,
  All extends number,
  Window extends Shape,
  Bias extends boolean,
> = Bias extends true
  ? { readonly kernel: Tensor<readonly [In, Out, ...Window]>; readonly bias: Tensor<readonly [All]> }
  : { readonly kernel: Tensor<readonly [In, Out, ...Window]> }

type Sizes<N extends Spatial, S extends Shape, M extends Moves, More extends PerAxis> =
  ConvolvedBack<
    'transposed',
    N,
    readonly [1, ...S],
    readonly [Channels<S>, 1, ...Spread<N, M['window']>],
    M['stride'],
    M['padding'],
    M['dilation'],
    1,
    More
  > extends readonly [number, number, ...infer R extends Shape]
    ? R
    : UnknownSizes<N>

/** The words for features of which padding leaves nothing. */
const nothingLeft = { expects: 'more than the padding takes away', advice: 'Use less padding.' } as const

/** `never` where padding leaves something of the result, or may, else what to say. */
type NothingLeft<R extends Shape> = number extends R[number]
  ? never
  : 0 extends R[number]
    ? typeof nothingLeft
    : never

type TransposedMisfit<
  N extends Spatial,
  S extends Shape,
  M extends Moves,
  Groups extends number,
  More extends PerAxis,
> = [NotSpatial<N, S>] extends [never]
  ? [NotGrouped<Groups, S>] extends [never]
    ? NothingLeft<Sizes<N, S, M, More>>
    : NotGrouped<Groups, S>
  : NotSpatial<N, S>

/** The type of a transposed convolution. */
export interface TransposedConvolution<
  Kind extends string,
  N extends Spatial,
  Out extends number,
  M extends Moves,
  More extends PerAxis,
  Groups extends number,
  Bias extends boolean,
> extends LayerType {
  readonly kind: Kind
  readonly output: readonly [Out, ...Sizes<N, this['input'], M, More>]
  readonly misfit: TransposedMisfit<N, this['input'], M, Groups, More>
  readonly params: TransposedParams<
    Channels<this['input']>,
    Divide<Out, Groups>,
    Out,
    Spread<N, M['window']>,
    Bias
  >
  readonly state: {}
}

/** What a transposed convolution may be told: how the convolution moves whose transpose is meant. */
export interface TransposedOptions<
  N extends Spatial,
  K extends PerSpatial<N> = PerSpatial<N>,
  S extends PerSpatial<N> = PerSpatial<N>,
  P extends PaddingOf<N> = PaddingOf<N>,
  D extends PerSpatial<N> = PerSpatial<N>,
  Groups extends number = number,
  Bias extends boolean = boolean,
  More extends PerSpatial<N> = PerSpatial<N>,
> extends ConvolutionOptions<N, K, S, P, D, Groups, Bias> {
  /** How much larger the result is at the end: which of the `stride` sizes that give the input's is meant. */
  readonly outputPadding?: More | undefined
}

/** A transposed convolution's stage, from the number of its output channels and its options. */
export interface MakeTransposed<Kind extends string, N extends Spatial> {
  <
    const Out extends number,
    const K extends PerSpatial<N>,
    const S extends PerSpatial<N> = 1,
    const P extends PaddingOf<N> = 'valid',
    const D extends PerSpatial<N> = 1,
    const G extends number = 1,
    const B extends boolean = true,
    const More extends PerSpatial<N> = 0,
  >(
    channels: Out,
    options: TransposedOptions<N, K, S, P, D, G, B, More>,
  ): Stage<TransposedConvolution<Kind, N, Out, KernelMoves<K, S, P, D>, More, G, B>>
}

/** The tensor operation of each number of spatial axes, for shapes that are no longer known. */
const operations = {
  1: T.convTranspose1d,
  2: T.convTranspose2d,
  3: T.convTranspose3d,
} as unknown as { readonly [N in Spatial]: (x: Tensor, kernel: Tensor, options: object) => Tensor }

/** An initialiser reads fans from `[out, in, ...window]`; a transposed kernel has these two exchanged. */
const exchanged =
  (init: Initializer) =>
  (key: Rng.Key, shape: Shape): AnyTensor => {
    const [size = 0, out = 0, ...window] = shape
    const kernel = init(key, [out, size, ...window]) as Tensor
    return T.permute(kernel, [1, 0, ...window.map((_, i) => i + 2)]) as AnyTensor
  }

const sizeAlong = (w: Windows, more: Shape, size: number, i: number): number => {
  const stride = w.stride[i] ?? 1
  const extra = more[i] ?? 0
  if (w.padding === 'same') return size * stride + extra
  const [before, after] = w.padding[i] ?? [0, 0]
  return (size - 1) * stride + extentOf(w, i) - before - after + extra
}

const checkMore = (kind: string, more: Shape, stride: Shape): void => {
  if (more.some((m, i) => m > 0 && m >= (stride[i] ?? 1)))
    throw new ValueError(
      kind,
      `outputPadding must be less than the stride, got ${more.join('×')} with ${stride.join('×')}.`,
    )
}

const transposed = (kind: string, n: Spatial, channels: number, options: TransposedOptions<Spatial>) => {
  const { groups = 1, init = heNormal, biasInit = zeros, bias = true, outputPadding = 0 } = options
  checkGroups(kind, groups, channels)
  const w = kernelWindows(kind, n, options)
  const more = perSpatial(kind, 'outputPadding', n, outputPadding, 0)
  checkMore(kind, more, w.stride)
  const sizes = (spatial: Shape): Shape => spatial.map((size, i) => sizeAlong(w, more, size, i))
  const leftMisfit = (input: Shape): Misfit | undefined =>
    sizes(input.slice(1)).every((size) => size > 0) ? undefined : nothingLeft
  return layer<TransposedConvolution<string, Spatial, number, Moves, PerAxis, number, boolean>>({
    kind,
    settings: {
      ...showMoves('kernel', w),
      ...(more.every((m) => m === 0) ? {} : { outputPadding: more.join('×') }),
      ...(groups === 1 ? {} : { groups }),
      ...(bias ? {} : { bias }),
    },
    misfit: (input) => notSpatial(n, input) ?? notGrouped(groups, input) ?? leftMisfit(input),
    output: (input) => [channels, ...sizes(input.slice(1))],
    params: ([size = 0]) => ({
      kernel: { shape: [size, channels / groups, ...w.window], init: exchanged(init) },
      ...(bias ? { bias: { shape: [channels], init: biasInit } } : {}),
    }),
    apply: (weights, state, x) => {
      const { stride, padding, dilation } = w
      const moves = { stride, padding, dilation, groups, outputPadding: more }
      return { output: addBias(operations[n](x, weights.kernel, moves), biasOf(weights)), state }
    },
  })
}

const make = <const Kind extends string, const N extends Spatial>(
  kind: Kind,
  n: N,
): MakeTransposed<Kind, N> =>
  ((channels: number, options: TransposedOptions<Spatial>) => transposed(kind, n, channels, options)) as never

/** The transpose of a convolution over one spatial axis; as `convTranspose2d`. */
export const convTranspose1d: MakeTransposed<'convTranspose1d', 1> = make('convTranspose1d', 1)

/**
 * The transpose of a convolution of images, from the shape of its result to that of its input: with stride 2 it doubles
 * sizes, as decoders and generators do.
 *
 * The size of the result is `(size - 1) stride + dilation (kernel - 1) + 1 - padding + outputPadding`, where `padding` counts
 * both sides, and `size · stride + outputPadding` with padding `'same'`. The kernel is `[in, out / groups, height, width]`, as
 * PyTorch's, and begins as He normal for a fan-in of `in · height · width`.
 *
 * @throws ShapeError (a type error where types can know) where the model has not three feature axes, groups do not divide
 * its channels, or padding leaves nothing; ValueError for options that are not possible.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const code = L.input([16, 7, 7])
 * L.pipe(code, L.convTranspose2d(8, { kernel: 4, stride: 2, padding: 1 })).output // => [8, 14, 14]
 * L.pipe(code, L.convTranspose2d(8, { kernel: 3, stride: 2, padding: 'same' })).output // => [8, 14, 14]
 * ```
 *
 * Source: Zeiler, Krishnan, Taylor & Fergus, Deconvolutional networks, 2010.
 */
export const convTranspose2d: MakeTransposed<'convTranspose2d', 2> = make('convTranspose2d', 2)

/** The transpose of a convolution of volumes; as `convTranspose2d`. */
export const convTranspose3d: MakeTransposed<'convTranspose3d', 3> = make('convTranspose3d', 3)
