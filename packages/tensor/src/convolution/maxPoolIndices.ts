/** Pools that say where the largest elements stand, and their way back. */
import { bind } from '../bind.ts'
import { type DType, isFloat } from '../DType.ts'
import { ShapeError, showShape } from '../errors.ts'
import { setAlong } from '../movement/scatter.ts'
import { takeAlong } from '../movement/gather.ts'
import { checkPositions, integers, type Positions, toPositions } from '../movement/positions.ts'
import { castTo, type Fits, type Of, sameShape, scalar, spread } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, type Shape, sizeOf } from '../Tensor.ts'
import { type PoolOptions, windowsOf } from './pool.ts'
import type { Padding, PerAxis, Pooled, Resized, Spatial } from './Sizes.ts'
import { checkInput, padded, patchesOf, perAxis, type Windows } from './window.ts'

type D<X extends AnyTensor> = DTypeOf<X> & DType

/** The largest elements, and their places in the spatial axes of the input, flattened. */
export interface PooledWithIndices<S extends Shape, E extends DType> {
  readonly values: Of<S, E>
  readonly indices: Of<S, 'int32'>
}

/** A pool that says where its elements come from. */
export interface MaxPoolWithIndices<Op extends string, N extends Spatial> {
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
  ): PooledWithIndices<Pooled<Op, N, X['shape'], W, S, P, L, C>, D<X>>
}

/** The way back from a pool. */
export interface MaxUnpool<Op extends string, N extends Spatial> {
  <X extends AnyTensor, const Z extends PerAxis>(
    values: X & Fits<Resized<Op, N, X['shape'], Z>>,
    indices: Positions,
    size: Z,
  ): Of<Resized<Op, N, X['shape'], Z>, D<X>>
}

const stridesOf = (shape: Shape): Shape => shape.map((_, i) => sizeOf(shape.slice(i + 1)))

/** For each place of a shape, the sum over axes of `at(axis, coordinate)`. */
const sums = (shape: Shape, at: (axis: number, coordinate: number) => number): Int32Array => {
  const strides = stridesOf(shape)
  return Int32Array.from({ length: sizeOf(shape) }, (_, i) =>
    shape.reduce((sum, d, axis) => sum + at(axis, Math.floor(i / strides[axis]!) % d), 0),
  )
}

const or = (a: AnyTensor, b: AnyTensor): AnyTensor => bind('or', [a, b], {})

/** Which element of each window is the first of the largest, NaN among them; what lies outside the input never is. */
const firstLargest = (x: AnyTensor, w: Windows): AnyTensor => {
  const patches = patchesOf(padded(x, w, 'least'), w)
  const inside = patchesOf(padded(spread(scalar(1, 'bool'), x.shape), w), w)
  const largest = bind('reduceMax', [patches], { axes: [...w.window.keys()] })
  const equal = bind('equal', [patches, spread(largest, patches.shape)], {})
  const best = isFloat(x.dtype) ? or(equal, bind('classify', [patches], { as: 'nan' })) : equal
  const chosen = castTo(bind('and', [inside, best], {}), 'int32')
  const taps = bind('reshape', [chosen], { shape: [sizeOf(w.window), ...largest.shape] })
  return bind('argExtreme', [taps], { axis: 0, largest: true })
}

/** A place is where its window begins, and how far its element is from there. */
const indicesOf = (x: AnyTensor, w: Windows): AnyTensor => {
  const strides = stridesOf(x.shape.slice(2))
  const steps = integers(sums(w.window, (axis, tap) => tap * w.dilation[axis]! * strides[axis]!))
  const starts = sums(w.counts, (axis, place) => (place * w.strides[axis]! - w.low[axis]!) * strides[axis]!)
  const within = bind('take', [steps, firstLargest(x, w)], { axis: 0 })
  return bind('add', [spread(integers(starts, w.counts), within.shape), within], {})
}

/** Batch and channels, and the spatial axes as one. */
const flat = (x: AnyTensor): AnyTensor =>
  bind('reshape', [x], { shape: [...x.shape.slice(0, 2), sizeOf(x.shape.slice(2))] })

const withIndices = <Op extends string, N extends Spatial>(op: Op, rank: N): MaxPoolWithIndices<Op, N> =>
  ((x: AnyTensor, window: PerAxis, options: PoolOptions = {}) => {
    const indices = indicesOf(bind('stopGradient', [x], {}), windowsOf(op, rank, x.shape, window, options))
    const values = takeAlong(flat(x), flat(indices) as Positions)
    return { values: bind('reshape', [values], { shape: indices.shape }), indices }
  }) as never

