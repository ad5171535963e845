import { describe, expectTypeOf, test } from 'vitest'
import type { Shape, Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'

const f23 = T.zeros([2, 3])
const f3 = T.zeros([3])
const d23 = T.zeros([2, 3], { dtype: 'float64' })
const i23 = T.zeros([2, 3], { dtype: 'int32' })
const i3 = T.zeros([3], { dtype: 'int32' })
const b3 = T.zeros([3], { dtype: 'bool' })

type F23 = Tensor<readonly [2, 3]>

describe('functions of one number', () => {
  test('with a floating-point result', () => {
    expectTypeOf(T.log(f23)).toEqualTypeOf<F23>()
    expectTypeOf(T.log1p(i23)).toEqualTypeOf<F23>()
    expectTypeOf(T.expm1(d23)).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
    expectTypeOf(T.sin(f23)).toEqualTypeOf<F23>()
    expectTypeOf(T.cos(b3)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.tanh(1)).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.sigmoid(f23)).toEqualTypeOf<F23>()
    expectTypeOf(T.softplus(i23)).toEqualTypeOf<F23>()
    expectTypeOf(T.erf(d23)).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
    expectTypeOf(T.erfInv(f23)).toEqualTypeOf<F23>()
    expectTypeOf(T.reciprocal(i23)).toEqualTypeOf<F23>()
    expectTypeOf(T.rsqrt(f23)).toEqualTypeOf<F23>()
    // @ts-expect-error a text is no operand
    T.log('8')
  })
  test('of the same type', () => {
    expectTypeOf(T.neg(i23)).toEqualTypeOf<Tensor<readonly [2, 3], 'int32'>>()
    expectTypeOf(T.sign(d23)).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
    expectTypeOf(T.floor(f23)).toEqualTypeOf<F23>()
    expectTypeOf(T.ceil(i3)).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    expectTypeOf(T.round(2.5)).toEqualTypeOf<Tensor<readonly []>>()
    // @ts-expect-error an array is no operand
    T.neg([1, 2])
  })
  test('questions', () => {
    expectTypeOf(T.isFinite(f23)).toEqualTypeOf<Tensor<readonly [2, 3], 'bool'>>()
    expectTypeOf(T.isNaN(d23)).toEqualTypeOf<Tensor<readonly [2, 3], 'bool'>>()
    expectTypeOf(T.logicalNot(i3)).toEqualTypeOf<Tensor<readonly [3], 'bool'>>()
  })
})

describe('functions of two numbers', () => {
  test('broadcast and meet', () => {
    expectTypeOf(T.minimum(f23, i3)).toEqualTypeOf<F23>()
    expectTypeOf(T.mod(i23, 2)).toEqualTypeOf<Tensor<readonly [2, 3], 'int32'>>()
    expectTypeOf(T.pow(d23, f3)).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
    // @ts-expect-error mod: cannot broadcast [2,3] with [2]: 3 against 2
    T.mod(f23, T.zeros([2]))
    // @ts-expect-error minimum: cannot broadcast [2,3] with [4]: 3 against 4
    T.minimum(f23, T.zeros([4]))
  })
  test('comparisons', () => {
    expectTypeOf(T.equal(f23, f3)).toEqualTypeOf<Tensor<readonly [2, 3], 'bool'>>()
    expectTypeOf(T.notEqual(1, i3)).toEqualTypeOf<Tensor<readonly [3], 'bool'>>()
    expectTypeOf(T.lessEqual(d23, i3)).toEqualTypeOf<Tensor<readonly [2, 3], 'bool'>>()
    expectTypeOf(T.greaterEqual(f3, 0)).toEqualTypeOf<Tensor<readonly [3], 'bool'>>()
    expectTypeOf(T.logicalOr(b3, f23)).toEqualTypeOf<Tensor<readonly [2, 3], 'bool'>>()
    // @ts-expect-error equal: cannot broadcast [2,3] with [2]: 3 against 2
    T.equal(f23, T.zeros([2]))
  })
})

