/**
 * Everything that report.html shows, as one plain value: the page is a pure function of it.
 */

export interface EpochRow {
  readonly epoch: number
  readonly trainLoss: number
  readonly validationLoss: number
  /** Accuracy for classes, RMSE for numbers. */
  readonly validationMetric: number
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/** One example of the test part that the model got wrong. `index` counts rows of the source from 1. */
export interface Mistake {
  readonly row: number
  readonly actual: string
  readonly predicted: string
  readonly confidence: number
  /** A grey picture with values from 0 to 1, where the features are one. */
  readonly picture?: Picture
}

export interface Picture {
  readonly width: number
  readonly height: number
  readonly values: readonly number[]
}

export interface ClassResult {
  readonly task: 'classification'
  readonly classes: readonly string[]
  /** counts[actual][predicted] */
  readonly confusion: readonly (readonly number[])[]
  readonly right: number
  readonly size: number
  readonly loss: number
  readonly interval: Interval
  readonly mistakes: readonly Mistake[]
}

export interface NumberResult {
  readonly task: 'regression'
  readonly target: string
  readonly size: number
  readonly loss: number
  readonly rmse: number
  readonly mae: number
  readonly r2: number
  /** Row of the source from 1, what it is and what was predicted. */
  readonly points: readonly { readonly row: number; readonly actual: number; readonly predicted: number }[]
}

export type TestResult = ClassResult | NumberResult

export interface LayerRow {
  readonly name: string
  readonly kind: string
  readonly outputShape: readonly number[]
  readonly parameters: number
}

export interface Report {
  readonly name: string
  readonly data: string
  readonly epochs: readonly EpochRow[]
  readonly bestEpoch: number
  readonly ended: string
  readonly test: TestResult
  readonly layers: readonly LayerRow[]
  readonly configuration: string
  readonly environment: readonly (readonly [name: string, value: string])[]
  readonly advice: readonly string[]
}
