/** Layers that arrange features, against PyTorch in double precision; tools/golden/layers_features.py makes the values. */
import * as L from '@gradus/layers'
import { conform } from './harness/conform.ts'

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
