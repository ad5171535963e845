/** Steps within a distance that the quadratic model is trusted to: what both Newton methods share. */
import { addWork, type Iterate, type Objective, type Work } from './Minimizer.ts'
import { along, length, roundingOf, type Vector } from './vectors.ts'

/** A step of the model's, with the fall that it promises. */
export interface Proposal {
  readonly step: Vector
  readonly promised: number
  readonly work: Partial<Work>
}

/** Where a step led, and how far the model is trusted from there. */
export interface Trusted {
  readonly iterate: Iterate
  readonly radius: number
}

/** A step that falls by less than this share of its promise is not made. */
const enough = 1e-4

/** Far less trust after a poor step, more after a good one that the distance had held back. */
const nextRadius = (radius: number, share: number, moved: number): number =>
  share < 0.25 ? moved / 4 : share > 0.75 && moved > 0.9 * radius ? 2 * radius : radius

/**
 * Makes the model's step, or, where the value does not fall as it should, that of a smaller region.
 *
 * The fall is compared as far as rounding lets it be: the same is added to what fell and to what was promised. Once nothing
 * but rounding is left of both, only a smaller gradient counts.
 */
export const trust = (
  objective: Objective,
  from: Iterate,
  radius: number,
  propose: (radius: number) => Proposal,
): Trusted => {
  const rounding = roundingOf(from.at)
  const noise = 10 * rounding * Math.max(Number.MIN_VALUE, Math.abs(from.value))
  const attempt = (within: number, spent: Work): Trusted => {
    const { step, promised, work } = propose(within)
    const moved = length(step)
    const asked = addWork(spent, work)
    if (!(moved > rounding * length(from.at)) || !(promised > 0))
      return { iterate: { ...from, work: asked, moved: 0, stuck: true }, radius: within }
    const there = objective.evaluate(along(from.at, 1, step))
    const done = addWork(asked, { evaluations: 1 })
    const share = (from.value - there.value + noise) / (promised + noise)
    const lower = promised > noise || length(there.gradient) < length(from.gradient)
    return share > enough && lower && Number.isFinite(length(there.gradient))
      ? { iterate: { ...there, work: done, moved, stuck: false }, radius: nextRadius(within, share, moved) }
      : attempt(moved / 4, done)
  }
  return attempt(radius, from.work)
}
