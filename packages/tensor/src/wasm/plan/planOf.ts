/** From a graph to a plan. */
import type { Graph } from '../../Primitive.ts'
import { inlined } from '../inline.ts'
import { layOut } from '../memory.ts'
import { simplified } from '../simplify/simplify.ts'
import { lower } from './lower.ts'
import type { Plan } from './plan.ts'
import { planner } from './planner.ts'
import { directResults } from './results.ts'

/** Decides how a graph is computed. */
export const planOf = (whole: Graph): Plan => {
  const graph = simplified(inlined(whole))
  const p = planner(graph, planOf)
  let variable = graph.inputs.length + graph.constants.length
  for (const equation of graph.equations) {
    lower(p, equation, variable)
    variable += equation.results.length
  }
  const schedule = p.finish(graph.results)
  const direct = directResults(schedule)
  return { ...schedule, direct, overwritten: new Map(), layout: layOut(schedule, new Set(direct.values())) }
}
