import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../src/index.ts'
import * as T from '../src/index.ts'
import { callByName } from './harness/called.ts'

// One row for each kind of mistake that must not pass in silence: which operation, what it got, and the way out. Each text is
// asserted in full; the tests of each family hold more of them.

const int = (x: T.Nested): AnyTensor => T.tensor(x, { dtype: 'int32' }) as AnyTensor
const f23 = T.zeros([2, 3])

type Row = readonly [mistake: string, operation: string, given: readonly unknown[], message: string]

const refusal = (operation: string, given: readonly unknown[]): unknown => {
  const [space, name] = operation.split('.')
  try {
    if (name === undefined) return callByName(operation, given)
    return { Rng: T.Rng, Tree: T.Tree }[space as 'Rng'][name as 'key'](...(given as [number]))
  } catch (error) {
    return error
  }
}

const refuses = (rows: readonly Row[]): void =>
  test.each(rows)('%s: %s', (_, operation, given, message) => {
    const error = refusal(operation, given)
    expect(error).toBeInstanceOf(T.GradusError)
    expect((error as Error).message).toBe(message)
  })

describe('shapes and axes', () =>
  refuses([
    [
      'shapes that do not broadcast',
      'add',
      [f23, T.zeros([2])],
      'add: cannot broadcast [2,3] with [2]: 3 against 2',
    ],
    [
      'a condition that does not broadcast',
      'where',
      [T.tensor([true, false]), f23, 0],
      'where: cannot broadcast [2] with [2,3]: 2 against 3',
    ],
    [
      'an axis out of range',
      'sum',
      [f23, { axis: 2 }],
      'sum: axis 2 is out of range for shape [2,3] of rank 2',
    ],
    [
      'a negative axis out of range',
      'softmax',
      [f23, { axis: -3 }],
      'softmax: axis -3 is out of range for shape [2,3] of rank 2',
    ],
    ['an axis twice', 'max', [f23, { axis: [1, -1] }], 'max: axis 1 is named twice in [1,1]'],
    [
      'another number of elements',
      'reshape',
      [f23, [4, 2]],
      'reshape: [2,3] holds 6 elements, [4,2] holds 8',
    ],
    [
      'inner dimensions',
      'matmul',
      [f23, T.zeros([2, 4])],
      'matmul: inner dimensions differ, [2,3] @ [2,4]: 3 against 2',
    ],
  ]))

describe('values', () =>
  refuses([
    [
      'a whole number divided by zero',
      'mod',
      [int([5, 7]), int([2, 0])],
      'mod: whole numbers have no remainder by 0, the divisor at position 1 is 0. Cast to float32 first, for NaN there?',
    ],
    [
      'a negative power of a whole number',
      'pow',
      [int([2, 3]), -1],
      'pow: whole numbers have no negative powers, the exponent at position 0 is -1. Cast to float32 first?',
    ],
    [
      'NaN as int32',
      'cast',
      [T.tensor([0, NaN]), 'int32'],
      'cast: NaN at position 1 has no value in int32. Put a number there with where first?',
    ],
    [
      '3e9 as int32',
      'cast',
      [T.tensor([3e9], { dtype: 'float64' }), 'int32'],
      'cast: 3000000000 at position 0 is beyond int32. Clip it first?',
    ],
    [
      '-1 as uint8',
      'cast',
      [int([7, -1]), 'uint8'],
      'cast: -1 at position 1 is beyond uint8. Clip it first?',
    ],
    [
      'Infinity as uint8',
      'cast',
      [T.tensor(Infinity), 'uint8'],
      'cast: Infinity at position 0 is beyond uint8. Clip it first?',
    ],
    [
      'NaN in an int32 tensor',
      'tensor',
      [[1, NaN], { dtype: 'int32' }],
      'tensor: NaN (element 1) is not a value of int32',
    ],
    [
      '3e9 in an int32 tensor',
      'full',
      [[2], 3e9, { dtype: 'int32' }],
      'full: 3000000000 (element 0) is not a value of int32',
    ],
    [
      'an index out of range',
      'take',
      [f23, int([0, 2])],
      'take: index 2 at position 1 is out of range, the axis has 2 elements (0..1).',
    ],
    [
      'a negative index',
      'take',
      [f23, int([-1]), { axis: 1 }],
      'take: index -1 at position 0 is out of range, the axis has 3 elements (0..2).',
    ],
    [
      'a coordinate out of range',
      'gather',
      [f23, int([[0, 3]])],
      'gather: index 3 at position 1 is out of range, the axis has 3 elements (0..2).',
    ],
    [
      'a place to write that does not exist',
      'setAt',
      [f23, int([2]), 0],
      'setAt: index 2 at position 0 is out of range, the axis has 2 elements (0..1).',
    ],
    [
      'a label outside the classes',
      'oneHot',
      [int([0, 3]), 3],
      'oneHot: label 3 at position 1 is out of range, there are 3 classes (0..2)',
    ],
    [
      'the largest of none',
      'max',
      [T.zeros([0])],
      'max: the max of no elements is undefined, [0] has none along axis 0.',
    ],
    [
      'the largest of an empty axis',
      'max',
      [T.zeros([2, 0]), { axis: 1 }],
      'max: the max of no elements is undefined, [2,0] has none along axis 1.',
    ],
    [
      'the place of the largest of none',
      'argMax',
      [T.zeros([0])],
      'argMax: the argMax of no elements is undefined, [0] has none there',
    ],
    [
      'the place of the smallest of an empty axis',
      'argMin',
      [T.zeros([2, 0]), { axis: 1 }],
      'argMin: the argMin of no elements is undefined, [2,0] has none there',
    ],
  ]))

