import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../src/index.ts'
import * as T from '../src/index.ts'

// What NumPy and JAX answer at the edges of each operation: no elements, no axes, ties, wrapping, NaN.

const int = (x: T.Nested): AnyTensor => T.tensor(x, { dtype: 'int32' }) as AnyTensor
const byte = (x: T.Nested): AnyTensor => T.tensor(x, { dtype: 'uint8' }) as AnyTensor
const shown = (x: unknown): string => String(x as AnyTensor)
const raw = (x: unknown): readonly number[] => [...T.toTypedArray(x as AnyTensor)]

type Row = readonly [name: string, found: () => unknown, wanted: string]

describe('bool stays 0 and 1', () => {
  test.each<Row>([
    ['a sum is “or”', () => T.add(T.tensor([true, true, false]), T.tensor([true, false, false])), '1,1,0'],
    [
      'a product is “and”',
      () => T.mul(T.tensor([true, true, false]), T.tensor([true, false, false])),
      '1,0,0',
    ],
    ['a power', () => T.pow(T.tensor([true, false, false]), T.tensor([false, true, false])), '1,0,1'],
    ['the larger', () => T.maximum(T.tensor([true, false]), T.tensor([false, false])), '1,0'],
    ['relu', () => T.relu(T.tensor([true, false])), '1,0'],
    ['largest of all', () => T.max(T.tensor([false, true])), '1'],
    ['largest of none', () => T.any(T.zeros([0])), '0'],
    ['all of none', () => T.all(T.zeros([0])), '1'],
    ['is any NaN true? as in NumPy', () => T.any(T.tensor([NaN])), '1'],
  ])('%s', (_, found, wanted) => {
    const x = found() as AnyTensor
    expect(x.dtype).toBe('bool')
    expect(String(raw(x))).toBe(wanted)
  })

  test('what was added can be counted and compared', () => {
    const both = T.add(T.tensor([true]), T.tensor([true]))
    expect(T.item(T.sum(both))).toBe(1)
    expect(T.item(T.equal(both, T.tensor([true])))).toBe(1)
  })
})

describe('whole numbers wrap as int32 does', () => {
  test.each<Row>([
    ['mul', () => T.mul(int([65537]), int([65537])), '131073'],
    ['prod', () => T.prod(T.full([5], 65537, { dtype: 'int32' })), '327681'],
    ['pow', () => T.pow(int([3, -3, 7]), int([40, 41, 0])), '689956897,-2069870691,1'],
    ['matmul', () => T.matmul(T.full([1, 3], 2 ** 30 + 1, { dtype: 'int32' }), T.full([3, 1], 2 ** 30 + 3, { dtype: 'int32' })), '9'], // prettier-ignore
    ['sum', () => T.sum(T.full([3], 2 ** 31 - 1, { dtype: 'int32' })), '2147483645'],
    ['uint8', () => T.mul(byte([200]), byte([200])), '64'],
    ['neg of uint8', () => T.neg(byte([1, 0])), '255,0'],
    ['sums of uint8 do not', () => T.sum(T.full([300], 255, { dtype: 'uint8' })), '76500'],
  ])('%s', (_, found, wanted) => expect(String(raw(found()))).toBe(wanted))

  test('products of whole matrices are exact for either orientation', () => {
    const [a, b] = [int([[1, 2], [3, 4]]), int([[5, 6], [7, 8]])] // prettier-ignore
    expect(T.toNested(T.matmul(a, b))).toEqual([[19, 22], [43, 50]]) // prettier-ignore
    expect(T.toNested(T.matmul(T.transpose(a) as AnyTensor, b))).toEqual([[26, 30], [38, 44]]) // prettier-ignore
  })
})

describe('comparisons with plain numbers are exact, whatever the number', () => {
  test.each<Row>([
    ['above int32', () => T.less(int([1]), 2 ** 40), '1'],
    ['just above int32', () => T.less(int([2 ** 31 - 1]), 2 ** 31), '1'],
    ['below uint8', () => T.greater(byte([1]), -1), '1'],
    ['above uint8', () => T.less(byte([255]), 256), '1'],
    ['equal to none', () => T.equal(byte([0]), 256), '0'],
    ['a half', () => T.less(int([16777216]), 16777216.5), '1'],
    ['infinity', () => T.lessEqual(Infinity, int([1])), '0'],
    ['NaN', () => T.notEqual(int([1]), NaN), '1'],
    ['bool', () => T.less(T.tensor([true]), 1.5), '1'],
  ])('%s', (_, found, wanted) => expect(String(raw(found()))).toBe(wanted))
})

