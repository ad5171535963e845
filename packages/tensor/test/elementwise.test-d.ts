import { describe, expectTypeOf, test } from 'vitest'
import type { AnyTensor, ShapeMismatch, Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'

const f23 = T.zeros([2, 3])
const f3 = T.zeros([3])
const d23 = T.zeros([2, 3], { dtype: 'float64' })
const i23 = T.zeros([2, 3], { dtype: 'int32' })
const i3 = T.zeros([3], { dtype: 'int32' })
const u3 = T.zeros([3], { dtype: 'uint8' })
const b3 = T.zeros([3], { dtype: 'bool' })

/** The text of the compiler's refusal. */
type Refusal<R> = R extends ShapeMismatch<infer M> ? M : never

describe('functions of one number', () => {
  test('have floating-point results of the same shape', () => {
    expectTypeOf(T.exp2(f23)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.log2(i23)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.log10(d23)).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
    expectTypeOf(T.cbrt(u3)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.tan(f3)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.asin(b3)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.acos(d23)).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
    expectTypeOf(T.atan(1)).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.sinh(f23)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.cosh(f23)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.asinh(d23)).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
    expectTypeOf(T.acosh(i3)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.atanh(f3)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.erfc(f3)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.lgamma(d23)).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
    expectTypeOf(T.digamma({} as AnyTensor)).toExtend<AnyTensor>()
  })
  test('truncation keeps the element type, questions are bool', () => {
    expectTypeOf(T.trunc(i3)).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    expectTypeOf(T.trunc(f3)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.isInf(f23)).toEqualTypeOf<Tensor<readonly [2, 3], 'bool'>>()
    expectTypeOf(T.logicalXor(f23, i3)).toEqualTypeOf<Tensor<readonly [2, 3], 'bool'>>()
  })
  test('refused', () => {
    // @ts-expect-error a text is no operand
    T.log2('8')
    // @ts-expect-error logicalXor: cannot broadcast [2,3] with [2]: 3 against 2
    T.logicalXor(f23, T.zeros([2]))
  })
})

describe('atan2', () => {
  test('broadcasts to floats', () => {
    expectTypeOf(T.atan2(f23, f3)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.atan2(i3, i3)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.atan2(1, d23)).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error atan2: cannot broadcast [2,3] with [2]: 3 against 2
    T.atan2(f23, T.zeros([2]))
    type Text = Refusal<T.Broadcast<readonly [2, 3], readonly [2], 'atan2'>>
    expectTypeOf<Text>().toEqualTypeOf<'atan2: cannot broadcast [2,3] with [2]: 3 against 2'>()
  })
})

describe('bits', () => {
  test('of whole numbers, which meet as in all operations', () => {
    expectTypeOf(T.bitwiseAnd(i23, i3)).toEqualTypeOf<Tensor<readonly [2, 3], 'int32'>>()
    expectTypeOf(T.bitwiseOr(u3, i3)).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    expectTypeOf(T.bitwiseXor(b3, b3)).toEqualTypeOf<Tensor<readonly [3], 'bool'>>()
    expectTypeOf(T.bitwiseXor(b3, 1)).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    expectTypeOf(T.bitwiseNot(u3)).toEqualTypeOf<Tensor<readonly [3], 'uint8'>>()
    expectTypeOf(T.leftShift(1, i3)).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    expectTypeOf(T.rightShift(u3, 2)).toEqualTypeOf<Tensor<readonly [3], 'uint8'>>()
  })
  test('refused', () => {
    const wrong = () => [
      // @ts-expect-error floats have no bits
      T.bitwiseAnd(f3, 1),
      // @ts-expect-error one of them is a float
      T.bitwiseOr(i3, f3),
      // @ts-expect-error floats have no bits
      T.bitwiseNot(d23),
      // @ts-expect-error bool has nowhere to shift to
      T.leftShift(b3, 1),
      // @ts-expect-error rightShift: cannot broadcast [2,3] with [2]: 3 against 2
      T.rightShift(i23, T.zeros([2], { dtype: 'int32' })),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})
