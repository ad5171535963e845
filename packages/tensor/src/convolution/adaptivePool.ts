/** Pools that give a result of a certain size, whatever the input's. */
import { bind } from '../bind.ts'
import { checkRoom, type DType, isFloat, type ToFloat } from '../DType.ts'
import { ShapeError, showShape } from '../errors.ts'
import { castTo, type Fits, type Of, toFloatTensor, checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, type Shape, sizeOf } from '../Tensor.ts'
import type { PerAxis, Resized, Spatial } from './Sizes.ts'
import { type Taps, tableAlong, tapped, weighted } from './taps.ts'
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

/** Which elements are under each place, all stretches as long as the longest: 1 for theirs, 0 for what fills them up. */
const stretched = (length: number, size: number): Taps => {
  const parts = stretches(length, size)
  const places = Array.from({ length: Math.max(...parts.map(([begin, end]) => end - begin)) }, (_, k) => k)
  return {
    positions: parts.map(([begin, end]) => places.map((k) => Math.min(begin + k, end - 1))),
    weights: parts.map(([begin, end]) => places.map((k) => Number(begin + k < end))),
  }
}

const least = (dtype: DType): number => (isFloat(dtype) ? -Infinity : dtype === 'int32' ? -(2 ** 31) : 0)

const averageAlong = (x: AnyTensor, axis: number, size: number): AnyTensor => {
  const { positions, weights } = stretched(x.shape[axis]!, size)
  const shares = weights.map((row) => row.map((v) => v / row.reduce((a, b) => a + b)))
  return weighted(x, axis, { positions, weights: shares })
}

const maxAlong = (x: AnyTensor, axis: number, size: number): AnyTensor => {
  const taps = stretched(x.shape[axis]!, size)
  const taken = tapped(x, axis, taps)
  const inside = tableAlong(taps.weights, axis, taken.shape, 'bool')
  const lowest = castTo(new Concrete(Float64Array.of(least(x.dtype)), [], 'float64'), x.dtype)
  const outside = bind('broadcast', [lowest], { shape: taken.shape })
  return bind('reduceMax', [bind('select', [inside, taken, outside], {})], { axes: [axis + 1] })
}

const sizesOf = (op: string, rank: Spatial, shape: Shape, size: PerAxis): Shape => {
  checkInput(op, rank, shape)
  if (shape.slice(2).includes(0))
    throw new ShapeError(op, `needs at least one element along each spatial axis, got ${showShape(shape)}`)
  const sizes = perAxis(op, 'the size of the result', size, rank)
  checkRoom('float32', sizeOf(shape.slice(0, 2)) * sizeOf(sizes), op)
  return sizes
}

const adaptive =
  (op: string, rank: Spatial, pool: typeof maxAlong, prepare: typeof checkTensor) =>
  (operand: AnyTensor, size: PerAxis): AnyTensor => {
    const x = prepare(operand, op)
    return sizesOf(op, rank, x.shape, size).reduce((y, n, i) => pool(y, i + 2, n), x)
  }

const adaptiveMax = <Op extends string, N extends Spatial>(op: Op, rank: N): AdaptiveMaxPool<Op, N> =>
  adaptive(op, rank, maxAlong, checkTensor) as never

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
