import { describe, expectTypeOf, test } from 'vitest'
import type { AnyTensor, Multiply, Product, Shape, ShapeMismatch, Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'

const f23 = T.zeros([2, 3])
const f3 = T.zeros([3])
const f31 = T.zeros([3, 1])
const f32x784 = T.zeros([32, 784])
const i2 = T.zeros([2], { dtype: 'int32' })
const d23 = T.zeros([2, 3], { dtype: 'float64' })
const b2 = T.zeros([2], { dtype: 'bool' })
const dynamic = T.zeros([32 as number, 784])
const unknown = T.zeros([1] as Shape)

/** The text of the compiler's refusal: what the second operand would have to be. */
type Refusal<R> = R extends ShapeMismatch<infer M> ? M : never

describe('construction reads shape and element type', () => {
  test('literals', () => {
    expectTypeOf(T.tensor(1)).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.tensor([1, 2, 3])).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.tensor([[1, 2], [3, 4], [5, 6]])).toEqualTypeOf<Tensor<readonly [3, 2]>>() // prettier-ignore
    expectTypeOf(T.tensor([true, false])).toEqualTypeOf<Tensor<readonly [2], 'bool'>>()
    expectTypeOf(T.tensor([1], { dtype: 'int32' })).toEqualTypeOf<Tensor<readonly [1], 'int32'>>()
  })
  test('arrays of unknown length', () => {
    expectTypeOf(T.tensor([1, 2] as readonly number[])).toEqualTypeOf<Tensor<readonly [number]>>()
    expectTypeOf(T.fromTypedArray(new Int32Array(4), [2, 2])).toEqualTypeOf<
      Tensor<readonly [2, 2], 'int32'>
    >()
    expectTypeOf(T.eye(3)).toEqualTypeOf<Tensor<readonly [3, 3]>>()
  })
  test('a known shape is a special case of an unknown one, not the other way round', () => {
    expectTypeOf(f23).toExtend<Tensor>()
    expectTypeOf(f23).toExtend<Tensor<readonly [number, 3]>>()
    expectTypeOf(unknown).not.toExtend<Tensor<readonly [2, 3]>>()
    expectTypeOf(d23).not.toExtend<Tensor<readonly [2, 3]>>()
  })
  test('refused', () => {
    // @ts-expect-error a text is no number
    T.tensor('three')
    // @ts-expect-error no such element type
    T.zeros([2], { dtype: 'float16' })
    // @ts-expect-error a text is no dimension
    T.zeros(['2'])
  })
})

describe('broadcasting', () => {
  test('by NumPy’s rule', () => {
    expectTypeOf(T.add(f23, f3)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.mul(f3, f31)).toEqualTypeOf<Tensor<readonly [3, 3]>>()
    expectTypeOf(T.sub(f23, 1)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.div(1, f23)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.add(dynamic, T.zeros([784]))).toEqualTypeOf<Tensor<readonly [number, 784]>>()
    expectTypeOf(T.add(unknown, f23)).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.less(f23, 0)).toEqualTypeOf<Tensor<readonly [2, 3], 'bool'>>()
    expectTypeOf(T.where(T.less(f23, 0), f23, 0)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
  })
  test('element types meet', () => {
    expectTypeOf(T.add(f23, d23)).toEqualTypeOf<Tensor<readonly [2, 3], 'float64'>>()
    expectTypeOf(T.add(i2, b2)).toEqualTypeOf<Tensor<readonly [2], 'int32'>>()
    expectTypeOf(T.add(i2, 1)).toEqualTypeOf<Tensor<readonly [2], 'int32'>>()
    expectTypeOf(T.add(b2, 1)).toEqualTypeOf<Tensor<readonly [2], 'int32'>>()
    expectTypeOf(T.div(i2, 2)).toEqualTypeOf<Tensor<readonly [2], 'float32'>>()
    expectTypeOf(T.exp(i2)).toEqualTypeOf<Tensor<readonly [2], 'float32'>>()
    expectTypeOf(T.sum(b2)).toEqualTypeOf<Tensor<readonly [], 'int32'>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error add: cannot broadcast [2,3] with [2]: 3 against 2
    T.add(f23, T.zeros([2]))
    // @ts-expect-error mul: cannot broadcast [2,3] with [4,3]: 2 against 4
    T.mul(f23, T.zeros([4, 3]))
    // @ts-expect-error where: cannot broadcast [2] with [2,3]: 2 against 3
    T.where(b2, f23, 0)
    type Text = Refusal<T.Broadcast<readonly [2, 3], readonly [2], 'add'>>
    expectTypeOf<Text>().toEqualTypeOf<'add: cannot broadcast [2,3] with [2]: 3 against 2'>()
  })
})

