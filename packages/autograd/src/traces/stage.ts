/**
 * The trace that writes a program down: primitives become the equations of a graph, and nothing is computed.
 *
 * @module
 */
import type { AnyTensor } from '@gradus/tensor'
import {
  type Abstract,
  abstractsOf,
  type Equation,
  type Graph,
  isTraced,
  type PrimitiveName,
  type Primitives,
  type Trace,
} from '@gradus/tensor/primitives'
import { checkOpen, nextLevel, StandIn } from './standIn.ts'

/** A value of a program that is being written down. */
// oxlint-disable-next-line gradus/no-class -- as StandIn
class Staged extends StandIn {}

/** A call, before its values have numbers. */
interface Call {
  readonly name: PrimitiveName
  readonly params: Primitives[PrimitiveName]
  readonly operands: readonly AnyTensor[]
  readonly results: readonly Staged[]
}

/** A program as a graph, and what it used of transformations around it: its first inputs. */
export interface Stage {
  readonly graph: Graph
  readonly free: readonly AnyTensor[]
}

const needed = (calls: readonly Call[], results: readonly AnyTensor[]): readonly Call[] => {
  const live = new Set<AnyTensor>(results)
  const kept = calls.toReversed().filter((call) => {
    const isLive = call.results.some((x) => live.has(x))
    if (isLive) call.operands.forEach((x) => live.add(x))
    return isLive
  })
  return kept.toReversed()
}

const abstract = ({ shape, dtype }: Abstract): Abstract => ({ shape, dtype })

/** Numbers the values of a program: what is around it, its inputs, its constants, its results in order. */
const number = (
  isOwn: (x: AnyTensor) => boolean,
  inputs: readonly Staged[],
  calls: readonly Call[],
  results: readonly AnyTensor[],
): Stage => {
  const live = needed(calls, results)
  const used = [...live.flatMap((c) => c.operands), ...results]
  const foreign = [...new Set(used.filter((x) => !isOwn(x)))]
  const free = foreign.filter((x) => isTraced(x))
  const constants = foreign.filter((x) => !isTraced(x))
  const variable = new Map<AnyTensor, number>()
  const name = (x: AnyTensor): unknown => variable.set(x, variable.size)
  ;[free, inputs, constants, ...live.map((c) => c.results)].forEach((xs) => xs.forEach(name))
  const variables = (xs: readonly AnyTensor[]): readonly number[] => xs.map((x) => variable.get(x)!)
  const equations = live.map((c): Equation => ({
    name: c.name,
    params: c.params,
    operands: variables(c.operands),
    results: c.results.map(abstract),
  }))
  return {
    free,
    graph: { inputs: [...free, ...inputs].map(abstract), constants, equations, results: variables(results) },
  }
}

/**
 * Writes down what a function does to tensors of the given shapes and types.
 *
 * What it closes over is either concrete, and becomes a constant, or traced by a transformation around this one, and
 * becomes one of the first inputs.
 */
export const stage = (
  transformation: string,
  f: (inputs: readonly AnyTensor[]) => readonly AnyTensor[],
  abstracts: readonly Abstract[],
): Stage => {
  let open = true
  const calls: Call[] = []
  const staged = (x: Abstract): Staged => new Staged(trace, x, transformation)
  const trace: Trace = {
    level: nextLevel(),
    process: (name, operands, params) => {
      checkOpen(open, transformation, operands)
      const results = abstractsOf(name, operands, params).map(staged)
      calls.push({ name, params, operands, results })
      return results
    },
  }
  const inputs = abstracts.map(staged)
  const results = f(inputs)
  open = false
  return number((x) => x instanceof Staged && x.trace === trace, inputs, calls, results)
}