describe('NaN, infinities and signed zeros', () => {
  test.each<Row>([
    ['relu lets NaN through', () => T.relu(T.tensor([NaN, -1, 0, 2])), '[nan  0.  0.  2.]  float32[4]'],
    ['clip lets NaN through', () => T.clip(T.tensor([NaN, 5]), 0, 1), '[nan  1.]  float32[2]'],
    [
      'NaN wins on both sides',
      () => T.maximum(T.tensor([1, NaN]), T.tensor([NaN, 1])),
      '[nan nan]  float32[2]',
    ],
    ['NaN wins in a row', () => T.min(T.tensor([1, NaN, 0])), 'nan  float32[]'],
    ['the first NaN is the largest', () => T.argMax(T.tensor([1, NaN, 9, NaN])), '1  int32[]'],
    ['the remainder of 0 has the divisor’s sign', () => T.mod(T.tensor([-4, 4]), T.tensor([2, -2])), '[ 0. -0.]  float32[2]'], // prettier-ignore
    ['remainders by infinity', () => T.mod(T.tensor([5, -5]), Infinity), '[ 5. inf]  float32[2]'],
    [
      'ties go to the even number',
      () => T.round(T.tensor([0.5, 1.5, -0.5, -1.5])),
      '[ 0.  2. -0. -2.]  float32[4]',
    ],
    ['division by 0', () => T.div(int([1, 0]), 0), '[inf nan]  float32[2]'],
    ['softplus at both ends', () => T.softplus(T.tensor([-1000, 1000])), '[   0. 1000.]  float32[2]'],
    ['softmax of -inf', () => T.softmax(T.tensor([0, -Infinity])), '[1. 0.]  float32[2]'],
    ['logSumExp of nothing but -inf', () => T.logSumExp(T.tensor([-Infinity, -Infinity])), '-inf  float32[]'],
    ['logSumExp of inf', () => T.logSumExp(T.tensor([Infinity, 0])), 'inf  float32[]'],
  ])('%s', (_, found, wanted) => expect(shown(found())).toBe(wanted))
})

