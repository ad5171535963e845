import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../src/index.ts'
import * as T from '../src/index.ts'
import { load } from './golden.ts'
import { numbers, restore, type Stored } from './harness/stored.ts'

interface Case {
  readonly name: string
  readonly operands: readonly Stored[]
  /** The subscripts of `einsum`, or what follows the operands. */
  readonly arguments: string | readonly unknown[]
  readonly answer: Stored
  /** Which of several results is meant. */
  readonly part?: string
}

const { cases } = load<{ readonly cases: readonly Case[] }>('contraction')

type Operation = (...operands: readonly unknown[]) => unknown

const call = ({ name, arguments: given, part }: Case, operands: readonly AnyTensor[]): AnyTensor => {
  const operation = (T as unknown as Readonly<Record<string, Operation>>)[name]!
  const result = typeof given === 'string' ? operation(given, ...operands) : operation(...operands, ...given)
  return (part === undefined ? result : (result as Readonly<Record<string, unknown>>)[part]) as AnyTensor
}

const close = (found: number, wanted: number): boolean =>
  Object.is(found, wanted) || Math.abs(found - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted))

const label = (c: Case): string =>
  `${c.name} ${c.part ?? ''} ${c.operands.map((o) => `[${o.shape.join()}]`).join(' ')} ${JSON.stringify(c.arguments)}`

describe('convolutions, pools, resizing and contractions equal JAX and NumPy', () => {
  test.each(cases.map((c) => [label(c), c] as const))('%s', (_, c) => {
    const operands = c.operands.map(restore)
    const result = call(c, operands)
    expect(result.shape).toEqual(c.answer.shape)
    expect(result.dtype).toBe(c.answer.dtype)
    const found = [...T.toTypedArray(result)]
    const wanted = numbers(c.answer)
    expect(found.map((v, i) => (close(v, wanted[i]!) ? wanted[i] : v))).toEqual(wanted)
    expect(operands.map((x) => [...T.toTypedArray(x)])).toEqual(c.operands.map((o) => [...numbers(o)]))
  })
})

const ramp = (shape: readonly number[]): AnyTensor =>
  T.tensor(
    Array.from({ length: T.sizeOf(shape) }, (_, i) => Math.sin(i + 1)),
    { dtype: 'float64' },
  ) as AnyTensor
const shaped = (shape: readonly number[]): AnyTensor => T.reshape(ramp(shape), shape)
const inner = (a: AnyTensor, b: AnyTensor): number => T.item(T.sum(T.mul(a, b) as AnyTensor) as AnyTensor)

describe('resizing with smoothing', () => {
  test('reaches no further than the image, however small the scale', () => {
    const x = shaped([1, 1, 3, 4])
    const tiny = T.resize(x, 1, { antialias: true, scale: 1e-12, coordinates: 'asymmetric' })
    expect(T.item(tiny)).toBeCloseTo(T.item(T.mean(x) as AnyTensor), 9)
  })
  test('leaves what grows as it is without', () => {
    const x = shaped([1, 2, 3, 4])
    expect(T.resize(x, [6, 5], { antialias: true })).toEqual(T.resize(x, [6, 5]))
  })
})

describe('the places of a pool', () => {
  test('are the first of equal elements, never of the padding, and those of NaN', () => {
    const zeros = T.zeros([1, 1, 2, 2], { dtype: 'uint8' })
    expect(T.toNested(T.maxPool2dWithIndices(zeros, 3, { stride: 1, padding: 1 }).indices)).toEqual([
      [
        [
          [0, 0],
          [0, 0],
        ],
      ],
    ])
    const lowest = T.full([1, 1, 3], -Infinity)
    const { indices } = T.maxPool1dWithIndices(lowest, 2, { stride: 1, padding: 1 })
    expect(T.toNested(indices)).toEqual([[[0, 0, 1, 2]]])
    const broken = T.maxPool1dWithIndices(T.tensor([[[1, NaN, 3, NaN]]]), 3, { stride: 1 })
    expect(T.toNested(broken.values)).toEqual([[[NaN, NaN]]])
    expect(T.toNested(broken.indices)).toEqual([[[1, 1]]])
  })
})

