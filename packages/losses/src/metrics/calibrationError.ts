import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { TensorMetric } from '../Metric.ts'
import { classify } from './classes.ts'
import { additive, markingCounts, none, type Double, tally, type Doubles } from './counting.ts'

/** What was decided with a confidence within each bin, `[bins]`. */
export interface CalibrationBins {
  readonly count: Doubles
  readonly correct: Doubles
  /** The sums of the confidences. */
  readonly confidence: Doubles
}

/** The settings of `calibrationError`. */
export interface CalibrationErrorOptions {
  /** How many bins of equal width there are; 15 unless given. */
  readonly bins?: number
}

/** The probability of the decision in each row. */
const confidenceOf = (logits: AnyTensor): AnyTensor =>
  T.max(T.softmax(T.cast(logits, 'float64')), { axis: -1 })

/** What is no number falls into the first bin, and makes its sum none. */
const placeOf = (confidence: AnyTensor, bins: number): AnyTensor => {
  const place = T.sub(T.ceil(T.mul(confidence, bins)), 1)
  return T.cast(T.where(T.isNaN(place), 0, T.clip(place, 0, bins - 1)), 'int32')
}

const inBins = (logits: AnyTensor, labels: AnyTensor, bins: number): CalibrationBins => {
  const { actual, predicted, allowed } = classify('calibrationError', logits, labels)
  const confidence = confidenceOf(logits)
  const place = placeOf(confidence, bins)
  return markingCounts(allowed)({
    count: tally(place, bins),
    correct: tally(place, bins, T.equal(actual, predicted)),
    confidence: tally(place, bins, confidence),
  })
}

/**
 * How far a classifier's confidence is from how often it is right: the expected calibration error.
 *
 * `Σ_b n_b / n · |accuracy_b - confidence_b|` over bins `((b - 1) / bins, b / bins]` of the largest probability, from logits `[B, C]` and
 * labels int32 `[B]` or distributions `[B, C]`. The bins that it counts are the reliability diagram.
 *
 * Throws `ValueError` unless `bins` is a whole number of 1 or more, or for a label that is not one of the classes (inside a
 * trace it makes the bins `NaN`); `ShapeError` for labels that do not fit.
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
export const calibrationError = ({ bins = 15 }: CalibrationErrorOptions = {}): TensorMetric<
  CalibrationBins,
  Double
> => {
  if (!(Number.isInteger(bins) && bins >= 1))
    throw new ValueError('calibrationError', `bins must be a whole number, 1 or more, got ${bins}.`)
  return additive<CalibrationBins, Double>({
    name: 'calibrationError',
    init: { count: none([bins]), correct: none([bins]), confidence: none([bins]) },
    ofBatch: (output, target) => inBins(output, target, bins),
    compute: ({ count, correct, confidence }) =>
      T.div(T.sum(T.abs(T.sub(correct, confidence))), T.sum(count)),
  })
}
