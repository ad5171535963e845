/** Making tensors, and reading them back. */
import { allocate, type ArrayOf, type DType, tabulate, type TypedArray } from './DType.ts'
import { type DTypeOf } from './promotion.ts'
import { DTypeError, GradusError, ShapeError, showShape, ValueError } from './errors.ts'
import { checkShape, isValueOf, checkTensor } from './operand.ts'
import { isTraced } from './Primitive.ts'
import type { NestedShape } from './Shape.ts'
import {
  type AnyTensor,
  Concrete,
  isTensor,
  type Shape,
  sizeOf,
  type Tensor,
  withoutValues,
} from './Tensor.ts'

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

/**
 * The element type of a new tensor. It alone decides: results are `NoInfer<D>`, or a list such as that of `concat`, which
 * takes tensors of any type, would give its own to the new tensors in it.
 */
export interface DTypeOption<D extends DType> {
  readonly dtype?: D
}

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

/** Frozen, so that nobody can change the shape of a tensor that others hold. */
const freeze = (shape: Shape): Shape => Object.freeze([...shape])

const checkElement = (op: string, v: number | boolean, i: number, dtype: DType): number => {
  const x = Number(v)
  if (isValueOf(dtype, x)) return x
  throw new ValueError(op, `${String(v)} (element ${i}) is not a value of ${dtype}`)
}

/** `at(i)` at each place `i`, where all are values of the element type. */
const fill = (op: string, size: number, at: (i: number) => number | boolean, dtype: DType): TypedArray =>
  tabulate(dtype, size, (i) => checkElement(op, at(i), i, dtype), op)

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

/** The element type that a typed array holds. */
export type DTypeOfArray<A extends TypedArray> = A extends Float32Array
  ? 'float32'
  : A extends Float64Array
    ? 'float64'
    : A extends Int32Array
      ? 'int32'
      : 'uint8'

const dtypeOfArray = (array: TypedArray): DType => {
  if (array instanceof Float32Array) return 'float32'
  if (array instanceof Float64Array) return 'float64'
  if (array instanceof Int32Array) return 'int32'
  if (array instanceof Uint8Array) return 'uint8'
  throw new DTypeError(
    'fromTypedArray',
    `expected a Float32Array, Float64Array, Int32Array or Uint8Array, got a ${(array as object).constructor.name}`,
  )
}

const checkBooleans = (array: TypedArray): void => {
  const wrong = array.findIndex((v) => v > 1)
  if (wrong >= 0)
    throw new ValueError('fromTypedArray', `${array[wrong]} (element ${wrong}) is not a value of bool`)
}

/**
 * A tensor over a typed array, which is adopted and not copied: whoever passes it in gives it away.
 *
 * A `Uint8Array` of zeros and ones may be adopted as `bool`.
 *
 * @throws ShapeError where the shape does not hold as many elements as the array; DTypeError where `dtype` is of another array.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.fromTypedArray(new Float32Array([1, 2, 3, 4]), [2, 2])) // => [[1, 2], [3, 4]]
 * ```
 */
export const fromTypedArray = <
  A extends TypedArray,
  const S extends Shape,
  const D extends DType = DTypeOfArray<A>,
>(
  array: A,
  shape: S,
  options: DTypeOption<D> = {},
): Tensor<S, NoInfer<D>> => {
  const own = dtypeOfArray(array)
  const dtype = options.dtype ?? own
  if (dtype !== own && !(dtype === 'bool' && own === 'uint8'))
    throw new DTypeError(
      'fromTypedArray',
      `a ${array.constructor.name} holds ${own}, not ${dtype}. Use cast on the tensor.`,
    )
  if (sizeOf(shape) !== array.length)
    throw new ShapeError(
      'fromTypedArray',
      `${showShape(shape)} holds ${sizeOf(shape)} elements, the array has ${array.length}`,
    )
  if (dtype === 'bool') checkBooleans(array)
  return new Concrete(array, freeze(checkShape('fromTypedArray', shape)), dtype) as never
}

/** Fresh memory is zero, and is not touched where that is what was asked for. */
const filled = (op: string, shape: Shape, value: number, dtype: DType): AnyTensor => {
  const values = allocate(dtype, sizeOf(checkShape(op, shape)), op)
  return new Concrete(
    value === 0 && !Object.is(value, -0) ? values : values.fill(value),
    freeze(shape),
    dtype,
  )
}

