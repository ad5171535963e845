import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import { expect, test } from 'vitest'

const cases: readonly (readonly [text: string, mistake: () => unknown])[] = [
  [
    'scaleByLearningRate: the learning rate must be positive and finite, got -0.001. ' +
      'The minus sign of the descent is already in the optimiser.',
    () => O.adam({ learningRate: -0.001 }),
  ],
  [
    'scaleByLearningRate: the learning rate must be positive and finite, got NaN. ' +
      'The minus sign of the descent is already in the optimiser.',
    () => O.sgd({ learningRate: NaN }),
  ],
  [
    'scaleByLearningRate: the learning rate must be positive and finite, got 0. ' +
      'The minus sign of the descent is already in the optimiser.',
    () => O.adamW({ learningRate: 0 }),
  ],
  ['scaleByAdam: b1 must be in [0, 1), got 1.', () => O.adam({ learningRate: 0.1, b1: 1 })],
  ['scaleByAdam: b2 must be in [0, 1), got NaN.', () => O.scaleByAdam({ b2: NaN })],
  ['scaleByAdam: eps must be zero or more, and finite, got -1e-8.', () => O.scaleByAdam({ eps: -1e-8 })],
  ['trace: decay must be in [0, 1), got 1.5.', () => O.sgd({ learningRate: 0.1, momentum: 1.5 })],
  [
    'addDecayedWeights: weightDecay must be zero or more, and finite, got -0.1.',
    () => O.adamW({ learningRate: 0.1, weightDecay: -0.1 }),
  ],
  ['clipByGlobalNorm: the limit must be positive and finite, got 0.', () => O.clipByGlobalNorm(0)],
  ['scale: factor must be finite, got Infinity.', () => O.scale(Infinity)],
  ['constant: value must be zero or more, and finite, got -1.', () => O.constant(-1)],
  [
    'exponentialDecay: rate must be positive and finite, got 0.',
    () => O.exponentialDecay({ initial: 1, rate: 0, steps: 10 }),
  ],
  [
    'exponentialDecay: steps must be a whole number of steps, 1 or more, got 0.',
    () => O.exponentialDecay({ initial: 1, rate: 0.5, steps: 0 }),
  ],
  [
    'exponentialDecay: begin must be a whole number of steps, 0 or more, got 2.5.',
    () => O.exponentialDecay({ initial: 1, rate: 0.5, steps: 10, begin: 2.5 }),
  ],
  [
    'cosineDecay: exponent must be positive and finite, got 0.',
    () => O.cosineDecay({ initial: 1, steps: 10, exponent: 0 }),
  ],
  [
    'warmupCosine: warmupSteps must be less than totalSteps, got 100 of 100.',
    () => O.warmupCosine({ peak: 1, warmupSteps: 100, totalSteps: 100 }),
  ],
  [
    'warmupCosine: peak must be positive and finite, got -1.',
    () => O.warmupCosine({ peak: -1, warmupSteps: 1, totalSteps: 100 }),
  ],
  ['scaleByAmsgrad: b1 must be in [0, 1), got -0.1.', () => O.amsgrad({ learningRate: 0.1, b1: -0.1 })],
  ['scaleByAdamax: eps must be positive and finite, got 0.', () => O.adamax({ learningRate: 0.1, eps: 0 })],
  ['scaleByRadam: b2 must be in [0.6, 1), got 0.5.', () => O.radam({ learningRate: 0.1, b2: 0.5 })],
  ['scaleByRadam: threshold must be in [4, Infinity), got 3.', () => O.scaleByRadam({ threshold: 3 })],
  [
    'scaleByAdagrad: initial must be zero or more, and finite, got -1.',
    () => O.adagrad({ learningRate: 0.1, initial: -1 }),
  ],
  ['scaleByAdadelta: rho must be in [0, 1), got 1.', () => O.adadelta({ learningRate: 1, rho: 1 })],
  ['scaleByRms: decay must be in [0, 1), got 2.', () => O.rmsprop({ learningRate: 0.1, decay: 2 })],
  [
    'scaleByStddev: eps must be zero or more, and finite, got NaN.',
    () => O.centredRmsprop({ learningRate: 0.1, eps: NaN }),
  ],
  ['trace: decay must be in [0, 1), got 1.', () => O.momentum({ learningRate: 0.1, momentum: 1 })],
  ['scaleByLion: b2 must be in [0, 1), got 1.', () => O.lion({ learningRate: 0.1, b2: 1 })],
  [
    'scaleByTrustRatio: coefficient must be positive and finite, got 0.',
    () => O.lars({ learningRate: 0.1, coefficient: 0 }),
  ],
  [
    'addDecayedWeights: weightDecay must be zero or more, and finite, got -1.',
    () => O.lamb({ learningRate: 0.1, weightDecay: -1 }),
  ],
  ['scaleByYogi: b1 must be in [0, 1), got 1.', () => O.yogi({ learningRate: 0.1, b1: 1 })],
  ['scaleBySm3: b1 must be in [0, 1), got 1.', () => O.sm3({ learningRate: 0.1, b1: 1 })],
  [
    'scaleByFactoredRms: decayRate must be positive and finite, got 0.',
    () => O.adafactor({ learningRate: 0.1, decayRate: 0 }),
  ],
  [
    'scaleByMuon: iterations must be a whole number of steps, 1 or more, got 0.',
    () => O.muon({ learningRate: 0.1, iterations: 0 }),
  ],
  ['scaleByRprop: initial must be positive and finite, got 0.', () => O.rprop({ initial: 0 })],
  ['scaleByRprop: grow must be in [1, Infinity), got 0.9.', () => O.rprop({ initial: 1, grow: 0.9 })],
  ['clipByValue: the limit must be positive and finite, got -1.', () => O.clipByValue(-1)],
  ['clipByNorm: the limit must be positive and finite, got NaN.', () => O.clipByNorm(NaN)],
  ['clipByRms: the limit must be positive and finite, got 0.', () => O.clipByRms(0)],
  ['adaptiveClip: eps must be positive and finite, got 0.', () => O.adaptiveClip(0.1, { eps: 0 })],
  [
    'addNoise: variance must be zero or more, and finite, got -1.',
    () => O.addNoise({ variance: -1, key: T.Rng.key(0) }),
  ],
  [
    'applyIfFinite: maxSkipped must be a whole number of steps, 0 or more, got 1.5.',
    () => O.applyIfFinite(O.identity, { maxSkipped: 1.5 }),
  ],
  ['accumulate: steps must be a whole number of steps, 1 or more, got 0.', () => O.accumulate(0, O.identity)],
  ['ema: decay must be in [0, 1), got 1.', () => O.ema({ decay: 1 })],
  ['lookahead: slowRate must be positive and finite, got 0.', () => O.lookahead(O.identity, { slowRate: 0 })],
  ['sam: rho must be positive and finite, got 0.', () => O.sam(O.identity, { rho: 0 })],
  [
    'scheduleFree: b1 must be between 0 and 1, got 0. The average cannot be found again without it.',
    () => O.scheduleFreeAdamW({ learningRate: 0.1, b1: 0 }),
  ],
  [
    'injectHyperparams: learningRate must be finite, got NaN.',
    () => O.injectHyperparams({ learningRate: NaN }, () => O.identity),
  ],
  [
    'masked: select matches no parameter. The paths are w.',
    () => O.masked(O.identity, () => false).init({ w: T.ones([1]) }),
  ],
  [
    'freeze: select matches no parameter. The paths are w.',
    () => O.freeze((path) => path === 'v').init({ w: T.ones([1]) }),
  ],
  [
    'partition: w is of the group other, for which there is no rule. The rules are some.',
    () => O.partition(() => 'other' as 'some', { some: O.identity }).init({ w: T.ones([1]) }),
  ],
  [
    'stepDecay: every must be a whole number of steps, 1 or more, got 0.',
    () => O.stepDecay({ initial: 1, every: 0 }),
  ],
  [
    'inverseTime: rate must be zero or more, and finite, got -1.',
    () => O.inverseTime({ initial: 1, rate: -1 }),
  ],
  [
    'polynomial: power must be positive and finite, got 0.',
    () => O.polynomial({ initial: 1, steps: 1, power: 0 }),
  ],
  ['warmup: peak must be positive and finite, got 0.', () => O.warmup({ peak: 0, steps: 1 })],
  ['join: there must be a piece before the last schedule, got none.', () => O.join([], O.constant(1))],
  [
    'join: the length of piece 0 must be a whole number of steps, 1 or more, got 0.',
    () => O.join([[O.constant(1), 0]], O.constant(1)),
  ],
  [
    'piecewiseConstant: pieces must begin one after the other, got 5 after 10.',
    () =>
      O.piecewiseConstant({
        initial: 1,
        values: [
          [10, 0.5],
          [5, 0.1],
        ],
      }),
  ],
  [
    'cosineRestarts: factor must be a whole number of steps, 1 or more, got 1.5.',
    () => O.cosineRestarts({ initial: 1, steps: 10, factor: 1.5 }),
  ],
  [
    'oneCycle: the way up must take a step or more, got a share of 0.01 of 10.',
    () => O.oneCycle({ peak: 1, totalSteps: 10, warmupShare: 0.01 }),
  ],
  [
    'cyclic: decay must be positive and finite, got 0.',
    () => O.cyclic({ min: 0, max: 1, steps: 1, decay: 0 }),
  ],
  ['reduceOnPlateau: factor must be between 0 and 1, got 1.', () => O.reduceOnPlateau({ factor: 1 })],
  ['exponentialAverage: beta must be in [0, 1), got 1.', () => O.exponentialAverage({ beta: 1 })],
  ['averageWindow: beta must be in [0, 1), got 1.', () => O.averageWindow(1)],
  [
    'addDecayedWeights: select matches no parameter. The paths are dense_0.kernel, dense_0.bias.',
    () =>
      O.adamW({ learningRate: 0.1, select: (path) => path.endsWith('kernle') }).init({
        dense_0: { kernel: T.ones([2, 2]), bias: T.ones([2]) },
      }),
  ],
]

test.each(cases)('%s', (text, mistake) => {
  expect(mistake).toThrow(new ValueError(text.split(': ')[0] ?? '', text.slice(text.indexOf(': ') + 2)))
})

test('updates of another structure name the path that differs', () => {
  const params: Record<string, unknown> = { dense_0: { kernel: T.ones([2]) } }
  const updates: Record<string, unknown> = { dense_0: { weight: T.ones([2]) } }
  expect(() => O.applyUpdates(params, updates)).toThrow(
    'Tree.zipWith: the trees differ at dense_0: a branch {kernel} against a branch {weight}',
  )
})

test('Muon by itself refuses what is not a matrix', () => {
  expect(() => O.scaleByMuon().init({ bias: T.ones([2]) })).toThrow(
    new T.ShapeError(
      'scaleByMuon',
      'parameters must be matrices, bias has the shape [2]. Use muon, which gives others to Adam?',
    ),
  )
})
