import { ShapeError, type AnyTensor } from '@gradus/tensor'
import { type Metric, metric } from '../Metric.ts'
import { pair, squaredErrors } from './values.ts'

/** The moments that R² is computed from. */
export interface R2Moments {
  readonly count: number
  /** The mean of the targets. */
  readonly mean: number
  /** The sum of the squared distances of the targets from their mean. */
  readonly spread: number
  /** The sum of the squared errors. */
  readonly errors: number
}

const requireOnePerExample = ({ shape }: AnyTensor): void => {
  if (shape.slice(1).every((d) => d === 1)) return
  throw new ShapeError('r2', `one output for each example is measured, got shape [${shape.join(',')}].`)
}

const ofBatch = (output: AnyTensor, target: AnyTensor): R2Moments => {
  requireOnePerExample(output)
  const paired = pair('r2', output, target)
  const count = paired.targets.length
  const mean = count === 0 ? 0 : paired.targets.reduce((sum, y) => sum + y, 0) / count
  const spread = paired.targets.reduce((sum, y) => sum + (y - mean) ** 2, 0)
  return { count, mean, spread, errors: squaredErrors(paired) }
}

const merge = (a: R2Moments, b: R2Moments): R2Moments => {
  const count = a.count + b.count
  if (count === 0) return a
  const distance = b.mean - a.mean
  return {
    count,
    mean: (a.count * a.mean + b.count * b.mean) / count,
    spread: a.spread + b.spread + (distance * distance * a.count * b.count) / count,
    errors: a.errors + b.errors,
  }
}

/**
 * The share of the targets' variance that the outputs explain: 1 is perfect, 0 no better than their mean.
 *
 * `1 - Σ (target - output)² / Σ (target - mean)²`. Outputs and targets are `[B]` or `[B, 1]`. Targets that
 * are all equal have no variance to explain: `NaN`, or `-Infinity` when the outputs miss them.
 *
 * Throws `ShapeError` when output and target differ in shape, or hold more than one number for each example.
 *
 * Source: the merging of moments is that of Chan, Golub and LeVeque, "Updating Formulae and a Pairwise
 * Algorithm for Computing Sample Variances", 1979, equation 2.1.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Loss from '@gradus/losses'
 *
 * Loss.measure(Loss.r2)(T.tensor([1, 2, 3, 3]), T.tensor([1, 2, 3, 4])) // => 0.8
 * ```
 */
export const r2: Metric<R2Moments, number> = /* @__PURE__ */ metric({
  name: 'r2',
  init: { count: 0, mean: 0, spread: 0, errors: 0 },
  ofBatch,
  merge,
  compute: ({ count, spread, errors }) => (count === 0 ? Number.NaN : 1 - errors / spread),
})
