import { describe, expectTypeOf, test } from 'vitest'
import type { AnyTensor, Shape, Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'

const x = T.zeros([2, 3, 4])
const i23 = T.zeros([2, 3], { dtype: 'int32' })
const d23 = T.zeros([2, 3], { dtype: 'float64' })
const b3 = T.zeros([3], { dtype: 'bool' })
const unknown = {} as AnyTensor

describe('norm, median and quantile', () => {
  test('shapes and element types', () => {
    expectTypeOf(T.norm(x, { ord: 1 })).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.norm(d23, { axis: 1, ord: 'inf' })).toEqualTypeOf<Tensor<readonly [2], 'float64'>>()
    expectTypeOf(T.norm(i23, { axis: 0, keepDims: true })).toEqualTypeOf<Tensor<readonly [1, 3]>>()
    expectTypeOf(T.median(x)).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.median(x, { axis: [0, -1] })).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.median(i23, { axis: 1, keepDims: true })).toEqualTypeOf<Tensor<readonly [2, 1]>>()
    expectTypeOf(T.quantile(x, 0.5)).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.quantile(d23, 0.5, { axis: 0 })).toEqualTypeOf<Tensor<readonly [3], 'float64'>>()
    expectTypeOf(T.quantile(x, [0.1, 0.9], { axis: 1 })).toEqualTypeOf<Tensor<readonly [2, 2, 4]>>()
    expectTypeOf(T.quantile(x, [0.1] as readonly number[])).toEqualTypeOf<Tensor<readonly [number]>>()
    expectTypeOf(T.quantile(unknown, [0.1, 0.9], { axis: 0 }).shape).toEqualTypeOf<Shape>()
  })
  test('refused', () => {
    const wrong = () => [
      // @ts-expect-error no such norm
      T.norm(x, { ord: 3 }),
      // @ts-expect-error norm: axis 3 is out of range for shape [2,3,4] of rank 3
      T.norm(x, { axis: 3, ord: 1 }),
      // @ts-expect-error median: axis 2 is out of range for shape [2,3] of rank 2
      T.median(d23, { axis: 2 }),
      // @ts-expect-error quantile: axis -4 is out of range for shape [2,3,4] of rank 3
      T.quantile(x, 0.5, { axis: -4 }),
      // @ts-expect-error a share is a number
      T.quantile(x, 'half'),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('running totals', () => {
  test('shapes and element types', () => {
    expectTypeOf(T.cumSum(i23, { axis: 1 })).toEqualTypeOf<Tensor<readonly [2, 3], 'int32'>>()
    expectTypeOf(T.cumSum(b3, { axis: 0 })).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    expectTypeOf(T.cumSum(x)).toEqualTypeOf<Tensor<readonly [24]>>()
    expectTypeOf(T.cumProd(d23, { axis: -1 })).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
    expectTypeOf(T.cumMax(b3)).toEqualTypeOf<Tensor<readonly [3], 'bool'>>()
    expectTypeOf(T.cumMax(unknown, { axis: 0 })).toEqualTypeOf<AnyTensor>()
  })
  test('refused', () => {
    const wrong = () => [
      // @ts-expect-error cumSum: axis 2 is out of range for shape [2,3] of rank 2
      T.cumSum(i23, { axis: 2 }),
      // @ts-expect-error one axis at a time
      T.cumProd(x, { axis: [0, 1] }),
      // @ts-expect-error cumMax: axis 1 is out of range for shape [3] of rank 1
      T.cumMax(b3, { axis: 1 }),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})
