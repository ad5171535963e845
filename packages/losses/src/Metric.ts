/**
 * The contract of metrics: a fold over batches whose accumulator is a tree of tensors.
 *
 * - `init` is the accumulator of no batch at all.
 * - `update(accumulator, output, target)` adds a batch.
 * - `merge(a, b)` joins what two workers, or two halves of a dataset, have counted.
 * - `value(accumulator)` is the value, of tensors; `compute(accumulator)` is that value read.
 *
 * Laws. `merge` is associative with `init` as its unit, and adding batches one by one equals adding their
 * concatenation: a metric of counts exactly, one of sums up to the rounding of float64. A mean of means of
 * batches, which is wrong when the last batch is smaller, cannot arise. Counts are float64 and therefore exact up to
 * 2^53, where float32 would stand still at 2^24. Accumulators survive JSON, by `T.fromTransfer`. The value of no
 * examples is `NaN`.
 *
 * All but `compute` is made of operations, and works inside `jit`, `vmap` and `scan`. What cannot be measured (a label
 * outside of the classes) throws; inside a trace, where it has no value yet, it makes the accumulator `NaN`. The curves,
 * `rocAuc` and `prAuc`, keep every score: their accumulators grow, which the carry of a loop cannot. A loop gives the
 * accumulator of each batch, `update(init, output, target)`, as its output, and `mergeStacked` joins them.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'

/** What is read of a value: the numbers of a tensor, anything else as it is. */
export type Read<W> = W extends Tensor<infer S, infer D> ? ReturnType<typeof T.toNested<S, D>> : W

/**
 * A measurement that accumulates over batches: `A` is the accumulator, `V` the value as it is read, `O` and `Y` the outputs
 * and targets that it reads, any of them unless said, `W` the value before it is read.
 */
export interface Metric<A, V, O extends AnyTensor = AnyTensor, Y extends AnyTensor = AnyTensor, W = unknown> {
  readonly name: string
  readonly init: A
  readonly update: (accumulator: A, output: O, target: Y) => A
  readonly merge: (a: A, b: A) => A
  /** The value, which can be computed with: inside `jit` and `vmap` too. */
  readonly value: (accumulator: A) => W
  /** The value as plain numbers. */
  readonly compute: (accumulator: A) => V
}

/** A metric of any outputs and targets, whose value is a tensor. */
export type TensorMetric<A, W extends AnyTensor> = Metric<A, Read<W>, AnyTensor, AnyTensor, W>

/** What a metric is made from: how one batch counts, how counts add up, and what they come to. */
export interface MetricParts<A, W, O extends AnyTensor = AnyTensor, Y extends AnyTensor = AnyTensor> {
  readonly name: string
  readonly init: A
  readonly ofBatch: (output: O, target: Y) => A
  readonly merge: (a: A, b: A) => A
  /** A tensor is read by `compute` of the metric, and not by its `value`. */
  readonly compute: (accumulator: A) => W
}

/**
 * A metric from how one batch counts and how counts add up; the laws hold when `merge` is associative. `ofBatch` may say
 * which outputs and targets it reads. It works inside `jit`, `vmap` and `scan` where its parts are made of operations; one
 * that counts in plain numbers lives outside of them.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const signs = Loss.metric({
 *   name: 'signs',
 *   init: { right: T.tensor(0), count: T.tensor(0) },
 *   ofBatch: (output: T.Tensor<readonly [number, 1]>, target: T.Tensor<readonly [number, 1]>) => ({
 *     right: T.sum(T.cast(T.equal(T.sign(output), T.sign(target)), 'float32')),
 *     count: T.tensor(output.shape[0]),
 *   }),
 *   merge: (a, b) => ({ right: T.add(a.right, b.right), count: T.add(a.count, b.count) }),
 *   compute: ({ right, count }) => T.div(right, count),
 * })
 * Loss.measure(signs)(T.tensor([[3], [-1]]), T.tensor([[1], [2]])) // => 0.5
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
export const metric = <A, W, O extends AnyTensor = AnyTensor, Y extends AnyTensor = AnyTensor>({
  ofBatch,
  compute: value,
  ...parts
}: MetricParts<A, W, O, Y>): Metric<A, Read<W>, O, Y, W> => ({
  ...parts,
  update: (accumulator, output, target) => parts.merge(accumulator, ofBatch(output, target)),
  value,
  compute: (accumulator) => {
    const found = value(accumulator)
    // `W` decides at run time as `Read` does in the type.
    return (T.isTensor(found) ? T.toNested(found) : found) as Read<W>
  },
})

/** Accumulators under one another, along a first axis: as `vmap` gives them, and the outputs of a `scan`. */
export type StackedAccumulators<A> =
  A extends Tensor<infer S, infer D>
    ? Tensor<readonly [number, ...S], D>
    : { readonly [K in keyof A]: StackedAccumulators<A[K]> }

const row = (x: AnyTensor, i: number): AnyTensor => T.take(x, T.tensor(i, { dtype: 'int32' }))

/**
 * The accumulators that `vmap` or `scan` have stacked along a first axis, merged into one from the first to the last.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const shards = { sum: T.tensor([10, 6], { dtype: 'float64' }), count: T.tensor([3, 1], { dtype: 'float64' }) }
 * const loss = Loss.meanLoss(Loss.mse)
 * loss.compute(Loss.mergeStacked(loss)(shards)) // => 4
 * ```
 */
export const mergeStacked =
  <A>({ init, merge }: Pick<Metric<A, unknown>, 'init' | 'merge'>) =>
  (stacked: StackedAccumulators<NoInfer<A>>): A => {
    const rows = Tree.leaves(stacked)[0]?.shape[0] ?? 0
    const each = Array.from({ length: rows }, (_, i) => Tree.map((x) => row(x, i))(stacked) as A)
    return each.reduce(merge, init)
  }

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
