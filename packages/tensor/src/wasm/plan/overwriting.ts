/**
 * Results that are written over inputs which nobody reads again.
 *
 * @module
 */
import type { Plan } from './plan.ts'

/** The last step that touches a buffer; none after all for a result. */
const lastTouch = ({ steps, results }: Plan, buffer: number): number =>
  results.some((v) => v.buffer === buffer)
    ? steps.length
    : steps.findLastIndex((s) => [...s.reads, ...s.writes].some((v) => v.buffer === buffer))

/** The input whose place a result's buffer may take: the step that begins to write the one is the last to read the other. */
const inputFor = (plan: Plan, donated: ReadonlyMap<number, number>, buffer: number): number | undefined => {
  const at = plan.steps.findIndex((s) => s.writes.some((v) => v.buffer === buffer))
  const step = plan.steps[at]
  const exchanges = step?.kind === 'kernel' ? (step.inPlace ?? []) : []
  const found = exchanges.find(
    ({ read, written }) => written === buffer && donated.has(read) && lastTouch(plan, read) === at,
  )
  return found && donated.get(found.read)
}

/** The plan where inputs of these numbers are donated: which of them results are written over. */
export const overwriting = (plan: Plan, donated: readonly number[]): Plan => {
  const left = new Map(donated.map((i) => [plan.inputs[i]!.buffer, i]))
  const overwritten = new Map<number, number>()
  for (const [result, buffer] of plan.direct) {
    const input = inputFor(plan, left, buffer)
    if (input === undefined) continue
    overwritten.set(result, input)
    left.delete(plan.inputs[input]!.buffer)
  }
  return { ...plan, overwritten }
}