describe('matmul', () => {
  test('shapes', () => {
    expectTypeOf(T.matmul(f32x784, T.zeros([784, 10]))).toEqualTypeOf<Tensor<readonly [32, 10]>>()
    expectTypeOf(T.matmul(dynamic, T.zeros([784, 10]))).toEqualTypeOf<Tensor<readonly [number, 10]>>()
    expectTypeOf(T.matmul(f23, f3)).toEqualTypeOf<Tensor<readonly [2]>>()
    expectTypeOf(T.matmul(f3, T.zeros([3, 5]))).toEqualTypeOf<Tensor<readonly [5]>>()
    expectTypeOf(T.matmul(T.zeros([7, 1, 2, 3]), T.zeros([4, 3, 5]))).toEqualTypeOf<
      Tensor<readonly [7, 4, 2, 5]>
    >()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error matmul: inner dimensions differ, [32,784] @ [100,3]: 784 against 100
    T.matmul(f32x784, T.zeros([100, 3]))
    // @ts-expect-error a scalar has no axis to sum over
    T.matmul(T.tensor(1), f3)
    type Text = Refusal<T.MatMul<readonly [32, 784], readonly [100, 3]>>
    expectTypeOf<Text>().toEqualTypeOf<'matmul: inner dimensions differ, [32,784] @ [100,3]: 784 against 100'>()
  })
  test('a function generic in the batch keeps it', () => {
    const project = <B extends number>(x: Tensor<readonly [B, 784]>) => T.matmul(x, T.zeros([784, 10]))
    expectTypeOf(project(f32x784)).toEqualTypeOf<Tensor<readonly [32, 10]>>()
  })
})

describe('reductions', () => {
  const x = T.zeros([2, 3, 4])
  test('shapes', () => {
    expectTypeOf(T.sum(x)).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.sum(x, { axis: 1 })).toEqualTypeOf<Tensor<readonly [2, 4]>>()
    expectTypeOf(T.mean(x, { axis: -1, keepDims: true })).toEqualTypeOf<Tensor<readonly [2, 3, 1]>>()
    expectTypeOf(T.max(x, { axis: [0, -1] })).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.argMax(x, { axis: 0 })).toEqualTypeOf<Tensor<readonly [3, 4], 'int32'>>()
    expectTypeOf(T.all(x)).toEqualTypeOf<Tensor<readonly [], 'bool'>>()
    expectTypeOf(T.softmax(x)).toEqualTypeOf<Tensor<readonly [2, 3, 4]>>()
    expectTypeOf(T.sum(x, { axis: 1 as number })).toEqualTypeOf<Tensor<Shape>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error sum: axis 3 is out of range for shape [2,3,4] of rank 3
    T.sum(x, { axis: 3 })
    // @ts-expect-error max: axis -4 is out of range for shape [2,3,4] of rank 3
    T.max(x, { axis: -4 })
    type Text = Refusal<T.Reduce<readonly [2, 3, 4], 3, false>>
    expectTypeOf<Text>().toEqualTypeOf<'axis 3 is out of range for shape [2,3,4] of rank 3'>()
  })
})

