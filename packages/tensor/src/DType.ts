/**
 * Element types and how they combine.
 *
 * Two tensors meet at the wider type in the order `bool < uint8 < int32 < float32 < float64`, as in JAX with 64-bit
 * floats enabled. A plain number is weak: it takes the type of the tensor that it meets, so that `T.mul(x, 2)` never
 * changes the type of `x`; with a `bool` tensor it counts as `int32`.
 *
 * @module
 */
import type { Operand, Tensor, Shape } from './Tensor.ts'

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

/** The element type of an operand; a number's is weak, written `number`. */
export type DTypeOf<X> = X extends number ? number : X extends Tensor<Shape, infer D> ? D : DType

type Wider<A extends DType, B extends DType> = A extends B ? (B extends A ? A : WiderOf<A, B>) : WiderOf<A, B>

type WiderOf<A extends DType, B extends DType> = 'float64' extends A | B
  ? 'float64'
  : 'float32' extends A | B
    ? 'float32'
    : 'int32' extends A | B
      ? 'int32'
      : 'uint8' extends A | B
        ? 'uint8'
        : 'bool'

type IsUnknownDType<D> = [DType] extends [D] ? true : false

/** The type in which a tensor meets a plain number: its own, and `int32` for `bool`. */
export type Strengthen<D extends DType> = D extends 'bool' ? 'int32' : D

/** The element type in which two operands meet. */
export type Promote<A extends Operand, B extends Operand> =
  IsUnknownDType<DTypeOf<A>> extends true
    ? DType
    : IsUnknownDType<DTypeOf<B>> extends true
      ? DType
      : DTypeOf<A> extends infer DA
        ? DTypeOf<B> extends infer DB
          ? DA extends DType
            ? DB extends DType
              ? Wider<DA, DB>
              : Strengthen<DA>
            : DB extends DType
              ? Strengthen<DB>
              : 'float32'
          : never
        : never

/** The type of a quotient or a transcendental function: floats stay, everything else becomes `float32`. */
export type ToFloat<D extends DType> = D extends FloatDType ? D : 'float32'

/** The type of a sum: small integers are counted in `int32`. */
export type ToSum<D extends DType> = D extends 'bool' | 'uint8' ? 'int32' : D

const rank: Record<DType, number> = { bool: 0, uint8: 1, int32: 2, float32: 3, float64: 4 }

/** The wider of two element types. */
export const promote = (a: DType, b: DType): DType => (rank[a] >= rank[b] ? a : b)

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

/** Bytes per element. */
export const byteSize: Record<DType, number> = { float32: 4, float64: 8, int32: 4, uint8: 1, bool: 1 }
