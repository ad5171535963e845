import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnyTensor, Shape } from '../src/index.ts'
import * as T from '../src/index.ts'

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })
const tensors = shapes.chain((shape) =>
  fc
    .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: T.sizeOf(shape),
      maxLength: T.sizeOf(shape),
    })
    .map((values): AnyTensor => T.fromTypedArray(Float64Array.from(values), shape as Shape)),
)
const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

describe('in and out', () => {
  test('nested arrays come back as they went in', () => {
    expect(T.toNested(T.tensor([[1, 2], [3, 4], [5, 6]]))).toEqual([[1, 2], [3, 4], [5, 6]]) // prettier-ignore
    expect(T.toNested(T.tensor([true, false]))).toEqual([true, false])
    expect(T.toNested(T.tensor(7))).toBe(7)
    expect(T.toNested(T.zeros([2, 0]))).toEqual([[], []])
  })

  test('a typed array is adopted, and what is read is a copy', () => {
    const x = T.fromTypedArray(new Int32Array([1, 2]), [2])
    T.toTypedArray(x)[0] = 9
    expect(T.toNested(x)).toEqual([1, 2])
    expect(x.dtype).toBe('int32')
  })

  test('read answers what toTypedArray does', async () => {
    expect([...(await T.read(T.tensor([1, 2])))]).toEqual([1, 2])
  })

  test('a shape cannot be changed from outside', () => {
    const shape = [2]
    const x = T.zeros(shape)
    shape[0] = 3
    expect(x.shape).toEqual([2])
    expect(() => Object.assign(x.shape, [5])).toThrow(TypeError)
  })

  test('creation', () => {
    expect(T.toNested(T.eye(2))).toEqual([[1, 0], [0, 1]]) // prettier-ignore
    expect(T.toNested(T.linspace(0, 1, 5))).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(T.toNested(T.arange(3))).toEqual([0, 1, 2])
    expect(String(T.arange(3, { dtype: 'float32' }))).toBe('[0. 1. 2.]  float32[3]')
    expect(T.toNested(T.arange(5, 7, { dtype: 'uint8' }))).toEqual([5, 6])
    expect(T.toNested(T.arange(5, 0, -2))).toEqual([5, 3, 1])
    expect(() => T.arange(NaN)).toThrow('arange: start and stop are finite numbers, got 0 and NaN')
    expect(T.toNested(T.full([2], 3, { dtype: 'uint8' }))).toEqual([3, 3])
    expect(T.toNested(T.onesLike(T.zeros([2], { dtype: 'int32' })))).toEqual([1, 1])
  })
})

describe('element types', () => {
  const dtypes = ['bool', 'uint8', 'int32', 'float32', 'float64'] as const
  // Rows and columns in the order above; the last column is a plain number.
  const table = [
    ['bool', 'uint8', 'int32', 'float32', 'float64', 'int32'],
    ['uint8', 'uint8', 'int32', 'float32', 'float64', 'uint8'],
    ['int32', 'int32', 'int32', 'float32', 'float64', 'int32'],
    ['float32', 'float32', 'float32', 'float32', 'float64', 'float32'],
    ['float64', 'float64', 'float64', 'float64', 'float64', 'float64'],
  ]
  test.each(dtypes.map((d, i) => [d, i] as const))('%s meets the others', (dtype, i) => {
    const found = dtypes.map(
      (other) =>
        T.maximum(T.ones([1], { dtype }) as AnyTensor, T.ones([1], { dtype: other }) as AnyTensor).dtype,
    )
    expect([...found, T.maximum(T.ones([1], { dtype }) as AnyTensor, 1).dtype]).toEqual(table[i])
  })

  test('float64 is double precision inside', () => {
    const x = T.tensor([0.1], { dtype: 'float64' })
    expect(T.item(T.exp(x))).toBe(Math.exp(0.1))
    expect(T.item(T.tanh(x))).toBe(Math.tanh(0.1))
    expect(T.item(T.mul(x, 3))).toBe(0.1 * 3)
  })

  test('whole numbers divide to floats, small ones sum to int32, casts cut fractions off', () => {
    expect(T.div(T.tensor([1], { dtype: 'int32' }), 2).dtype).toBe('float32')
    expect(T.sum(T.tensor([true, true])).dtype).toBe('int32')
    expect(T.toNested(T.cast(T.tensor([-(2 ** 31), 2.9, -2.9, -0.5]), 'int32'))).toEqual([
      -(2 ** 31),
      2,
      -2,
      0,
    ])
    expect(T.toNested(T.cast(T.tensor([255.5, -0.9, 7.9]), 'uint8'))).toEqual([255, 0, 7])
    expect(T.toNested(T.cast(T.tensor([0, -2, NaN]), 'bool'))).toEqual([false, true, true])
  })
})

