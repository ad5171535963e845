/** Pools that give a result of a certain size, whatever the input's. */
import { bind } from '../bind.ts'
import { type DType, isFloat, type ToFloat } from '../DType.ts'
import { ShapeError, showShape } from '../errors.ts'
import { castTo, type Fits, type Of, toFloatTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, type Shape } from '../Tensor.ts'
import type { PerAxis, Resized, Spatial } from './Sizes.ts'
import { checkInput, perAxis } from './window.ts'

type D<X extends AnyTensor> = DTypeOf<X> & DType

/** An adaptive pool that keeps the element type. */
export interface AdaptiveMaxPool<Op extends string, N extends Spatial> {
  <X extends AnyTensor, const Z extends PerAxis>(
    x: X & Fits<Resized<Op, N, X['shape'], Z>>,
    size: Z,
  ): Of<Resized<Op, N, X['shape'], Z>, D<X>>
}

/** An adaptive pool of means. */
export interface AdaptiveAveragePool<Op extends string, N extends Spatial> {
  <X extends AnyTensor, const Z extends PerAxis>(
    x: X & Fits<Resized<Op, N, X['shape'], Z>>,
    size: Z,
  ): Of<Resized<Op, N, X['shape'], Z>, ToFloat<D<X>>>
}

/** The stretch of the input, `[begin, end)`, under each of `size` places along an axis of `length` elements. */
const stretches = (length: number, size: number): readonly (readonly [number, number])[] =>
  Array.from({ length: size }, (_, i) => [
    Math.floor((i * length) / size),
    Math.ceil(((i + 1) * length) / size),
  ])

/** Which elements are under each place, all stretches as long as the longest, and how much each counts. */
interface Stretched {
  readonly positions: Concrete
  /** 1 for elements of the stretch, 0 for those that fill it up. */
  readonly within: readonly number[]
  readonly lengths: readonly number[]
}

const stretched = (length: number, size: number): Stretched => {
  const parts = stretches(length, size)
  const longest = Math.max(...parts.map(([begin, end]) => end - begin))
  const taps = parts.flatMap(([begin, end]) =>
    Array.from({ length: longest }, (_, k) => ({
      at: Math.min(begin + k, end - 1),
      inside: begin + k < end,
    })),
  )
  return {
    positions: new Concrete(
      Int32Array.from(taps, (t) => t.at),
      [size, longest],
      'int32',
    ),
    within: taps.map((t) => Number(t.inside)),
    lengths: parts.map(([begin, end]) => end - begin),
  }
}

/** A table `[size, longest]` along axes `axis` and `axis + 1` of a shape. */
const along = (table: AnyTensor, axis: number, shape: Shape): AnyTensor => {
  const ones = shape.map((d, i) => (i === axis || i === axis + 1 ? d : 1))
  return bind('broadcast', [bind('reshape', [table], { shape: ones })], { shape })
}

const table = (values: readonly number[], shape: Shape, dtype: DType): AnyTensor =>
  castTo(new Concrete(Float64Array.from(values), shape, 'float64'), dtype)

const least = (dtype: DType): number => (isFloat(dtype) ? -Infinity : dtype === 'int32' ? -(2 ** 31) : 0)

const averageAlong = (x: AnyTensor, axis: number, size: number): AnyTensor => {
  const { positions, within, lengths } = stretched(x.shape[axis]!, size)
  const taken = bind('take', [x, positions], { axis })
  const longest = positions.shape[1]!
  const shares = within.map((v, i) => v / lengths[Math.floor(i / longest)]!)
  const weights = along(table(shares, positions.shape, x.dtype), axis, taken.shape)
  return bind('reduceSum', [bind('mul', [taken, weights], {})], { axes: [axis + 1] })
}

const maxAlong = (x: AnyTensor, axis: number, size: number): AnyTensor => {
  const { positions, within } = stretched(x.shape[axis]!, size)
  const taken = bind('take', [x, positions], { axis })
  const inside = along(table(within, positions.shape, 'bool'), axis, taken.shape)
  const outside = bind('broadcast', [table([least(x.dtype)], [], x.dtype)], { shape: taken.shape })
  return bind('reduceMax', [bind('select', [inside, taken, outside], {})], { axes: [axis + 1] })
}

