/** What quasi-Newton methods remember of a step. */
import type { Evaluation } from './Minimizer.ts'
import { dot, minus, roundingOf, type Vector } from './vectors.ts'

/** A step, and how it changed the gradient. */
export interface Pair {
  readonly s: Vector
  readonly y: Vector
  /** `1 / (s·y)`. */
  readonly rho: number
}

/** What a step tells of the curvature; nothing where the slope did not rise along it. */
export const pairOf = (before: Evaluation, after: Evaluation): Pair | undefined => {
  const [s, y] = [minus(after.at, before.at), minus(after.gradient, before.gradient)]
  const curvature = dot(s, y)
  return curvature > roundingOf(y) * dot(y, y) * 1e-3 ? { s, y, rho: 1 / curvature } : undefined
}