describe('laws', () => {
  test('reshape keeps the elements in order, transpose twice is the identity', () => {
    fc.assert(
      fc.property(tensors, (x) => {
        expect(values(T.reshape(x, [T.sizeOf(x.shape)]))).toEqual(values(x))
        expect(T.Tree.equals(T.transpose(T.transpose(x)), x)).toBe(true)
      }),
    )
  })

  test('concat of the slices is the whole', () => {
    fc.assert(
      fc.property(tensors, fc.nat(4), (x, at) => {
        fc.pre(x.shape.length > 0)
        const parts = [
          T.slice(x, [0], [Math.min(at, x.shape[0]!)]),
          T.slice(x, [Math.min(at, x.shape[0]!)], [x.shape[0]!]),
        ] as const
        expect(T.Tree.equals(T.concat(parts as unknown as readonly [AnyTensor, AnyTensor]), x)).toBe(true)
      }),
    )
  })

  test('softmax is positive and sums to 1, whatever is added to all', () => {
    const numbers = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(numbers, fc.double({ min: -1e3, max: 1e3, noNaN: true }), (row, shift) => {
        const x = T.fromTypedArray(Float64Array.from(row), [row.length])
        const p = values(T.softmax(x))
        expect(Math.abs(p.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-12)
        values(T.softmax(T.add(x, shift))).forEach((v, i) => expect(Math.abs(v - p[i]!)).toBeLessThan(1e-10))
      }),
    )
  })

  test('argSort sorts', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 1 }), (row) => {
        const x = T.fromTypedArray(Float64Array.from(row), [row.length])
        const sorted = values(T.take(x, T.argSort(x)))
        expect(sorted).toEqual(
          values(T.fromTypedArray(Float64Array.from(row).sort(), [row.length])).map((v) =>
            v === 0 ? expect.closeTo(0) : v,
          ),
        )
      }),
    )
  })
})

const call =
  (f: (...args: never[]) => unknown, ...args: readonly unknown[]) =>
  () =>
    (f as (...args: readonly unknown[]) => unknown)(...args)

