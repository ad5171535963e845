import { describe, expectTypeOf, test } from 'vitest'
import type { AnyTensor, Shape, ShapeMismatch, Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'

const f2 = T.zeros([2])
const f3 = T.zeros([3])
const f23 = T.zeros([2, 3])
const f33 = T.zeros([3, 3])
const f234 = T.zeros([2, 3, 4])
const i4 = T.zeros([4], { dtype: 'int32' })
const d3 = T.zeros([3], { dtype: 'float64' })
const unknown = {} as AnyTensor

/** The text of the compiler's refusal. */
type Refusal<R> = R extends ShapeMismatch<infer M> ? M : never

describe('ranges, fillings and triangles', () => {
  test('shapes and element types', () => {
    expectTypeOf(T.logspace(0, 3, 4)).toEqualTypeOf<Tensor<readonly [4]>>()
    expectTypeOf(T.logspace(0, 3, 4, { base: 2, dtype: 'int32' })).toEqualTypeOf<
      Tensor<readonly [4], 'int32'>
    >()
    expectTypeOf(T.logspace(0, 3, 4 as number)).toEqualTypeOf<Tensor<readonly [number]>>()
    expectTypeOf(T.fullLike(i4, 7)).toEqualTypeOf<Tensor<readonly [4], 'int32'>>()
    expectTypeOf(T.tri(3)).toEqualTypeOf<Tensor<readonly [3, 3]>>()
    expectTypeOf(T.tri(3, 5, { k: -1, dtype: 'bool' })).toEqualTypeOf<Tensor<readonly [3, 5], 'bool'>>()
    expectTypeOf(T.tril(f23)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.triu(f234, { k: 1 })).toEqualTypeOf<Tensor<readonly [2, 3, 4]>>()
    expectTypeOf(T.tril(unknown)).toEqualTypeOf<AnyTensor>()
  })
  test('refused', () => {
    const wrong = () => [
      // @ts-expect-error tril: takes a matrix or a stack of them, got [3] of rank 1
      T.tril(f3),
      // @ts-expect-error triu: takes a matrix or a stack of them, got [] of rank 0
      T.triu(T.tensor(1)),
      // @ts-expect-error no such option
      T.tri(3, 3, { offset: 1 }),
      // @ts-expect-error a text is no value
      T.fullLike(f3, '1'),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('diag', () => {
  test('of vectors and matrices', () => {
    expectTypeOf(T.diag(d3)).toEqualTypeOf<Tensor<readonly [3, 3], 'float64'>>()
    expectTypeOf(T.diag(f3, { k: 1 })).toEqualTypeOf<Tensor<readonly [4, 4]>>()
    expectTypeOf(T.diag(f33)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.diag(f23)).toEqualTypeOf<Tensor<readonly [2]>>()
    expectTypeOf(T.diag(f23, { k: 2 })).toEqualTypeOf<Tensor<readonly [1]>>()
    expectTypeOf(T.diag(f23, { k: -5 })).toEqualTypeOf<Tensor<readonly [0]>>()
    expectTypeOf(T.diag(f23, { k: 1 as number })).toEqualTypeOf<Tensor<readonly [number]>>()
    expectTypeOf(T.diag(unknown)).toEqualTypeOf<AnyTensor>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error diag: takes a vector or a matrix, got [2,3,4] of rank 3
    const wrong = () => T.diag(f234)
    expectTypeOf(wrong).toBeFunction()
    type Text = Refusal<T.Diag<readonly [2, 3, 4], 0>>
    expectTypeOf<Text>().toEqualTypeOf<'diag: takes a vector or a matrix, got [2,3,4] of rank 3'>()
  })
})

describe('meshgrid', () => {
  test('a tensor per vector, of the shape of the grid', () => {
    expectTypeOf(T.meshgrid([f3, i4])).toEqualTypeOf<
      readonly [Tensor<readonly [4, 3]>, Tensor<readonly [4, 3], 'int32'>]
    >()
    const [x, y, z] = T.meshgrid([f2, f3, i4], { indexing: 'ij' })
    expectTypeOf([x, y]).items.toEqualTypeOf<Tensor<readonly [2, 3, 4]>>()
    expectTypeOf(z).toEqualTypeOf<Tensor<readonly [2, 3, 4], 'int32'>>()
    expectTypeOf(T.meshgrid([f2])[0]).toEqualTypeOf<Tensor<readonly [2]>>()
    expectTypeOf<T.GridShape<readonly AnyTensor[], 'ij'>>().toEqualTypeOf<Shape>()
    expectTypeOf(T.meshgrid([unknown, f3])[0].shape).toEqualTypeOf<readonly [3, number]>()
  })
  test('refused, with the reason', () => {
    const wrong = () => [
      // @ts-expect-error meshgrid: takes vectors, got [2,3] of rank 2
      T.meshgrid([f3, f23]),
      // @ts-expect-error no such indexing
      T.meshgrid([f3, f3], { indexing: 'yx' }),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})
