/** Element types, and the typed arrays that hold them. */
import { ShapeError } from './errors.ts'

/** The element types. */
export type DType = 'float32' | 'float64' | 'int32' | 'uint8' | 'bool'

/** The element types that derivatives exist for. */
export type FloatDType = 'float32' | 'float64'

/** The typed arrays that hold elements; `bool` is held as 0 and 1 in a `Uint8Array`. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array

/** The typed array of each element type. */
export interface ArrayOf {
  readonly float32: Float32Array
  readonly float64: Float64Array
  readonly int32: Int32Array
  readonly uint8: Uint8Array
  readonly bool: Uint8Array
}

/** The type of a quotient or a transcendental function: floats stay, everything else becomes `float32`. */
export type ToFloat<D extends DType> = D extends FloatDType ? D : 'float32'

/** The type of a sum: small integers are counted in `int32`. */
export type ToSum<D extends DType> = D extends 'bool' | 'uint8' ? 'int32' : D

/** Is this an element type with derivatives? */
export const isFloat = (d: DType): d is FloatDType => d === 'float32' || d === 'float64'

/** The element type of quotients and transcendental functions. */
export const toFloat = (d: DType): FloatDType => (isFloat(d) ? d : 'float32')

/** The element type of sums. */
export const toSum = (d: DType): DType => (d === 'bool' || d === 'uint8' ? 'int32' : d)

/** The class of typed array of each element type. */
export const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<DType, unknown>

/** Is this the name of an element type? */
export const isDType = (x: unknown): x is DType => typeof x === 'string' && Object.hasOwn(arrays, x)

/**
 * A new zero-filled typed array for an element type.
 *
 * @throws ShapeError where the runtime has no room for it.
 */
export const allocate = (dtype: DType, size: number, op: string = 'tensor'): TypedArray => {
  try {
    return new arrays[dtype](size)
  } catch {
    throw new ShapeError(
      op,
      `${size} elements of ${dtype} need ${size * arrays[dtype].BYTES_PER_ELEMENT} bytes, more than this runtime can allocate for one tensor. Work on parts?`,
    )
  }
}

/** Refuses a result that `allocate` would refuse, before lists as long as its axes are made on the way there. */
export const checkRoom = (dtype: DType, size: number, op: string): void => {
  if (size > 2 ** 31) allocate(dtype, size, op)
}

/** A new typed array with `at(i)` at each place `i`. */
export const tabulate = (dtype: DType, size: number, at: (i: number) => number, op?: string): TypedArray => {
  const out = allocate(dtype, size, op)
  for (let i = 0; i < size; i++) out[i] = at(i)
  return out
}
