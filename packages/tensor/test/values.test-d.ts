import { describe, expectTypeOf, test } from 'vitest'
import type { AnyTensor, Shape, Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'

const f23 = T.zeros([2, 3])
const i3 = T.zeros([3], { dtype: 'int32' })
const b3 = T.zeros([3], { dtype: 'bool' })
const dynamic = T.zeros([32 as number, 784])
const unknown = T.zeros([1] as Shape)

describe('making tensors', () => {
  test('of one value', () => {
    expectTypeOf(T.ones([2, 3])).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.full([2], 7, { dtype: 'uint8' })).toEqualTypeOf<Tensor<readonly [2], 'uint8'>>()
    expectTypeOf(T.onesLike(i3)).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    expectTypeOf(T.zerosLike(dynamic)).toEqualTypeOf<Tensor<readonly [number, 784]>>()
    // @ts-expect-error a value is needed
    T.full([2])
    // @ts-expect-error there is no such element type
    T.ones([2], { dtype: 'float16' })
  })
  test('in even steps', () => {
    expectTypeOf(T.arange(5)).toEqualTypeOf<Tensor<readonly [number], 'int32'>>()
    expectTypeOf(T.arange(0, 1, 0.1, { dtype: 'float64' })).toEqualTypeOf<
      Tensor<readonly [number], 'float64'>
    >()
    expectTypeOf(T.linspace(0, 1, 5)).toEqualTypeOf<Tensor<readonly [5]>>()
    expectTypeOf(T.linspace(0, 1, 5, { endpoint: false, dtype: 'float64' })).toEqualTypeOf<
      Tensor<readonly [5], 'float64'>
    >()
    // @ts-expect-error the step is a number
    T.arange(0, 1, '0.1')
    // @ts-expect-error a count is needed
    T.linspace(0, 1)
  })
  test('with a diagonal', () => {
    expectTypeOf(T.eye(3)).toEqualTypeOf<Tensor<readonly [3, 3]>>()
    expectTypeOf(T.eye(3, { columns: 4, k: 1 })).toEqualTypeOf<Tensor<readonly [3, 4]>>()
    expectTypeOf(T.eye(2, { dtype: 'bool' })).toEqualTypeOf<Tensor<readonly [2, 2], 'bool'>>()
    expectTypeOf(T.eye(3 as number)).toEqualTypeOf<Tensor<readonly [number, number]>>()
    // @ts-expect-error the columns are an option
    T.eye(3, 4)
  })
})

describe('reading them', () => {
  test('one number, or all', () => {
    expectTypeOf(T.item(f23)).toEqualTypeOf<number>()
    expectTypeOf(T.read(f23)).resolves.toEqualTypeOf<Float32Array>()
    expectTypeOf(T.read(b3)).resolves.toEqualTypeOf<Uint8Array>()
    expectTypeOf(T.sizeOf(f23.shape)).toEqualTypeOf<number>()
    // @ts-expect-error an array is no tensor
    T.item([1])
  })
  test('what it is', () => {
    expectTypeOf(T.isTensor).guards.toEqualTypeOf<AnyTensor>()
    expectTypeOf(T.isConcrete(f23)).toEqualTypeOf<boolean>()
    expectTypeOf(T.engineInfo()).toEqualTypeOf<T.EngineInfo>()
    expectTypeOf(T.setThreads(1)).toEqualTypeOf<void>()
    expectTypeOf(T.isFloating(i3)).toEqualTypeOf<boolean>()
  })
  test('the same values in another type', () => {
    expectTypeOf(T.cast(f23, 'int32')).toEqualTypeOf<Tensor<readonly [2, 3], 'int32'>>()
    expectTypeOf(T.cast(unknown, 'bool')).toEqualTypeOf<Tensor<Shape, 'bool'>>()
    expectTypeOf(T.stopGradient(i3)).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    // @ts-expect-error there is no such element type
    T.cast(f23, 'int64')
  })
  test('held between bounds', () => {
    expectTypeOf(T.clip(f23, 0, 1)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.clip(b3, 0, 1)).toEqualTypeOf<Tensor<readonly [3], 'bool'>>()
    expectTypeOf(T.clip(i3, undefined, 1)).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    expectTypeOf(T.clip(i3, 0)).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    expectTypeOf(T.clip(i3, f23, 1)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.clip(f23, undefined, i3)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.clip(unknown, f23)).toEqualTypeOf<Tensor<Shape>>()
    // @ts-expect-error clip: cannot broadcast [2,3] with [2]: 3 against 2
    T.clip(f23, 0, T.zeros([2]))
  })
})

