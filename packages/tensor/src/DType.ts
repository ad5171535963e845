/** Element types, and the typed arrays that hold them. */
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

/** A new zero-filled typed array for an element type. */
export const allocate = (dtype: DType, size: number): TypedArray => {
  switch (dtype) {
    case 'float32':
      return new Float32Array(size)
    case 'float64':
      return new Float64Array(size)
    case 'int32':
      return new Int32Array(size)
    case 'uint8':
    case 'bool':
      return new Uint8Array(size)
  }
}