/**
 * A tensor of zeros.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.zeros([2, 2])) // => [[0, 0], [0, 0]]
 * T.zeros([3], { dtype: 'int32' }).dtype // => 'int32'
 * ```
 */
export const zeros = <const S extends Shape, const D extends DType = 'float32'>(
  shape: S,
  options: DTypeOption<D> = {},
): Tensor<S, NoInfer<D>> => filled('zeros', shape, 0, options.dtype ?? 'float32') as never

/**
 * A tensor of ones.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.ones([2, 2])) // => [[1, 1], [1, 1]]
 * ```
 */
export const ones = <const S extends Shape, const D extends DType = 'float32'>(
  shape: S,
  options: DTypeOption<D> = {},
): Tensor<S, NoInfer<D>> => filled('ones', shape, 1, options.dtype ?? 'float32') as never

/**
 * A tensor of one value throughout.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.full([2], 7, { dtype: 'int32' })) // => [7, 7]
 * ```
 */
export const full = <const S extends Shape, const D extends DType = 'float32'>(
  shape: S,
  value: number,
  options: DTypeOption<D> = {},
): Tensor<S, NoInfer<D>> => {
  const dtype = options.dtype ?? 'float32'
  checkElement('full', value, 0, dtype)
  return filled('full', shape, value, dtype) as never
}

/**
 * Zeros of the shape and element type of another tensor.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([1, 2], { dtype: 'uint8' })
 * T.toNested(T.zerosLike(x)) // => [0, 0]
 * T.zerosLike(x).dtype // => 'uint8'
 * ```
 */
export const zerosLike = <X extends AnyTensor>(x: X): Tensor<X['shape'], DTypeOf<X> & DType> =>
  filled('zerosLike', checkTensor(x, 'zerosLike').shape, 0, x.dtype) as never

/**
 * Ones of the shape and element type of another tensor.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.onesLike(T.tensor([[5, 6]]))) // => [[1, 1]]
 * ```
 */
export const onesLike = <X extends AnyTensor>(x: X): Tensor<X['shape'], DTypeOf<X> & DType> =>
  filled('onesLike', checkTensor(x, 'onesLike').shape, 1, x.dtype) as never

/**
 * One value throughout, of the shape and element type of another tensor.
 *
 * @throws ValueError where the value does not fit the element type.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.fullLike(T.zeros([2], { dtype: 'int32' }), 7)) // => [7, 7]
 * ```
 */
export const fullLike = <X extends AnyTensor>(
  x: X,
  value: number,
): Tensor<X['shape'], DTypeOf<X> & DType> => {
  checkElement('fullLike', value, 0, checkTensor(x, 'fullLike').dtype)
  return filled('fullLike', x.shape, value, x.dtype) as never
}

/** Options of `eye`: how many columns, as many as rows unless said, and which diagonal holds the ones, the main one unless said. */
export interface EyeOptions<M extends number, D extends DType> extends DTypeOption<D> {
  readonly columns?: M
  readonly k?: number
}

/**
 * Ones on the diagonal `k` and zeros elsewhere: the identity matrix, unless more is said.
 *
 * @throws ShapeError where a dimension, ValueError where the diagonal is no whole number.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.eye(2)) // => [[1, 0], [0, 1]]
 * T.toNested(T.eye(2, { columns: 3, k: 1 })) // => [[0, 1, 0], [0, 0, 1]]
 * ```
 */
export const eye = <const N extends number, const M extends number = N, const D extends DType = 'float32'>(
  n: N,
  { columns = n as never, k = 0, dtype = 'float32' as D }: EyeOptions<M, D> = {},
): Tensor<readonly [N, M], NoInfer<D>> => {
  if (!Number.isInteger(k)) throw new ValueError('eye', `the diagonal k is a whole number, got ${k}`)
  const shape = checkShape('eye', [n, columns])
  const values = allocate(dtype, sizeOf(shape), 'eye')
  const [first, last] = [Math.max(0, -k), Math.min(n, columns - k)]
  for (let i = first; i < last; i++) values[i * columns + i + k] = 1
  return new Concrete(values, freeze(shape), dtype) as never
}

