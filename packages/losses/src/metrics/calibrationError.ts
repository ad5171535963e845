import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { type Metric, metric } from '../Metric.ts'
import { classify } from './classes.ts'

/** What was decided with a confidence within one bin. */
export interface CalibrationBin {
  readonly count: number
  readonly correct: number
  /** The sum of the confidences. */
  readonly confidence: number
}

/** The settings of `calibrationError`. */
export interface CalibrationErrorOptions {
  /** How many bins of equal width there are; 15 unless given. */
  readonly bins?: number
}

const empty: CalibrationBin = { count: 0, correct: 0, confidence: 0 }

const join = (a: CalibrationBin, b: CalibrationBin): CalibrationBin => ({
  count: a.count + b.count,
  correct: a.correct + b.correct,
  confidence: a.confidence + b.confidence,
})

/** The probability of the decision in each row. */
const confidences = (logits: AnyTensor): readonly number[] => [
  ...T.toTypedArray(T.max(T.softmax(T.cast(logits, 'float64')), { axis: -1 }) as AnyTensor),
]

const binOf = (confidence: number, bins: number): number => Math.max(0, Math.ceil(confidence * bins) - 1)

const inBins = (logits: AnyTensor, labels: AnyTensor, bins: number): readonly CalibrationBin[] => {
  const { actual, predicted } = classify('calibrationError', logits, labels)
  const decided = confidences(logits).map((confidence, i) => ({
    bin: binOf(confidence, bins),
    part: { count: 1, correct: actual[i] === predicted[i] ? 1 : 0, confidence },
  }))
  return Array.from({ length: bins }, (_, bin) =>
    decided.filter((d) => d.bin === bin).reduce((sum, { part }) => join(sum, part), empty),
  )
}

const error = (bins: readonly CalibrationBin[]): number => {
  const count = bins.reduce((sum, bin) => sum + bin.count, 0)
  return bins.reduce((sum, { correct, confidence }) => sum + Math.abs(correct - confidence), 0) / count
}

/**
 * How far a classifier's confidence is from how often it is right: the expected calibration error.
 *
 * `Σ_b n_b / n · |accuracy_b - confidence_b|` over bins `((b - 1) / bins, b / bins]` of the largest probability, from logits `[B, C]` and
 * labels int32 `[B]` or distributions `[B, C]`. The bins that it counts are the reliability diagram.
 *
 * Throws `ValueError` unless `bins` is a whole number of 1 or more, or for a label that is not one of the classes; `ShapeError`
 * for labels that do not fit.
 *
 * Source: Guo et al., "On Calibration of Modern Neural Networks", 2017, equation 3.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * // Sure as can be, and right in one of two cases.
 * const logits = T.tensor([[100, 0], [100, 0]])
 * Loss.measure(Loss.calibrationError())(logits, T.tensor([0, 1], { dtype: 'int32' })) // => 0.5
 * ```
 */
export const calibrationError = ({ bins = 15 }: CalibrationErrorOptions = {}): Metric<
  readonly CalibrationBin[],
  number
> => {
  if (!(Number.isInteger(bins) && bins >= 1))
    throw new ValueError('calibrationError', `bins must be a whole number, 1 or more, got ${bins}.`)
  return metric({
    name: 'calibrationError',
    init: Array.from({ length: bins }, () => empty),
    ofBatch: (output, target) => inBins(output, target, bins),
    merge: (a, b) => a.map((bin, i) => join(bin, b[i] ?? empty)),
    compute: error,
  })
}
