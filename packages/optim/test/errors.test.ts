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
