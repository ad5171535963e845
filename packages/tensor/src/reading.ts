/** Tensors read back. */
import type { ArrayOf, DType, TypedArray } from './DType.ts'
import type { Nested } from './creation/nested.ts'
import { DTypeError, GradusError, ShapeError, showShape } from './errors.ts'
import { checkTensor } from './operand.ts'
import { isTraced } from './Primitive.ts'
import {
  type AnyTensor,
  Concrete,
  isTensor,
  type Shape,
  sizeOf,
  type Tensor,
  withoutValues,
} from './Tensor.ts'

/** The values themselves, not to be written to. */
export const valuesOf = (op: string, x: AnyTensor): TypedArray => {
  if (x instanceof Concrete) return Concrete.values(x)
  if (isTensor(x) && isTraced(x))
    throw new GradusError(
      op,
      `a tensor inside a transformation (${String(x)}) has no values yet. Compute with operations, choose with where or cond, and read values from what the transformed function returns.`,
    )
  checkTensor(x, op)
  throw new DTypeError(op, withoutValues)
}

/** Nested arrays of a tensor's elements. */
export type NestedOf<S extends Shape, E> = number extends S['length']
  ? Nested
  : S extends readonly [unknown, ...infer Rest extends Shape]
    ? readonly NestedOf<Rest, E>[]
    : E

type ElementOf<D extends DType> = D extends 'bool' ? boolean : number

/**
 * The elements as nested arrays: numbers, or booleans for `bool`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.tensor([[1, 2], [3, 4]])) // => [[1, 2], [3, 4]]
 * T.toNested(T.less(T.tensor([1, 2]), 2)) // => [true, false]
 * ```
 */
export const toNested = <S extends Shape, D extends DType>(x: Tensor<S, D>): NestedOf<S, ElementOf<D>> => {
  const values = valuesOf('toNested', x)
  const element = (v: number): number | boolean => (x.dtype === 'bool' ? v !== 0 : v)
  const nest = (shape: Shape, offset: number): Nested => {
    const [length] = shape
    if (length === undefined) return element(values[offset] ?? 0)
    const block = sizeOf(shape.slice(1))
    return Array.from({ length }, (_, i) => nest(shape.slice(1), offset + i * block))
  }
  return nest(x.shape, 0) as never
}

/**
 * The elements in row-major order, as a copy that is yours to change.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * const values = T.toTypedArray(x) // => new Float32Array([1, 2, 3, 4])
 * values[0] = 9
 * T.toNested(x) // => [[1, 2], [3, 4]]
 * ```
 */
export const toTypedArray = <D extends DType>(x: Tensor<Shape, D>): ArrayOf[D] =>
  valuesOf('toTypedArray', x).slice() as never

/**
 * The one element of a tensor as a number; 0 or 1 for `bool`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.item(T.sum(T.tensor([1, 2, 3]))) // => 6
 * T.item(T.tensor([1, 2])) // throws item: a tensor of one element is needed, [2] holds 2
 * ```
 */
export const item = (x: AnyTensor): number => {
  const values = valuesOf('item', x)
  if (values.length !== 1)
    throw new ShapeError(
      'item',
      `a tensor of one element is needed, ${showShape(x.shape)} holds ${values.length}`,
    )
  return values[0] ?? 0
}

/**
 * The elements, from any engine: those that compute elsewhere answer later.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * await T.read(T.tensor([1, 2])) // => new Float32Array([1, 2])
 * ```
 */
export const read = <D extends DType>(x: Tensor<Shape, D>): Promise<ArrayOf[D]> =>
  Promise.resolve().then(() => toTypedArray(x))
