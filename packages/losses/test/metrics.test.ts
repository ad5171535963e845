import * as Loss from '@gradus/losses'
import * as T from '@gradus/tensor'
import { ShapeError, ValueError } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { golden, toTensor } from './golden.ts'
import { type Example, expectAlike, rows } from './metricRows.ts'

interface MetricsFile {
  readonly classification: {
    readonly scores: readonly (readonly number[])[]
    readonly labels: readonly number[]
    readonly accuracy: number
    readonly confusionMatrix: readonly (readonly number[])[]
    readonly logLoss: number
  }
  readonly regression: {
    readonly output: readonly (readonly number[])[]
    readonly target: readonly (readonly number[])[]
    readonly rmse: number
    readonly mae: number
    readonly r2: number
  }
}

const { classification, regression } = golden('metrics') as MetricsFile

describe('values equal those of scikit-learn', () => {
  const scores = toTensor(classification.scores, 'float32')
  const labels = toTensor(classification.labels, 'int32')
  const output = toTensor(regression.output, 'float32')
  const target = toTensor(regression.target, 'float32')

  test('of classification', () => {
    expect(Loss.measure(Loss.accuracy)(scores, labels)).toBe(classification.accuracy)
    expect(Loss.measure(Loss.confusionMatrix(5))(scores, labels)).toEqual(classification.confusionMatrix)
    expect(Loss.measure(Loss.meanLoss(Loss.softmaxCrossEntropy))(scores, labels)).toBeCloseTo(
      classification.logLoss,
      6,
    )
  })

  test('of classification with distributions for labels', () => {
    const rows = T.oneHot(labels as T.Tensor<readonly [number], 'int32'>, 5)
    expect(Loss.measure(Loss.accuracy)(scores, rows)).toBe(classification.accuracy)
    expect(Loss.measure(Loss.confusionMatrix(5))(scores, rows)).toEqual(classification.confusionMatrix)
  })

  test('of regression', () => {
    expect(Loss.measure(Loss.rmse)(output, target)).toBeCloseTo(regression.rmse, 12)
    expect(Loss.measure(Loss.r2)(output, target)).toBeCloseTo(regression.r2, 12)
    expect(Loss.measure(Loss.meanLoss(Loss.mae))(output, target)).toBeCloseTo(regression.mae, 6)
  })
})

interface MoreMetricsFile {
  readonly scores: readonly (readonly number[])[]
  readonly labels: readonly number[]
  readonly topK: Readonly<Record<string, number>>
  readonly classScores: Readonly<Record<string, Readonly<Record<Loss.Average, number | readonly number[]>>>>
  readonly logLoss: number
  readonly calibrationError: Readonly<Record<string, number>>
  readonly rankings: readonly {
    readonly scores: readonly number[]
    readonly targets: readonly number[]
    readonly rocAuc: number
    readonly prAuc: number
  }[]
}

const more = golden('moreMetrics') as MoreMetricsFile

describe('more values equal those of scikit-learn', () => {
  const scores = toTensor(more.scores, 'float32')
  const labels = toTensor(more.labels, 'int32')
  const near = (found: number | readonly number[], expected: number | readonly number[]): void => {
    const [a, b] = [[found].flat(), [expected].flat()]
    expect(a.length).toBe(b.length)
    a.forEach((x, i) => expect(Math.abs(x - (b[i] ?? NaN))).toBeLessThanOrEqual(1e-12))
  }

  test.each(Object.entries(more.topK))('top %s', (k, expected) => {
    near(Loss.measure(Loss.topK(Number(k)))(scores, labels), expected)
  })

  type ByAverage = (average: Loss.Average) => Loss.Metric<Loss.ConfusionCounts, number | readonly number[]>

  const classScores: Readonly<Record<string, ByAverage>> = {
    precision: (average) => Loss.precision(6, { average }),
    recall: (average) => Loss.recall(6, { average }),
    fBeta: (average) => Loss.fBeta(6, { average }),
    'fBeta, beta 2': (average) => Loss.fBeta(6, { average, beta: 2 }),
  }

  test.each(Object.entries(classScores))('%s', (name, score) => {
    const averages = ['macro', 'micro', 'weighted', 'perClass'] as const
    averages.forEach((average) =>
      near(Loss.measure(score(average))(scores, labels), more.classScores[name]?.[average] ?? NaN),
    )
  })

  test('log loss and perplexity', () => {
    near(Loss.measure(Loss.logLoss)(scores, labels), more.logLoss)
    near(Loss.measure(Loss.perplexity())(scores, labels), Math.exp(more.logLoss))
  })

  test.each(Object.entries(more.calibrationError))('calibration error in %s bins', (bins, expected) => {
    near(Loss.measure(Loss.calibrationError({ bins: Number(bins) }))(scores, labels), expected)
  })

  test.each(more.rankings.map((ranking, i) => [i, ranking] as const))('ranking %d', (_i, ranking) => {
    const [output, target] = [toTensor(ranking.scores, 'float64'), toTensor(ranking.targets, 'int32')]
    near(Loss.measure(Loss.rocAuc)(output, target), ranking.rocAuc)
    near(Loss.measure(Loss.prAuc)(output, target), ranking.prAuc)
  })
})

