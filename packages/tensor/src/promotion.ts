/**
 * How element types combine.
 *
 * Two tensors meet at the wider type in the order `bool < uint8 < int32 < float32 < float64`, as in JAX with 64-bit
 * floats enabled. A plain number is weak: it takes the type of the tensor that it meets, so that `T.mul(x, 2)` never
 * changes the type of `x`; with a `bool` tensor it counts as `int32`.
 *
 * @module
 */
import type { DType } from './DType.ts'
import type { Operand } from './Tensor.ts'

/** The element type of an operand; a number's is weak, written `number`. */
export type DTypeOf<X> = X extends number
  ? number
  : X extends { readonly dtype: infer D extends DType }
    ? D
    : DType

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

const rank: Record<DType, number> = { bool: 0, uint8: 1, int32: 2, float32: 3, float64: 4 }

/** The wider of two element types. */
export const promote = (a: DType, b: DType): DType => (rank[a] >= rank[b] ? a : b)
