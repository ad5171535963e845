/** Pools against PyTorch in double precision; tools/golden/layers_pooling.py makes the values. */
import * as L from '@gradus/layers'
import { conform } from './harness/conform.ts'

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
