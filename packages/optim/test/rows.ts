import * as O from '@gradus/optim'
import type { Params } from './golden.ts'

/** A transformation with the type of its state forgotten. */
export interface AnyTransformation {
  readonly init: (params: Params) => unknown
  readonly update: (updates: Params, state: never, params: Params) => readonly [Params, unknown]
}

const kernelsOnly = (path: string): boolean => path.endsWith('kernel')

/** A new transformation joins here, under the name of its golden values, and all checks come with it. */
export const rows: Readonly<Record<string, AnyTransformation>> = {
  identity: O.identity,
  scale: O.scale(-0.5),
  trace: O.trace({ decay: 0.9 }),
  'trace, nesterov': O.trace({ decay: 0.9, nesterov: true }),
  addDecayedWeights: O.addDecayedWeights(0.01),
  'addDecayedWeights, kernels only': O.addDecayedWeights(0.01, { select: kernelsOnly }),
  clipByGlobalNorm: O.clipByGlobalNorm(1),
  'clipByGlobalNorm, never reached': O.clipByGlobalNorm(1e6),
  scaleByAdam: O.scaleByAdam(),
  'scaleByAdam, other constants': O.scaleByAdam({ b1: 0.8, b2: 0.95, eps: 1e-3 }),
  scaleByLearningRate: O.scaleByLearningRate(0.1),
  'scaleByLearningRate, schedule': O.scaleByLearningRate(
    O.exponentialDecay({ initial: 0.1, rate: 0.5, steps: 3 }),
  ),
  sgd: O.sgd({ learningRate: 0.1 }),
  'sgd, momentum': O.sgd({ learningRate: 0.1, momentum: 0.9 }),
  'sgd, nesterov': O.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  adam: O.adam({ learningRate: 1e-2 }),
  'adam, other constants': O.adam({ learningRate: 1e-2, b1: 0.5, b2: 0.9, eps: 1e-4 }),
  adamW: O.adamW({ learningRate: 1e-2, weightDecay: 0.1 }),
  'adamW, kernels only': O.adamW({ learningRate: 1e-2, weightDecay: 0.1, select: kernelsOnly }),
  'chain of clipByGlobalNorm and adamW on a schedule': O.chain(
    O.clipByGlobalNorm(1),
    O.adamW({
      learningRate: O.warmupCosine({ peak: 1e-2, warmupSteps: 3, totalSteps: 7, final: 1e-4 }),
      weightDecay: 0.01,
    }),
  ),
}