describe('laws', () => {
  test('convTranspose is the transpose of conv: ⟨conv(x), y⟩ = ⟨x, convTranspose(y)⟩', () => {
    const size = fc.integer({ min: 1, max: 3 })
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.integer({ min: 0, max: 2 }),
        size,
        (k, stride, dilation, padding, groups) => {
          const length = 7
          const reach = dilation * (k - 1) + 1
          const kernel = shaped([groups * 2, 2, k, k])
          const x = shaped([2, groups * 2, length, length])
          const options = { stride, dilation, padding, groups }
          const y = T.conv2d(x, kernel, options) as AnyTensor
          const outputPadding = (length + 2 * padding - reach) % stride
          const c = shaped(y.shape)
          const back = T.convTranspose2d(c, kernel, { ...options, outputPadding }) as AnyTensor
          expect(back.shape).toEqual(x.shape)
          expect(inner(y, c)).toBeCloseTo(inner(x, back), 9)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('einsum equals loops', () => {
    const letter = fc.constantFrom('i', 'j', 'k', 'l')
    const term = fc.array(letter, { maxLength: 3 }).map((t) => t.join(''))
    const sizes: Readonly<Record<string, number>> = { i: 2, j: 3, k: 1, l: 2 }
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 3 }), fc.uniqueArray(letter), (terms, wanted) => {
        const letters = [...new Set(terms.join(''))]
        const output = wanted.filter((l) => letters.includes(l))
        const operands = terms.map((t) => shaped([...t].map((l) => sizes[l]!)))
        const found = T.einsum(`${terms.join(',')}->${output.join('')}`, ...operands) as AnyTensor
        const answer = new Map<string, number>()
        const visit = (at: Readonly<Record<string, number>>, rest: readonly string[]): void => {
          const [next, ...others] = rest
          if (next !== undefined) {
            for (let v = 0; v < sizes[next]!; v++) visit({ ...at, [next]: v }, others)
            return
          }
          const position = (labels: readonly string[]): number =>
            labels.reduce((n, l) => n * sizes[l]! + at[l]!, 0)
          const product = operands.reduce((p, x, i) => p * T.toTypedArray(x)[position([...terms[i]!])]!, 1)
          const to = String(position(output))
          answer.set(to, (answer.get(to) ?? 0) + product)
        }
        visit({}, letters)
        expect(found.shape).toEqual(output.map((l) => sizes[l]))
        ;[...T.toTypedArray(found)].forEach((v, i) => expect(v).toBeCloseTo(answer.get(String(i))!, 12))
      }),
      { numRuns: 100 },
    )
  })

  test('float32 and int32 stay', () => {
    expect(T.conv1d(T.ones([1, 1, 3]), T.ones([1, 1, 2])).dtype).toBe('float32')
    const whole = T.tensor([[[1, -2, 3]]], { dtype: 'int32' })
    expect(T.toNested(T.conv1d(whole, T.tensor([[[2, 1]]], { dtype: 'int32' })))).toEqual([[[0, -1]]])
    expect(T.toNested(T.maxPool1d(whole, 2, { stride: 1, padding: 1 }))).toEqual([[[1, 1, 3, 3]]])
    expect(T.toNested(T.averagePool1d(whole, 3)).flat(2)).toEqual([Math.fround(2 / 3)])
    expect(T.resize(T.zeros([1, 1, 2, 2], { dtype: 'uint8' }), 3, { method: 'nearest' }).dtype).toBe('uint8')
    expect(T.toNested(T.adaptiveMaxPool1d(whole, 2))).toEqual([[[1, 3]]])
  })

  test('an empty batch stays empty', () => {
    expect(T.conv2d(T.zeros([0, 3, 5, 5]), T.zeros([4, 3, 3, 3])).shape).toEqual([0, 4, 3, 3])
    expect(T.convTranspose2d(T.zeros([0, 3, 5, 5]), T.zeros([3, 4, 3, 3])).shape).toEqual([0, 4, 7, 7])
    expect(T.maxPool2d(T.zeros([0, 3, 4, 4]), 2).shape).toEqual([0, 3, 2, 2])
    expect(T.averagePool2d(T.zeros([2, 0, 4, 4]), 2).shape).toEqual([2, 0, 2, 2])
    expect(T.resize(T.zeros([0, 3, 4, 4]), 8).shape).toEqual([0, 3, 8, 8])
    expect(T.toNested(T.einsum('ij,jk->ik', T.zeros([1, 0]), T.zeros([0, 2])))).toEqual([[0, 0]])
  })
})