describe('reductions', () => {
  test('over some axes or all', () => {
    expectTypeOf(T.prod(i23)).toEqualTypeOf<Tensor<readonly [], 'int32'>>()
    expectTypeOf(T.min(f23, { axis: 1 })).toEqualTypeOf<Tensor<readonly [2]>>()
    expectTypeOf(T.any(f23, { axis: 0 })).toEqualTypeOf<Tensor<readonly [3], 'bool'>>()
    expectTypeOf(T.countNonzero(b3)).toEqualTypeOf<Tensor<readonly [], 'int32'>>()
    expectTypeOf(T.variance(f23, { axis: [0, 1], ddof: 1 })).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.std(i23, { axis: 0, keepDims: true })).toEqualTypeOf<Tensor<readonly [1, 3]>>()
    expectTypeOf(T.logSumExp(d23, { axis: -1 })).toEqualTypeOf<Tensor<readonly [2], 'float64'>>()
    expectTypeOf(T.argMin(f23, { axis: 0 })).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    expectTypeOf(T.logSoftmax(i23)).toEqualTypeOf<F23>()
    // @ts-expect-error min: axis 2 is out of range for shape [2,3] of rank 2
    T.min(f23, { axis: 2 })
    // @ts-expect-error there is no option dof
    T.variance(f23, { dof: 1 })
    // @ts-expect-error whether to keep axes is true or false
    T.std(f23, { keepDims: 1 })
  })
})

describe('movement and choice', () => {
  const places = T.zeros([2], { dtype: 'int32' })
  const pairs = T.zeros([5, 2], { dtype: 'int32' })
  test('keeps or replaces shapes', () => {
    expectTypeOf(T.broadcastTo(f3, [2, 3])).toEqualTypeOf<F23>()
    expectTypeOf(T.broadcastTo(f3, [2, 3] as Shape)).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.flip(i23, { axis: 1 })).toEqualTypeOf<Tensor<readonly [2, 3], 'int32'>>()
    expectTypeOf(T.roll(f23, 1, { axis: [0, 1] })).toEqualTypeOf<F23>()
    expectTypeOf(T.addAt(f23, places, 1)).toEqualTypeOf<F23>()
    expectTypeOf(T.scatter(d23, pairs, 0)).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
    // @ts-expect-error floats are no positions
    T.addAt(f23, f3, 1)
    // @ts-expect-error floats are no positions
    T.scatter(f23, f23, 1)
    expectTypeOf(T.roll(f23, [1, 2], { axis: [0, 1] })).toEqualTypeOf<F23>()
    // @ts-expect-error the shift is a number
    T.roll(f23, '1')
  })
})

describe('pools in one and three dimensions', () => {
  const x1 = T.zeros([2, 3, 8])
  const x3 = T.zeros([2, 3, 8, 6, 4])
  test('sizes', () => {
    expectTypeOf(T.maxPool1d(x1, 2)).toEqualTypeOf<Tensor<readonly [2, 3, 4]>>()
    expectTypeOf(T.averagePool3d(x3, 2)).toEqualTypeOf<Tensor<readonly [2, 3, 4, 3, 2]>>()
    expectTypeOf(T.adaptiveMaxPool1d(x1, 5)).toEqualTypeOf<Tensor<readonly [2, 3, 5]>>()
    expectTypeOf(T.adaptiveAveragePool1d(x1, 5)).toEqualTypeOf<Tensor<readonly [2, 3, 5]>>()
    expectTypeOf(T.adaptiveMaxPool3d(x3, [2, 2, 2])).toEqualTypeOf<Tensor<readonly [2, 3, 2, 2, 2]>>()
    expectTypeOf(T.adaptiveAveragePool3d(x3, 1)).toEqualTypeOf<Tensor<readonly [2, 3, 1, 1, 1]>>()
  })
  test('refused', () => {
    // @ts-expect-error a sequence has three axes
    T.maxPool1d(f23, 2)
    // @ts-expect-error a volume has five axes
    T.averagePool3d(x1, 2)
    // @ts-expect-error a volume has five axes
    T.adaptiveMaxPool3d(x1, 2)
  })
})