describe('no elements', () => {
  test.each<Row>([
    ['broadcast of 0 with 1', () => T.add(T.zeros([0, 1]), T.zeros([1, 3])), '[]  float32[0,3]'],
    ['broadcastTo', () => T.broadcastTo(T.zeros([1]), [0]), '[]  float32[0]'],
    ['reshape', () => T.reshape(T.zeros([0, 3]), [-1]), '[]  float32[0]'],
    ['concat', () => T.concat([T.zeros([0, 2]), T.tensor([[1, 2]])]), '[[1. 2.]]  float32[1,2]'],
    ['concat of none but empty', () => T.concat([T.zeros([0]), T.zeros([0])]), '[]  float32[0]'],
    ['stack', () => T.stack([T.zeros([0]), T.zeros([0])]), '[]  float32[2,0]'],
    ['flip', () => T.flip(T.zeros([0, 2])), '[]  float32[0,2]'],
    ['pad', () => T.pad(T.zeros([0]), [[1, 2]]), '[0. 0. 0.]  float32[3]'],
    ['slice past the end', () => T.slice(T.tensor([1, 2]), [5], [9]), '[]  float32[0]'],
    ['slice backwards', () => T.slice(T.tensor([1, 2, 3, 4]), [3], [1]), '[]  float32[0]'],
    ['take of none', () => T.take(T.zeros([0, 3]), T.zeros([0], { dtype: 'int32' })), '[]  float32[0,3]'],
    ['take of empty rows', () => T.take(T.zeros([2, 0]), T.tensor([1, 0], { dtype: 'int32' })), '[]  float32[2,0]'], // prettier-ignore
    ['transpose', () => T.transpose(T.zeros([0, 3])), '[]  float32[3,0]'],
    ['oneHot', () => T.oneHot(T.zeros([0], { dtype: 'int32' }), 3), '[]  float32[0,3]'],
    ['argSort', () => T.argSort(T.zeros([2, 0])), '[]  int32[2,0]'],
    ['sum', () => T.sum(T.zeros([0, 3]), { axis: 0 }), '[0. 0. 0.]  float32[3]'],
    ['prod', () => T.prod(T.zeros([0])), '1.  float32[]'],
    ['max of the other axis', () => T.max(T.zeros([0, 3]), { axis: 1 }), '[]  float32[0]'],
    ['argMax of the other axis', () => T.argMax(T.zeros([0, 3]), { axis: 1 }), '[]  int32[0]'],
    ['mean of the other axis', () => T.mean(T.zeros([0, 3]), { axis: 1 }), '[]  float32[0]'],
    ['logSumExp', () => T.logSumExp(T.zeros([0])), '-inf  float32[]'],
    ['logSumExp kept', () => T.logSumExp(T.zeros([2, 0]), { axis: 1, keepDims: true }), '[[-inf]\n [-inf]]  float32[2,1]'], // prettier-ignore
    ['softmax', () => T.softmax(T.zeros([2, 0])), '[]  float32[2,0]'],
    ['logSoftmax', () => T.logSoftmax(T.zeros([2, 0])), '[]  float32[2,0]'],
    ['norm', () => T.norm(T.zeros([0])), '0.  float32[]'],
    ['matmul over none', () => T.matmul(T.zeros([1, 0]), T.zeros([0, 2])), '[[0. 0.]]  float32[1,2]'],
    ['matmul of no batch', () => T.matmul(T.zeros([0, 2, 2]), T.zeros([2, 3])), '[]  float32[0,2,3]'],
    ['linspace', () => T.linspace(0, 1, 0), '[]  float32[0]'],
    ['eye', () => T.eye(0), '[]  float32[0,0]'],
    ['arange', () => T.arange(3, 0), '[]  int32[0]'],
    ['nested', () => T.tensor([[], []]), '[]  float32[2,0]'],
    ['random numbers', () => T.Rng.normal(T.Rng.key(0), [0, 2]), '[]  float32[0,2]'],
    ['a permutation', () => T.Rng.permutation(T.Rng.key(0), 0), '[]  int32[0]'],
  ])('%s', (_, found, wanted) => expect(shown(found())).toBe(wanted))
})

describe('no axes', () => {
  const three = T.tensor(3)
  test.each<Row>([
    ['flip', () => T.flip(three), '3.  float32[]'],
    ['pad', () => T.pad(three, []), '3.  float32[]'],
    ['slice', () => T.slice(three, [], []), '3.  float32[]'],
    ['permute', () => T.permute(three, []), '3.  float32[]'],
    ['transpose', () => T.transpose(three), '3.  float32[]'],
    ['squeeze', () => T.squeeze(three), '3.  float32[]'],
    ['expandDims', () => T.expandDims(three, -1), '[3.]  float32[1]'],
    ['sum', () => T.sum(three), '3.  float32[]'],
    ['argMax', () => T.argMax(three), '0  int32[]'],
    ['std', () => T.std(three), '0.  float32[]'],
    ['stack', () => T.stack([three, three], { axis: -1 }), '[3. 3.]  float32[2]'],
    ['take by one position', () => T.take(T.tensor([[1, 2], [3, 4]]), T.tensor(1, { dtype: 'int32' })), '[3. 4.]  float32[2]'], // prettier-ignore
    ['oneHot of one label', () => T.oneHot(T.tensor(1, { dtype: 'int32' }), 3), '[0. 1. 0.]  float32[3]'],
    ['numbers alone', () => T.sqrt(4), '2.  float32[]'],
    ['broadcastTo', () => T.broadcastTo(three, [2]), '[3. 3.]  float32[2]'],
    ['no axis to sum over', () => T.sum(T.tensor([1, 2]), { axis: [] }), '[1. 2.]  float32[2]'],
    ['no axis of logSumExp', () => T.logSumExp(T.tensor([1, 2]), { axis: [] }), '[1. 2.]  float32[2]'],
    ['bool', () => T.tensor(true), 'True  bool[]'],
    ['infinity', () => T.tensor(Infinity), 'inf  float32[]'],
  ])('%s', (_, found, wanted) => expect(shown(found())).toBe(wanted))
})