const x4 = T.ones([1, 3, 5, 5]) as AnyTensor
const kernel = (...shape: readonly number[]): AnyTensor => T.ones(shape) as AnyTensor
const conv =
  (k: AnyTensor, options: object = {}) =>
  () =>
    T.conv2d(x4, k, options)

const mistakes: readonly (readonly [string, () => unknown])[] = [
  ['conv2d: input has 3 channels, the kernel expects 4', conv(kernel(8, 4, 3, 3))],
  ['conv2d: input has 3 channels, the kernel expects 6', conv(kernel(8, 3, 3, 3), { groups: 2 })],
  [
    'conv2d: 2 groups do not divide the 3 output channels of the kernel',
    conv(kernel(3, 3, 3, 3), { groups: 2 }),
  ],
  ['conv2d: groups is a whole number from 1, got 0', conv(kernel(3, 3, 3, 3), { groups: 0 })],
  ['conv2d: the window covers 7 along axis 3, the padded input has 5', conv(kernel(8, 3, 3, 7))],
  [
    'conv2d: the window covers 9 along axis 2, the padded input has 7',
    conv(kernel(8, 3, 3, 3), { dilation: 4, padding: 1 }),
  ],
  ['conv2d: the kernel has axes [out, in, height, width], got [8,3,3]', conv(kernel(8, 3, 3))],
  [
    'conv2d: the size of the kernel is a whole number from 1, or 2 of them, got [3,0]',
    conv(kernel(8, 3, 3, 0)),
  ],
  [
    'conv2d: stride is a whole number from 1, or 2 of them, got [1,2,3]',
    conv(kernel(8, 3, 3, 3), { stride: [1, 2, 3] }),
  ],
  [
    'conv2d: dilation is a whole number from 1, or 2 of them, got 1.5',
    conv(kernel(8, 3, 3, 3), { dilation: 1.5 }),
  ],
  [
    "conv2d: padding is 'valid', 'same', a whole number from 0, or a pair of them for each spatial axis, got [[1,1]]",
    conv(kernel(8, 3, 3, 3), { padding: [[1, 1]] }),
  ],
  [
    "conv2d: padding is 'valid', 'same', a whole number from 0, or a pair of them for each spatial axis, got \"full\"",
    conv(kernel(8, 3, 3, 3), { padding: 'full' }),
  ],
  ['conv1d: the input has axes [batch, channels, width], got [1,3,5,5]', () => T.conv1d(x4, kernel(2, 3, 2))],
  [
    'conv3d: the input has axes [batch, channels, depth, height, width], got [1,3,5,5]',
    () => T.conv3d(x4, kernel(2, 3, 2, 2, 2)),
  ],
  [
    'conv2d: needs int32 or floats, got uint8. Cast first.',
    () => T.conv2d(T.cast(x4, 'uint8'), T.cast(kernel(2, 3, 2, 2), 'uint8')),
  ],
  [
    'convTranspose2d: input has 3 channels, the kernel gives 4',
    () => T.convTranspose2d(x4, kernel(4, 2, 3, 3)),
  ],
  [
    'convTranspose2d: outputPadding is less than the stride, got [2,2] with [2,2]',
    () => T.convTranspose2d(x4, kernel(3, 2, 3, 3), { stride: 2, outputPadding: 2 }),
  ],
  [
    'convTranspose2d: the padding takes away more than there is along axis 2: -1',
    () => T.convTranspose2d(x4, kernel(3, 2, 1, 1), { padding: 3 }),
  ],
  ['maxPool2d: the window covers 6 along axis 2, the padded input has 5', () => T.maxPool2d(x4, 6)],
  ['maxPool2d: the window is a whole number from 1, or 2 of them, got 0', () => T.maxPool2d(x4, 0)],
  [
    'averagePool2d: a place of the window along axis 2 has no element of [1,3,5,5] in it. Less padding?',
    () => T.averagePool2d(x4, 2, { padding: 2 }),
  ],
  [
    'adaptiveMaxPool2d: needs at least one element along each spatial axis, got [1,1,0,2]',
    () => T.adaptiveMaxPool2d(kernel(1, 1, 0, 2), 1),
  ],
  [
    'adaptiveAveragePool2d: the size of the result is a whole number from 1, or 2 of them, got [1]',
    () => T.adaptiveAveragePool2d(x4, [1] as readonly number[]),
  ],
  [
    'globalMaxPool: the input has axes [batch, channels, ...], got [1,3]',
    () => T.globalMaxPool(kernel(1, 3)),
  ],
  [
    'maxPool2dWithIndices: a place of the window along axis 2 has no element of [1,1,2,2] in it. Less padding?',
    () => T.maxPool2dWithIndices(kernel(1, 1, 2, 2), 1, { padding: 1 }),
  ],
  [
    'maxUnpool2d: each value has an index, got values [1,1,2,2] and indices [1,1,4]',
    () => T.maxUnpool2d(kernel(1, 1, 2, 2), T.zeros([1, 1, 4], { dtype: 'int32' }), 4),
  ],
  [
    'maxUnpool2d: index 4 at position 0 is out of range, the axis has 4 elements (0..3).',
    () => T.maxUnpool2d(kernel(1, 1, 1, 1), T.full([1, 1, 1, 1], 4, { dtype: 'int32' }), 2),
  ],
  ['resize: the input has axes [batch, channels, height, width], got [3,3]', () => T.resize(kernel(3, 3), 2)],
  ['resize: needs at least one pixel along each axis, got [1,1,2,0]', () => T.resize(kernel(1, 1, 2, 0), 2)],
  [
    "resize: the method is 'nearest', 'bilinear' or 'bicubic', got 'cubic'",
    () => T.resize(x4, 2, { method: 'cubic' as 'nearest' }),
  ],
  [
    "resize: coordinates are 'halfPixel', 'alignCorners' or 'asymmetric', got 'half_pixel'",
    () => T.resize(x4, 2, { coordinates: 'half_pixel' as 'halfPixel' }),
  ],
  [
    "resize: rounding is 'roundPreferCeil', 'roundPreferFloor', 'floor' or 'ceil', got 'trunc'",
    () => T.resize(x4, 2, { method: 'nearest', rounding: 'trunc' as 'floor' }),
  ],
  ['resize: scale is a number above 0, or 2 of them, got [2]', () => T.resize(x4, 2, { scale: [2] })],
  ['resize: scale is a number above 0, or 2 of them, got 0', () => T.resize(x4, 2, { scale: 0 })],
  [
    "resize: scale has no say where corners meet, coordinates are 'alignCorners'. Leave it out?",
    () => T.resize(x4, 2, { coordinates: 'alignCorners', scale: 2 }),
  ],
  [
    "resize: rounding belongs to the method 'nearest', got 'bilinear'",
    () => T.resize(x4, 2, { rounding: 'floor' }),
  ],
  [
    "resize: antialias belongs to the method 'bilinear' or 'bicubic', got 'nearest'",
    () => T.resize(x4, 2, { method: 'nearest', antialias: true }),
  ],
  [
    "resize: excludeOutside belongs to the method 'bicubic', got 'bilinear'",
    () => T.resize(x4, 2, { excludeOutside: true }),
  ],
  [
    'resize: cubicCoefficient is a finite number, got NaN',
    () => T.resize(x4, 2, { method: 'bicubic', cubicCoefficient: NaN }),
  ],
  [
    'resize: no pixel of the input is near 9.5, and none outside counts. Another scale?',
    () => T.resize(x4, 2, { method: 'bicubic', excludeOutside: true, scale: 0.05 }),
  ],
  ['dot: inner dimensions differ, [2,3] · [4]: 3 against 4', () => T.dot(kernel(2, 3), kernel(4))],
  ['tensorDot: 3 axes are more than [2,3] or [3,2] has', () => T.tensorDot(kernel(2, 3), kernel(3, 2), 3)],
  [
    'tensorDot: axes that are summed differ, [2,3] and [2,3]: 3 against 2',
    () => T.tensorDot(kernel(2, 3), kernel(2, 3), 1),
  ],
  [
    'tensorDot: as many axes of one as of the other are summed',
    () => T.tensorDot(kernel(2, 3), kernel(2, 3), [[0, 1] as readonly number[], [0]]),
  ],
  [
    'tensorDot: the number of axes is a whole number from 0, got -1',
    () => T.tensorDot(kernel(2), kernel(2), -1 as number),
  ],
  [
    'tensorDot: axis 2 is out of range for shape [2,3] of rank 2',
    () => T.tensorDot(kernel(2, 3), kernel(2, 3), [[2] as readonly number[], [0]]),
  ],
  ...(
    [
      ["einsum: 'j' of 'ij,jk->ik' is 3, and 4 in [4,5]", 'ij,jk->ik', [kernel(2, 3), kernel(4, 5)]],
      ["einsum: 'i' of 'ii' is 2, and 3 in [2,3]", 'ii', [kernel(2, 3)]],
      ["einsum: 'ij' of 'ij->i' names 2 axes, [2,3,4] has 3", 'ij->i', [kernel(2, 3, 4)]],
      ["einsum: 'i...j' of 'i...j' names 2 axes, [2] has 1", 'i...j', [kernel(2)]],
      ["einsum: 'ij,jk' is for 2 operands, got 1", 'ij,jk', [kernel(2, 3)]],
      ["einsum: the result names 'k', which no operand has, got 'ij->ik'", 'ij->ik', [kernel(2, 3)]],
      ["einsum: the result names 'i' twice, got 'ij->ii'", 'ij->ii', [kernel(2, 3)]],
      ["einsum: there is one '->' at most, got 'i->i->i'", 'i->i->i', [kernel(2)]],
      ["einsum: an operand has '...' and the result has not, got '...i->i'", '...i->i', [kernel(2, 3)]],
      [
        "einsum: subscripts are letters and one '...' for each operand, separated by commas, as in 'ij,jk->ik', got 'i1->i'",
        'i1->i',
        [kernel(2, 3)],
      ],
      [
        "einsum: an axis under '...' of '...i,...i->...i' is 2, and 3 in [3,4]",
        '...i,...i->...i',
        [kernel(2, 4), kernel(3, 4)],
      ],
      ['einsum: at least one tensor is needed', '->', []],
      ['einsum: needs int32 or floats, got bool. Cast first.', 'i->', [T.cast(kernel(2), 'bool')]],
    ] as const
  ).map(([text, subscripts, operands]): readonly [string, () => unknown] => [
    text,
    () => T.einsum(subscripts as string, ...(operands as readonly AnyTensor[])),
  ]),
]

describe('mistakes are told in full', () => {
  test.each(mistakes)('%s', (text, f) => {
    expect(f).toThrow(T.GradusError)
    expect(f).toThrow(expect.objectContaining({ message: text }))
  })
})
