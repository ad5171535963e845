/** Tensors over typed arrays. */
import type { DType, TypedArray } from '../DType.ts'
import { DTypeError, ShapeError, showShape, ValueError } from '../errors.ts'
import { checkShape } from '../operand.ts'
import { Concrete, type Shape, sizeOf, type Tensor } from '../Tensor.ts'
import { type DTypeOption, freeze } from './element.ts'

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
