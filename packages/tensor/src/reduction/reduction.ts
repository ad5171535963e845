/**
 * What reductions over axes have in common. All take `{ axis, keepDims }`: one axis, several, or all where none is named.
 *
 * @module
 */
import { bind } from '../bind.ts'
import type { DType, ToFloat, ToSum } from '../DType.ts'
import { showShape, ValueError } from '../errors.ts'
import { checkTensor, type Fits, normalizeAxes, type Of } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import type { Reduce } from '../Shape.ts'
import type { AnyTensor, Shape } from '../Tensor.ts'

/** One axis, several, or all of them. */
export type Axes = number | readonly number[] | undefined

/** Which axes to reduce, and whether to keep them with length one. */
export interface ReduceOptions<A extends Axes = Axes, K extends boolean = boolean> {
  readonly axis?: A
  readonly keepDims?: K
}

/** A reduction whose element type follows from the operand's by `D`. */
export type Result<X extends AnyTensor, A extends Axes, K extends boolean, D extends DType> = Of<
  Reduce<X['shape'], A, K>,
  D
>
/** The options, or why the axes are none of the operand's, in the name of the operation. */
export type Options<
  Op extends string,
  X extends AnyTensor,
  A extends Axes,
  K extends boolean,
> = ReduceOptions<A, K> & Fits<Reduce<X['shape'], A, K, `${Op}: `>>
/** The element type of a tensor. */
export type D<X extends AnyTensor> = DTypeOf<X> & DType

/** What the element type of a reduction's operand becomes. */
export interface ReducedDType<D extends DType> {
  readonly same: D
  /** Small integers are counted in `int32`. */
  readonly sum: ToSum<D>
  readonly float: ToFloat<D>
  readonly bool: 'bool'
  readonly int32: 'int32'
}

/** A reduction over any axes, with options of its own in `More`; `To` says what the element type becomes. */
export type Reduction<Op extends string, To extends keyof ReducedDType<DType>, More = unknown> = <
  X extends AnyTensor,
  const A extends Axes = undefined,
  const K extends boolean = false,
>(
  x: X,
  options?: Options<Op, X, A, K> & More,
) => Result<X, A, K, ReducedDType<D<X>>[To]>

/** The axes as sorted positions from the front. */
export const axesOf = (x: AnyTensor, axis: Axes, op: string): readonly number[] => {
  if (axis === undefined) return checkTensor(x, op).shape.map((_, i) => i)
  return normalizeAxes(typeof axis === 'number' ? [axis] : axis, op, x.shape).toSorted((a, b) => a - b)
}

const keptShape = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((d, i) => (axes.includes(i) ? 1 : d))

/** The result with the reduced axes put back where they are kept. */
export const restore = (
  reduced: AnyTensor,
  x: AnyTensor,
  axes: readonly number[],
  keep: boolean | undefined,
): AnyTensor => (keep === true ? bind('reshape', [reduced], { shape: keptShape(x.shape, axes) }) : reduced)

type Reducer = 'reduceSum' | 'reduceMax' | 'reduceMin' | 'reduceProd'

/** Runs a reduction over the named axes, in the name of an operation. */
export const run = (
  name: Reducer,
  op: string,
  x: AnyTensor,
  { axis, keepDims }: ReduceOptions,
): AnyTensor => {
  const axes = axesOf(x, axis, op)
  return restore(bind(name, [x], { axes }), x, axes, keepDims)
}

/** How many elements each result comes from. */
export const countOf = (x: AnyTensor, axis: Axes, op: string): number =>
  axesOf(x, axis, op).reduce((n, a) => n * (x.shape[a] ?? 1), 1)

/** The same, where there must be some. */
export const countSome = (x: AnyTensor, axis: Axes, op: string): number => {
  const count = countOf(x, axis, op)
  if (count === 0)
    throw new ValueError(op, `the ${op} of no elements is undefined, ${showShape(x.shape)} has none there`)
  return count
}
