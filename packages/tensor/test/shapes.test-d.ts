import { describe, expectTypeOf, test } from 'vitest'
import type { Shape, Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'

// What every rule does at its edges: rank 8, axes of no elements, very long ones, unions, and what is not known.

type S8 = readonly [1, 2, 3, 4, 5, 6, 7, 8]
const x8 = T.zeros([1, 2, 3, 4, 5, 6, 7, 8])
const none = T.zeros([0, 3])
const long = T.zeros([1000000, 3])
const either = T.zeros([32 as 32 | 64, 3])
const rows = T.zeros([number(), 3])
const unknown = {} as Tensor
const zeroOrOne = 0 as 0 | 1

function number(): number {
  return 4
}

describe('rank 8', () => {
  test('broadcasting and products', () => {
    expectTypeOf(T.add(x8, T.zeros([8]))).toEqualTypeOf<Tensor<S8>>()
    expectTypeOf(T.mul(T.zeros([2, 1, 3, 1, 4, 1, 5, 1]), T.zeros([1, 6, 1, 7, 1, 8, 1, 9]))).toEqualTypeOf<
      Tensor<readonly [2, 6, 3, 7, 4, 8, 5, 9]>
    >()
    expectTypeOf(T.matmul(x8, T.zeros([8, 9]))).toEqualTypeOf<Tensor<readonly [1, 2, 3, 4, 5, 6, 7, 9]>>()
    expectTypeOf(T.broadcastTo(T.zeros([7, 1]), [1, 2, 3, 4, 5, 6, 7, 8])).toEqualTypeOf<Tensor<S8>>()
    expectTypeOf(T.where(T.less(x8, 0), x8, 1)).toEqualTypeOf<Tensor<S8>>()
    expectTypeOf(T.dot(x8, T.zeros([8]))).toEqualTypeOf<Tensor<readonly [1, 2, 3, 4, 5, 6, 7]>>()
    expectTypeOf(T.tensorDot(x8, x8, 8)).toEqualTypeOf<Tensor<readonly []>>()
  })
  test('reductions', () => {
    expectTypeOf(T.sum(x8, { axis: [0, 2, 4, -1] })).toEqualTypeOf<Tensor<readonly [2, 4, 6, 7]>>()
    expectTypeOf(T.max(x8, { axis: -8 })).toEqualTypeOf<Tensor<readonly [2, 3, 4, 5, 6, 7, 8]>>()
    expectTypeOf(T.mean(x8, { axis: [1, 7], keepDims: true })).toEqualTypeOf<
      Tensor<readonly [1, 1, 3, 4, 5, 6, 7, 1]>
    >()
    expectTypeOf(T.argMin(x8, { axis: 7 })).toEqualTypeOf<Tensor<readonly [1, 2, 3, 4, 5, 6, 7], 'int32'>>()
  })
  test('movement', () => {
    expectTypeOf(T.transpose(x8)).toEqualTypeOf<Tensor<readonly [8, 7, 6, 5, 4, 3, 2, 1]>>()
    expectTypeOf(T.permute(x8, [7, 0, -2, 1, 5, 2, 4, 3])).toEqualTypeOf<
      Tensor<readonly [8, 1, 7, 2, 6, 3, 5, 4]>
    >()
    expectTypeOf(T.swapAxes(x8, 0, -1)).toEqualTypeOf<Tensor<readonly [8, 2, 3, 4, 5, 6, 7, 1]>>()
    expectTypeOf(T.reshape(x8, [-1])).toEqualTypeOf<Tensor<readonly [40320]>>()
    expectTypeOf(T.reshape(x8, [8, 7, -1, 6])).toEqualTypeOf<Tensor<readonly [8, 7, 120, 6]>>()
    expectTypeOf(T.squeeze(T.expandDims(T.zeros([2, 3, 4, 5, 6, 7, 8]), 4), 4)).toEqualTypeOf<
      Tensor<readonly [2, 3, 4, 5, 6, 7, 8]>
    >()
    expectTypeOf(T.concat([x8, x8], { axis: 6 })).toEqualTypeOf<Tensor<readonly [1, 2, 3, 4, 5, 6, 14, 8]>>()
    expectTypeOf(T.stack([T.sum(x8, { axis: 0 }), T.sum(x8, { axis: 0 })], { axis: 3 })).toEqualTypeOf<
      Tensor<readonly [2, 3, 4, 2, 5, 6, 7, 8]>
    >()
    expectTypeOf(
      T.slice(x8, [0, 0, 0, 0, 0, 0, 0, -1], [1, 1, 2, 3, -1, 6, 7, -9], {
        steps: [1, 1, 1, 2, 1, 5, 3, -3],
      }),
    ).toEqualTypeOf<Tensor<readonly [1, 1, 2, 2, 4, 2, 3, 3]>>()
    expectTypeOf(T.split(x8, 4, { axis: -1 })[3]).toEqualTypeOf<Tensor<readonly [1, 2, 3, 4, 5, 6, 7, 2]>>()
    expectTypeOf(T.tile(x8, [2])).toEqualTypeOf<Tensor<readonly [1, 2, 3, 4, 5, 6, 7, 16]>>()
    expectTypeOf(T.repeat(x8, 9, { axis: 4 })).toEqualTypeOf<Tensor<readonly [1, 2, 3, 4, 45, 6, 7, 8]>>()
  })
})

describe('programs that are long', () => {
  test('are followed to their end', () => {
    const vgg = <B extends number>(x: Tensor<readonly [B, 3, 224, 224]>) => {
      const conv = { padding: 1 } as const
      const a = T.maxPool2d(T.relu(T.conv2d(x, T.zeros([64, 3, 3, 3]), conv)), 2)
      const b = T.maxPool2d(T.relu(T.conv2d(a, T.zeros([128, 64, 3, 3]), conv)), 2)
      const c = T.maxPool2d(T.relu(T.conv2d(b, T.zeros([256, 128, 3, 3]), conv)), 2)
      const d = T.maxPool2d(T.relu(T.conv2d(c, T.zeros([512, 256, 3, 3]), conv)), 2)
      const e = T.maxPool2d(T.relu(T.conv2d(d, T.zeros([512, 512, 3, 3]), conv)), 2)
      const rows = T.relu(T.matmul(T.reshape(e, [x.shape[0], -1]), T.zeros([25088, 4096])))
      return T.softmax(T.add(T.matmul(rows, T.zeros([4096, 1000])), T.zeros([1000])))
    }
    expectTypeOf(vgg(T.zeros([7, 3, 224, 224]))).toEqualTypeOf<Tensor<readonly [7, 1000]>>()
  })
  test('as are lists and ranks', () => {
    const r = T.zeros([2, 2])
    const many = [r, r, r, r, r, r, r, r, r, r, r, r, r, r, r, r, r, r, r, r] as const
    expectTypeOf(T.concat([...many, ...many, ...many])).toEqualTypeOf<Tensor<readonly [120, 2]>>()
    expectTypeOf(T.stack([...many, ...many, ...many])).toEqualTypeOf<Tensor<readonly [60, 2, 2]>>()
    expectTypeOf(T.split(T.zeros([640, 2]), 64)[63]).toEqualTypeOf<Tensor<readonly [10, 2]>>()
    const deep = T.zeros([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expectTypeOf(T.transpose(deep)).toEqualTypeOf<Tensor<readonly [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]>>()
    expectTypeOf(T.sum(deep, { axis: [0, -1] })).toEqualTypeOf<
      Tensor<readonly [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]>
    >()
  })
})

describe('axes of no elements', () => {
  test('are sizes like others', () => {
    expectTypeOf(T.add(none, T.zeros([1, 3]))).toEqualTypeOf<Tensor<readonly [0, 3]>>()
    expectTypeOf(T.matmul(none, T.zeros([3, 0]))).toEqualTypeOf<Tensor<readonly [0, 0]>>()
    expectTypeOf(T.sum(none, { axis: 0 })).toEqualTypeOf<Tensor<readonly [3]>>()
    expectTypeOf(T.reshape(none, [3, 0])).toEqualTypeOf<Tensor<readonly [3, 0]>>()
    expectTypeOf(T.reshape(none, [5, -1])).toEqualTypeOf<Tensor<readonly [5, 0]>>()
    expectTypeOf(T.concat([none, T.zeros([2, 3])])).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.slice(none, [0], [9])).toEqualTypeOf<Tensor<readonly [0, 3]>>()
    expectTypeOf(T.slice(none, [-1], [-9], { steps: [-1] })).toEqualTypeOf<Tensor<readonly [0, 3]>>()
    expectTypeOf(T.pad(none, [[1, 0], [0, 0]])).toEqualTypeOf<Tensor<readonly [1, 3]>>() // prettier-ignore
    expectTypeOf(T.tile(none, [4, 0])).toEqualTypeOf<Tensor<readonly [0, 0]>>()
    expectTypeOf(T.repeat(T.zeros([4]), 0)).toEqualTypeOf<Tensor<readonly [0]>>()
    expectTypeOf(T.outer(none, T.zeros([7]))).toEqualTypeOf<Tensor<readonly [0, 7]>>()
    expectTypeOf(T.conv2d(T.zeros([0, 1, 8, 8]), T.zeros([2, 1, 3, 3]))).toEqualTypeOf<
      Tensor<readonly [0, 2, 6, 6]>
    >()
    expectTypeOf(T.split(none, [0, 0])[2]).toEqualTypeOf<Tensor<readonly [0, 3]>>()
  })
  test('refused, with the reason', () => {
    const wrong = () => [
      // @ts-expect-error add: cannot broadcast [0,3] with [2,3]: 0 against 2
      T.add(none, T.zeros([2, 3])),
      // @ts-expect-error reshape: [0,3] holds 0 elements, [1] holds 1
      T.reshape(none, [1]),
      // @ts-expect-error reshape: [0,3] holds 0 elements, which 0 does not divide: no dimension fits the -1 of [0,-1]
      T.reshape(none, [0, -1]),
      // @ts-expect-error maxPool2d: the window covers 1 along axis 2, the padded input has 0
      T.maxPool2d(T.zeros([1, 1, 0, 4]), 1),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('very long axes', () => {
  test('are exact', () => {
    expectTypeOf(T.transpose(long)).toEqualTypeOf<Tensor<readonly [3, 1000000]>>()
    expectTypeOf(T.reshape(long, [-1])).toEqualTypeOf<Tensor<readonly [3000000]>>()
    expectTypeOf(T.reshape(long, [1000, -1])).toEqualTypeOf<Tensor<readonly [1000, 3000]>>()
    expectTypeOf(T.concat([long, long, long])).toEqualTypeOf<Tensor<readonly [3000000, 3]>>()
    expectTypeOf(T.slice(long, [1], [-1], { steps: [1000] })).toEqualTypeOf<Tensor<readonly [1000, 3]>>()
    expectTypeOf(T.slice(long, [-1], [0], { steps: [-7] })).toEqualTypeOf<Tensor<readonly [142857, 3]>>()
    expectTypeOf(T.outer(long, long)).toEqualTypeOf<Tensor<readonly [3000000, 3000000]>>()
    expectTypeOf(T.oneHot(T.zeros([1000000], { dtype: 'int32' }), 50257)).toEqualTypeOf<
      Tensor<readonly [1000000, 50257]>
    >()
    expectTypeOf(T.conv1d(T.zeros([1, 1, 1000000]), T.zeros([1, 1, 1001]), { stride: 1000 })).toEqualTypeOf<
      Tensor<readonly [1, 1, 999]>
    >()
    expectTypeOf(T.averagePool1d(T.zeros([1, 1, 1000000]), 333)).toEqualTypeOf<
      Tensor<readonly [1, 1, 3003]>
    >()
  })
  test('axes far out of range are refused, not counted out', () => {
    const wrong = () => [
      // @ts-expect-error sum: axis 1000000 is out of range for shape [1000000,3] of rank 2
      T.sum(long, { axis: 1000000 }),
      // @ts-expect-error sum: axis -1000000 is out of range for shape [1000000,3] of rank 2
      T.sum(long, { axis: -1000000 }),
      // @ts-expect-error sum: axis 0.5 is out of range for shape [1000000,3] of rank 2
      T.sum(long, { axis: 0.5 }),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('a dimension that is one of several', () => {
  test('meets those of its members that fit', () => {
    expectTypeOf(T.add(either, T.zeros([3]))).toEqualTypeOf<Tensor<readonly [32 | 64, 3]>>()
    expectTypeOf(T.add(either, either)).toEqualTypeOf<Tensor<readonly [32 | 64, 3]>>()
    expectTypeOf(T.add(either, T.zeros([64, 1]))).toEqualTypeOf<Tensor<readonly [64, 3]>>()
    expectTypeOf(T.add(T.zeros([1 as 1 | 5]), T.zeros([7]))).toEqualTypeOf<Tensor<readonly [7]>>()
    expectTypeOf(T.add(T.zeros([1 as 1 | 5]), T.zeros([number()]))).toEqualTypeOf<Tensor<readonly [number]>>()
    expectTypeOf(T.matmul(T.transpose(either), T.zeros([64, 2]))).toEqualTypeOf<Tensor<readonly [3, 2]>>()
    expectTypeOf(T.concat([either, T.zeros([8, 3])])).toEqualTypeOf<Tensor<readonly [40 | 72, 3]>>()
    expectTypeOf(T.stack([either, T.zeros([32, 3])])).toEqualTypeOf<Tensor<readonly [2, 32, 3]>>()
    expectTypeOf(T.reshape(either, [-1])).toEqualTypeOf<Tensor<readonly [96 | 192]>>()
    expectTypeOf(T.reshape(either, [96])).toEqualTypeOf<Tensor<readonly [96]>>()
    expectTypeOf(T.slice(either, [0], [40])).toEqualTypeOf<Tensor<readonly [32 | 40, 3]>>()
    expectTypeOf(T.repeat(either, 2)).toEqualTypeOf<Tensor<readonly [64 | 128, 3]>>()
  })
  test('refused where none does', () => {
    const wrong = () => [
      // @ts-expect-error no member is 16
      T.add(either, T.zeros([16, 3])),
      // @ts-expect-error no member is 16
      T.matmul(T.zeros([2, 16]), either),
      // @ts-expect-error neither 96 nor 192 elements
      T.reshape(either, [100]),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
  test('settings, too, give what they can give', () => {
    const images = T.zeros([1, 1, 8, 8])
    expectTypeOf(T.maxPool2d(images, 2, { stride: 2 as 2 | 4 }).shape[2]).toEqualTypeOf<2 | 4>()
    expectTypeOf(T.slice(T.zeros([9]), [zeroOrOne], [5])).toEqualTypeOf<Tensor<readonly [4 | 5]>>()
    expectTypeOf(T.repeat(T.zeros([3]), 2 as 2 | 4)).toEqualTypeOf<
      Tensor<readonly [6]> | Tensor<readonly [12]>
    >()
  })
})

describe('an axis that is one of several', () => {
  const x = T.zeros([2, 3])
  test('leaves one of several shapes, or sizes that are not known', () => {
    expectTypeOf(T.sum(x, { axis: zeroOrOne })).toEqualTypeOf<Tensor<readonly [2]> | Tensor<readonly [3]>>()
    expectTypeOf(T.sum(x, { axis: zeroOrOne, keepDims: true })).toEqualTypeOf<
      Tensor<readonly [1, 3]> | Tensor<readonly [2, 1]>
    >()
    expectTypeOf(T.sum(x, { axis: [zeroOrOne] })).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.concat([x, x], { axis: zeroOrOne })).toEqualTypeOf<Tensor<readonly [number, number]>>()
    expectTypeOf(T.stack([x, x], { axis: zeroOrOne })).toEqualTypeOf<
      Tensor<readonly [number, number, number]>
    >()
    expectTypeOf(T.expandDims(x, zeroOrOne)).toEqualTypeOf<Tensor<readonly [number, number, number]>>()
    expectTypeOf(T.swapAxes(x, zeroOrOne, 0)).toEqualTypeOf<Tensor<readonly [number, number]>>()
    expectTypeOf(T.repeat(x, 2, { axis: zeroOrOne })).toEqualTypeOf<Tensor<readonly [number, number]>>()
    expectTypeOf(T.permute(x, [zeroOrOne, 1])).toEqualTypeOf<Tensor<readonly [number, 3]>>()
    expectTypeOf(T.take(x, T.zeros([4], { dtype: 'int32' }), { axis: zeroOrOne })).toEqualTypeOf<
      Tensor<Shape>
    >()
    expectTypeOf(T.sum(x, { axis: 1, keepDims: true as boolean })).toEqualTypeOf<Tensor<Shape>>()
  })
})

describe('what is not known gets in the way of nothing', () => {
  test('a dimension', () => {
    expectTypeOf(T.add(rows, T.zeros([7, 3]))).toEqualTypeOf<Tensor<readonly [7, 3]>>()
    expectTypeOf(T.matmul(T.transpose(rows), rows)).toEqualTypeOf<Tensor<readonly [3, 3]>>()
    expectTypeOf(T.matmul(rows, T.transpose(rows))).toEqualTypeOf<Tensor<readonly [number, number]>>()
    expectTypeOf(T.reshape(rows, [6, -1])).toEqualTypeOf<Tensor<readonly [6, number]>>()
    expectTypeOf(T.reshape(rows, [number(), 3])).toEqualTypeOf<Tensor<readonly [number, 3]>>()
    expectTypeOf(T.slice(rows, [0], [4], { steps: [2] })).toEqualTypeOf<Tensor<readonly [number, 3]>>()
    expectTypeOf(T.broadcastTo(rows, [7, 3])).toEqualTypeOf<Tensor<readonly [7, 3]>>()
    expectTypeOf(T.squeeze(rows, 0)).toEqualTypeOf<Tensor<readonly [3]>>()
  })
  test('a rank', () => {
    expectTypeOf(T.add(unknown, x8)).toEqualTypeOf<Tensor>()
    expectTypeOf(T.matmul(unknown, x8)).toEqualTypeOf<Tensor>()
    expectTypeOf(T.transpose(unknown)).toEqualTypeOf<Tensor>()
    expectTypeOf(T.reshape(unknown, [2, -1])).toEqualTypeOf<Tensor<readonly [2, number]>>()
    expectTypeOf(T.reshape(unknown, [2, 3])).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.reshape(rows, [] as number[])).toEqualTypeOf<Tensor>()
    expectTypeOf(T.expandDims(unknown, 0)).toEqualTypeOf<Tensor>()
    expectTypeOf(T.broadcastTo(unknown, [2, 3])).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.take(unknown, T.zeros([4], { dtype: 'int32' }))).toEqualTypeOf<Tensor>()
    expectTypeOf(T.concat([rows] as Tensor[])).toEqualTypeOf<Tensor>()
    // oxlint-disable-next-line typescript/no-explicit-any -- what a JSON file or plain JavaScript gives
    const loose = 0 as any
    expectTypeOf(T.sum(rows, { axis: loose })).toEqualTypeOf<Tensor>()
    expectTypeOf(T.sum(rows, { axis: 0, keepDims: loose })).toEqualTypeOf<Tensor>()
    expectTypeOf(T.reshape(rows, loose)).toEqualTypeOf<Tensor>()
    expectTypeOf(T.permute(rows, loose)).toEqualTypeOf<Tensor<readonly [number, number]>>()
    expectTypeOf(T.matmul(loose, rows).shape).toEqualTypeOf<Shape>()
    expectTypeOf(T.sum({} as Tensor<readonly [2] | readonly [2, 3]>, { axis: 0 }).shape).toExtend<Shape>()
  })
})

describe('strided slices', () => {
  const x = T.zeros([10, 7])
  test('count as NumPy does', () => {
    expectTypeOf(T.slice(x, [0], [10], { steps: [3] })).toEqualTypeOf<Tensor<readonly [4, 7]>>()
    expectTypeOf(T.slice(x, [1], [10], { steps: [3] })).toEqualTypeOf<Tensor<readonly [3, 7]>>()
    expectTypeOf(T.slice(x, [-4], [99], { steps: [2] })).toEqualTypeOf<Tensor<readonly [2, 7]>>()
    expectTypeOf(T.slice(x, [5], [2], { steps: [1] })).toEqualTypeOf<Tensor<readonly [0, 7]>>()
    expectTypeOf(T.slice(x, [9, -1], [-11, -8], { steps: [-1, -2] })).toEqualTypeOf<
      Tensor<readonly [10, 4]>
    >()
    expectTypeOf(T.slice(x, [9], [0], { steps: [-1] })).toEqualTypeOf<Tensor<readonly [9, 7]>>()
    expectTypeOf(T.slice(x, [99], [-99], { steps: [-4] })).toEqualTypeOf<Tensor<readonly [3, 7]>>()
    expectTypeOf(T.slice(x, [2], [5], { steps: [-1] })).toEqualTypeOf<Tensor<readonly [0, 7]>>()
    expectTypeOf(T.slice(x, [0], [10], { steps: [99] })).toEqualTypeOf<Tensor<readonly [1, 7]>>()
    expectTypeOf(T.slice(x, [0, 0], [10, 7], { steps: [2 as number, 2] })).toEqualTypeOf<
      Tensor<readonly [number, 4]>
    >()
    expectTypeOf(T.slice(x, [0], [10], { steps: [1 as 1 | -1] })).toEqualTypeOf<
      Tensor<readonly [number, 7]>
    >()
  })
  test('refused, with the reason', () => {
    const wrong = () => [
      // @ts-expect-error slice: steps are whole numbers other than 0, one for each of the 1 starts, got [0]
      T.slice(x, [0], [1], { steps: [0] }),
      // @ts-expect-error slice: steps are whole numbers other than 0, one for each of the 2 starts, got [1]
      T.slice(x, [0, 0], [1, 1], { steps: [1] }),
      // @ts-expect-error slice: [10,7] has 2 axes, starts [0,0,0] and ends [1,1,1] must name as many, and no more
      T.slice(x, [0, 0, 0], [1, 1, 1]),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('refused, with the reason', () => {
  const x = T.zeros([2, 3])
  const positions = T.zeros([4], { dtype: 'int32' })
  test('axes', () => {
    const wrong = () => [
      // @ts-expect-error sum: axis 0 is named twice in [0,0]
      T.sum(x, { axis: [0, -2] }),
      // @ts-expect-error mean: axis 2 is out of range for shape [2,3] of rank 2
      T.mean(x, { axis: [0, 2] }),
      // @ts-expect-error max: axis 0 is out of range for shape [] of rank 0
      T.max(T.tensor(1), { axis: 0 }),
      // @ts-expect-error expandDims: axis 3 is out of range for shape [2,3] of rank 2
      T.expandDims(x, 3),
      // @ts-expect-error expandDims: axis -4 is out of range for shape [2,3] of rank 2
      T.expandDims(x, -4),
      // @ts-expect-error take: axis 2 is out of range for shape [2,3] of rank 2
      T.take(x, positions, { axis: 2 }),
      // @ts-expect-error topK: axis 2 is out of range for shape [2,3] of rank 2
      T.topK(x, 1, { axis: 2 }),
      // @ts-expect-error cumSum: axis 2 is out of range for shape [2,3] of rank 2
      T.cumSum(x, { axis: 2 }),
      // @ts-expect-error argMax: axis -3 is out of range for shape [2,3] of rank 2
      T.argMax(x, { axis: -3 }),
      // @ts-expect-error norm: axis 2 is out of range for shape [2,3] of rank 2
      T.norm(x, { axis: 2 }),
      // @ts-expect-error permute: axis 2 is out of range for shape [2,3] of rank 2
      T.permute(x, [0, 2]),
      // @ts-expect-error permute: [2,3] has 2 axes, the order [0,-2] must name each once
      T.permute(x, [0, -2]),
      // @ts-expect-error permute: [2,3] has 2 axes, the order [1] must name each once
      T.permute(x, [1]),
      // @ts-expect-error permute: axis 2 is out of range for shape [2,3] of rank 2
      T.permute(x, [0, 1, 2]),
      // @ts-expect-error swapAxes: axis -3 is out of range for shape [2,3] of rank 2
      T.swapAxes(x, -3, 0),
      // @ts-expect-error stack: axis -4 is out of range for shape [2,3] of rank 2
      T.stack([x, x], { axis: -4 }),
      // @ts-expect-error concat: axis 0 is out of range for shape [] of rank 0
      T.concat([T.tensor(1), T.tensor(2)]),
      // @ts-expect-error repeat: axis -3 is out of range for shape [2,3] of rank 2
      T.repeat(x, 2, { axis: -3 }),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
  test('sizes', () => {
    const wrong = () => [
      // @ts-expect-error reshape: [2,3] holds 6 elements, which 4 does not divide: no dimension fits the -1 of [4,-1]
      T.reshape(x, [4, -1]),
      // @ts-expect-error reshape: only one dimension can be -1, [-1,-1] has 2
      T.reshape(x, [-1, -1]),
      // @ts-expect-error reshape: [2,3] holds 6 elements, [] holds 1
      T.reshape(x, []),
      // @ts-expect-error broadcastTo: cannot broadcast [2,3] with [4]: 3 against 4
      T.broadcastTo(x, [4]),
      // @ts-expect-error broadcastTo: [2,3] does not broadcast to [1,3]
      T.broadcastTo(x, [1, 3]),
      // @ts-expect-error broadcastTo: [2,3] does not broadcast to [3]
      T.broadcastTo(x, [3]),
      // @ts-expect-error matmul: cannot broadcast [5] with [4]: 5 against 4
      T.matmul(T.zeros([5, 2, 3]), T.zeros([4, 3, 2])),
      // @ts-expect-error matmul: inner dimensions differ, [3] @ [2,3]: 3 against 2
      T.matmul(T.zeros([3]), x),
      // @ts-expect-error matmul: inner dimensions differ, [2,3] @ [2]: 3 against 2
      T.matmul(x, T.zeros([2])),
      // @ts-expect-error matmul: inner dimensions differ, [number,3] @ [4,number]: 3 against 4
      T.matmul(rows, T.zeros([4, number()])),
      // @ts-expect-error matmul: needs at least one axis, [2,3] @ []. Use mul for scalars.
      T.matmul(x, T.tensor(2)),
      // @ts-expect-error where: cannot broadcast [2,3] with [2]: 3 against 2
      T.where(T.less(x, 0), T.zeros([2]), 0),
      // @ts-expect-error pow: cannot broadcast [2,3] with [3,2]: 2 against 3
      T.pow(x, T.zeros([3, 2])),
      // @ts-expect-error equal: cannot broadcast [2,3] with [4]: 3 against 4
      T.equal(x, T.zeros([4])),
      // @ts-expect-error concat: all dimensions but axis 1 must agree, [2,3] and [3,3] (tensor 1) do not
      T.concat([x, T.zeros([3, 3])], { axis: 1 }),
      // @ts-expect-error stack: all shapes must be equal, [2,3] and [3] (tensor 2) are not
      T.stack([x, x, T.zeros([3])]),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})
