import type { AnyTensor } from '@gradus/tensor'
import type { Metric } from '../Metric.ts'

/** A metric with its types forgotten. */
interface AnyMetric {
  readonly name: string
  readonly init: unknown
  readonly update: (accumulator: never, output: never, target: never) => unknown
  readonly merge: (a: never, b: never) => unknown
  readonly value: (accumulator: never) => unknown
  readonly compute: (accumulator: never) => unknown
}

type AnyMetrics = Readonly<Record<string, AnyMetric>>

/** The accumulators of a record of metrics. */
type Accumulators<M extends AnyMetrics> = { readonly [K in keyof M]: M[K]['init'] }

/** The values of a record of metrics. */
type Values<M extends AnyMetrics> = { readonly [K in keyof M]: ReturnType<M[K]['value']> }

/** The values of a record of metrics, read. */
type Computed<M extends AnyMetrics> = { readonly [K in keyof M]: ReturnType<M[K]['compute']> }

/** Metrics under their names. */
export type Combined<M extends AnyMetrics> = Metric<
  Accumulators<M>,
  Computed<M>,
  AnyTensor,
  AnyTensor,
  Values<M>
>

type Row = Readonly<Record<string, unknown>>

/**
 * Several metrics as one: accumulators and values are records under the same names.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * const both = Loss.combine({ rmse: Loss.rmse, loss: Loss.meanLoss(Loss.mse) })
 * Loss.measure(both)(T.tensor([1, 2]), T.tensor([4, 5])) // => { rmse: 3, loss: 9 }
 * ```
 */
export const combine = <const M extends AnyMetrics>(metrics: M): Combined<M> => {
  const entries = Object.entries<AnyMetric>(metrics)
  const each = (f: (metric: AnyMetric, name: string) => unknown): Row =>
    Object.fromEntries(entries.map(([name, metric]) => [name, f(metric, name)]))
  const whole = {
    name: entries.map(([name]) => name).join(', '),
    init: each(({ init }) => init),
    update: (acc: Row, output: AnyTensor, target: AnyTensor) =>
      each((m, name) => m.update(acc[name] as never, output as never, target as never)),
    merge: (a: Row, b: Row) => each((m, name) => m.merge(a[name] as never, b[name] as never)),
    value: (acc: Row) => each((m, name) => m.value(acc[name] as never)),
    compute: (acc: Row) => each((m, name) => m.compute(acc[name] as never)),
  }
  // The records are built under the names of `metrics`; the types say the same.
  return whole as unknown as Combined<M>
}
