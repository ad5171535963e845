/**
 * Is a gradient right? Compared, in double precision, with what a small change of each parameter does to the value.
 *
 * @module
 */
import * as E from '#fp/Either'
import { type AnyTensor, Rng, Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { type Closeness, compare } from './differences.ts'
import { allowed, checkDirections, type Looking, type Probe } from './directions.ts'
import { grad } from '../grad.ts'
import type { GradientMismatch, GradientReport, LeafCheck } from './GradientReport.ts'
import type { Scalar } from '../scalarResult.ts'

/** How closely, and how much, to compare. */
export interface CheckOptions {
  /** The largest relative error that passes. */
  readonly tolerance?: number
  /** The step of the central difference, times `max(1, |x|)`. */
  readonly step?: number
  /** The most elements to compare in each parameter, spread evenly. */
  readonly maxPerLeaf?: number
  /** 1 compares gradients with values alone, 2 (unless said) second derivatives with gradients, too. */
  readonly order?: 1 | 2
  /** How many random directions through all parameters to compare values along; 2 unless said. */
  readonly directions?: number
  /** The modes to compare along directions: both, unless said. A function of `customVjp` has none forward. */
  readonly modes?: Looking['modes']
  /** What the random directions are drawn from. */
  readonly key?: Rng.Key
}

const toDouble = <P>(tree: P): P =>
  Tree.map((x) => (T.isFloating(x) ? (T.cast(x, 'float64') as AnyTensor) : x))(tree)

const withElement = <P>(point: P, at: string, index: number, by: number): P =>
  Tree.map((leaf, path) => {
    if (path !== at) return leaf
    const values = T.toTypedArray(leaf)
    values[index] = (values[index] ?? 0) + by
    return T.fromTypedArray(values, leaf.shape) as AnyTensor
  })(point)

const evenly = (size: number, most: number): readonly number[] => {
  const count = Math.min(size, most)
  return Array.from({ length: count }, (_, i) => Math.floor((i * size) / count))
}

const worst = (checks: readonly LeafCheck[]): LeafCheck | undefined =>
  checks.reduce<LeafCheck | undefined>(
    (w, c) => (w === undefined || c.relativeError > w.relativeError ? c : w),
    undefined,
  )

/** Each parameter's gradient at its worst element, among some. */
const checkLeaves = <P>(
  { f, point, gradient }: Probe<P>,
  maxPerLeaf: number,
  near: Closeness,
): readonly LeafCheck[] => {
  const gradients = new Map(Tree.entries(gradient).map(([path, g]) => [path, T.toTypedArray(g)]))
  return Tree.entries(point).flatMap(([path, leaf]) => {
    if (!T.isFloating(leaf)) return []
    const values = T.toTypedArray(leaf)
    const checks = evenly(values.length, maxPerLeaf).map((index): LeafCheck => {
      const value = (h: number): number => T.item(f(withElement(point, path, index, h)))
      const step = near.step * Math.max(1, Math.abs(values[index] ?? 0))
      const compared = compare(gradients.get(path)?.[index] ?? 0, value, { ...near, step })
      return { path, index, checked: 1, ...compared }
    })
    const found = worst(checks)
    return found === undefined ? [] : [{ ...found, checked: checks.length, kink: checks.some((c) => c.kink) }]
  })
}

/**
 * Compares the derivatives of `f` at a point with central differences `(f(x + h) - f(x - h)) / 2h`, in float64: the gradient
 * at elements of each parameter; the derivative along random directions, by forward and by reverse mode; and how the gradient
 * changes along a random direction through each parameter, by forward over reverse and by reverse over reverse mode.
 *
 * The relative error is `|a - n| / max(|a|, |n|, floor)`; the floor, a ten-thousandth of the largest gradient, keeps
 * elements whose gradient is almost zero from being judged by rounding noise. A kink is suspected where the quotients to both
 * sides differ: move the point away from it, or leave it.
 *
 * @param f from a tree of floats to a scalar; whole numbers and truth values in the tree stay as they are. Random parts need a
 * fixed key.
 * @returns `Right` with the report where everything compared passes, `Left` with it where something does not. `showReport`
 * prints both.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { checkGradients } from '@gradus/autograd'
 *
 * const loss = (w: T.Tensor<readonly [2]>) => T.sum(T.tanh(w))
 * checkGradients(loss, T.tensor([0.5, -1]))._tag // => 'Right'
 * ```
 *
 * Source: F.-F. Li, A. Karpathy and J. Johnson, CS231n course notes, "Gradient checks", Stanford, 2016; for directions, JAX,
 * `jax.test_util.check_grads`.
 */
export const checkGradients = <P>(
  f: (point: P) => Scalar,
  point: P,
  {
    tolerance = 1e-6,
    step = 1e-5,
    maxPerLeaf = 50,
    order = 2,
    directions = 2,
    modes = ['forward', 'reverse'],
    key = Rng.key(0),
  }: CheckOptions = {},
): E.Either<GradientMismatch, GradientReport> => {
  const at = toDouble(point)
  const probe = { f, point: at, gradient: grad(f, allowed)(at) }
  const slopes = Tree.leaves(probe.gradient).flatMap((g) => [...T.toTypedArray(g)])
  const largest = slopes.reduce((m, v) => Math.max(m, Math.abs(v)), 0)
  const near = { tolerance, step, floor: Math.max(1e-12, 1e-4 * largest) }
  const report: GradientReport = {
    leaves: checkLeaves(probe, maxPerLeaf, near),
    directions: checkDirections(probe, { key, directions, order, modes }, near),
    tolerance,
  }
  return [...report.leaves, ...report.directions].every((c) => c.relativeError <= tolerance)
    ? E.right(report)
    : E.left({ _tag: 'GradientMismatch', report })
}
