/** Normalisations against PyTorch in double precision; tools/golden/layers_normalization.py makes the values. */
import * as L from '@gradus/layers'
import { conform } from './harness/conform.ts'
import type { StageRow } from './harness/conform.ts'

type Rows = Readonly<Record<string, StageRow>>

const train = 'train' as const

const batchNorm = L.batchNorm({ decay: 0.9, eps: 1e-3 })
const batchNorms: Rows = Object.fromEntries(
  ['vectors', 'signals', 'images', 'volumes', 'two values'].flatMap((name) => [
    [`batchNorm, ${name}, step 1`, { stage: batchNorm, mode: train }],
    [`batchNorm, ${name}, step 4`, { stage: batchNorm, mode: train }],
    [`batchNorm, ${name}, eval`, { stage: batchNorm }],
  ]),
)

const lastAxes: Rows = {
  'layerNorm, vectors': { stage: L.layerNorm() },
  'layerNorm, sequences': { stage: L.layerNorm() },
  'layerNorm, images': { stage: L.layerNorm({ axes: 3 }) },
  'layerNorm, two axes of images': { stage: L.layerNorm({ axes: 2 }) },
  'layerNorm, eps 0.1': { stage: L.layerNorm({ eps: 0.1 }) },
  'rmsNorm, vectors': { stage: L.rmsNorm() },
  'rmsNorm, sequences': { stage: L.rmsNorm() },
  'rmsNorm, images': { stage: L.rmsNorm({ axes: 3 }) },
  'rmsNorm, two axes of images': { stage: L.rmsNorm({ axes: 2 }) },
  'rmsNorm, eps 0.1': { stage: L.rmsNorm({ eps: 0.1 }) },
}

const channels: Rows = {
  'groupNorm, vectors': { stage: L.groupNorm(2) },
  'groupNorm, images': { stage: L.groupNorm(2) },
  'groupNorm, one group': { stage: L.groupNorm(1) },
  'groupNorm, a group each': { stage: L.groupNorm(4) },
  'instanceNorm, signals': { stage: L.instanceNorm() },
  'instanceNorm, images': { stage: L.instanceNorm() },
}

/** The types of all of these are told apart in normalization.test-d.ts. */
type Some = L.Stage<L.Dense<number, boolean>>

const stages = {
  dense: L.dense(3),
  conv1d: L.conv1d(3, { kernel: 2 }),
  conv2d: L.conv2d(3, { kernel: 2 }),
  'conv2d, groups': L.conv2d(2, { kernel: 2, groups: 2 }),
  depthwiseConv2d: L.depthwiseConv2d({ kernel: 2, multiplier: 2 }),
  convTranspose2d: L.convTranspose2d(3, { kernel: 2 }),
}

// In training the estimate moves with the kernel, and derivatives take it for a constant, as the paper does.
const moving = { mode: train, differences: false } as const

const kernels: Rows = Object.fromEntries(
  Object.entries(stages as unknown as Readonly<Record<string, Some>>).flatMap(
    ([name, stage]): readonly (readonly [string, StageRow])[] => [
      [`weightNorm, ${name}`, { stage: L.weightNorm(stage) }],
      [`spectralNorm, ${name}, train`, { stage: L.spectralNorm(stage), ...moving }],
      [
        `spectralNorm, ${name}, train, 3 iterations`,
        { stage: L.spectralNorm(stage, { iterations: 3 }), ...moving },
      ],
      [`spectralNorm, ${name}, eval`, { stage: L.spectralNorm(stage) }],
    ],
  ),
)

conform('normalization', {
  ...batchNorms,
  'batchNorm, defaults': { stage: L.batchNorm(), mode: train },
  ...lastAxes,
  ...channels,
  ...kernels,
})
