/** Convolutions against PyTorch in double precision; tools/golden/layers_convolution.py makes the values. */
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { conform } from './harness/conform.ts'
import { refused, said } from './harness/said.ts'

conform('convolution', {
  conv1d: { stage: L.conv1d(3, { kernel: 3 }) },
  'conv1d, same, dilation 2': { stage: L.conv1d(3, { kernel: [3], padding: 'same', dilation: 2 }) },
  conv2d: { stage: L.conv2d(3, { kernel: [3, 2] }) },
  'conv2d, stride 2, padding 1': { stage: L.conv2d(3, { kernel: 3, stride: 2, padding: 1 }) },
  'conv2d, same, stride 2, no bias': {
    stage: L.conv2d(3, { kernel: 3, stride: 2, padding: 'same', bias: false }),
  },
  'conv2d, padding of each side': { stage: L.conv2d(3, { kernel: [3, 2], padding: [[2, 1], [0, 1]] }) }, // prettier-ignore
  'conv2d, dilation, groups': { stage: L.conv2d(6, { kernel: [2, 3], dilation: [3, 2], groups: 2 }) },
  'conv2d, one place': { stage: L.conv2d(3, { kernel: [6, 5] }) },
  'conv3d, stride': { stage: L.conv3d(2, { kernel: [2, 3, 2], stride: [1, 2, 1] }) },
  depthwiseConv1d: { stage: L.depthwiseConv1d({ kernel: 3 }) },
  'depthwiseConv2d, multiplier 2, same': {
    stage: L.depthwiseConv2d({ kernel: 3, multiplier: 2, padding: 'same' }),
  },
  'depthwiseConv3d, stride 2, no bias': { stage: L.depthwiseConv3d({ kernel: 2, stride: 2, bias: false }) },
  separableConv1d: { stage: L.separableConv1d(3, { kernel: 3 }) },
  'separableConv2d, multiplier 2': {
    stage: L.separableConv2d(4, { kernel: [3, 2], multiplier: 2, padding: 1 }),
  },
  separableConv3d: { stage: L.separableConv3d(3, { kernel: 2 }) },
  'convTranspose1d, stride 2': { stage: L.convTranspose1d(3, { kernel: 3, stride: 2 }) },
  'convTranspose2d, stride 2, padding 1, more': {
    stage: L.convTranspose2d(3, { kernel: 3, stride: 2, padding: 1, outputPadding: 1 }),
  },
  'convTranspose2d, same, stride 2': {
    stage: L.convTranspose2d(3, { kernel: 3, stride: 2, padding: 'same' }),
  },
  'convTranspose2d, dilation, groups': {
    stage: L.convTranspose2d(6, { kernel: 2, dilation: 2, groups: 2, bias: false }),
  },
  convTranspose3d: { stage: L.convTranspose3d(2, { kernel: 2, stride: [1, 2, 1] }) },
})

const image = L.input([3, 8, 6])

describe('refuses, in the words of the types', () => {
  test.each([
    [L.conv2d(4, { kernel: 3 }), L.input([4, 9]), 'ShapeError: conv2d: expects feature axes [channels,height,width], this model gives [4,9]. Put L.reshape([channels,height,width]) before it.'],
    [L.conv1d(4, { kernel: 3 }), L.input([9]), 'ShapeError: conv1d: expects feature axes [channels,width], this model gives [9]. Put L.reshape([channels,width]) before it.'],
    [L.conv3d(4, { kernel: 3 }), image, 'ShapeError: conv3d: expects feature axes [channels,depth,height,width], this model gives [3,8,6]. Put L.reshape([channels,depth,height,width]) before it.'],
    [L.conv2d(4, { kernel: [3, 5], padding: 1, dilation: [1, 3] }), image, 'ShapeError: conv2d: expects a padded width of at least 13, this model gives [3,8,6]. Use a smaller kernel or more padding.'],
    [L.conv2d(4, { kernel: 9 }), image, 'ShapeError: conv2d: expects a padded height of at least 9, this model gives [3,8,6]. Use a smaller kernel or more padding.'],
    [L.separableConv2d(4, { kernel: [1, 7] }), image, 'ShapeError: separableConv2d: expects a padded width of at least 7, this model gives [3,8,6]. Use a smaller kernel or more padding.'],
    [L.depthwiseConv2d({ kernel: [1, 7] }), image, 'ShapeError: depthwiseConv2d: expects a padded width of at least 7, this model gives [3,8,6]. Use a smaller kernel or more padding.'],
    [L.conv2d(4, { kernel: 3, groups: 2 }), image, 'ShapeError: conv2d: expects channels that 2 groups divide, this model gives [3,8,6]. Use groups that divide them.'],
    [L.convTranspose2d(4, { kernel: 3, groups: 2 }), image, 'ShapeError: convTranspose2d: expects channels that 2 groups divide, this model gives [3,8,6]. Use groups that divide them.'],
    [L.convTranspose2d(4, { kernel: 1, padding: 3 }), image, 'ShapeError: convTranspose2d: expects more than the padding takes away, this model gives [3,8,6]. Use less padding.'],
  ])('%# %o', (stage, model, text) => {
    expect(refused(stage, model)).toBe(text)
  }) // prettier-ignore
})

