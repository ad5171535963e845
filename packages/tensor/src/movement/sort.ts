/** Elements in order, and where others would stand among them. */
import { bind } from '../bind.ts'
import { type DType, isFloat } from '../DType.ts'
import { ShapeError, showShape, ValueError } from '../errors.ts'
import { argSort } from '../movement.ts'
import { castTo, axisOf, type Fits, toTensor, checkTensor } from '../operand.ts'
import { type DTypeOf, promote } from '../promotion.ts'
import type { ReplaceAxis, Shape } from '../Shape.ts'
import type { AnyTensor, Operand, ShapeOf, Tensor } from '../Tensor.ts'
import { takeAlong } from './gather.ts'
import { filled, type Positions } from './positions.ts'

/** Which axis to sort along, the last unless said, and whether the largest comes first. */
export interface SortOptions {
  readonly axis?: number
  readonly descending?: boolean
}

/** The largest first, equal elements in their old order: the stable order of the reversed tensor, read backwards. */
const descendingOrder = (x: AnyTensor, axis: number): AnyTensor => {
  const reversed = bind('flip', [x], { axes: [axis] })
  const order = bind('flip', [bind('argSort', [reversed], { axis })], { axes: [axis] })
  return bind('sub', [filled((x.shape[axis] ?? 0) - 1, order), order], {})
}

/**
 * The elements along an axis in order, the smallest first unless said; NaN counts as the largest. Its derivative follows
 * each element to its place.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.sort(T.tensor([3, 1, 2]))) // => [1, 2, 3]
 * T.toNested(T.sort(T.tensor([[3], [5]]), { axis: 0, descending: true })) // => [[5], [3]]
 * ```
 */
export const sort = <X extends AnyTensor>(x: X, options: SortOptions = {}): X => {
  const axis = axisOf(x, options.axis ?? -1, 'sort')
  const order = options.descending === true ? descendingOrder(x, axis) : argSort(x, { axis })
  return takeAlong(x, order as Positions, { axis }) as never
}

/** The largest elements and where they stand. */
export interface TopK<S extends Shape, D extends DType> {
  readonly values: Tensor<S, D>
  readonly indices: Tensor<S, 'int32'>
}

/**
 * The `k` largest elements along an axis, the last unless said, the largest first, and their positions; of equal ones the
 * first comes first.
 *
 * @throws ValueError where the axis has fewer than `k` elements.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { values, indices } = T.topK(T.tensor([1, 9, 4, 9]), 3)
 * T.toNested(values) // => [9, 9, 4]
 * T.toNested(indices) // => [1, 3, 2]
 * ```
 */
export const topK = <X extends AnyTensor, const K extends number, const A extends number = -1>(
  x: X,
  k: K,
  options: { readonly axis?: A } & Fits<ReplaceAxis<X['shape'], A, readonly [K], 'topK: '>> = {} as never,
): TopK<ReplaceAxis<X['shape'], A, readonly [K]>, DTypeOf<X> & DType> => {
  const { axis: named = -1 }: { readonly axis?: number } = options
  const axis = axisOf(x, named, 'topK')
  const length = x.shape[axis] ?? 0
  if (!Number.isInteger(k) || k < 0 || k > length)
    throw new ValueError(
      'topK',
      `k is a whole number from 0 to the ${length} elements of axis ${axis}, got ${k}`,
    )
  const indices = bind('slice', [descendingOrder(x, axis)], {
    starts: x.shape.map(() => 0),
    sizes: x.shape.map((d, i) => (i === axis ? k : d)),
  })
  return { values: takeAlong(x, indices as Positions, { axis }), indices } as never
}

/** Does `a` come before `b` in sorted order, where NaN is last? */
const before = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const smaller = bind('less', [a, b], {})
  if (!isFloat(a.dtype)) return smaller
  const nan = (x: AnyTensor): AnyTensor => bind('classify', [x], { as: 'nan' })
  return bind('or', [smaller, bind('and', [nan(b), bind('not', [nan(a)], {})], {})], {})
}

interface Interval {
  readonly low: AnyTensor
  readonly high: AnyTensor
}

/**
 * Where each value would be inserted into sorted elements to keep them sorted: before equal ones, or after them with
 * `side: 'right'`. By halving, so it takes log₂ of the length steps.
 *
 * @param sorted - one axis, in ascending order.
 * @returns int32 positions of the shape of `values`.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const edges = T.tensor([1, 2, 2, 5])
 * T.toNested(T.searchSorted(edges, T.tensor([0, 2, 9]))) // => [0, 1, 4]
 * T.toNested(T.searchSorted(edges, T.tensor([0, 2, 9]), { side: 'right' })) // => [0, 3, 4]
 * ```
 */
export const searchSorted = <V extends Operand>(
  sorted: Tensor<Shape, DType>,
  values: V,
  { side = 'left' }: { readonly side?: 'left' | 'right' } = {},
): Tensor<ShapeOf<V>, 'int32'> => {
  if (checkTensor(sorted, 'searchSorted').shape.length !== 1)
    throw new ShapeError('searchSorted', `the sorted elements have one axis, got ${showShape(sorted.shape)}`)
  const wanted = toTensor(values, sorted.dtype, 'searchSorted')
  const dtype = promote(wanted.dtype, sorted.dtype)
  const [list, v] = [castTo(sorted, dtype), castTo(wanted, dtype)]
  const length = sorted.shape[0] ?? 0
  const at = bind('cast', [bind('stopGradient', [v], {})], { dtype: 'bool' })
  const start = bind('cast', [bind('and', [at, bind('not', [at], {})], {})], { dtype: 'int32' })
  const halve = ({ low, high }: Interval): Interval => {
    const middle = bind('shiftRightLogical', [bind('add', [low, high], {}), filled(1, low)], {})
    const inside = bind('minimum', [middle, filled(length - 1, middle)], {})
    const element = bind('take', [list, inside], { axis: 0 })
    const further = side === 'left' ? before(element, v) : bind('not', [before(v, element)], {})
    const open = bind('and', [further, bind('less', [low, high], {})], {})
    const next = bind('add', [middle, filled(1, middle)], {})
    return { low: bind('select', [open, next, low], {}), high: bind('select', [further, high, middle], {}) }
  }
  const steps = Array.from({ length: length === 0 ? 0 : Math.ceil(Math.log2(length + 1)) })
  const found = steps.reduce<Interval>(halve, { low: start, high: filled(length, start) })
  return found.low as never
}
