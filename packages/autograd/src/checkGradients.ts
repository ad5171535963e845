/**
 * Is a gradient right? Compared, in double precision, with what a small change of each parameter does to the value.
 *
 * @module
 */
import * as E from '#fp/Either'
import { type AnyTensor, Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { grad } from './grad.ts'
import type { Scalar } from './scalarResult.ts'

/** How one parameter's gradient compares with the difference quotient, at its worst element. */
export interface LeafCheck {
  readonly path: string
  /** The position of the worst element, in row-major order. */
  readonly index: number
  readonly analytic: number
  readonly numeric: number
  readonly relativeError: number
  /** The value seems to bend at this element, as ReLU does at 0: the quotients to the left and right differ. */
  readonly kink: boolean
  /** How many elements were compared. */
  readonly checked: number
}

/** The comparison of all parameters. */
export interface GradientReport {
  readonly leaves: readonly LeafCheck[]
  readonly tolerance: number
}

/** A gradient that is not the derivative. */
export interface GradientMismatch {
  readonly _tag: 'GradientMismatch'
  readonly report: GradientReport
}

/** How closely, and how much, to compare. */
export interface CheckOptions {
  /** The largest relative error that passes. */
  readonly tolerance?: number
  /** The step of the central difference, times `max(1, |x|)`. */
  readonly step?: number
  /** The most elements to compare in each parameter, spread evenly. */
  readonly maxPerLeaf?: number
}

const toDouble = <P>(tree: P): P => Tree.map((x) => T.cast(x, 'float64') as AnyTensor)(tree)

const withElement = <P>(point: P, at: string, index: number, value: number): P =>
  Tree.map((leaf, path) => {
    if (path !== at) return leaf
    const values = T.toTypedArray(leaf)
    values[index] = value
    return T.fromTypedArray(values, leaf.shape) as AnyTensor
  })(point)

interface Element {
  readonly path: string
  readonly index: number
  readonly at: number
  readonly analytic: number
}

interface Quotients {
  readonly numeric: number
  readonly left: number
  readonly right: number
}

const quotients = <P>(
  f: (p: P) => number,
  point: P,
  { path, index, at }: Element,
  step: number,
): Quotients => {
  const h = step * Math.max(1, Math.abs(at))
  const above = f(withElement(point, path, index, at + h))
  const below = f(withElement(point, path, index, at - h))
  const here = f(point)
  return { numeric: (above - below) / (2 * h), left: (here - below) / h, right: (above - here) / h }
}

const errorOf = (a: number, b: number, floor: number): number =>
  a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), floor)

const evenly = (size: number, most: number): readonly number[] => {
  const count = Math.min(size, most)
  return Array.from({ length: count }, (_, i) => Math.floor((i * size) / count))
}

/** An element that fails is tried again with a smaller step, which a kink nearby no longer reaches. */
const checkElement = <P>(
  f: (p: P) => number,
  point: P,
  e: Element,
  floor: number,
  options: Required<CheckOptions>,
): LeafCheck => {
  const attempt = (step: number): LeafCheck => {
    const q = quotients(f, point, e, step)
    const relativeError = errorOf(e.analytic, q.numeric, floor)
    const kink = errorOf(q.left, q.right, floor) > 0.01
    return {
      path: e.path,
      index: e.index,
      analytic: e.analytic,
      numeric: q.numeric,
      relativeError: Number.isNaN(relativeError) ? Infinity : relativeError,
      kink,
      checked: 1,
    }
  }
  const first = attempt(options.step)
  if (first.relativeError <= options.tolerance || !first.kink) return first
  const second = attempt(options.step / 100)
  return second.relativeError <= options.tolerance ? { ...second, kink: true } : first
}

const worst = (checks: readonly LeafCheck[]): LeafCheck | undefined =>
  checks.reduce<LeafCheck | undefined>(
    (w, c) => (w === undefined || c.relativeError > w.relativeError ? c : w),
    undefined,
  )

/**
 * Compares the gradient of `f` at a point with central differences `(f(x + h) - f(x - h)) / 2h`, in float64.
 *
 * The relative error is `|a - n| / max(|a|, |n|, floor)`; the floor, a ten-thousandth of the largest gradient, keeps
 * elements whose gradient is almost zero from being judged by rounding noise.
 *
 * @param f from a tree of floats to a scalar. Random parts need a fixed key.
 * @returns `Right` with the report where every compared element passes, `Left` with it where one does not.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { checkGradients } from '@gradus/autograd'
 *
 * const loss = (w: T.Tensor<readonly [2]>) => T.sum(T.tanh(w))
 * checkGradients(loss, T.tensor([0.5, -1]))._tag // => 'Right'
 * ```
 *
 * Source: F.-F. Li, A. Karpathy and J. Johnson, CS231n course notes, "Gradient checks", Stanford, 2016.
 */
export const checkGradients = <P>(
  f: (point: P) => Scalar,
  point: P,
  { tolerance = 1e-6, step = 1e-5, maxPerLeaf = 50 }: CheckOptions = {},
): E.Either<GradientMismatch, GradientReport> => {
  const at = toDouble(point)
  const value = (p: P): number => T.item(f(p))
  const gradients = new Map(Tree.entries(grad(f)(at)).map(([path, g]) => [path, [...T.toTypedArray(g)]]))
  const largest = [...gradients.values()].flat().reduce((m, v) => Math.max(m, Math.abs(v)), 0)
  const floor = Math.max(1e-12, 1e-4 * largest)
  const leaves = Tree.entries(at).flatMap(([path, leaf]) => {
    const values = T.toTypedArray(leaf)
    const picked = evenly(values.length, maxPerLeaf)
    const checks = picked.map((index) =>
      checkElement(
        value,
        at,
        { path, index, at: values[index] ?? 0, analytic: gradients.get(path)?.[index] ?? 0 },
        floor,
        { tolerance, step, maxPerLeaf },
      ),
    )
    const found = worst(checks)
    return found === undefined ? [] : [{ ...found, checked: checks.length, kink: checks.some((c) => c.kink) }]
  })
  const report: GradientReport = { leaves, tolerance }
  return leaves.every((l) => l.relativeError <= tolerance)
    ? E.right(report)
    : E.left({ _tag: 'GradientMismatch', report })
}

const showNumber = (x: number): string => x.toPrecision(6)

/** A report as lines of text, a line for each parameter. */
export const showGradientReport = ({ leaves, tolerance }: GradientReport): string =>
  leaves
    .map(
      (l) =>
        `${l.relativeError <= tolerance ? 'pass' : 'FAIL'}  ${l.path === '' ? 'argument' : l.path}[${l.index}]: gradient ${showNumber(l.analytic)}, difference quotient ${showNumber(l.numeric)}, relative error ${l.relativeError.toExponential(1)} (tolerance ${tolerance.toExponential(0)})${l.kink ? ', a kink near by' : ''}`,
    )
    .join('\n')