const maxUnpool = <Op extends string, N extends Spatial>(op: Op, rank: N): MaxUnpool<Op, N> =>
  ((values: AnyTensor, indices: AnyTensor, size: PerAxis) => {
    checkInput(op, rank, values.shape)
    if (!sameShape(values.shape, indices.shape))
      throw new ShapeError(
        op,
        `each value has an index, got values ${showShape(values.shape)} and indices ${showShape(indices.shape)}`,
      )
    const shape = [...values.shape.slice(0, 2), ...perAxis(op, 'the size of the result', size, rank)]
    const places = toPositions(indices, op)
    if (places instanceof Concrete) checkPositions(places, () => sizeOf(shape.slice(2)), op)
    const zeros = spread(scalar(0, values.dtype), shape)
    return bind('reshape', [setAlong(flat(zeros), flat(places) as Positions, flat(values))], { shape })
  }) as never

/**
 * `maxPool1d` with the places that its elements come from; as `maxPool2dWithIndices`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.maxPool1dWithIndices(T.tensor([[[1, 3, 2, 5]]]), 2).indices) // => [[[1, 3]]]
 * ```
 */
export const maxPool1dWithIndices: MaxPoolWithIndices<'maxPool1dWithIndices', 1> = withIndices(
  'maxPool1dWithIndices',
  1,
)

/**
 * `maxPool2d` with the places that its elements come from: `indices` counts along the flattened height and width of the
 * input, as in PyTorch. Of elements that are equally large the first counts, and gets the derivative.
 *
 * @throws ShapeError where the window does not fit, or a place has padding only.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { values, indices } = T.maxPool2dWithIndices(T.tensor([[[[1, 2, 5, 6], [3, 4, 7, 8]]]]), 2)
 * T.toNested(values) // => [[[[4, 8]]]]
 * T.toNested(indices) // => [[[[5, 7]]]]
 * ```
 */
export const maxPool2dWithIndices: MaxPoolWithIndices<'maxPool2dWithIndices', 2> = withIndices(
  'maxPool2dWithIndices',
  2,
)

/**
 * `maxPool3d` with the places that its elements come from; as `maxPool2dWithIndices`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.maxPool3dWithIndices(T.ones([1, 2, 4, 6, 8]), 2).indices.shape // => [1, 2, 2, 3, 4]
 * ```
 */
export const maxPool3dWithIndices: MaxPoolWithIndices<'maxPool3dWithIndices', 3> = withIndices(
  'maxPool3dWithIndices',
  3,
)

/**
 * The elements of a pool back at their places along one spatial axis of `size`; as `maxUnpool2d`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { values, indices } = T.maxPool1dWithIndices(T.tensor([[[1, 3, 2, 5]]]), 2)
 * T.toNested(T.maxUnpool1d(values, indices, 4)) // => [[[0, 3, 0, 5]]]
 * ```
 */
export const maxUnpool1d: MaxUnpool<'maxUnpool1d', 1> = maxUnpool('maxUnpool1d', 1)

/**
 * The elements of a pool back at the places that `maxPool2dWithIndices` told, among zeros, in images of `size`.
 *
 * @throws ShapeError where there is not an index for each value; ValueError where the result has no such place.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { values, indices } = T.maxPool2dWithIndices(T.tensor([[[[1, 2, 5, 6], [3, 4, 7, 8]]]]), 2)
 * T.toNested(T.maxUnpool2d(values, indices, [2, 4])) // => [[[[0, 0, 0, 0], [0, 4, 0, 8]]]]
 * ```
 */
export const maxUnpool2d: MaxUnpool<'maxUnpool2d', 2> = maxUnpool('maxUnpool2d', 2)

/**
 * The elements of a pool back at their places in volumes of `size`; as `maxUnpool2d`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { values, indices } = T.maxPool3dWithIndices(T.ones([1, 2, 4, 6, 8]), 2)
 * T.maxUnpool3d(values, indices, [4, 6, 8]).shape // => [1, 2, 4, 6, 8]
 * ```
 */
export const maxUnpool3d: MaxUnpool<'maxUnpool3d', 3> = maxUnpool('maxUnpool3d', 3)