const sizesOf = (op: string, rank: Spatial, shape: Shape, size: PerAxis): Shape => {
  checkInput(op, rank, shape)
  if (shape.slice(2).includes(0))
    throw new ShapeError(op, `needs at least one element along each spatial axis, got ${showShape(shape)}`)
  return perAxis(op, 'the size of the result', size, rank)
}

const adaptive =
  (op: string, rank: Spatial, pool: typeof maxAlong, prepare: (x: AnyTensor) => AnyTensor) =>
  (x: AnyTensor, size: PerAxis): AnyTensor =>
    sizesOf(op, rank, x.shape, size).reduce((y, n, i) => pool(y, i + 2, n), prepare(x))

const adaptiveMax = <Op extends string, N extends Spatial>(op: Op, rank: N): AdaptiveMaxPool<Op, N> =>
  adaptive(op, rank, maxAlong, (x) => x) as never

const adaptiveAverage = <Op extends string, N extends Spatial>(op: Op, rank: N): AdaptiveAveragePool<Op, N> =>
  adaptive(op, rank, averageAlong, toFloatTensor) as never

/**
 * The largest elements of `size` stretches of `[batch, channels, width]`; as `adaptiveMaxPool2d`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.adaptiveMaxPool1d(T.tensor([[[1, 3, 2, 5, 4]]]), 2)) // => [[[3, 5]]]
 * ```
 */
export const adaptiveMaxPool1d: AdaptiveMaxPool<'adaptiveMaxPool1d', 1> = adaptiveMax('adaptiveMaxPool1d', 1)

/**
 * The largest elements of the parts of `[batch, channels, height, width]`, `size` of them along the spatial axes: part `i`
 * of `n` goes from `⌊i length / n⌋` to `⌈(i + 1) length / n⌉`, as in PyTorch.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.adaptiveMaxPool2d(T.tensor([[[[1, 2, 3], [4, 5, 6]]]]), [1, 2])) // => [[[[5, 6]]]]
 * ```
 */
export const adaptiveMaxPool2d: AdaptiveMaxPool<'adaptiveMaxPool2d', 2> = adaptiveMax('adaptiveMaxPool2d', 2)

/**
 * The largest elements of the parts of `[batch, channels, depth, height, width]`; as `adaptiveMaxPool2d`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.adaptiveMaxPool3d(T.ones([1, 2, 5, 6, 7]), [2, 3, 4]).shape // => [1, 2, 2, 3, 4]
 * ```
 */
export const adaptiveMaxPool3d: AdaptiveMaxPool<'adaptiveMaxPool3d', 3> = adaptiveMax('adaptiveMaxPool3d', 3)

/**
 * The means of `size` stretches of `[batch, channels, width]`; as `adaptiveAveragePool2d`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.adaptiveAveragePool1d(T.tensor([[[1, 3, 2, 6]]]), 2)) // => [[[2, 4]]]
 * ```
 */
export const adaptiveAveragePool1d: AdaptiveAveragePool<'adaptiveAveragePool1d', 1> = adaptiveAverage(
  'adaptiveAveragePool1d',
  1,
)

/**
 * The means of the parts of `[batch, channels, height, width]`, `size` of them along the spatial axes: part `i` of `n` goes
 * from `⌊i length / n⌋` to `⌈(i + 1) length / n⌉`, as in PyTorch.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.adaptiveAveragePool2d(T.tensor([[[[1, 2, 3], [4, 5, 6]]]]), [1, 2])) // => [[[[3, 4]]]]
 * T.adaptiveAveragePool2d(T.ones([1, 512, 7, 9]), 6).shape // => [1, 512, 6, 6]
 * ```
 */
export const adaptiveAveragePool2d: AdaptiveAveragePool<'adaptiveAveragePool2d', 2> = adaptiveAverage(
  'adaptiveAveragePool2d',
  2,
)

/**
 * The means of the parts of `[batch, channels, depth, height, width]`; as `adaptiveAveragePool2d`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.adaptiveAveragePool3d(T.ones([1, 2, 5, 6, 7]), 1).shape // => [1, 2, 1, 1, 1]
 * ```
 */
export const adaptiveAveragePool3d: AdaptiveAveragePool<'adaptiveAveragePool3d', 3> = adaptiveAverage(
  'adaptiveAveragePool3d',
  3,
)