describe('axes from the end, and several', () => {
  const x = T.tensor([[1, 2, 3], [4, 5, 6]]) // prettier-ignore
  test.each<Row>([
    [
      'concat',
      () => T.concat([x, x], { axis: -1 }),
      '[[1. 2. 3. 1. 2. 3.]\n [4. 5. 6. 4. 5. 6.]]  float32[2,6]',
    ],
    [
      'stack',
      () => T.stack([T.tensor([1, 2]), T.tensor([3, 4])], { axis: -1 }),
      '[[1. 3.]\n [2. 4.]]  float32[2,2]',
    ],
    ['flip', () => T.flip(x, { axis: -1 }), '[[3. 2. 1.]\n [6. 5. 4.]]  float32[2,3]'],
    ['flip all', () => T.flip(x), '[[6. 5. 4.]\n [3. 2. 1.]]  float32[2,3]'],
    ['flip two', () => T.flip(x, { axis: [0, -1] }), '[[6. 5. 4.]\n [3. 2. 1.]]  float32[2,3]'],
    ['slice', () => T.slice(x, [-1, -2], [2, -1]), '[[5.]]  float32[1,1]'],
    ['slice of the first axis', () => T.slice(x, [1], [2]), '[[4. 5. 6.]]  float32[1,3]'],
    ['pad', () => T.pad(T.tensor([[7]]), [[1, 0], [0, 2]]), '[[0. 0. 0.]\n [7. 0. 0.]]  float32[2,3]'], // prettier-ignore
    ['squeeze', () => T.squeeze(T.zeros([1, 2, 1]), -1), '[[0. 0.]]  float32[1,2]'],
    ['permute', () => T.permute(x, [-1, 0]), '[[1. 4.]\n [2. 5.]\n [3. 6.]]  float32[3,2]'],
    ['take in two dimensions', () => T.take(T.tensor([[1, 2], [3, 4]]), T.tensor([[0, 1], [1, 0]], { dtype: 'int32' }), { axis: -1 }), '[[[1. 2.]\n  [2. 1.]]\n\n [[3. 4.]\n  [4. 3.]]]  float32[2,2,2]'], // prettier-ignore
    ['take by uint8', () => T.take(T.tensor([5, 6]), T.tensor([1], { dtype: 'uint8' })), '[6.]  float32[1]'],
    ['argSort down', () => T.argSort(T.tensor([[3, 1], [1, 2]]), { axis: 0 }), '[[1 0]\n [0 1]]  int32[2,2]'], // prettier-ignore
    ['argMax of all, kept', () => T.argMax(x, { keepDims: true }), '[[5]]  int32[1,1]'],
    ['argMin of one, kept', () => T.argMin(x, { axis: -1, keepDims: true }), '[[0]\n [0]]  int32[2,1]'],
    ['sum of two', () => T.sum(x, { axis: [-1, 0], keepDims: true }), '[[21.]]  float32[1,1]'],
    ['variance with ddof', () => T.variance(x, { axis: 1, ddof: 1 }), '[1. 1.]  float32[2]'],
    ['vector times matrices', () => T.matmul(T.ones([3]), T.ones([2, 3, 1])), '[[3.]\n [3.]]  float32[2,1]'],
    ['matrices times vector', () => T.matmul(T.ones([2, 1, 3]), T.ones([3])), '[[3.]\n [3.]]  float32[2,1]'],
    ['vector times vector', () => T.matmul(T.tensor([1, 2]), T.tensor([3, 4])), '11.  float32[]'],
    ['where with a larger condition', () => T.where(T.tensor([[1], [0]]), T.tensor([1, 2]), 0), '[[1. 2.]\n [0. 0.]]  float32[2,2]'], // prettier-ignore
    ['zeros with a sign', () => T.tensor([-0, 0]), '[-0.  0.]  float32[2]'],
    ['zeros with a sign, scaled', () => T.tensor([-0, 1e10]), '[-0.e+00  1.e+10]  float32[2]'],
    ['a scalar zero with a sign', () => T.tensor(-0), '-0.  float32[]'],
  ])('%s', (_, found, wanted) => expect(shown(found())).toBe(wanted))
})

