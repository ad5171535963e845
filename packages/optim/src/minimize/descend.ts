/** Going along a line: what all methods with line searches share. */
import type { Look, LineSearch } from './lineSearches/LineSearch.ts'
import { addWork, type Evaluation, type Iterate, type Objective } from './Minimizer.ts'
import { along, dot, largest, length, roundingOf, times, type Vector } from './vectors.ts'

/** A place on a line through an objective. */
interface Place extends Look {
  readonly there: Evaluation
}

/** A direction, with how far along it to look first. */
export interface Way {
  readonly direction: Vector
  readonly first: number
}

/** Where a line search led, and the step that it took along the direction. */
export interface Descent {
  readonly iterate: Iterate
  readonly step: number
  /** The slope at the start of the line. */
  readonly slope: number
  readonly direction: Vector
}

/** A value or a slope that is not finite makes a place too high to take. */
const height = (value: number, slope: number): number =>
  Number.isFinite(value) && Number.isFinite(slope) ? value : Infinity

const place = (there: Evaluation, direction: Vector, step: number): Place => {
  const slope = dot(there.gradient, direction)
  return { there, step, value: height(there.value, slope), slope }
}

/** The way against the gradient, at first by a hundredth of the size of the parameters. */
export const steepest = ({ at, value, gradient }: Evaluation): Way => {
  const [size, slope] = [largest(at), largest(gradient)]
  const first =
    size > 0 ? (0.01 * size) / slope : value === 0 ? 1 : (0.01 * Math.abs(value)) / (slope * slope)
  return { direction: times(-1, gradient), first: Number.isFinite(first) && first > 0 ? first : 1 }
}

/** Lower by more than rounding, or, where that hides the values' difference, flatter. */
const better = (before: Evaluation, after: Evaluation): boolean =>
  before.value - after.value > 10 * roundingOf(before.at) * Math.abs(before.value) ||
  length(after.gradient) < length(before.gradient)

const tryAlong = (
  objective: Objective,
  from: Iterate,
  { direction, first }: Way,
  search: LineSearch,
): Descent => {
  const start = place(from, direction, 0)
  const goesDown = start.slope < 0 && Number.isFinite(first) && first > 0
  const look = (step: number): Place =>
    place(objective.evaluate(along(from.at, step, direction)), direction, step)
  const { found: seen, looks } = goesDown ? search({ start, look }, first) : { found: undefined, looks: 0 }
  const found = seen !== undefined && better(from, seen.there) ? seen : undefined
  const work = addWork(from.work, { evaluations: looks })
  const iterate: Iterate =
    found === undefined
      ? { ...from, work, moved: 0, stuck: true }
      : { ...found.there, work, moved: found.step * length(direction), stuck: false }
  return { iterate, step: found?.step ?? 0, slope: start.slope, direction }
}

/** Goes along a way, or, where that leads nowhere, against the gradient. */
export const descend = (objective: Objective, from: Iterate, way: Way, search: LineSearch): Descent => {
  const taken = tryAlong(objective, from, way, search)
  if (!taken.iterate.stuck) return taken
  const here = { ...from, work: taken.iterate.work }
  return tryAlong(objective, here, steepest(from), search)
}
