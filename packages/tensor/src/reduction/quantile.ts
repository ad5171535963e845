/** Order statistics. */
import { zeros } from '../create.ts'
import type { DType, ToFloat } from '../DType.ts'
import { add, isFinite, isNaN, mul, sub, where } from '../elementwise.ts'
import { showShape, ValueError } from '../errors.ts'
import { bind } from '../bind.ts'
import { type Fits, normalizeAxes, type Of, toFloatTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import type { Axes, ReduceOptions, Reduction } from '../reduce.ts'
import type { IsUnknownRank, Reduce, ShapeMismatch } from '../Shape.ts'
import { type AnyTensor, Concrete, type Shape } from '../Tensor.ts'

type Probabilities = number | readonly number[]

/** The shape of quantiles: that of the reduction, after an axis for the probabilities where they are a list. */
export type QuantileShape<Q extends Probabilities, R extends Shape> =
  R extends ShapeMismatch<string>
    ? R
    : Q extends readonly number[]
      ? IsUnknownRank<R> extends true
        ? Shape
        : readonly [Q['length'], ...R]
      : R

const axesOf = (x: AnyTensor, axis: Axes, op: string): readonly number[] => {
  if (axis === undefined) return x.shape.map((_, i) => i)
  return normalizeAxes(typeof axis === 'number' ? [axis] : axis, op, x.shape)
}

const size = (shape: Shape): number => shape.reduce((n, d) => n * d, 1)

/** The elements to be sorted as rows of a matrix, one row for each element of the result. */
const rowsOf = (x: AnyTensor, axes: readonly number[]): AnyTensor => {
  const kept = [...x.shape.keys()].filter((i) => !axes.includes(i))
  const moved = bind('permute', [x], { axes: [...kept, ...axes] })
  const [outer, inner] = [kept, axes].map((list) => size(list.map((i) => x.shape[i] ?? 1)))
  return bind('reshape', [moved], { shape: [outer ?? 1, inner ?? 1] })
}

/** Answers the `rank`-th smallest element of each row, NaN being larger than all. */
const byRank = (rows: AnyTensor): ((rank: number) => AnyTensor) => {
  const [count = 0, length = 0] = rows.shape
  const order = bind('argSort', [rows], { axis: 1 })
  const flat = bind('reshape', [rows], { shape: [count * length] })
  const starts = new Concrete(
    Int32Array.from({ length: count }, (_, i) => i * length),
    [count],
    'int32',
  )
  return (rank) => {
    const column = bind('slice', [order], { starts: [0, rank], sizes: [count, 1] })
    const positions = bind('add', [bind('reshape', [column], { shape: [count] }), starts], {})
    return bind('take', [flat, positions], { axis: 0 })
  }
}

/**
 * Between two neighbours, from the nearer one, so that equal ones give their value exactly; by weights where the difference
 * is infinite.
 */
const between = (low: AnyTensor, high: AnyTensor, t: number): AnyTensor => {
  const gap = sub(high, low) as AnyTensor
  const mixed = t < 0.5 ? add(low, mul(gap, t)) : sub(high, mul(gap, 1 - t))
  return where(
    isFinite(gap),
    mixed as AnyTensor,
    add(mul(low, 1 - t), mul(high, t)) as AnyTensor,
  ) as AnyTensor
}

const checkProbability = (q: number): void => {
  if (!(q >= 0 && q <= 1)) throw new ValueError('quantile', `probabilities lie between 0 and 1, got ${q}`)
}

const quantiles = (
  x: AnyTensor,
  probabilities: readonly number[],
  axis: Axes,
  op: string,
): readonly AnyTensor[] => {
  const rows = rowsOf(x, axesOf(x, axis, op))
  const last = (rows.shape[1] ?? 0) - 1
  if (last < 0)
    throw new ValueError(op, `the ${op} of no elements is undefined, ${showShape(x.shape)} has none there`)
  const ranked = byRank(rows)
  const spoilt = where(isNaN(ranked(last)), NaN, 0) as AnyTensor
  return probabilities.map((q) => {
    const rank = Math.floor(q * last)
    const t = q * last - rank
    const value = t === 0 ? ranked(rank) : between(ranked(rank), ranked(rank + 1), t)
    return add(value, bind('cast', [spoilt], { dtype: x.dtype })) as AnyTensor
  })
}

const shapeAfter = (x: AnyTensor, { axis, keepDims }: ReduceOptions, op: string): Shape => {
  const axes = axesOf(x, axis, op)
  return keepDims === true
    ? x.shape.map((d, i) => (axes.includes(i) ? 1 : d))
    : x.shape.filter((_, i) => !axes.includes(i))
}

/**
 * The value that a share `q` of the elements lies below, between the two nearest elements by straight line, as NumPy does
 * unless told otherwise: with `n` elements in order, the one at position `q (n - 1)`. A list of shares gives a result for each, along a new
 * first axis. NaN among the elements makes NaN.
 *
 * The derivative goes to the one or two elements that the value lies between.
 *
 * @throws ValueError for a share outside 0 to 1, and where there are no elements; ShapeError for an axis out of range.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[4, 1, 3, 2], [10, 40, 20, 30]])
 * T.toNested(T.quantile(x, 0.5, { axis: 1 })) // => [2.5, 25]
 * T.toNested(T.quantile(x, [0, 1])) // => [1, 40]
 * ```
 */
export const quantile = <
  X extends AnyTensor,
  const Q extends Probabilities,
  const A extends Axes = undefined,
  const K extends boolean = false,
>(
  x: X,
  q: Q,
  options: ReduceOptions<A, K> & Fits<Reduce<X['shape'], A, K, 'quantile: '>> = {} as never,
): Of<QuantileShape<Q, Reduce<X['shape'], A, K>>, ToFloat<DTypeOf<X> & DType>> => {
  const v = toFloatTensor(x, 'quantile')
  const list: readonly number[] = typeof q === 'number' ? [q] : q
  list.forEach(checkProbability)
  const shape = shapeAfter(v, options, 'quantile')
  const found = quantiles(v, list, options.axis, 'quantile')
  const [first] = found
  if (first === undefined) return zeros([0, ...shape], { dtype: v.dtype }) as never
  const joined = found.length === 1 ? first : bind('concat', found, { axis: 0 })
  return bind('reshape', [joined], {
    shape: typeof q === 'number' ? shape : [found.length, ...shape],
  }) as never
}

/**
 * The middle element in order, or the mean of the two in the middle; NaN among the elements makes NaN.
 *
 * @throws ValueError where there are no elements; ShapeError for an axis out of range.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.median(T.tensor([9, 1, 2]))) // => 2
 * T.toNested(T.median(T.tensor([[4, 1], [3, 2]]), { axis: 0 })) // => [3.5, 1.5]
 * ```
 */
export const median: Reduction<'median', 'float'> = ((x: AnyTensor, options: ReduceOptions = {}) => {
  const v = toFloatTensor(x, 'median')
  const [middle] = quantiles(v, [0.5], options.axis, 'median')
  return bind('reshape', [middle as AnyTensor], { shape: shapeAfter(v, options, 'median') })
}) as never
