import * as Loss from '@gradus/losses'
import type { AnyModel } from '@gradus/layers'
import type { Dataset, Matrix, TableSchema } from '@gradus/data'
import { evaluate, predict } from '@gradus/train'
import type { Weights } from '@gradus/train'
import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'

import type { Preparation } from '../data/preparation.ts'
import type { ClassResult, Mistake, NumberResult, Picture, TestResult } from '../report/Report.ts'
import type { AppPlan } from './plan.ts'

/** Examples to measure a model on, prepared as those of training were. */
export interface Examples {
  readonly ready: Dataset<Matrix, AnyTensor, string>
  readonly raw: Dataset<Matrix, AnyTensor, string>
  readonly rows: readonly number[]
}

export interface Trained {
  readonly plan: Pick<AppPlan, 'model' | 'objective' | 'metrics'>
  readonly weights: Weights<AnyModel>
  readonly schema: TableSchema
  readonly preparation: Preparation
}

const shown = 16

type Rows = readonly (readonly number[])[]

const rowsOf = (matrix: AnyTensor): Rows => T.toNested(matrix) as Rows

/** The class with the highest probability; the first of equals. */
export const argMax = (values: readonly number[]): number =>
  values.reduce((best, value, index) => (value > (values[best] ?? -Infinity) ? index : best), 0)

/** For each example the probability of each class. */
export const probabilities = ({ plan, weights }: Pick<Trained, 'plan' | 'weights'>, x: Matrix): Rows =>
  rowsOf(T.softmax(predict(plan)(weights, x) as AnyTensor, { axis: 1 }))

interface Judged {
  readonly index: number
  readonly actual: number
  readonly predicted: number
  readonly confidence: number
}

const judge = (shares: Rows, labels: readonly number[]): readonly Judged[] =>
  shares.map((share, index) => {
    const predicted = argMax(share)
    return { index, actual: labels[index] ?? -1, predicted, confidence: share[predicted] ?? NaN }
  })

const toMistake =
  (
    examples: Examples,
    classes: readonly string[],
    picture: ((features: readonly number[]) => Picture) | undefined,
  ) =>
  ({ index, actual, predicted, confidence }: Judged): Mistake => ({
    row: examples.rows[index] ?? index + 1,
    actual: classes[actual] ?? String(actual),
    predicted: classes[predicted] ?? String(predicted),
    confidence,
    ...(picture === undefined
      ? {}
      : { picture: picture(Array.from(T.toTypedArray(T.slice(examples.raw.x, [index], [index + 1])))) }),
  })

const count = (judged: readonly Judged[], classes: number): readonly (readonly number[])[] =>
  Array.from({ length: classes }, (_, actual) =>
    Array.from(
      { length: classes },
      (_, predicted) => judged.filter((one) => one.actual === actual && one.predicted === predicted).length,
    ),
  )

const measureClasses = (
  trained: Trained,
  examples: Examples,
  classes: readonly string[],
  picture: ((features: readonly number[]) => Picture) | undefined,
): ClassResult => {
  const labels = Array.from(T.toTypedArray(examples.ready.y))
  const judged = judge(probabilities(trained, examples.ready.x), labels)
  const wrong = judged.filter(({ actual, predicted }) => actual !== predicted)
  const right = judged.length - wrong.length
  const { lower, upper } = Loss.wilsonInterval(right, judged.length)
  return {
    task: 'classification',
    classes,
    confusion: count(judged, classes.length),
    right,
    size: judged.length,
    loss: evaluate(trained.plan)(trained.weights, examples.ready).loss,
    interval: { low: lower, high: upper },
    mistakes: wrong
      .toSorted((a, b) => b.confidence - a.confidence)
      .slice(0, shown)
      .map(toMistake(examples, classes, picture)),
  }
}

/** Predictions in the units of the data. */
export const predictNumbers = (
  { plan, weights, preparation: { target } }: Omit<Trained, 'schema'>,
  x: Matrix,
): readonly number[] => {
  const [mean, scale] = [target?.mean[0] ?? 0, target?.scale[0] ?? 1]
  return Array.from(T.toTypedArray(predict(plan)(weights, x)), (value) => value * scale + mean)
}

const column = (values: readonly number[]): AnyTensor =>
  T.fromTypedArray(Float64Array.from(values), [values.length, 1])

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const measureNumbers = (trained: Trained, examples: Examples): NumberResult => {
  const predicted = predictNumbers(trained, examples.ready.x)
  const actual = Array.from(T.toTypedArray(examples.raw.y))
  return {
    task: 'regression',
    target: trained.schema.target.name,
    size: actual.length,
    loss: evaluate(trained.plan)(trained.weights, examples.ready).loss,
    rmse: Loss.measure(Loss.rmse)(column(predicted), column(actual)),
    mae: meanOf(predicted.map((value, index) => Math.abs(value - (actual[index] ?? NaN)))),
    r2: Loss.measure(Loss.r2)(column(predicted), column(actual)),
    points: predicted.map((value, index) => ({
      row: examples.rows[index] ?? index + 1,
      actual: actual[index] ?? NaN,
      predicted: value,
    })),
  }
}

/** How good a trained model is on examples that it has not seen. */
export const measure = (
  trained: Trained,
  examples: Examples,
  picture?: (features: readonly number[]) => Picture,
): TestResult => {
  const { target } = trained.schema
  return target.task === 'classification'
    ? measureClasses(trained, examples, target.classes, picture)
    : measureNumbers(trained, examples)
}
