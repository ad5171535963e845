import * as T from '@gradus/tensor'
import { ShapeError, type AnyTensor } from '@gradus/tensor'
import { metric, type TensorMetric } from '../Metric.ts'
import { countOf, none, type Double, total } from './counting.ts'
import { pair, squaredErrors } from './values.ts'

/** The moments that R² is computed from. */
export interface R2Moments {
  readonly count: Double
  /** The mean of the targets. */
  readonly mean: Double
  /** The sum of the squared distances of the targets from their mean. */
  readonly spread: Double
  /** The sum of the squared errors. */
  readonly errors: Double
}

const requireOnePerExample = ({ shape }: AnyTensor): void => {
  if (shape.slice(1).every((d) => d === 1)) return
  throw new ShapeError('r2', `one output for each example is measured, got shape [${shape.join(',')}].`)
}

const ofBatch = (output: AnyTensor, target: AnyTensor): R2Moments => {
  requireOnePerExample(output)
  const paired = pair('r2', output, target)
  const count = countOf(target)
  const mean = T.div(total(paired.target), T.maximum(count, 1))
  const spread = total(T.square(T.sub(paired.target, mean)))
  return { count, mean, spread, errors: total(squaredErrors(paired)) }
}

const merge = (a: R2Moments, b: R2Moments): R2Moments => {
  const count = T.add(a.count, b.count)
  // How far the mean of `a` goes towards that of `b`: not at all, or all the way, where one of them is of nothing.
  const share = T.div(b.count, T.maximum(count, 1))
  const distance = T.sub(b.mean, a.mean)
  const between = T.mul(T.square(distance), T.mul(a.count, share))
  return {
    count,
    mean: T.add(a.mean, T.mul(distance, share)),
    spread: T.add(T.add(a.spread, b.spread), between),
    errors: T.add(a.errors, b.errors),
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
export const r2: TensorMetric<R2Moments, Double> = /* @__PURE__ */ (() =>
  metric({
    name: 'r2',
    init: { count: none([]), mean: none([]), spread: none([]), errors: none([]) },
    ofBatch,
    merge,
    compute: ({ spread, errors }): Double => T.sub(1, T.div(errors, spread)),
  }))()
