/** What the measures of ranking keep: every score, and of which kind its example is. */
import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { showPosition } from '../indexing.ts'
import { type MetricParts, metric, type TensorMetric } from '../Metric.ts'
import { none, type Double, tally, type Doubles } from './counting.ts'
import { pair } from './values.ts'

/** The scores of all examples, and which of them are. */
export interface RankedScores {
  readonly scores: Doubles
  readonly targets: Tensor<readonly [number], 'bool'>
}

/** The examples of each score that occurs, from the lowest to the highest; all are 0 after the last. */
export interface Steps {
  /** Examples that are, and those that are not, of each score. */
  readonly positives: AnyTensor
  readonly negatives: AnyTensor
  /** The same of lower scores. */
  readonly positivesBelow: AnyTensor
  readonly negativesBelow: AnyTensor
}

const refuse = (operation: string, x: AnyTensor, allowed: AnyTensor, what: string, rule: string): void => {
  const offset = T.isConcrete(x) ? T.toTypedArray(allowed).indexOf(0) : -1
  if (offset === -1) return
  throw new ValueError(
    operation,
    `${what} ${T.toTypedArray(x)[offset]} at ${showPosition(offset, x.shape)}, ${rule}.`,
  )
}

const flat = (x: AnyTensor): AnyTensor => T.reshape(x, [T.sizeOf(x.shape)])

/** Scores and targets of one shape, any of it; a score is `NaN` where something traced was not allowed. */
const rank = (operation: string, output: AnyTensor, target: AnyTensor): RankedScores => {
  const paired = pair(operation, output, target)
  const bits = T.logicalOr(T.equal(paired.target, 0), T.equal(paired.target, 1))
  const finite = T.isFinite(paired.output)
  refuse(operation, paired.target, bits, 'target', 'targets are 0 or 1')
  refuse(operation, paired.output, finite, 'score', 'scores must be finite to be ranked')
  const scores = T.where(T.logicalAnd(bits, finite), paired.output, Number.NaN)
  return { scores: flat(scores), targets: flat(T.equal(paired.target, 1)) } as RankedScores
}

const runningBefore = (x: AnyTensor): AnyTensor => T.sub(T.cumSum(x), x)

/** Equal scores are one step, so that nothing depends on the order in which they were kept. */
const stepsOf = ({ scores, targets }: RankedScores): Steps => {
  const [n] = scores.shape
  const order = T.argSort(scores)
  const [sorted, are] = [T.take(scores, order), T.take(targets, order)]
  const rises = T.notEqual(T.slice(sorted, [Math.min(1, n)], [n]), T.slice(sorted, [0], [Math.max(0, n - 1)]))
  const step = T.cumSum(T.cast(T.concat([none([Math.min(1, n)]), rises]), 'int32'))
  const positives = tally(step, n, are)
  const negatives = tally(step, n, T.logicalNot(are))
  return {
    positives,
    negatives,
    positivesBelow: runningBefore(positives),
    negativesBelow: runningBefore(negatives),
  }
}

const append = <X extends AnyTensor>(a: X, b: AnyTensor): X => T.concat([a as AnyTensor, b]) as AnyTensor as X

/** A metric of ranking, from the area that the steps come to; `NaN` where a score is. */
export const ranking = (
  name: string,
  areaOf: (steps: Steps) => AnyTensor,
): TensorMetric<RankedScores, Double> =>
  metric({
    name,
    init: { scores: none([0]), targets: T.zeros([0], { dtype: 'bool' }) },
    ofBatch: (output, target) => rank(name, output, target),
    merge: (a, b) => ({ scores: append(a.scores, b.scores), targets: append(a.targets, b.targets) }),
    compute: (ranked): Double =>
      T.where(T.any(T.isNaN(ranked.scores)), Number.NaN, areaOf(stepsOf(ranked))) as AnyTensor as Double,
  } satisfies MetricParts<RankedScores, Double>)