const example: fc.Arbitrary<Example> = fc.record({
  scores: fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 }),
  label: fc.integer({ min: 0, max: 2 }),
})

/** A dataset, and where it is cut into batches. */
const cut: fc.Arbitrary<readonly (readonly Example[])[]> = fc.array(
  fc.array(example, { minLength: 1, maxLength: 6 }),
  { minLength: 1, maxLength: 5 },
)

describe.each(Object.entries(rows))('laws of %s', (_, { metric, read, adds }) => {
  const add = (accumulator: unknown, examples: readonly Example[]): unknown =>
    metric.update(accumulator, ...read(examples))

  test('batches added one by one give what the whole gives, however it is cut', () => {
    fc.assert(
      fc.property(cut, (batches) => {
        expectAlike(batches.reduce(add, metric.init), add(metric.init, batches.flat()), adds)
      }),
    )
  })

  test('what workers counted apart merges into what one would have counted', () => {
    fc.assert(
      fc.property(cut, fc.nat(), (batches, at) => {
        const middle = at % (batches.length + 1)
        const left = batches.slice(0, middle).reduce(add, metric.init)
        const right = batches.slice(middle).reduce(add, metric.init)
        expectAlike(metric.merge(left, right), add(metric.init, batches.flat()), adds)
        const other = metric.compute(metric.merge(right, left))
        expectAlike(other, metric.compute(add(metric.init, batches.flat())), adds)
      }),
    )
  })

  test('merging is associative, with init as its unit', () => {
    fc.assert(
      fc.property(cut, cut, cut, (x, y, z) => {
        const [a, b, c] = [x, y, z].map((batches) => batches.reduce(add, metric.init))
        expectAlike(metric.merge(metric.merge(a, b), c), metric.merge(a, metric.merge(b, c)), adds)
        expectAlike(metric.merge(metric.init, a), a, 'counts')
        expectAlike(metric.merge(a, metric.init), a, 'counts')
      }),
    )
  })

  test('accumulators survive JSON', () => {
    fc.assert(
      fc.property(cut, (batches) => {
        const accumulator = batches.reduce(add, metric.init)
        expect(T.fromTransfer(JSON.parse(JSON.stringify(accumulator)))).toEqual(accumulator)
      }),
    )
  })
})

describe('metrics of no examples', () => {
  test('are not numbers', () => {
    expect(Loss.accuracy.compute(Loss.accuracy.init)).toBeNaN()
    expect(Loss.rmse.compute(Loss.rmse.init)).toBeNaN()
    expect(Loss.r2.compute(Loss.r2.init)).toBeNaN()
    expect(Loss.r2.compute(Loss.r2.merge(Loss.r2.init, Loss.r2.init))).toBeNaN()
    const none = <A>(metric: Loss.Metric<A, number>): number => metric.compute(metric.init)
    expect(none(Loss.topK(1))).toBeNaN()
    expect(none(Loss.precision(3))).toBeNaN()
    expect(none(Loss.rocAuc)).toBeNaN()
    expect(none(Loss.prAuc)).toBeNaN()
    expect(none(Loss.logLoss)).toBeNaN()
    expect(none(Loss.perplexity())).toBeNaN()
    expect(none(Loss.calibrationError())).toBeNaN()
    const each = Loss.recall(2, { average: 'perClass' })
    expect(each.compute(each.init)).toEqual([NaN, NaN])
  })
})

describe('r2', () => {
  test('targets without variance cannot be explained', () => {
    expect(Loss.measure(Loss.r2)(T.tensor([2, 2]), T.tensor([2, 2]))).toBeNaN()
    expect(Loss.measure(Loss.r2)(T.tensor([2, 3]), T.tensor([2, 2]))).toBe(-Infinity)
  })

  test('does not lose the variance of targets far from zero', () => {
    const target = T.tensor([1e6, 1e6 + 1, 1e6 + 2], { dtype: 'float64' })
    const output = T.tensor([1e6, 1e6 + 1, 1e6 + 3], { dtype: 'float64' })
    expect(Loss.measure(Loss.r2)(output, target)).toBeCloseTo(0.5, 12)
  })
})

