/** Pools against PyTorch in double precision; tools/golden/layers_pooling.py makes the values. */
import * as L from '@gradus/layers'
import { describe, expect, test } from 'vitest'
import { conform } from './harness/conform.ts'
import { refused, said } from './harness/said.ts'

conform('pooling', {
  maxPool1d: { stage: L.maxPool1d(3) },
  maxPool2d: { stage: L.maxPool2d(2) },
  'maxPool2d, stride, padding': { stage: L.maxPool2d(3, { stride: 2, padding: 1 }) },
  'maxPool2d, same': { stage: L.maxPool2d(2, { stride: 1, padding: 'same' }) },
  'maxPool2d, dilation': { stage: L.maxPool2d([2, 3], { stride: 1, dilation: 2 }) },
  'maxPool2d, ceilMode': { stage: L.maxPool2d([4, 3], { ceilMode: true }) },
  maxPool3d: { stage: L.maxPool3d([2, 2, 3]) },
  averagePool1d: { stage: L.averagePool1d(3, { stride: 2 }) },
  averagePool2d: { stage: L.averagePool2d([2, 3]) },
  'averagePool2d, padding': { stage: L.averagePool2d(3, { padding: 1 }) },
  'averagePool2d, includePadding': { stage: L.averagePool2d(3, { padding: 1, includePadding: true }) },
  averagePool3d: { stage: L.averagePool3d(2, { stride: 1 }) },
  adaptiveMaxPool1d: { stage: L.adaptiveMaxPool1d(3) },
  adaptiveMaxPool2d: { stage: L.adaptiveMaxPool2d([4, 2]) },
  adaptiveMaxPool3d: { stage: L.adaptiveMaxPool3d(2) },
  adaptiveAveragePool1d: { stage: L.adaptiveAveragePool1d(3) },
  adaptiveAveragePool2d: { stage: L.adaptiveAveragePool2d([4, 2]) },
  adaptiveAveragePool3d: { stage: L.adaptiveAveragePool3d(2) },
  globalMaxPool: { stage: L.globalMaxPool() },
  'globalMaxPool, keepDims': { stage: L.globalMaxPool({ keepDims: true }) },
  globalAveragePool: { stage: L.globalAveragePool() },
  'globalAveragePool, keepDims': { stage: L.globalAveragePool({ keepDims: true }) },
})

const image = L.input([3, 8, 6])

describe('refuses, in the words of the types', () => {
  test.each([
    [L.maxPool2d(2), L.input([4, 9]), 'ShapeError: maxPool2d: expects feature axes [channels,height,width], this model gives [4,9]. Put L.reshape([channels,height,width]) before it.'],
    [L.adaptiveMaxPool1d(2), image, 'ShapeError: adaptiveMaxPool1d: expects feature axes [channels,width], this model gives [3,8,6]. Put L.reshape([channels,width]) before it.'],
    [L.averagePool2d([2, 9], { padding: 1 }), image, 'ShapeError: averagePool2d: expects a padded width of at least 9, this model gives [3,8,6]. Use a smaller window or more padding.'],
    [L.maxPool2d([5, 1], { dilation: 2 }), image, 'ShapeError: maxPool2d: expects a padded height of at least 9, this model gives [3,8,6]. Use a smaller window or more padding.'],
    [L.maxPool2d(2, { padding: 2 }), image, 'ShapeError: maxPool2d: expects an element under each place of the window, this model gives [3,8,6]. Use less padding.'],
    [L.averagePool1d(2, { padding: 'same', dilation: 2 }), L.input([1, 1]), 'ShapeError: averagePool1d: expects an element under each place of the window, this model gives [1,1]. Use less padding.'],
    [L.globalMaxPool(), L.input([10]), 'ShapeError: globalMaxPool: expects feature axes [channels,...spatial], this model gives [10]. Put L.reshape before it.'],
  ])('%# %o', (stage, model, text) => {
    expect(refused(stage, model)).toBe(text)
  }) // prettier-ignore
})

describe('refuses options that are not possible', () => {
  test.each([
    [() => L.maxPool2d(0), 'ValueError: maxPool2d: window must be a positive integer or 2 of them, got 0.'],
    [() => L.maxPool2d(2, { stride: [1, 0] }), 'ValueError: maxPool2d: stride must be a positive integer or 2 of them, got [1,0].'],
    [() => L.adaptiveMaxPool3d(0), 'ValueError: adaptiveMaxPool3d: size must be a positive integer or 3 of them, got 0.'],
  ])('%#', (mistake, text) => {
    expect(said(mistake)).toBe(text)
  }) // prettier-ignore
})

test('settings are those that are not as usual', () => {
  const model = L.pipe(
    L.input([4, 16, 16]),
    L.maxPool2d(2, { stride: 2 }),
    L.averagePool2d([3, 2], { stride: 1, padding: [[1, 1], [0, 1]], ceilMode: true, includePadding: false }), // prettier-ignore
    L.globalAveragePool({ keepDims: true }),
    L.globalMaxPool(),
  )
  expect(L.describe(model).map((layer) => layer.settings)).toEqual([
    { window: 2 },
    { window: '3×2', stride: 1, padding: '1+1×0+1', ceilMode: true, includePadding: false },
    { keepDims: true },
    {},
  ])
})
