import * as Loss from '@gradus/losses'
import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { expect } from 'vitest'

export interface Example {
  readonly scores: readonly number[]
  readonly label: number
}

/** An output and a target. */
export type Pair = readonly [output: AnyTensor, target: AnyTensor]

const asClasses = (examples: readonly Example[]): Pair => [
  T.tensor(examples.map(({ scores }) => scores)) as AnyTensor,
  T.tensor(
    examples.map(({ label }) => label),
    { dtype: 'int32' },
  ) as AnyTensor,
]

/** Losses of float32 are rounded differently where they are compiled. */
const asDoubles =
  (read: (examples: readonly Example[]) => Pair) =>
  (examples: readonly Example[]): Pair => {
    const [output, target] = read(examples)
    return [T.cast(output, 'float64'), target]
  }

const asNumbers = (examples: readonly Example[]): Pair => [
  T.tensor(examples.map(({ scores }) => scores[0] ?? 0)) as AnyTensor,
  T.tensor(examples.map(({ scores, label }) => label + (scores[1] ?? 0))) as AnyTensor,
]

const asBits = (examples: readonly Example[]): Pair => [
  T.tensor(examples.map(({ scores }) => scores[0] ?? 0)) as AnyTensor,
  T.tensor(examples.map(({ label }) => label === 1)) as AnyTensor,
]

/**
 * How accumulators add up: counts exactly, `kept` scores exactly and in their order, sums up to the rounding of float64.
 */
type Adds = 'counts' | 'kept' | 'sums'

export interface Row {
  readonly metric: Loss.Metric<unknown, unknown>
  readonly read: (examples: readonly Example[]) => Pair
  readonly adds: Adds
}

const row = <A, V>(metric: Loss.Metric<A, V>, read: Row['read'], adds: Adds): Row => ({
  metric: metric as unknown as Loss.Metric<unknown, unknown>,
  read,
  adds,
})

/** A new metric joins here, and the laws come with it, inside of traces too. */
export const rows: Readonly<Record<string, Row>> = {
  accuracy: row(Loss.accuracy, asClasses, 'counts'),
  confusionMatrix: row(Loss.confusionMatrix(3), asClasses, 'counts'),
  'meanLoss of softmaxCrossEntropy': row(
    Loss.meanLoss(Loss.softmaxCrossEntropy),
    asDoubles(asClasses),
    'sums',
  ),
  'meanLoss of mse': row(Loss.meanLoss(Loss.mse), asDoubles(asNumbers), 'sums'),
  rmse: row(Loss.rmse, asNumbers, 'sums'),
  r2: row(Loss.r2, asNumbers, 'sums'),
  topK: row(Loss.topK(2), asClasses, 'counts'),
  precision: row(Loss.precision(3), asClasses, 'counts'),
  recall: row(Loss.recall(3), asClasses, 'counts'),
  fBeta: row(Loss.fBeta(3), asClasses, 'counts'),
  rocAuc: row(Loss.rocAuc, asBits, 'kept'),
  prAuc: row(Loss.prAuc, asBits, 'kept'),
  logLoss: row(Loss.logLoss, asClasses, 'sums'),
  perplexity: row(Loss.perplexity({ ignoreLabel: 2 }), asClasses, 'sums'),
  calibrationError: row(Loss.calibrationError(), asClasses, 'sums'),
  combine: row(
    Loss.combine({ accuracy: Loss.accuracy, matrix: Loss.confusionMatrix(3) }),
    asClasses,
    'counts',
  ),
}

/** The numbers of an accumulator or a value, in order. */
export const numbersIn = (x: unknown): readonly number[] =>
  typeof x === 'number'
    ? [x]
    : T.isTensor(x)
      ? [...T.toTypedArray(x)]
      : Object.values(x as Readonly<Record<string, unknown>>).flatMap(numbersIn)

/** Expects accumulators or values to be the same bits, or where sums are rounded nearly so. */
export const expectAlike = (found: unknown, expected: unknown, adds: Adds): void => {
  if (adds !== 'sums') expect(found).toEqual(expected)
  const [a, b] = [numbersIn(found), numbersIn(expected)]
  expect(a.length).toBe(b.length)
  a.forEach((x, i) => {
    const y = b[i] ?? 0
    expect(Object.is(x, y) || Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(y))).toBe(true)
  })
}