/**
 * Evenly spaced values from `start`, which is 0 where one number is given, up to but not including `stop`: `int32` unless
 * a `dtype` is asked for.
 *
 * @throws ValueError for a step of 0, and for numbers that are not finite or not of the element type.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.arange(4)) // => [0, 1, 2, 3]
 * T.toNested(T.arange(0, 10, 3)) // => [0, 3, 6, 9]
 * T.toNested(T.arange(0, 1, 0.25, { dtype: 'float32' })) // => [0, 0.25, 0.5, 0.75]
 * ```
 */
export function arange<const D extends DType = 'int32'>(
  stop: number,
  options?: DTypeOption<D>,
): Tensor<readonly [number], NoInfer<D>>
export function arange<const D extends DType = 'int32'>(
  start: number,
  stop: number,
  options?: DTypeOption<D>,
): Tensor<readonly [number], NoInfer<D>>
export function arange<const D extends DType = 'int32'>(
  start: number,
  stop: number,
  step: number,
  options?: DTypeOption<D>,
): Tensor<readonly [number], NoInfer<D>>
export function arange(...given: readonly (number | DTypeOption<DType> | undefined)[]): AnyTensor {
  const numbers = given.filter((x) => typeof x === 'number')
  const [start = 0, stop = 0, step = 1] = numbers.length === 1 ? [0, ...numbers] : numbers
  const dtype = given.find((x) => typeof x === 'object')?.dtype ?? 'int32'
  if (step === 0 || !Number.isFinite(step))
    throw new ValueError('arange', `the step must be a finite number other than 0, got ${step}`)
  if (!Number.isFinite(start) || !Number.isFinite(stop))
    throw new ValueError('arange', `start and stop are finite numbers, got ${start} and ${stop}`)
  const size = Math.max(0, Math.ceil((stop - start) / step))
  const values = fill('arange', size, (i) => start + i * step, dtype)
  return new Concrete(values, freeze([size]), dtype)
}

/** Options of `linspace`: whether `stop` is the last value, which it is unless said. */
export interface LinspaceOptions<D extends DType> extends DTypeOption<D> {
  readonly endpoint?: boolean
}

const evenly = (
  start: number,
  stop: number,
  count: number,
  endpoint: boolean = true,
): ((i: number) => number) => {
  const steps = endpoint ? count - 1 : count
  return (i) => (i === 0 ? start : i === steps ? stop : start + (i * (stop - start)) / steps)
}

/**
 * `count` evenly spaced values from `start` to `stop`, both included unless `endpoint` is false.
 *
 * @throws ShapeError where the count is no whole number; ValueError where a value does not fit the element type.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.linspace(0, 1, 5)) // => [0, 0.25, 0.5, 0.75, 1]
 * T.toNested(T.linspace(0, 1, 4, { endpoint: false })) // => [0, 0.25, 0.5, 0.75]
 * ```
 */
export const linspace = <const N extends number, const D extends DType = 'float32'>(
  start: number,
  stop: number,
  count: N,
  { endpoint = true, ...options }: LinspaceOptions<D> = {},
): Tensor<readonly [N], NoInfer<D>> => {
  const dtype = options.dtype ?? 'float32'
  const shape = checkShape('linspace', [count])
  const values = fill('linspace', count, evenly(start, stop, count, endpoint), dtype)
  return new Concrete(values, freeze(shape), dtype) as never
}

/** Options of `logspace`: the powers are those of `base`, 10 unless said. */
export interface LogspaceOptions<D extends DType> extends LinspaceOptions<D> {
  readonly base?: number
}

/**
 * `count` powers of a base, from `base ** start` to `base ** stop`, both included unless `endpoint` is false, whose exponents
 * are evenly spaced.
 *
 * @throws ShapeError where the count is no whole number; ValueError where a power does not fit the element type.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.logspace(0, 3, 4)) // => [1, 10, 100, 1000]
 * T.toNested(T.logspace(-2, 2, 3, { base: 2 })) // => [0.25, 1, 4]
 * ```
 */
export const logspace = <const N extends number, const D extends DType = 'float32'>(
  start: number,
  stop: number,
  count: N,
  options: LogspaceOptions<D> = {},
): Tensor<readonly [N], NoInfer<D>> => {
  const shape = checkShape('logspace', [count])
  const exponent = evenly(start, stop, count, options.endpoint)
  const dtype = options.dtype ?? 'float32'
  const values = fill('logspace', count, (i) => (options.base ?? 10) ** exponent(i), dtype)
  return new Concrete(values, freeze(shape), dtype) as never
}

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
