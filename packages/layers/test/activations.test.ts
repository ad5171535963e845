/** Activations against PyTorch in double precision; tools/golden/layers_activations.py makes the values. */
import * as L from '@gradus/layers'
import { conform } from './harness/conform.ts'

const activations = {
  identity: L.identity(),
  relu: L.relu(),
  relu6: L.relu6(),
  leakyRelu: L.leakyRelu(),
  'leakyRelu, slope 0.3': L.leakyRelu({ negativeSlope: 0.3 }),
  elu: L.elu(),
  'elu, alpha 0.7': L.elu({ alpha: 0.7 }),
  selu: L.selu(),
  celu: L.celu(),
  'celu, alpha 0.7': L.celu({ alpha: 0.7 }),
  gelu: L.gelu(),
  'gelu, approximate': L.gelu({ approximate: true }),
  silu: L.silu(),
  mish: L.mish(),
  softplus: L.softplus(),
  softsign: L.softsign(),
  hardSigmoid: L.hardSigmoid(),
  hardSwish: L.hardSwish(),
  sigmoid: L.sigmoid(),
  logSigmoid: L.logSigmoid(),
  tanh: L.tanh(),
  step: L.step(),
  softmax: L.softmax(),
  logSoftmax: L.logSoftmax(),
} as const

conform(
  'elementwise',
  Object.fromEntries(Object.entries(activations).map(([name, stage]) => [name, { stage }])),
)

// At corners a slope is a convention; far out, a formula could overflow.
conform(
  'elementwise_corners',
  Object.fromEntries(
    Object.entries(activations).map(([name, stage]) => [name, { stage, differences: false }]),
  ),
)

conform('activations_learned', {
  prelu: { stage: L.prelu() },
  'prelu, images': { stage: L.prelu() },
  'prelu, shared': { stage: L.prelu({ shared: true }) },
  maxout: { stage: L.maxout(3) },
  'maxout, 3 pieces, no bias': { stage: L.maxout(2, { pieces: 3, bias: false }) },
  glu: { stage: L.glu() },
  'glu, channels': { stage: L.glu({ axis: 0 }) },
  swiGlu: { stage: L.swiGlu() },
})
