/** Tensors of numbers that are written down. */
import type { DType } from '../DType.ts'
import { DTypeError, ShapeError } from '../errors.ts'
import type { NestedShape } from '../Shape.ts'
import { Concrete, type Shape, type Tensor } from '../Tensor.ts'
import { type DTypeOption, fill, freeze } from './element.ts'

/** Numbers or booleans in arrays, nested to any depth. */
export type Nested = number | boolean | readonly Nested[]

/** Arrays of a depth that the compiler does not know end the search. */
type LeafOf<N> = [Nested] extends [N] ? number : N extends readonly (infer E)[] ? LeafOf<E> : N

/** The element type of nested arrays where none is asked for. */
export type DefaultDType<N> = [LeafOf<N>] extends [boolean]
  ? [LeafOf<N>] extends [never]
    ? 'float32'
    : 'bool'
  : 'float32'

const isArray = (x: Nested): x is readonly Nested[] => Array.isArray(x)

const shapeOfNested = (x: Nested): Shape =>
  isArray(x) ? [x.length, ...(x[0] === undefined ? [] : shapeOfNested(x[0]))] : []

const describe = (x: unknown): string =>
  ArrayBuffer.isView(x)
    ? `a ${x.constructor.name}. Use fromTypedArray.`
    : x === null || x === undefined
      ? String(x)
      : `${typeof x === 'object' ? 'an' : 'a'} ${typeof x}`

/** What the types forbid and plain JavaScript lets through: a missing cell would silently become NaN. */
const checkLeaf = (x: unknown, path: string): void => {
  if (typeof x === 'number' || typeof x === 'boolean') return
  throw new DTypeError(
    'tensor',
    path === ''
      ? `expected numbers, booleans or arrays of them, got ${describe(x)}`
      : `expected numbers and booleans, ${path} is ${describe(x)}`,
  )
}

const leavesOf = (x: Nested, shape: Shape, path: string): readonly (number | boolean)[] => {
  if (!isArray(x)) {
    checkLeaf(x, path)
    if (shape.length === 0) return [x]
    throw new ShapeError(
      'tensor',
      `nested arrays must be rectangular: a number stands at ${path}, where an array of ${shape[0]} was expected`,
    )
  }
  if (shape.length === 0 || x.length !== shape[0])
    throw new ShapeError(
      'tensor',
      `nested arrays must be rectangular: ${path || 'the top'} holds ${x.length} elements, expected ${shape[0] ?? 'a number'}`,
    )
  // Array.from visits holes, which flatMap would skip.
  return Array.from(x, (item, i) => leavesOf(item, shape.slice(1), `${path}[${i}]`)).flat()
}

/**
 * A tensor from a number, a boolean, or nested arrays of them.
 *
 * The shape is read from the nesting, as literals where the arrays are literals. Numbers make `float32`, booleans make
 * `bool`, unless a `dtype` is asked for.
 *
 * @throws ShapeError where the nesting is ragged; ValueError where a value does not fit the element type.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.tensor([[1, 2], [3, 4]]).shape // => [2, 2]
 * T.toNested(T.tensor([1, 2, 3], { dtype: 'int32' })) // => [1, 2, 3]
 * ```
 */
export const tensor = <const N extends Nested, const D extends DType = DefaultDType<N>>(
  nested: N,
  options: DTypeOption<D> = {},
): Tensor<[Nested] extends [N] ? Shape : NestedShape<N>, NoInfer<D>> => {
  const shape = shapeOfNested(nested)
  const leaves = leavesOf(nested, shape, '')
  const dtype =
    options.dtype ?? (leaves.length > 0 && leaves.every((v) => typeof v === 'boolean') ? 'bool' : 'float32')
  const values = fill('tensor', leaves.length, (i) => leaves[i]!, dtype)
  return new Concrete(values, freeze(shape), dtype) as never
}