describe('refuses options that are not possible', () => {
  test.each([
    [() => L.conv2d(0, { kernel: 3 }), 'ValueError: conv2d: channels must be a positive integer, got 0.'],
    [() => L.conv2d(4, { kernel: 0 }), 'ValueError: conv2d: kernel must be a positive integer or 2 of them, got 0.'],
    [() => L.conv1d(4, { kernel: 1.5 }), 'ValueError: conv1d: kernel must be a positive integer, got 1.5.'],
    [() => L.conv2d(4, { kernel: [3, 3, 3] as never }), 'ValueError: conv2d: kernel must be a positive integer or 2 of them, got [3,3,3].'],
    [() => L.conv2d(4, { kernel: 3, stride: -1 }), 'ValueError: conv2d: stride must be a positive integer or 2 of them, got -1.'],
    [() => L.conv2d(4, { kernel: 3, dilation: [1, 0] }), 'ValueError: conv2d: dilation must be a positive integer or 2 of them, got [1,0].'],
    [() => L.conv2d(4, { kernel: 3, padding: -1 }), "ValueError: conv2d: padding must be 'valid', 'same', a non-negative integer, or a pair of them for each of 2 spatial axes, got -1."],
    [() => L.conv2d(4, { kernel: 3, padding: 'full' as never }), "ValueError: conv2d: padding must be 'valid', 'same', a non-negative integer, or a pair of them for each of 2 spatial axes, got \"full\"."],
    [() => L.conv2d(4, { kernel: 3, padding: [[1, 1]] as never }), "ValueError: conv2d: padding must be 'valid', 'same', a non-negative integer, or a pair of them for each of 2 spatial axes, got [[1,1]]."],
    [() => L.conv2d(4, { kernel: 3, groups: 3 }), 'ValueError: conv2d: groups must divide the output channels, got 3 for 4.'],
    [() => L.conv2d(4, { kernel: 3, groups: 0 }), 'ValueError: conv2d: groups must be a positive integer, got 0.'],
    [() => L.depthwiseConv2d({ kernel: 3, multiplier: 0.5 }), 'ValueError: depthwiseConv2d: multiplier must be a positive integer, got 0.5.'],
    [() => L.separableConv1d(0, { kernel: 3 }), 'ValueError: separableConv1d: channels must be a positive integer, got 0.'],
    [() => L.convTranspose2d(4, { kernel: 3, outputPadding: 1 }), 'ValueError: convTranspose2d: outputPadding must be less than the stride, got 1×1 with 1×1.'],
    [() => L.convTranspose2d(4, { kernel: 3, outputPadding: -1 }), 'ValueError: convTranspose2d: outputPadding must be a non-negative integer or 2 of them, got -1.'],
  ])('%#', (mistake, text) => {
    expect(said(mistake)).toBe(text)
  }) // prettier-ignore
})

test('settings are those that are not as usual', () => {
  const model = L.pipe(
    L.input([4, 16, 16]),
    L.conv2d(4, { kernel: 3, stride: 1, padding: 'valid' }),
    L.conv2d(8, { kernel: [1, 3], stride: 2, padding: [[0, 0], [1, 2]], dilation: [1, 2], groups: 2, bias: false }), // prettier-ignore
    L.depthwiseConv2d({ kernel: 2, padding: 'same', multiplier: 2 }),
    L.convTranspose2d(4, { kernel: 3, stride: 2, padding: 1, outputPadding: 1 }),
  )
  expect(L.describe(model).map((layer) => layer.settings)).toEqual([
    { kernel: 3 },
    { kernel: '1×3', stride: 2, padding: '0+0×1+2', dilation: '1×2', groups: 2, bias: false },
    { kernel: 2, padding: 'same', multiplier: 2 },
    { kernel: 3, stride: 2, padding: 1, outputPadding: '1×1' },
  ])
})

describe('kernels begin with the variance of their fan-in', () => {
  const deviation = (stage: unknown): number => {
    const model = (stage as (model: unknown) => L.AnyModel)(L.input([32, 9, 9]))
    return T.item(T.std(T.Tree.leaves(L.init(model, Rng.key(0)).params)[0] as T.Tensor))
  }
  test.each([
    ['conv2d', L.conv2d(64, { kernel: 3 }), 32 * 9],
    ['groups', L.conv2d(256, { kernel: 3, groups: 4 }), 8 * 9],
    ['depthwiseConv2d', L.depthwiseConv2d({ kernel: 3, multiplier: 16 }), 9],
    ['convTranspose2d', L.convTranspose2d(64, { kernel: 3 }), 32 * 9],
  ] as const)('%s', (_, stage, fanIn) => {
    expect(deviation(stage) / Math.sqrt(2 / fanIn)).toBeCloseTo(1, 1)
  })
})
