/** Tensors of one value, and the identity. */
import { allocate, type DType } from '../DType.ts'
import { ValueError } from '../errors.ts'
import { checkShape, checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, type Shape, sizeOf, type Tensor } from '../Tensor.ts'
import { checkElement, type DTypeOption, freeze } from './element.ts'

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