describe('mistakes', () => {
  const scores = T.zeros([2, 3])

  test('labels that are not classes, or of another shape', () => {
    expect(() => Loss.measure(Loss.accuracy)(scores, T.tensor([0, 3], { dtype: 'int32' }))).toThrow(
      new ValueError('accuracy', 'label 3 at row 1, classes are 0..2.'),
    )
    expect(() => Loss.measure(Loss.accuracy)(scores, T.zeros([3], { dtype: 'int32' }))).toThrow(
      new ShapeError(
        'accuracy',
        'the logits are [2,3], the labels int32 [3]. Labels are int32 [2], or distributions [2,3].',
      ),
    )
    expect(() => Loss.measure(Loss.accuracy)(T.tensor(1), T.tensor(1))).toThrow(
      new ShapeError('accuracy', 'the scores need an axis of classes, got a scalar.'),
    )
  })

  test('a matrix over another number of classes', () => {
    expect(() => Loss.measure(Loss.confusionMatrix(4))(scores, T.zeros([2], { dtype: 'int32' }))).toThrow(
      new ShapeError('confusionMatrix', 'the scores are [2,3], the metric has 4 classes.'),
    )
    expect(() => Loss.confusionMatrix(0)).toThrow(
      new ValueError('confusionMatrix', 'classes must be a whole number, 1 or more, got 0.'),
    )
  })

  test('outputs and targets that differ in shape, or hold several numbers for each example', () => {
    expect(() => Loss.measure(Loss.rmse)(T.zeros([2, 1]), T.zeros([2]))).toThrow(
      new ShapeError(
        'rmse',
        'the output is [2,1], the target [2]. They must have one shape; reshape one of them.',
      ),
    )
    expect(() => Loss.measure(Loss.r2)(T.zeros([2, 3]), T.zeros([2, 3]))).toThrow(
      new ShapeError('r2', 'one output for each example is measured, got shape [2,3].'),
    )
  })

  test('settings that are not numbers of something', () => {
    expect(() => Loss.topK(0)).toThrow(new ValueError('topK', 'k must be a whole number, 1 or more, got 0.'))
    expect(() => Loss.measure(Loss.topK(4))(scores, T.zeros([2], { dtype: 'int32' }))).toThrow(
      new ShapeError('topK', 'the scores are [2,3], k is 4.'),
    )
    expect(() => Loss.calibrationError({ bins: 1.5 })).toThrow(
      new ValueError('calibrationError', 'bins must be a whole number, 1 or more, got 1.5.'),
    )
    expect(() => Loss.fBeta(3, { beta: 0 })).toThrow(
      new ValueError('fBeta', 'beta must be positive and finite, got 0.'),
    )
    expect(() => Loss.precision(3, { average: 'mean' as Loss.Average })).toThrow(
      new ValueError('precision', 'average must be one of macro, micro, weighted, perClass, got mean.'),
    )
    expect(() => Loss.recall(0)).toThrow(
      new ValueError('recall', 'classes must be a whole number, 1 or more, got 0.'),
    )
  })

  test('rankings of what cannot be ranked', () => {
    expect(() => Loss.measure(Loss.rocAuc)(T.zeros([2]), T.tensor([0, 2]))).toThrow(
      new ValueError('rocAuc', 'target 2 at row 1, targets are 0 or 1.'),
    )
    expect(() => Loss.measure(Loss.prAuc)(T.tensor([NaN, 1]), T.tensor([0, 1]))).toThrow(
      new ValueError('prAuc', 'score NaN at row 0, scores must be finite to be ranked.'),
    )
  })
})

test('the first of the top is the decision, equal scores or not', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(2), { minLength: 3, maxLength: 3 }), { minLength: 1 }), (rows) => {
      const [x, y] = [
        T.tensor(rows),
        T.tensor(
          rows.map(() => 1),
          { dtype: 'int32' },
        ),
      ]
      expect(Loss.measure(Loss.topK(1))(x, y)).toBe(Loss.measure(Loss.accuracy)(x, y))
    }),
  )
})

describe('outputs that are not numbers', () => {
  const [scores, labels] = [T.tensor([[NaN, NaN, NaN]]), T.tensor([0], { dtype: 'int32' })]

  test('are among the largest of nothing', () => {
    expect(Loss.measure(Loss.topK(2))(scores, labels)).toBe(0)
  })

  test('have no confidence and no error', () => {
    expect(Loss.measure(Loss.calibrationError())(scores, labels)).toBeNaN()
    expect(Loss.measure(Loss.rmse)(T.tensor([NaN]), T.tensor([1]))).toBeNaN()
    expect(Loss.measure(Loss.logLoss)(scores, labels)).toBeNaN()
  })
})

test('counting beyond 2^24 is exact', () => {
  const { init, merge, update } = Loss.confusionMatrix(2)
  const many = T.add(init, 2 ** 24) as typeof init
  const one = update(merge(many, init), T.tensor([[0, 1]]), T.tensor([0], { dtype: 'int32' }))
  expect(T.toNested(one)).toEqual([
    [2 ** 24, 2 ** 24 + 1],
    [2 ** 24, 2 ** 24],
  ])
})