const singular = T.tensor([[1, 2], [2, 4]]) // prettier-ignore

describe('singular matrices', () =>
  refuses([
    [
      'an inverse',
      'inv',
      [singular],
      'inv: the matrix is singular, its pivot 1 is 0. Take lstsq or pinv for the least squares?',
    ],
    [
      'a system',
      'solve',
      [singular, T.ones([2])],
      'solve: the matrix is singular, its pivot 1 is 0. Take lstsq or pinv for the least squares?',
    ],
    [
      'a triangle with 0 on its diagonal',
      'triangularSolve',
      [T.tensor([[1, 0], [1, 0]]), T.ones([2, 1])], // prettier-ignore
      'triangularSolve: singular, element 1 of the diagonal of the matrix is 0',
    ],
    [
      'a matrix that is not positive definite',
      'cholesky',
      [singular],
      'cholesky: not positive definite, the leading minor of order 2 of the matrix is not above 0. Add a small multiple of the identity?',
    ],
  ]))

describe('making tensors', () =>
  refuses([
    [
      'a ragged array',
      'tensor',
      [[[1, 2], [3]]],
      'tensor: nested arrays must be rectangular: [1] holds 1 elements, expected 2',
    ],
    [
      'a ragged array, deep inside',
      'tensor',
      [
        [
          [[1], [2]],
          [[3], 4],
        ],
      ],
      'tensor: nested arrays must be rectangular: a number stands at [1][1], where an array of 1 was expected',
    ],
    [
      'a typed array of the wrong length',
      'fromTypedArray',
      [new Float32Array(5), [2, 3]],
      'fromTypedArray: [2,3] holds 6 elements, the array has 5',
    ],
    [
      'a negative size',
      'zeros',
      [[2, -1]],
      'zeros: dimensions are whole numbers from 0, axis 1 of [2,-1] is -1',
    ],
    ['half a size', 'eye', [1.5], 'eye: dimensions are whole numbers from 0, axis 0 of [1.5,1.5] is 1.5'],
    [
      'a size of NaN',
      'linspace',
      [0, 1, NaN],
      'linspace: dimensions are whole numbers from 0, axis 0 of [NaN] is NaN',
    ],
    ['a negative size', 'ones', [[-3]], 'ones: dimensions are whole numbers from 0, axis 0 of [-3] is -3'],
    [
      'half a size of random numbers',
      'Rng.uniform',
      [T.Rng.key(0), [0.5]],
      'Rng: dimensions are whole numbers from 0, axis 0 of [0.5] is 0.5',
    ],
    ['half a repetition', 'repeat', [f23, 0.5], 'repeat: repetitions are whole numbers from 0, got [0.5]'],
    ['half a diagonal', 'eye', [2, { k: 0.5 }], 'eye: the diagonal k is a whole number, got 0.5'],
  ]))

