/** Operations on the bits of whole numbers, of which `int32` has 32 and `uint8` 8; `bool` is one bit. */
import type { DType } from './DType.ts'
import { less, lessEqual, logicalAnd, maximum, mul, notEqual, pow, sub, where } from './elementwise.ts'
import { DTypeError } from './errors.ts'
import { align, type Fits, type Of, checkTensor } from './operand.ts'
import { bind } from './bind.ts'
import type { Promote, Strengthen } from './promotion.ts'
import type { Broadcast } from './Shape.ts'
import type { AnyTensor, Operand, Shape, Tensor } from './Tensor.ts'

/** An operation on the bits of two operands that broadcast, of element types `Takes`. */
export interface Bitwise<Op extends string, Takes extends DType> {
  <S extends Shape, D extends Takes>(a: Tensor<S, D>, b: number): Tensor<S, Strengthen<D>>
  <S extends Shape, D extends Takes>(a: number, b: Tensor<S, D>): Tensor<S, Strengthen<D>>
  <A extends Tensor<Shape, Takes>, B extends Tensor<Shape, Takes>>(
    a: A,
    b: B & Fits<Broadcast<A['shape'], B['shape'], Op>>,
  ): Of<Broadcast<A['shape'], B['shape'], Op>, Promote<A, B>>
}

const checkBits = (x: AnyTensor, op: string): void => {
  checkTensor(x, op)
  if (x.dtype === 'float32' || x.dtype === 'float64')
    throw new DTypeError(op, `only whole numbers have bits, got ${x.dtype}. Cast to int32 first?`)
}

const checkShift = (x: AnyTensor, op: string): void => {
  checkBits(x, op)
  if (x.dtype === 'bool')
    throw new DTypeError(op, 'bool is one bit, with nowhere to shift to. Cast to int32 first?')
}

const bitwise =
  (op: string, check: (x: AnyTensor, op: string) => void, build: (a: AnyTensor, b: AnyTensor) => AnyTensor) =>
  (a: Operand, b: Operand): AnyTensor => {
    const [x, y] = align(a, b, op)
    check(x, op)
    return build(x, y)
  }

/**
 * The bits that both have.
 *
 * @throws DTypeError for floats; ShapeError where the operands do not broadcast.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.bitwiseAnd(T.tensor([12, -1], { dtype: 'int32' }), 10)) // => [8, 10]
 * ```
 */
export const bitwiseAnd: Bitwise<'bitwiseAnd', 'int32' | 'uint8' | 'bool'> = bitwise(
  'bitwiseAnd',
  checkBits,
  (a, b) => bind('and', [a, b], {}),
) as never

/**
 * The bits that either has.
 *
 * @throws DTypeError for floats; ShapeError where the operands do not broadcast.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.bitwiseOr(T.tensor([12, -1], { dtype: 'int32' }), 10)) // => [14, -1]
 * ```
 */
export const bitwiseOr: Bitwise<'bitwiseOr', 'int32' | 'uint8' | 'bool'> = bitwise(
  'bitwiseOr',
  checkBits,
  (a, b) => bind('or', [a, b], {}),
) as never

/**
 * The bits that one has and the other has not.
 *
 * @throws DTypeError for floats; ShapeError where the operands do not broadcast.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.bitwiseXor(T.tensor([12, -1], { dtype: 'int32' }), 10)) // => [6, -11]
 * ```
 */
export const bitwiseXor: Bitwise<'bitwiseXor', 'int32' | 'uint8' | 'bool'> = bitwise(
  'bitwiseXor',
  checkBits,
  (a, b) =>
    a.dtype === 'bool'
      ? (notEqual(a, b) as AnyTensor)
      : bind('sub', [bind('or', [a, b], {}), bind('and', [a, b], {})], {}),
) as never

const inverted = (x: AnyTensor): AnyTensor =>
  x.dtype === 'bool' ? bind('not', [x], {}) : (sub(x.dtype === 'uint8' ? 255 : -1, x) as AnyTensor)

/**
 * The bits that `x` has not: `-1 - x` for `int32`, `255 - x` for `uint8`, `logicalNot` for `bool`.
 *
 * @throws DTypeError for floats.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.bitwiseNot(T.tensor([0, 5], { dtype: 'uint8' }))) // => [255, 250]
 * ```
 */
export const bitwiseNot = <S extends Shape, D extends 'int32' | 'uint8' | 'bool'>(
  x: Tensor<S, D>,
): Tensor<S, D> => {
  checkBits(x, 'bitwiseNot')
  return inverted(x) as never
}

/**
 * `a × 2ᵇ`, the bits beyond the type lost; 0 where `b` is negative or as large as the number of bits, as in NumPy.
 *
 * @throws DTypeError for floats and `bool`; ShapeError where the operands do not broadcast.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.leftShift(T.tensor([1, -3, 2 ** 30], { dtype: 'int32' }), 2)) // => [4, -12, 0]
 * ```
 */
export const leftShift: Bitwise<'leftShift', 'int32' | 'uint8'> = bitwise('leftShift', checkShift, (a, b) => {
  const shifted = mul(a, pow(2, maximum(b, 0) as AnyTensor) as AnyTensor) as AnyTensor
  return where(less(b, 0) as AnyTensor, 0, shifted) as AnyTensor
}) as never

/** How far a logical shift is to go: 31, which leaves none of a number's bits, for what is no shift of 0 to 31. */
const within = (b: AnyTensor): AnyTensor =>
  where(logicalAnd(lessEqual(0, b), less(b, 31)) as AnyTensor, b, 31) as AnyTensor

/**
 * `⌊a / 2ᵇ⌋`: the sign stays. What is left of a shift that is negative or as large as the number of bits is the sign, 0 or -1, as in NumPy.
 *
 * @throws DTypeError for floats and `bool`; ShapeError where the operands do not broadcast.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.rightShift(T.tensor([12, -12, -1], { dtype: 'int32' }), 3)) // => [1, -2, -1]
 * ```
 */
export const rightShift: Bitwise<'rightShift', 'int32' | 'uint8'> = bitwise(
  'rightShift',
  checkShift,
  (a, b) => {
    const negative = less(a, 0) as AnyTensor
    const bits = where(negative, inverted(a), a) as AnyTensor
    const shifted = bind('shiftRightLogical', [bits, within(b)], {})
    return where(negative, inverted(shifted), shifted) as AnyTensor
  },
) as never
