import type { AnyTensor } from '@gradus/tensor'
import type { Metric } from '../Metric.ts'

/** The accumulators of a record of metrics. */
export type Accumulators<M> = { readonly [K in keyof M]: M[K] extends Metric<infer A, unknown> ? A : never }

/** The values of a record of metrics. */
export type Values<M> = { readonly [K in keyof M]: M[K] extends Metric<never, infer V> ? V : never }

interface Erased {
  readonly init: unknown
  readonly update: (accumulator: unknown, output: AnyTensor, target: AnyTensor) => unknown
  readonly merge: (a: unknown, b: unknown) => unknown
  readonly compute: (accumulator: unknown) => unknown
}

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
export const combine = <const M extends Readonly<Record<string, Metric<never, unknown>>>>(
  metrics: M,
): Metric<Accumulators<M>, Values<M>> => {
  const entries = Object.entries(metrics as unknown as Readonly<Record<string, Erased>>)
  const each = (f: (metric: Erased, name: string) => unknown): Row =>
    Object.fromEntries(entries.map(([name, metric]) => [name, f(metric, name)]))
  const whole: Erased = {
    init: each(({ init }) => init),
    update: (acc, output, target) => each((m, name) => m.update((acc as Row)[name], output, target)),
    merge: (a, b) => each((m, name) => m.merge((a as Row)[name], (b as Row)[name])),
    compute: (acc) => each((m, name) => m.compute((acc as Row)[name])),
  }
  // The records are built under the names of `metrics`; the types say the same.
  return { name: entries.map(([name]) => name).join(', '), ...whole } as Metric<Accumulators<M>, Values<M>>
}