describe('NaN goes through pooling, and only where it is', () => {
  const x = T.tensor([[[1, NaN, 3, 4]]])
  test.each<readonly [string, unknown]>([
    ['maxPool1d', [[[NaN, 4]]]],
    ['averagePool1d', [[[NaN, 3.5]]]],
    ['adaptiveMaxPool1d', [[[NaN, 4]]]],
    ['adaptiveAveragePool1d', [[[NaN, 3.5]]]],
  ])('%s', (name, wanted) => {
    expect(T.toNested(callByName(name, [x, 2]) as AnyTensor)).toEqual(wanted)
  })

  test('of the whole', () => {
    expect(T.toNested(T.globalMaxPool(x))).toEqual([[NaN]])
    expect(T.toNested(T.globalAveragePool(x))).toEqual([[NaN]])
  })
})

// the engine speaks of its own memory: wasm/engine.test.ts has its words
describe.skipIf(process.env['GRADUS_ENGINE'] === 'wasm')('more memory than there is', () => {
  const key = T.Rng.key(0)
  const long = 2 ** 23
  const column = T.zeros([long, 1], { dtype: 'int32' })
  const row = T.zeros([1, long], { dtype: 'int32' })
  const text = (operation: string, elements: string, dtype: string, bytes: string): string =>
    `${operation}: ${elements} elements of ${dtype} need ${bytes} bytes, more than this runtime can allocate for one tensor. Work on parts?`
  const exa = '1000000000000000000'
  const four = '4000000000000000000'
  const [square, bytes] = [String(long ** 2), String(4 * long ** 2)]

  const rows: readonly (readonly [string, readonly unknown[], string])[] = [
    ['zeros', [[1e9, 1e9]], text('zeros', exa, 'float32', four)],
    ['ones', [[1e9, 1e9], { dtype: 'float64' }], text('ones', exa, 'float64', '8000000000000000000')],
    ['full', [[1e18], 1, { dtype: 'bool' }], text('full', exa, 'bool', exa)],
    ['zeros', [[1e200, 1e200]], text('zeros', 'Infinity', 'float32', 'Infinity')],
    ['eye', [1e9], text('eye', exa, 'float32', four)],
    ['tri', [1e9], text('tri', exa, 'bool', exa)],
    ['arange', [1e18], text('arange', exa, 'int32', four)],
    ['linspace', [0, 1, 1e18], text('linspace', exa, 'float32', four)],
    ['logspace', [0, 1, 1e18], text('logspace', exa, 'float32', four)],
    ['diag', [T.zeros([2]), { k: 1e9 }], text('diag', '1000000004000000000', 'bool', '1000000004000000000')],
    ['broadcastTo', [T.zeros([1]), [1e9, 1e9]], text('broadcast', exa, 'float32', four)],
    ['repeat', [T.zeros([1]), 1e18], text('broadcast', exa, 'float32', four)],
    ['repeat', [T.zeros([1]), [1e18]], text('repeat', exa, 'int32', four)],
    ['tile', [T.zeros([1]), [1e9, 1e9]], text('broadcast', exa, 'float32', four)],
    ['pad', [T.zeros([0]), [[0, 1e18]]], text('pad', exa, 'float32', four)],
    ['pad', [T.zeros([1]), [[0, 1e18 - 1]], { mode: 'edge' }], text('pad', exa, 'int32', four)],
    ['oneHot', [int([0]), 1e18], text('oneHot', exa, 'int32', four)],
    ['bincount', [int([0]), { length: 1e18 }], text('scatterSum', exa, 'int32', four)],
    ['histogram', [f23, { bins: 1e18 }], text('histogram', exa, 'float32', four)],
    ['add', [column, row], text('broadcast', square, 'int32', bytes)],
    ['matmul', [column, row], text('matmul', square, 'int32', bytes)],
    ['einsum', ['ij,jk->ik', column, row], text('matmul', square, 'int32', bytes)],
    ['resize', [T.ones([1, 1, 2, 2]), [1e9, 1e9]], text('resize', exa, 'float32', four)],
    ['adaptiveMaxPool1d', [T.ones([1, 1, 2]), 1e18], text('adaptiveMaxPool1d', exa, 'float32', four)],
    [
      'maxPool1d',
      [T.ones([1, 1, 2]), 2, { stride: 1, padding: [[5e17, 5e17 - 1]] }],
      text('maxPool1d', exa, 'float32', four),
    ],
    [
      'conv1d',
      [T.ones([1, 1, 2]), T.ones([1, 1, 1]), { padding: [[0, 1e18 - 2]] }],
      text('pad', exa, 'float32', four),
    ],
    ['Rng.bits', [key, [1e9, 1e9]], text('randomBits', exa, 'int32', four)],
    ['Rng.uniform', [key, [1e18]], text('randomBits', exa, 'int32', four)],
    ['Rng.permutation', [key, 1e18], text('Rng.permutation', exa, 'int32', four)],
    ['Rng.split', [key, 1e18], text('splitKey', '2000000000000000000', 'int32', '8000000000000000000')],
  ]
  refuses(rows.map(([operation, given, message]) => ['refused', operation, given, message]))
})

