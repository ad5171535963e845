/** Pools: the largest element, or the mean, under each place of a window. */
import { bind } from '../bind.ts'
import { checkRoom, type DType, type ToFloat } from '../DType.ts'
import { ShapeError, showShape } from '../errors.ts'
import { castTo, type Fits, type Of, toFloatTensor, checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, type Shape, sizeOf } from '../Tensor.ts'
import type { Globally, Padding, PerAxis, Pooled, Spatial } from './Sizes.ts'
import { checkInput, padded, patchesOf, perAxis, slide, type Windows } from './window.ts'

/** How the window moves: `stride` is its size unless said, `padding` `'valid'`, `dilation` 1. */
export interface PoolOptions<
  S extends PerAxis | undefined = PerAxis | undefined,
  P extends Padding = Padding,
  D extends PerAxis = PerAxis,
  C extends boolean = boolean,
> {
  /** How far the window moves, for all axes or each. */
  readonly stride?: S
  /** What surrounds the input: nothing that could be the largest, and zeros for a mean. */
  readonly padding?: P
  /** How far the elements of the window are apart. */
  readonly dilation?: D
  /** A last place, that begins in the input and ends beyond it, counts too. */
  readonly ceilMode?: C
}

/** How an average counts. */
export interface AveragePoolOptions<
  S extends PerAxis | undefined = PerAxis | undefined,
  P extends Padding = Padding,
  D extends PerAxis = PerAxis,
  C extends boolean = boolean,
> extends PoolOptions<S, P, D, C> {
  /** Do the zeros of the padding count as elements? Not unless said; what `ceilMode` adds never does. */
  readonly includePadding?: boolean
}

type D<X extends AnyTensor> = DTypeOf<X> & DType

/** A pool that keeps the element type. */
export interface MaxPool<Op extends string, N extends Spatial> {
  <
    X extends AnyTensor,
    const W extends PerAxis,
    const S extends PerAxis | undefined = undefined,
    const P extends Padding = 'valid',
    const L extends PerAxis = 1,
    const C extends boolean = false,
  >(
    x: X,
    window: W & Fits<Pooled<Op, N, X['shape'], W, S, P, L, C>>,
    options?: PoolOptions<S, P, L, C>,
  ): Of<Pooled<Op, N, X['shape'], W, S, P, L, C>, D<X>>
}

/** A pool of means. */
export interface AveragePool<Op extends string, N extends Spatial> {
  <
    X extends AnyTensor,
    const W extends PerAxis,
    const S extends PerAxis | undefined = undefined,
    const P extends Padding = 'valid',
    const L extends PerAxis = 1,
    const C extends boolean = false,
  >(
    x: X,
    window: W & Fits<Pooled<Op, N, X['shape'], W, S, P, L, C>>,
    options?: AveragePoolOptions<S, P, L, C>,
  ): Of<Pooled<Op, N, X['shape'], W, S, P, L, C>, ToFloat<D<X>>>
}

/** How many elements of the window are in `[from, to)` at each of its places along an axis. */
const countsAlong = (w: Windows, axis: number, from: number, to: number): readonly number[] =>
  Array.from({ length: w.counts[axis]! }, (_, place) => {
    const begin = place * w.strides[axis]! - w.low[axis]!
    const taps = Array.from({ length: w.window[axis]! }, (__, tap) => begin + tap * w.dilation[axis]!)
    return taps.filter((at) => at >= from && at < to).length
  })

/** Where a pool's window has its places, each with an element in it. */
export const windowsOf = (
  op: string,
  rank: Spatial,
  shape: Shape,
  window: PerAxis,
  { stride, padding = 'valid', dilation = 1, ceilMode = false }: PoolOptions,
): Windows => {
  checkInput(op, rank, shape)
  const w = slide(op, shape, {
    window: perAxis(op, 'the window', window, rank),
    strides: perAxis(op, 'stride', stride ?? window, rank),
    dilation: perAxis(op, 'dilation', dilation, rank),
    padding,
    ceil: ceilMode,
  })
  checkRoom('float32', sizeOf(shape.slice(0, 2)) * sizeOf(w.counts), op)
  const empty = shape.slice(2).findIndex((d, i) => countsAlong(w, i, 0, d).includes(0))
  if (empty >= 0)
    throw new ShapeError(
      op,
      `a place of the window along axis ${empty + 2} has no element of ${showShape(shape)} in it. Less padding?`,
    )
  return w
}

const windowAxes = (w: Windows): readonly number[] => [...w.window.keys()]

const maxPool = <Op extends string, N extends Spatial>(op: Op, rank: N): MaxPool<Op, N> =>
  ((x: AnyTensor, window: PerAxis, options: PoolOptions = {}) => {
    const w = windowsOf(op, rank, checkTensor(x, op).shape, window, options)
    return bind('reduceMax', [patchesOf(padded(x, w, 'least'), w)], { axes: windowAxes(w) })
  }) as never

/** The number of elements at each place, as a tensor of shape `counts`. */
const elementCounts = (w: Windows, spatial: Shape, includePadding: boolean): Concrete => {
  const along = spatial.map((d, i) =>
    includePadding ? countsAlong(w, i, -w.low[i]!, d + w.high[i]!) : countsAlong(w, i, 0, d),
  )
  const all = along.reduce<readonly number[]>(
    (acc, counts) => acc.flatMap((a) => counts.map((c) => a * c)),
    [1],
  )
  return new Concrete(Float64Array.from(all), w.counts, 'float64')
}

