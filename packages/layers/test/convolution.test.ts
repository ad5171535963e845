/** Convolutions against PyTorch in double precision; tools/golden/layers_convolution.py makes the values. */
import * as L from '@gradus/layers'
import { conform } from './harness/conform.ts'

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