describe('mistakes are told apart and say the way out', () => {
  test.each<readonly [string, () => unknown, string]>([
    [
      'broadcast',
      call(T.add, T.zeros([2, 3]), T.zeros([2])),
      'add: cannot broadcast [2,3] with [2]: 3 against 2',
    ],
    [
      'matmul',
      call(T.matmul, T.zeros([32, 784]), T.zeros([100, 3])),
      'matmul: inner dimensions differ, [32,784] @ [100,3]: 784 against 100',
    ],
    [
      'matmul the other way',
      call(T.matmul, T.zeros([32, 784]), T.zeros([10, 784])),
      'matmul: inner dimensions differ, [32,784] @ [10,784]: 784 against 10. Transpose the right operand?',
    ],
    [
      'matmul of scalars',
      call(T.matmul, T.tensor(1), T.tensor(2)),
      'matmul: needs at least one axis, [] @ []. Use mul for scalars.',
    ],
    [
      'axis',
      call(T.sum, T.zeros([2, 3]), { axis: 2 }),
      'sum: axis 2 is out of range for shape [2,3] of rank 2',
    ],
    ['axis twice', call(T.sum, T.zeros([2, 3]), { axis: [0, -2] }), 'sum: axis 0 is named twice in [0,0]'],
    ['reshape', call(T.reshape, T.zeros([2, 3]), [4, 2]), 'reshape: [2,3] holds 6 elements, [4,2] holds 8'],
    [
      'reshape rest',
      call(T.reshape, T.zeros([2, 3]), [4, -1]),
      'reshape: [2,3] holds 6 elements, which 4 does not divide: no dimension fits the -1 of [4,-1]',
    ],
    [
      'ragged',
      call(T.tensor, [[1, 2], [3]]),
      'tensor: nested arrays must be rectangular: [1] holds 1 elements, expected 2',
    ],
    [
      'fraction as int32',
      call(T.tensor, [1, 2.5], { dtype: 'int32' }),
      'tensor: 2.5 (element 1) is not a value of int32',
    ],
    [
      'fraction meets int32',
      call(T.add, T.tensor([1], { dtype: 'int32' }), 0.5),
      "add: 0.5 is not a whole number, and a plain number takes the int32 of the tensor that it meets. Cast the tensor to 'float32' first?",
    ],
    [
      'typed array',
      call(T.fromTypedArray, new Float32Array(3), [2]),
      'fromTypedArray: [2] holds 2 elements, the array has 3',
    ],
    [
      'typed array type',
      call(T.fromTypedArray, new Float32Array(2), [2], { dtype: 'int32' }),
      'fromTypedArray: a Float32Array holds float32, not int32. Use cast on the tensor.',
    ],
    ['item', call(T.item, T.zeros([2])), 'item: a tensor of one element is needed, [2] holds 2'],
    [
      'max of none',
      call(T.max, T.zeros([0])),
      'max: the max of no elements is undefined, [0] has none along axis 0.',
    ],
    [
      'mean of none',
      call(T.mean, T.zeros([0])),
      'mean: the mean of no elements is undefined, [0] has none there',
    ],
    [
      'argMax of none',
      call(T.argMax, T.zeros([0])),
      'argMax: the argMax of no elements is undefined, [0] has none there',
    ],
    [
      'take',
      call(T.take, T.zeros([2]), T.tensor([2], { dtype: 'int32' })),
      'take: index 2 at position 0 is out of range, the axis has 2 elements (0..1).',
    ],
    [
      'oneHot',
      call(T.oneHot, T.tensor([0, 3], { dtype: 'int32' }), 3),
      'oneHot: label 3 at position 1 is out of range, there are 3 classes (0..2)',
    ],
    [
      'concat',
      call(T.concat, [T.zeros([2, 3]), T.zeros([2, 4])]),
      'concat: all dimensions but axis 0 must agree, [2,3] and [2,4] (tensor 1) do not',
    ],
    [
      'stack',
      call(T.stack, [T.zeros([2]), T.zeros([3])]),
      'stack: all shapes must be equal, [2] and [3] (tensor 1) are not',
    ],
    [
      'squeeze',
      call(T.squeeze, T.zeros([2, 1]), 0),
      'squeeze: axis 0 of [2,1] has 2 elements, only an axis of one can go',
    ],
    [
      'permute',
      call(T.permute, T.zeros([2, 1]), [0, 0]),
      'permute: [2,1] has 2 axes, the order [0,0] must name each once',
    ],
    [
      'broadcastTo',
      call(T.broadcastTo, T.zeros([3]), [2]),
      'broadcastTo: cannot broadcast [3] with [2]: 3 against 2',
    ],
    [
      'negative dimension',
      call(T.zeros, [2, -1]),
      'zeros: dimensions are whole numbers from 0, axis 1 of [2,-1] is -1',
    ],
    ['arange', call(T.arange, 0, 3, 0), 'arange: the step must be a finite number other than 0, got 0'],
  ])('%s', (_, f, message) => {
    expect(f).toThrow(T.GradusError)
    expect(f).toThrow(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`))
  })
})