describe('movement', () => {
  test('shapes', () => {
    expectTypeOf(T.reshape(f23, [3, 2])).toEqualTypeOf<Tensor<readonly [3, 2]>>()
    expectTypeOf(T.reshape(f23, [-1])).toEqualTypeOf<Tensor<readonly [6]>>()
    expectTypeOf(T.transpose(f23)).toEqualTypeOf<Tensor<readonly [3, 2]>>()
    expectTypeOf(T.permute(T.zeros([2, 3, 4]), [2, 0, 1])).toEqualTypeOf<Tensor<readonly [4, 2, 3]>>()
    expectTypeOf(T.expandDims(f23, -1)).toEqualTypeOf<Tensor<readonly [2, 3, 1]>>()
    expectTypeOf(T.squeeze(f31, 1)).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.take(f23, i2, { axis: 1 })).toEqualTypeOf<Tensor<readonly [2, 2]>>()
    expectTypeOf(T.oneHot(i2, 10)).toEqualTypeOf<Tensor<readonly [2, 10]>>()
    expectTypeOf(T.slice(f23, [0], [1])).toEqualTypeOf<Tensor<readonly [1, 3]>>()
    expectTypeOf(T.concat([f23, f23])).toEqualTypeOf<Tensor<readonly [4, 3]>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error reshape: [2,3] holds 6 elements, [4,2] holds 8
    T.reshape(f23, [4, 2])
    // @ts-expect-error permute: [2,3] has 2 axes, the order [0] must name each once
    T.permute(f23, [0])
    // @ts-expect-error positions are whole numbers
    T.take(f23, f3)
    type Text = Refusal<T.Reshape<readonly [2, 3], readonly [4, 2]>>
    expectTypeOf<Text>().toEqualTypeOf<'reshape: [2,3] holds 6 elements, [4,2] holds 8'>()
  })
  test('products of dimensions are exact', () => {
    expectTypeOf<Product<readonly [3, 224, 224]>>().toEqualTypeOf<150528>()
    expectTypeOf<Product<readonly [10, 10, 105]>>().toEqualTypeOf<10500>()
    expectTypeOf<Product<readonly [0, 224]>>().toEqualTypeOf<0>()
    expectTypeOf<Product<readonly [2, number]>>().toEqualTypeOf<number>()
    expectTypeOf<Multiply<99, 99>>().toEqualTypeOf<9801>()
    expectTypeOf<Multiply<99999, 99999>>().toEqualTypeOf<9999800001>()
    expectTypeOf<Multiply<1000, 90>>().toEqualTypeOf<90000>()
    expectTypeOf<Multiply<94906265, 94906265>>().toEqualTypeOf<9007199136250225>()
    expectTypeOf<Product<readonly [836, 461, 538]>>().toEqualTypeOf<207343048>()
    expectTypeOf<Product<readonly []>>().toEqualTypeOf<1>()
    expectTypeOf<Product<readonly number[]>>().toEqualTypeOf<number>()
  })
  test('a product that is no natural number, or too large to hold, is unknown', () => {
    expectTypeOf<Multiply<999999999, 999999999>>().toEqualTypeOf<number>()
    expectTypeOf<Multiply<2.5, 4>>().toEqualTypeOf<number>()
    expectTypeOf<Multiply<-3, 4>>().toEqualTypeOf<number>()
    expectTypeOf<Multiply<1e21, 4>>().toEqualTypeOf<number>()
  })
})

describe('reading back', () => {
  test('nested arrays have the depth of the rank', () => {
    expectTypeOf(T.toNested(f23)).toEqualTypeOf<readonly (readonly number[])[]>()
    expectTypeOf(T.toNested(b2)).toEqualTypeOf<readonly boolean[]>()
    expectTypeOf(T.toNested(T.tensor(1))).toEqualTypeOf<number>()
    expectTypeOf(T.toTypedArray(i2)).toEqualTypeOf<Int32Array>()
  })
})

describe('keys', () => {
  test('split gives as many as were asked for', () => {
    const [a, b] = T.Rng.split(T.Rng.key(0))
    expectTypeOf(a).toEqualTypeOf<T.Rng.Key>()
    expectTypeOf(b).toEqualTypeOf<T.Rng.Key>()
    expectTypeOf(T.Rng.split(a, 3)).toEqualTypeOf<readonly [T.Rng.Key, T.Rng.Key, T.Rng.Key]>()
    expectTypeOf(T.Rng.normal(a, [2, 3])).toEqualTypeOf<Tensor<readonly [2, 3]>>()
  })
  test('refused', () => {
    // @ts-expect-error a seed is not a key
    T.Rng.normal(42, [2])
    // @ts-expect-error any two integers are not a key
    T.Rng.split(i2)
  })
})

describe('trees keep their type', () => {
  interface Params {
    readonly kernel: Tensor<readonly [2, 3]>
    readonly heads: readonly [Tensor<readonly [2]>, AnyTensor]
  }
  const params = {} as Params
  test('map and zipWith', () => {
    const doubled = T.Tree.map((x) => x)(params)
    expectTypeOf(doubled).toEqualTypeOf<Params>()
    const shapes = T.Tree.map((x) => x.shape)(params)
    expectTypeOf(shapes.kernel).toEqualTypeOf<Shape>()
    expectTypeOf(T.Tree.zipWith((a) => a)(params, params)).toEqualTypeOf<Params>()
  })
  test('refused', () => {
    // @ts-expect-error trees of two structures
    T.Tree.zipWith((a) => a)(params, { kernel: f23 })
  })
})