const averagePool = <Op extends string, N extends Spatial>(op: Op, rank: N): AveragePool<Op, N> =>
  ((operand: AnyTensor, window: PerAxis, options: AveragePoolOptions = {}) => {
    const x = toFloatTensor(operand, op)
    const w = windowsOf(op, rank, x.shape, window, options)
    const sums = bind('reduceSum', [patchesOf(padded(x, w), w)], { axes: windowAxes(w) })
    const counts = castTo(elementCounts(w, x.shape.slice(2), options.includePadding ?? false), x.dtype)
    return bind('div', [sums, bind('broadcast', [counts], { shape: sums.shape })], {})
  }) as never

/**
 * The largest element under each place of a window along the one spatial axis of `[batch, channels, width]`; as `maxPool2d`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.maxPool1d(T.tensor([[[1, 3, 2, 5]]]), 2)) // => [[[3, 5]]]
 * ```
 */
export const maxPool1d: MaxPool<'maxPool1d', 1> = maxPool('maxPool1d', 1)

/**
 * The largest element under each place of a window over `[batch, channels, height, width]`.
 *
 * The window, a number for all axes or one for each, moves by its own size unless `stride` says otherwise. NaN
 * propagates. Elements of a place that are equally large share its derivative in equal parts; PyTorch and JAX give it to
 * the first.
 *
 * @throws ShapeError where the window does not fit, or a place has padding only.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[[[1, 2, 5, 6], [3, 4, 7, 8]]]])
 * T.toNested(T.maxPool2d(x, 2)) // => [[[[4, 8]]]]
 * T.maxPool2d(T.ones([1, 3, 112, 112]), 3, { stride: 2, padding: 1 }).shape // => [1, 3, 56, 56]
 * ```
 */
export const maxPool2d: MaxPool<'maxPool2d', 2> = maxPool('maxPool2d', 2)

/**
 * The largest element under each place of a window over `[batch, channels, depth, height, width]`; as `maxPool2d`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.maxPool3d(T.ones([1, 2, 4, 6, 8]), 2).shape // => [1, 2, 2, 3, 4]
 * ```
 */
export const maxPool3d: MaxPool<'maxPool3d', 3> = maxPool('maxPool3d', 3)

/**
 * The mean under each place of a window along the one spatial axis of `[batch, channels, width]`; as `averagePool2d`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.averagePool1d(T.tensor([[[1, 3, 2, 5]]]), 2)) // => [[[2, 3.5]]]
 * ```
 */
export const averagePool1d: AveragePool<'averagePool1d', 1> = averagePool('averagePool1d', 1)

/**
 * The mean under each place of a window over `[batch, channels, height, width]`.
 *
 * The window, a number for all axes or one for each, moves by its own size unless `stride` says otherwise. Zeros of the
 * padding count as elements where `includePadding` says so.
 *
 * @throws ShapeError where the window does not fit, or a place has padding only.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[[[1, 2, 5, 6], [3, 4, 7, 8]]]])
 * T.toNested(T.averagePool2d(x, 2)) // => [[[[2.5, 6.5]]]]
 * ```
 */
export const averagePool2d: AveragePool<'averagePool2d', 2> = averagePool('averagePool2d', 2)

/**
 * The mean under each place of a window over `[batch, channels, depth, height, width]`; as `averagePool2d`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.averagePool3d(T.ones([1, 2, 4, 6, 8]), [1, 2, 2]).shape // => [1, 2, 4, 3, 4]
 * ```
 */
export const averagePool3d: AveragePool<'averagePool3d', 3> = averagePool('averagePool3d', 3)

/** Whether spatial axes are kept, with length one. */
export interface GlobalPoolOptions<K extends boolean = boolean> {
  readonly keepDims?: K
}

const spatialAxes = (op: string, shape: Shape): readonly number[] => {
  if (shape.length < 3)
    throw new ShapeError(op, `the input has axes [batch, channels, ...], got ${showShape(shape)}`)
  return shape.slice(2).map((_, i) => i + 2)
}

const restore = (reduced: AnyTensor, x: AnyTensor, keep: boolean): AnyTensor =>
  keep ? bind('reshape', [reduced], { shape: [...reduced.shape, ...x.shape.slice(2).map(() => 1)] }) : reduced

/**
 * The largest element of each channel over all spatial axes: `[batch, channels]`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.globalMaxPool(T.tensor([[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]]))) // => [[4, 8]]
 * ```
 */
export const globalMaxPool = <X extends AnyTensor, const K extends boolean = false>(
  x: X & Fits<Globally<'globalMaxPool', X['shape'], K>>,
  options: GlobalPoolOptions<K> = {},
): Of<Globally<'globalMaxPool', X['shape'], K>, D<X>> => {
  const axes = spatialAxes('globalMaxPool', checkTensor(x, 'globalMaxPool').shape)
  return restore(bind('reduceMax', [x], { axes }), x, options.keepDims ?? false) as never
}

/**
 * The mean of each channel over all spatial axes: `[batch, channels]`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.globalAveragePool(T.tensor([[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]]))) // => [[2.5, 6.5]]
 * ```
 */
export const globalAveragePool = <X extends AnyTensor, const K extends boolean = false>(
  x: X & Fits<Globally<'globalAveragePool', X['shape'], K>>,
  options: GlobalPoolOptions<K> = {},
): Of<Globally<'globalAveragePool', X['shape'], K>, ToFloat<D<X>>> => {
  const axes = spatialAxes('globalAveragePool', checkTensor(x, 'globalAveragePool').shape)
  const floats = toFloatTensor(x, 'globalAveragePool')
  const sums = bind('reduceSum', [floats], { axes })
  const size = castTo(new Concrete(Float64Array.of(sizeOf(x.shape.slice(2))), [], 'float64'), floats.dtype)
  const means = bind('div', [sums, bind('broadcast', [size], { shape: sums.shape })], {})
  return restore(means, x, options.keepDims ?? false) as never
}
