import * as T from '@gradus/tensor'
import { agrees, type OperandRow, operationsOf } from '../harness/operands.ts'

// A row here and one of the same name in tools/golden/autograd_operations.py.
const rows: Readonly<Record<string, OperandRow>> = {
  conv1d: (x, k) => T.conv1d(x, k),
  'conv1d with stride and padding': (x, k) => T.conv1d(x, k, { stride: 2, padding: 2 }),
  'conv1d in groups, dilated': (x, k) => T.conv1d(x, k, { groups: 2, dilation: 3 }),
  'conv1d same': (x, k) => T.conv1d(x, k, { stride: 2, padding: 'same' }),
  'conv1d causal': (x, k) => T.conv1d(x, k, { padding: [[2, 0]] }),
  conv2d: (x, k) => T.conv2d(x, k),
  'conv2d of one pixel': (x, k) => T.conv2d(x, k),
  'conv2d with strides and padding': (x, k) => T.conv2d(x, k, { stride: [2, 1], padding: 1 }),
  'conv2d dilated': (x, k) => T.conv2d(x, k, { dilation: [2, 3] }),
  'conv2d depthwise': (x, k) => T.conv2d(x, k, { groups: 2, padding: 1 }),
  'conv2d same': (x, k) => T.conv2d(x, k, { stride: [2, 3], padding: 'same' }),
  'conv2d all options': (x, k) =>
    T.conv2d(x, k, { stride: 2, padding: [[1, 0], [0, 2]], dilation: [2, 1], groups: 2 }), // prettier-ignore
  conv3d: (x, k) => T.conv3d(x, k),
  'conv3d in groups, with stride and padding': (x, k) => T.conv3d(x, k, { stride: 2, padding: 1, groups: 2 }),
  convTranspose1d: (x, k) => T.convTranspose1d(x, k),
  'convTranspose1d with stride': (x, k) =>
    T.convTranspose1d(x, k, { stride: 2, padding: 1, outputPadding: 1 }),
  'convTranspose1d in groups, dilated': (x, k) => T.convTranspose1d(x, k, { groups: 2, dilation: 2 }),
  convTranspose2d: (x, k) => T.convTranspose2d(x, k),
  'convTranspose2d with strides': (x, k) =>
    T.convTranspose2d(x, k, { stride: [2, 3], padding: [[0, 0], [1, 1]], outputPadding: [1, 2] }), // prettier-ignore
  'convTranspose2d depthwise': (x, k) => T.convTranspose2d(x, k, { groups: 2, stride: 2 }),
  'convTranspose2d dilated': (x, k) => T.convTranspose2d(x, k, { dilation: [2, 1], padding: 1 }),
  convTranspose3d: (x, k) => T.convTranspose3d(x, k, { stride: 2 }),
  maxPool1d: (x) => T.maxPool1d(x, 3, { stride: 2, padding: 1 }),
  maxPool2d: (x) => T.maxPool2d(x, 2),
  'maxPool2d overlapping': (x) => T.maxPool2d(x, [3, 2], { stride: 1, padding: 1 }),
  'maxPool2d dilated': (x) => T.maxPool2d(x, 2, { stride: 1, dilation: [2, 3] }),
  'maxPool2d ceilMode': (x) => T.maxPool2d(x, 2, { ceilMode: true }),
  maxPool3d: (x) => T.maxPool3d(x, 2, { stride: 1 }),
  averagePool1d: (x) => T.averagePool1d(x, 3, { stride: 2, padding: 1 }),
  averagePool2d: (x) => T.averagePool2d(x, 2),
  'averagePool2d with padding': (x) => T.averagePool2d(x, 3, { stride: 2, padding: 1 }),
  'averagePool2d includePadding': (x) =>
    T.averagePool2d(x, 3, { stride: 2, padding: 1, includePadding: true }),
  'averagePool2d ceilMode': (x) => T.averagePool2d(x, 2, { ceilMode: true }),
  averagePool3d: (x) => T.averagePool3d(x, 2, { stride: 1 }),
  adaptiveMaxPool1d: (x) => T.adaptiveMaxPool1d(x, 3),
  adaptiveMaxPool2d: (x) => T.adaptiveMaxPool2d(x, [2, 3]),
  adaptiveMaxPool3d: (x) => T.adaptiveMaxPool3d(x, [2, 1, 2]),
  adaptiveAveragePool1d: (x) => T.adaptiveAveragePool1d(x, 3),
  adaptiveAveragePool2d: (x) => T.adaptiveAveragePool2d(x, [2, 3]),
  adaptiveAveragePool3d: (x) => T.adaptiveAveragePool3d(x, [2, 1, 2]),
  globalMaxPool: (x) => T.globalMaxPool(x),
  globalAveragePool: (x) => T.globalAveragePool(x, { keepDims: true }),
  maxUnpool1d: (x) => {
    const { values, indices } = T.maxPool1dWithIndices(x, 2)
    return T.maxUnpool1d(T.square(values), indices, 8)
  },
  maxUnpool2d: (x) => {
    const { values, indices } = T.maxPool2dWithIndices(x, 2)
    return T.maxUnpool2d(T.square(values), indices, 4)
  },
  maxUnpool3d: (x) => {
    const { values, indices } = T.maxPool3dWithIndices(x, 2)
    return T.maxUnpool3d(T.square(values), indices, [2, 2, 4])
  },
  'resize bilinear up': (x) => T.resize(x, [7, 9]),
  'resize nearest up': (x) => T.resize(x, [7, 9], { method: 'nearest' }),
  'resize bilinear down': (x) => T.resize(x, [3, 2]),
  'resize nearest down': (x) => T.resize(x, [3, 2], { method: 'nearest' }),
  'resize bilinear both': (x) => T.resize(x, [2, 6]),
  'resize nearest both': (x) => T.resize(x, [2, 6], { method: 'nearest' }),
  'resize bicubic': (x) => T.resize(x, [3, 8], { method: 'bicubic' }),
  'resize bicubic by corners': (x) => T.resize(x, [3, 8], { method: 'bicubic', coordinates: 'alignCorners' }),
  'resize bilinear by corners': (x) => T.resize(x, [3, 8], { coordinates: 'alignCorners' }),
}

agrees(rows, operationsOf('windows'))
