/**
 * The contract of metrics: a fold over batches whose accumulator is plain numbers.
 *
 * - `init` is the accumulator of no batch at all.
 * - `update(accumulator, output, target)` adds a batch.
 * - `merge(a, b)` joins what two workers, or two halves of a dataset, have counted.
 * - `compute(accumulator)` is the value.
 *
 * Laws. `merge` is associative with `init` as its unit, and adding batches one by one equals adding their
 * concatenation: a metric of counts exactly, one of sums up to the rounding of float64. A mean of means of
 * batches, which is wrong when the last batch is smaller, cannot arise. Accumulators survive JSON. The value
 * of no examples is `NaN`.
 *
 * A metric reads the values of tensors: it lives outside of traced steps.
 *
 * @module
 */
import type { AnyTensor } from '@gradus/tensor'

/** A measurement that accumulates over batches: `A` is the accumulator, `V` the value. */
export interface Metric<A, V> {
  readonly name: string
  readonly init: A
  readonly update: (accumulator: A, output: AnyTensor, target: AnyTensor) => A
  readonly merge: (a: A, b: A) => A
  readonly compute: (accumulator: A) => V
}

/** What a metric is made from: how one batch counts, and how counts add up. */
export interface MetricParts<A, V> extends Omit<Metric<A, V>, 'update'> {
  readonly ofBatch: (output: AnyTensor, target: AnyTensor) => A
}

/**
 * A metric from how one batch counts and how counts add up; the laws hold when `merge` is associative.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const examples = Loss.metric({
 *   name: 'examples',
 *   init: 0,
 *   ofBatch: (output) => output.shape[0] ?? 0,
 *   merge: (a, b) => a + b,
 *   compute: (count) => count,
 * })
 *
 * Loss.measure(examples)(T.zeros([32, 10]), T.zeros([32])) // => 32
 * ```
 */
export const metric = <A, V>({ ofBatch, ...parts }: MetricParts<A, V>): Metric<A, V> => ({
  ...parts,
  update: (accumulator, output, target) => parts.merge(accumulator, ofBatch(output, target)),
})

/**
 * The value of a metric for one batch, or for a whole dataset at once.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * Loss.measure(Loss.rmse)(T.tensor([1, 2]), T.tensor([4, 5])) // => 3
 * ```
 */
export const measure =
  <A, V>(metric: Metric<A, V>) =>
  (output: AnyTensor, target: AnyTensor): V =>
    metric.compute(metric.update(metric.init, output, target))
