import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import type { Params } from './golden.ts'

/** A transformation with the type of its state forgotten. */
export interface AnyTransformation {
  readonly init: (params: Params) => unknown
  readonly update: (updates: Params, state: never, params: Params) => readonly [Params, unknown]
}

const kernelsOnly = (path: string): boolean => path.endsWith('kernel')

const otherRms = { decay: 0.8, eps: 1e-3, epsInRoot: false, initial: 0.5, biasCorrection: true }

/** Muon takes matrices only; the golden values have the others as they were. */
const onMatrices = <S>(matrices: O.GradientTransformation<S>): AnyTransformation =>
  O.partition((_, { shape }) => (shape.length === 2 ? 'matrix' : 'other'), {
    matrix: matrices,
    other: O.identity,
  })

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
  'scaleByAdam, nesterov': O.scaleByAdam({ nesterov: true }),
  scaleByNadam: O.scaleByNadam(),
  'scaleByAdam, no bias correction': O.scaleByAdam({ biasCorrection: false }),
  scaleByAmsgrad: O.scaleByAmsgrad(),
  scaleByAdamax: O.scaleByAdamax(),
  // With 0.999, what float32 leaves of the averages' length in the first steps is mostly rounding.
  scaleByRadam: O.scaleByRadam({ b2: 0.9 }),
  scaleByAdagrad: O.scaleByAdagrad(),
  'scaleByAdagrad, from zero': O.scaleByAdagrad({ initial: 0 }),
  scaleByAdadelta: O.scaleByAdadelta(),
  scaleByRms: O.scaleByRms(),
  'scaleByRms, other constants': O.scaleByRms(otherRms),
  scaleByStddev: O.scaleByStddev({ eps: 1e-3 }),
  'scaleByStddev, other constants': O.scaleByStddev(otherRms),
  scaleByLion: O.scaleByLion(),
  scaleByTrustRatio: O.scaleByTrustRatio(),
  'scaleByTrustRatio, other constants': O.scaleByTrustRatio({ coefficient: 0.01, eps: 0.1, minNorm: 0.5 }),
  scaleByYogi: O.scaleByYogi(),
  scaleByFactoredRms: O.scaleByFactoredRms(),
  'scaleByFactoredRms, factored': O.scaleByFactoredRms({ minSizeToFactor: 2 }),
  scaleByParameterRms: O.scaleByParameterRms(),
  'scaleByMuon on matrices': onMatrices(O.scaleByMuon()),
  'scaleByMuon on matrices, no nesterov': onMatrices(
    O.scaleByMuon({ nesterov: false, beta: 0.5, iterations: 3 }),
  ),
  scaleBySm3: O.scaleBySm3(),
  scaleByRprop: O.scaleByRprop({ initial: 0.1 }),
  clipByValue: O.clipByValue(0.1),
  clipByNorm: O.clipByNorm(0.5),
  clipByRms: O.clipByRms(0.1),
  adaptiveClip: O.adaptiveClip(0.1),
  addNoise: O.addNoise({ variance: 0.01, key: Rng.key(7) }),
  zeroNonFinite: O.zeroNonFinite(),
  applyIfFinite: O.applyIfFinite(O.adam({ learningRate: 1e-2 }), { maxSkipped: 3 }),
  accumulate: O.accumulate(3, O.adam({ learningRate: 1e-2 })),
  ema: O.ema({ decay: 0.9 }),
  'ema, no bias correction': O.ema({ decay: 0.9, biasCorrection: false }),
  lookahead: O.lookahead(O.adam({ learningRate: 1e-2 }), { steps: 3 }),
  centralize: O.centralize(),
  masked: O.masked(O.trace({ decay: 0.9 }), kernelsOnly),
  partition: O.partition((path) => (kernelsOnly(path) ? 'kernel' : 'other'), {
    kernel: O.adam({ learningRate: 1e-2 }),
    other: O.sgd({ learningRate: 0.1, momentum: 0.9 }),
  }),
  freeze: O.freeze(kernelsOnly),
  monitor: O.monitor(O.adam({ learningRate: 1e-2 })),
  injectHyperparams: O.injectHyperparams({ learningRate: 1e-2 }, ({ learningRate }) =>
    O.adam({ learningRate: () => learningRate }),
  ),
  'injectHyperparams, several, some scheduled': O.injectHyperparams(
    {
      learningRate: O.exponentialDecay({ initial: 1e-2, rate: 0.5, steps: 3 }),
      b1: (step) => T.sub(0.9, T.mul(step, 0.05)),
      b2: 0.95,
      eps: 1e-6,
      weightDecay: 0.1,
    },
    O.adamW,
  ),
  momentum: O.momentum({ learningRate: 0.1 }),
  nesterov: O.nesterov({ learningRate: 0.1 }),
  adagrad: O.adagrad({ learningRate: 0.1 }),
  rmsprop: O.rmsprop({ learningRate: 1e-2, momentum: 0.9, nesterov: true }),
  centredRmsprop: O.centredRmsprop({ learningRate: 1e-2, eps: 1e-3, momentum: 0.5 }),
  adadelta: O.adadelta({ learningRate: 1 }),
  nadam: O.nadam({ learningRate: 1e-2 }),
  radam: O.radam({ learningRate: 1e-2, b2: 0.9 }),
  adamax: O.adamax({ learningRate: 1e-2 }),
  amsgrad: O.amsgrad({ learningRate: 1e-2 }),
  lion: O.lion({ learningRate: 1e-2, weightDecay: 0.1 }),
  lamb: O.lamb({ learningRate: 1e-2, weightDecay: 0.1, select: kernelsOnly }),
  lars: O.lars({ learningRate: 1, weightDecay: 0.1, select: kernelsOnly }),
  yogi: O.yogi({ learningRate: 1e-2 }),
  adafactor: O.adafactor({ learningRate: 1e-2, minSizeToFactor: 2 }),
  muon: O.muon({ learningRate: 1e-2, weightDecay: 0.1 }),
  rprop: O.rprop({ initial: 0.1 }),
  sam: O.sam(O.sgd({ learningRate: 0.1, momentum: 0.9 })),
  scheduleFree: O.scheduleFree(O.sgd({ learningRate: 0.1 }), { learningRate: 0.1 }),
  scheduleFreeAdamW: O.scheduleFreeAdamW({ learningRate: 1e-2, weightDecay: 0.1 }),
  sm3: O.sm3({ learningRate: 0.1 }),
}
