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

/**
 * A measurement that accumulates over batches: `A` is the accumulator, `V` the value, `O` and `Y` the outputs and targets
 * that it reads, any of them unless said.
 */
export interface Metric<A, V, O extends AnyTensor = AnyTensor, Y extends AnyTensor = AnyTensor> {
  readonly name: string
  readonly init: A
  readonly update: (accumulator: A, output: O, target: Y) => A
  readonly merge: (a: A, b: A) => A
  readonly compute: (accumulator: A) => V
}

/** What a metric is made from: how one batch counts, and how counts add up. */
export interface MetricParts<
  A,
  V,
  O extends AnyTensor = AnyTensor,
  Y extends AnyTensor = AnyTensor,
> extends Omit<Metric<A, V, O, Y>, 'update'> {
  readonly ofBatch: (output: O, target: Y) => A
}

/**
 * A metric from how one batch counts and how counts add up; the laws hold when `merge` is associative. `ofBatch` may say
 * which outputs and targets it reads.
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
 *
 * const signs = Loss.metric({
 *   name: 'signs',
 *   init: { right: 0, count: 0 },
 *   ofBatch: (output: T.Tensor<readonly [number, 1]>, target: T.Tensor<readonly [number, 1]>) => ({
 *     right: T.item(T.countNonzero(T.equal(T.sign(output), T.sign(target)))),
 *     count: output.shape[0],
 *   }),
 *   merge: (a, b) => ({ right: a.right + b.right, count: a.count + b.count }),
 *   compute: ({ right, count }) => right / count,
 * })
 * Loss.measure(signs)(T.tensor([[3], [-1]]), T.tensor([[1], [2]])) // => 0.5
 * ```
 */
export const metric = <A, V, O extends AnyTensor = AnyTensor, Y extends AnyTensor = AnyTensor>({
  ofBatch,
  ...parts
}: MetricParts<A, V, O, Y>): Metric<A, V, O, Y> => ({
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
  <A, V, O extends AnyTensor, Y extends AnyTensor>(metric: Metric<A, V, O, Y>) =>
  (output: O, target: Y): V =>
    metric.compute(metric.update(metric.init, output, target))