describe('an array in place of a tensor, which the types forbid', () => {
  const at = int([0])
  const rest: Readonly<Record<string, readonly unknown[]>> = {
    ...Object.fromEntries(
      [
        'abs acos acosh all any argMax argMin argSort asin asinh atan atanh bitwiseNot cbrt ceil cos cosh countNonzero cumMax',
        'cumProd cumSum diag digamma erf erfInv erfc exp exp2 expm1 flip floor globalAveragePool globalMaxPool histogram isFinite',
        'isInf isNaN lgamma log log10 log1p log2 logSoftmax logSumExp logicalNot max mean median min neg norm onesLike prod',
        'reciprocal relu round rsqrt sigmoid sign sin sinh softmax softplus sort sqrt square squeeze std stopGradient sum tan',
        'tanh toNested toTypedArray transpose tril triu trunc unique variance zerosLike bincount item',
      ]
        .flatMap((line) => line.split(' '))
        .map((name) => [name, []]),
    ),
    add: [1],
    addAt: [at, 1],
    adaptiveMaxPool1d: [1],
    averagePool2d: [1],
    broadcastTo: [[2]],
    cast: ['int32'],
    clip: [0, 1],
    conv1d: [T.zeros([1, 1, 1])],
    convTranspose2d: [T.zeros([1, 1, 1, 1])],
    equal: [1],
    expandDims: [0],
    fullLike: [1],
    gather: [at],
    maxPool3d: [1],
    oneHot: [3],
    pad: [[[1, 1]]],
    permute: [[0]],
    quantile: [0.5],
    repeat: [2],
    reshape: [[2]],
    resize: [2],
    roll: [1],
    scatter: [at, 1],
    scatterAdd: [at, 1],
    searchSorted: [1],
    setAt: [at, 1],
    slice: [[0], [1]],
    split: [1],
    swapAxes: [0, 0],
    take: [at],
    takeAlong: [at],
    tile: [[2]],
    topK: [1],
    where: [1, 0],
  }
  const text = (name: string): string =>
    `${name}: expected a tensor, got an array. Make it one with T.tensor.`
  test.each(Object.entries(rest))('%s', (name, more) =>
    expect(refusal(name, [[1, 2], ...more])).toMatchObject({ name: 'DTypeError', message: text(name) }),
  )

  test('in a list of tensors, or among the operands of einsum', () => {
    expect(refusal('concat', [[T.ones([2]), [1, 2]]])).toMatchObject({ message: text('concat') })
    expect(refusal('stack', [[T.ones([2]), [1, 2]]])).toMatchObject({ message: text('stack') })
    expect(refusal('meshgrid', [[[1, 2]]])).toMatchObject({ message: text('meshgrid') })
    expect(refusal('einsum', ['i->i', [1, 2]])).toMatchObject({ message: text('einsum') })
    expect(refusal('matmul', [[[1, 2]], T.ones([2])])).toMatchObject({ message: text('matmul') })
  })
})