describe('mistakes that would have spoilt numbers or shapes', () => {
  const call =
    (f: (...args: never[]) => unknown, ...args: readonly unknown[]) =>
    () =>
      (f as (...args: readonly unknown[]) => unknown)(...args)
  const sent = (): unknown => structuredClone(T.tensor([1, 2]))
  const lost =
    'this object has the shape and the element type of a tensor, and is none. So a tensor arrives that went through structuredClone, postMessage or JSON, or that another copy of @gradus/tensor made. Send toTransfer(x), and make it again with fromTransfer.'

  test.each<readonly [string, () => unknown, string]>([
    [
      'bool has no difference',
      call(T.sub, T.tensor([true]), T.tensor([true])),
      'sub: bool has no differences. Use notEqual, or cast to int32 first.',
    ],
    [
      'bool has no opposite',
      call(T.neg, T.tensor([true])),
      'neg: bool has no differences. Use logicalNot, or cast to int32 first.',
    ],
    [
      'a number beyond uint8',
      call(T.add, T.tensor([1], { dtype: 'uint8' }), 300),
      'add: 300 is no value of uint8, and a plain number takes the uint8 of the tensor that it meets. Cast the tensor first?',
    ],
    [
      'a number below uint8',
      call(T.where, T.tensor([true]), T.tensor([1], { dtype: 'uint8' }), -1),
      'where: -1 is no value of uint8, and a plain number takes the uint8 of the tensor that it meets. Cast the tensor first?',
    ],
    [
      'a number beyond int32',
      call(T.mul, T.tensor([1], { dtype: 'int32' }), 2 ** 40),
      'mul: 1099511627776 is no value of int32, and a plain number takes the int32 of the tensor that it meets. Cast the tensor first?',
    ],
    ['flip twice', call(T.flip, T.tensor([1, 2]), { axis: [0, -1] }), 'flip: axis 0 is named twice in [0,0]'],
    [
      'slice between positions',
      call(T.slice, T.tensor([1, 2]), [0.5], [2]),
      'slice: positions are whole numbers, got starts [0.5] and ends [2]',
    ],
    [
      'slice at NaN',
      call(T.slice, T.tensor([1, 2]), [0], [NaN]),
      'slice: positions are whole numbers, got starts [0] and ends [NaN]',
    ],
    [
      'reshape to negative dimensions',
      call(T.reshape, T.zeros([4]), [-2, -2]),
      'reshape: dimensions are whole numbers from 0, axis 0 of [-2,-2] is -2',
    ],
    [
      'reshape to fractions',
      call(T.reshape, T.zeros([5]), [2.5, 2]),
      'reshape: dimensions are whole numbers from 0, axis 0 of [2.5,2] is 2.5',
    ],
    [
      'reshape with two rests',
      call(T.reshape, T.zeros([4]), [-1, -1]),
      'reshape: only one dimension can be -1, [-1,-1] has 2',
    ],
    [
      'broadcastTo a negative dimension',
      call(T.broadcastTo, T.zeros([1]), [-2]),
      'broadcastTo: dimensions are whole numbers from 0, axis 0 of [-2] is -2',
    ],
    [
      'broadcastTo fewer axes',
      call(T.broadcastTo, T.zeros([1, 2]), [2]),
      'broadcastTo: [1,2] does not broadcast to [2]',
    ],
    [
      'negative classes',
      call(T.oneHot, T.zeros([0], { dtype: 'int32' }), -1),
      'oneHot: the number of classes is a whole number from 0, got -1',
    ],
    [
      'half a class',
      call(T.oneHot, T.zeros([0], { dtype: 'int32' }), 1.5),
      'oneHot: the number of classes is a whole number from 0, got 1.5',
    ],
    [
      'arange without an end',
      call(T.arange, 0, Infinity),
      'arange: start and stop are finite numbers, got 0 and Infinity',
    ],
    ['arange to NaN', call(T.arange, 0, NaN), 'arange: start and stop are finite numbers, got 0 and NaN'],
    ['arange in fractions', call(T.arange, 0, 1, 0.25), 'arange: 0.25 (element 1) is not a value of int32'],
    [
      'nothing in nested arrays',
      call(T.tensor, [[1, undefined]]),
      'tensor: expected numbers and booleans, [0][1] is undefined',
    ],
    [
      'a hole in an array',
      call(T.tensor, Object.assign([], { 1: 5 })),
      'tensor: expected numbers and booleans, [0] is undefined',
    ],
    ['a text', call(T.tensor, '3'), 'tensor: expected numbers, booleans or arrays of them, got a string'],
    ['nothing', call(T.tensor, null), 'tensor: expected numbers, booleans or arrays of them, got null'],
    [
      'a typed array',
      call(T.tensor, new Float32Array(2)),
      'tensor: expected numbers, booleans or arrays of them, got a Float32Array. Use fromTypedArray.',
    ],
    [
      'a typed array of no element type',
      call(T.fromTypedArray, new Int16Array(2), [2]),
      'fromTypedArray: expected a Float32Array, Float64Array, Int32Array or Uint8Array, got a Int16Array',
    ],
    [
      'the pixels of a canvas',
      call(T.fromTypedArray, new Uint8ClampedArray(2), [2]),
      'fromTypedArray: expected a Float32Array, Float64Array, Int32Array or Uint8Array, got a Uint8ClampedArray',
    ],
    [
      'an array as a typed array',
      call(T.fromTypedArray, [1], [1]),
      'fromTypedArray: expected a Float32Array, Float64Array, Int32Array or Uint8Array, got a Array',
    ],
    [
      'a byte as bool',
      call(T.fromTypedArray, new Uint8Array([0, 2]), [2], { dtype: 'bool' }),
      'fromTypedArray: 2 (element 1) is not a value of bool',
    ],
    [
      'take from none',
      call(T.take, T.zeros([0]), T.tensor([0], { dtype: 'int32' })),
      'take: index 0 at position 0 is out of range, the axis has 0 elements.',
    ],
    [
      'take by fractions',
      call(T.take, T.zeros([2]), T.zeros([1])),
      'take: positions must be int32, got float32',
    ],
    [
      'random numbers of no shape',
      call(T.Rng.uniform, T.Rng.key(0), [-1]),
      'Rng: dimensions are whole numbers from 0, axis 0 of [-1] is -1',
    ],
    [
      'matmul of bool',
      call(T.matmul, T.tensor([[true]]), T.tensor([[true]])),
      'matmul: needs int32 or floats, got bool. Cast first.',
    ],
    ['concat of none', call(T.concat, []), 'concat: at least one tensor is needed'],
    ['stack of none', call(T.stack, []), 'stack: at least one tensor is needed'],
    [
      'pad by less than nothing',
      call(T.pad, T.zeros([1]), [[-1, 0]]),
      'pad: [1] needs 1 pairs of whole numbers from 0, got [[-1,0]]',
    ],
    ['item of a number', call(T.item, 5), 'item: expected a tensor, got 5'],
    ['adding nothing', call(T.add, undefined, T.ones([2])), 'add: expected a tensor, got undefined'],
    ['dividing by nothing', call(T.div, T.ones([2]), null), 'div: expected a tensor, got null'],
    ['comparing with nothing', call(T.less, 1, undefined), 'less: expected a tensor, got undefined'],
    [
      'a plain array',
      call(T.mul, [1, 2], 2),
      'mul: expected a tensor, got an array. Make it one with T.tensor.',
    ],
    ['exp of an array', call(T.exp, [1]), 'exp: expected a tensor, got an array. Make it one with T.tensor.'],
    [
      'mean of an array',
      call(T.mean, [1]),
      'mean: expected a tensor, got an array. Make it one with T.tensor.',
    ],
    ['sum of nothing', call(T.sum, undefined), 'sum: expected a tensor, got undefined'],
    ['max of parameters', call(T.max, { w: T.ones([1]) }), 'max: expected a tensor, got an object with w'],
    ['matmul with a number', call(T.matmul, T.ones([1, 1]), true), 'matmul: expected a tensor, got true'],
    [
      'a seed for a key',
      call(T.Rng.normal, 42, [2]),
      'Rng: expected a key, got 42. Make one of a number with Rng.key(0).',
    ],
    [
      'no key',
      call(T.Rng.split, undefined),
      'Rng.split: expected a key, got undefined. Make one of a number with Rng.key(0).',
    ],
    ['computing with a tensor that was sent', () => T.add(sent() as AnyTensor, 1), `tensor: ${lost}`],
    ['reading a tensor that was sent', () => T.toNested(sent() as AnyTensor), `toNested: ${lost}`],
    [
      'a tree that is no record',
      () => T.Tree.map((x) => x)({ a: new Map([['b', T.zeros([1])]]) }),
      'Tree: a tree holds tensors in records and arrays, a is a Map',
    ],
  ])('%s', (_, f, message) => {
    // prettier-ignore
    expect(f).toThrow(T.GradusError)
    expect(f).toThrow(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`))
  })
})
