import { describe, expectTypeOf, test } from 'vitest'
import type { AnyTensor, Shape, Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'

type Matrix<B extends number, F extends number> = Tensor<readonly [B, F]>

describe('functions over dimensions that are type parameters', () => {
  const kernel = T.zeros([784, 10])
  const logits = <B extends number>(x: Matrix<B, 784>) => T.add(T.matmul(x, kernel), T.zeros([10]))

  test('products and sums, whose callers see literals', () => {
    expectTypeOf(logits(T.zeros([32, 784]))).toEqualTypeOf<Tensor<readonly [32, 10]>>()
    expectTypeOf(logits(T.zeros([32 as number, 784]))).toEqualTypeOf<Tensor<readonly [number, 10]>>()
    // @ts-expect-error 100 features are not 784
    logits(T.zeros([32, 100]))
  })

  test('reductions over an axis, and what spreads against them', () => {
    const classify = <B extends number>(x: Matrix<B, 784>): Tensor<readonly [B], 'int32'> =>
      T.argMax(logits(x), { axis: 1 })
    expectTypeOf(classify(T.zeros([5, 784]))).toEqualTypeOf<Tensor<readonly [5], 'int32'>>()

    const softmaxRows = <B extends number, F extends number>(x: Matrix<B, F>): Matrix<B, F> => {
      const e = T.exp(T.sub(x, T.max(x, { axis: 1, keepDims: true })))
      return T.div(e, T.sum(e, { axis: 1, keepDims: true }))
    }
    expectTypeOf(softmaxRows(T.zeros([5, 3]))).toEqualTypeOf<Matrix<5, 3>>()
  })

  test('residuals, choices, transposes', () => {
    const residual = <B extends number, F extends number>(x: Matrix<B, F>, k: Matrix<F, F>): Matrix<B, F> =>
      T.add(x, T.relu(T.matmul(x, k)))
    const positive = <B extends number>(x: Matrix<B, 8>): Matrix<B, 8> =>
      T.where(T.greater(x, T.zeros([8])), x, 0)
    const turned = <B extends number, F extends number>(x: Matrix<B, F>): Matrix<F, B> => T.transpose(x)
    expectTypeOf(residual(T.zeros([4, 3]), T.eye(3))).toEqualTypeOf<Matrix<4, 3>>()
    expectTypeOf(positive(T.zeros([4, 8]))).toEqualTypeOf<Matrix<4, 8>>()
    expectTypeOf(turned(T.zeros([4, 8]))).toEqualTypeOf<Matrix<8, 4>>()
  })

  test('two tensors of one shape that is a type parameter', () => {
    const distance = <S extends Shape>(a: Tensor<S>, b: Tensor<S>): Tensor<S> => T.abs(T.sub(a, b))
    const within = <S extends Shape>(a: Tensor<S>, b: Tensor<S>): Tensor<S, 'bool'> => T.less(a, b)
    expectTypeOf(distance(T.zeros([2, 3]), T.zeros([2, 3]))).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(within(T.zeros([2]), T.zeros([2]))).toEqualTypeOf<Tensor<readonly [2], 'bool'>>()
    // @ts-expect-error what is known to differ stays refused
    T.sub(T.zeros([2, 3]), T.zeros([2, 4]))
  })
})

describe('all axes reduced leave a scalar, whatever the rank was', () => {
  test('of a tensor without a type of its shape', () => {
    const mse = (x: Tensor, y: Tensor): Tensor<readonly []> => T.mean(T.square(T.sub(x, y)))
    const total = <S extends Shape>(x: Tensor<S>): Tensor<readonly []> => T.sum(x)
    expectTypeOf(mse(T.zeros([2]), T.zeros([2]))).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(total(T.zeros([2]))).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.sum(T.zeros([2]) as AnyTensor).shape).toEqualTypeOf<readonly []>()
    expectTypeOf(T.sum(T.zeros([2]) as Tensor, { keepDims: true })).toEqualTypeOf<Tensor>()
    expectTypeOf(T.sum(T.zeros([2]) as Tensor, { axis: 0 })).toEqualTypeOf<Tensor>()
  })
})