describe('transfer keeps what the compiler knows', () => {
  const params = { kernel: f23, rest: [i3, b3] as const, key: T.Rng.key(0) }
  test('of tensors and trees', () => {
    const record = T.toTransfer(params)
    expectTypeOf(record.kernel.shape).toEqualTypeOf<readonly [2, 3]>()
    expectTypeOf(record.rest[1].values).toEqualTypeOf<Uint8Array>()
    expectTypeOf(T.fromTransfer(record)).toEqualTypeOf<{
      readonly kernel: Tensor<readonly [2, 3]>
      readonly rest: readonly [Tensor<readonly [3], 'int32'>, Tensor<readonly [3], 'bool'>]
      readonly key: T.Rng.Key
    }>()
    expectTypeOf(T.fromTransfer(structuredClone(T.toTransfer(f23)))).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.transferList(record)).toEqualTypeOf<ArrayBuffer[]>()
  })
  test('of records made by hand', () => {
    const record = { shape: [2], dtype: 'int32', values: new Int32Array(2) } as const
    expectTypeOf(T.fromTransfer(record)).toEqualTypeOf<Tensor<readonly [2], 'int32'>>()
    const json = { shape: [2], dtype: 'float32', values: [1, 'NaN'] } as const
    expectTypeOf(T.fromTransfer(json)).toEqualTypeOf<Tensor<readonly [2]>>()
  })
  test('and says so where the compiler knows nothing', () => {
    expectTypeOf(T.fromTransfer({} as unknown)).toEqualTypeOf<unknown>()
    expectTypeOf(T.fromTransfer(JSON.parse('{}'))).toEqualTypeOf<unknown>()
    expectTypeOf(T.fromTransfer({} as T.Transferred<typeof params>).kernel).toEqualTypeOf<
      Tensor<readonly [2, 3]>
    >()
    // @ts-expect-error a record's values are read only by who makes it
    T.toTransfer(f23).values = new Float32Array(6)
  })
})

describe('repetitions and histograms', () => {
  test('each element its own number of times', () => {
    expectTypeOf(T.repeat(f23, [2, 3])).toEqualTypeOf<Tensor<readonly [5, 3]>>()
    expectTypeOf(T.repeat(f23, [1, 0, 4], { axis: -1 })).toEqualTypeOf<Tensor<readonly [2, 5]>>()
    expectTypeOf(T.repeat(i3, [1, 2, 3] as readonly number[])).toEqualTypeOf<
      Tensor<readonly [number], 'int32'>
    >()
    expectTypeOf(T.repeat(dynamic, [1, 2])).toEqualTypeOf<Tensor<readonly [3, 784]>>()
    expectTypeOf(T.repeat(unknown, [1, 2])).toEqualTypeOf<Tensor<Shape>>()
    // @ts-expect-error repeat: axis 0 of [2,3] has 2 elements, and needs as many repetitions, got 3
    T.repeat(f23, [1, 2, 3], {})
    type Text = T.Repeated<readonly [2, 3], readonly [1, 2, 3], 0>
    expectTypeOf<Text>().toEqualTypeOf<
      T.ShapeMismatch<'repeat: axis 0 of [2,3] has 2 elements, and needs as many repetitions, got 3'>
    >()
  })
  test('bins, given by number or by their edges', () => {
    expectTypeOf(T.histogram(f23).counts).toEqualTypeOf<Tensor<readonly [10], 'int32'>>()
    expectTypeOf(T.histogram(i3, { bins: 4 }).edges).toEqualTypeOf<Tensor<readonly [5]>>()
    const edges = T.tensor([0, 1, 2], { dtype: 'float64' })
    expectTypeOf(T.histogram(f23, { bins: edges }).counts).toEqualTypeOf<Tensor<readonly [2], 'int32'>>()
    expectTypeOf(T.histogram(f23, { bins: edges }).edges).toEqualTypeOf<Tensor<readonly [3], 'float64'>>()
    expectTypeOf(T.histogram(f23, { bins: unknown }).counts).toEqualTypeOf<
      Tensor<readonly [number], 'int32'>
    >()
  })
  test('densities and weights', () => {
    expectTypeOf(T.histogram(f23, { density: true }).counts).toEqualTypeOf<Tensor<readonly [10]>>()
    const weights = T.ones([2, 3], { dtype: 'float64' })
    expectTypeOf(T.histogram(f23, { weights }).counts).toEqualTypeOf<Tensor<readonly [10], 'float64'>>()
    expectTypeOf(T.histogram(f23, { weights, density: true }).counts).toEqualTypeOf<
      Tensor<readonly [10], 'float64'>
    >()
    const whole = T.histogram(i3, { weights: b3 }).counts
    expectTypeOf(whole).toEqualTypeOf<Tensor<readonly [10], 'int32'>>()
    // @ts-expect-error a density is asked for by true or false
    T.histogram(f23, { density: 'yes' })
  })
})
