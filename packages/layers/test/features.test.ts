/** Layers that arrange features, against PyTorch in double precision; tools/golden/layers_features.py makes the values. */
import * as L from '@gradus/layers'
import { describe, expect, test } from 'vitest'
import { conform } from './harness/conform.ts'
import { refused, said } from './harness/said.ts'

conform('features', {
  flatten: { stage: L.flatten() },
  reshape: { stage: L.reshape([3, 2, 2]) },
  'reshape, -1': { stage: L.reshape([-1, 4]) },
  permute: { stage: L.permute([2, 0, 1]) },
  zeroPad: { stage: L.zeroPad(1) },
  'zeroPad, pairs': { stage: L.zeroPad([[2, 0], [0, 1]]) }, // prettier-ignore
  'zeroPad, one axis': { stage: L.zeroPad(2) },
  reflectPad: { stage: L.reflectPad(2) },
  'reflectPad, pairs': { stage: L.reflectPad([[1, 2], [0, 3]]) }, // prettier-ignore
  upsample: { stage: L.upsample(2) },
  'upsample, one axis': { stage: L.upsample(3) },
  'upsample, three axes': { stage: L.upsample(2) },
  'upsample, bilinear': { stage: L.upsample(3, { method: 'bilinear' }) },
})

const image = L.input([3, 8, 6])

describe('refuses, in the words of the types', () => {
  test.each([
    [L.reshape([1, 28, 27]), L.input([784]), 'ShapeError: reshape: expects 756 features, this model gives [784]. Choose a shape that holds as many.'],
    [L.reshape([-1, 9]), L.input([784]), 'ShapeError: reshape: expects features that 9 divides, this model gives [784]. Choose a shape that holds as many.'],
    [L.permute([1, 0]), image, 'ShapeError: permute: expects 2 feature axes, this model gives [3,8,6]. Name each of its axes once.'],
    [L.zeroPad([[1, 1]]), image, 'ShapeError: zeroPad: expects channels and 1 spatial axes, this model gives [3,8,6]. Give a pair of widths for each axis after the channels.'],
    [L.reflectPad(1), L.input([784]), 'ShapeError: reflectPad: expects feature axes [channels,...spatial], this model gives [784]. Put L.reshape before it.'],
    [L.upsample(2), L.input([784]), 'ShapeError: upsample: expects feature axes [channels,...spatial], this model gives [784]. Put L.reshape before it.'],
    [L.upsample(2, { method: 'bilinear' }), L.input([4, 9]), 'ShapeError: upsample: expects feature axes [channels,height,width], this model gives [4,9]. Put L.reshape([channels,height,width]) before it.'],
  ])('%# %o', (stage, model, text) => {
    expect(refused(stage, model)).toBe(text)
  }) // prettier-ignore
})

describe('refuses options that are not possible', () => {
  test.each([
    [() => L.reshape([2, 0]), 'ValueError: reshape: dimensions must be positive integers, or -1 for what is left, got [2,0].'],
    [() => L.reshape([-1, 2, -1]), 'ValueError: reshape: only one dimension can be -1, got [-1,2,-1].'],
    [() => L.permute([0, 0, 1]), 'ValueError: permute: axes must name each of 0, 1, 2 once, got [0,0,1].'],
    [() => L.permute([1, 2, 3]), 'ValueError: permute: axes must name each of 0, 1, 2 once, got [1,2,3].'],
    [() => L.zeroPad(-1), 'ValueError: zeroPad: widths must be a non-negative integer or pairs of them, got -1.'],
    [() => L.reflectPad([[1, 0.5]]), 'ValueError: reflectPad: widths must be a non-negative integer or pairs of them, got [[1,0.5]].'],
    [() => L.upsample(1.5), 'ValueError: upsample: scale must be a positive integer, got 1.5.'],
    [() => L.upsample(2, { method: 'cubic' as never }), "ValueError: upsample: method must be 'nearest' or 'bilinear', got 'cubic'."],
  ])('%#', (mistake, text) => {
    expect(said(mistake)).toBe(text)
  }) // prettier-ignore
})

test('settings say what cannot be seen from shapes', () => {
  const model = L.pipe(
    L.input([2, 3]),
    L.permute([1, 0]),
    L.zeroPad(1),
    L.reflectPad([[0, 2]]), // prettier-ignore
    L.upsample(2),
    L.reshape([3, 6, 2]),
    L.upsample(2, { method: 'bilinear' }),
  )
  expect(L.describe(model).map((layer) => layer.settings)).toEqual([
    { axes: '1,0' },
    { widths: 1 },
    { widths: '0+2' },
    { scale: 2 },
    {},
    { scale: 2, method: 'bilinear' },
  ])
})
