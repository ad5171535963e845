/**
 * Graphs with less in them that answer the same bits: equal equations once, what is known beforehand computed beforehand,
 * what changes nothing left out, and nothing that no result needs.
 *
 * @module
 */
import { evaluate } from '../../kernels/evaluate.ts'
import { type Equation, type Graph, isSeveral } from '../../Primitive.ts'
import { sameShape } from '../../operand.ts'
import { type Concrete, sizeOf } from '../../Tensor.ts'
import {
  assembled,
  inStages,
  joined,
  type Kept,
  type Number,
  numberOf,
  unchanged,
  type Value,
} from './rules.ts'

/** Larger constants than this are not made out of smaller ones: they would only fill memory. */
const mostFolded = 1024

/** The same graph, with less in it. */
export const simplified = (graph: Graph): Graph => {
  const constants = new Map<Value, Concrete>()
  const makers = new Map<Value, Kept>()
  const ids = new Map<Value, number>()
  const known = new Map<string, readonly Value[]>()
  const kept: Kept[] = []
  const id = (x: Value): number => {
    if (!ids.has(x)) ids.set(x, ids.size)
    return ids.get(x)!
  }
  const constant = (x: Concrete): Value => {
    const value = {}
    constants.set(value, x)
    return value
  }
  const number: Number = (x) => numberOf(constants.get(x))
  const inputs: readonly Value[] = graph.inputs.map(() => ({}))
  const types = new Map<Value, Graph['inputs'][number]>()
  inputs.forEach((x, i) => types.set(x, graph.inputs[i]!))

  const keep = (equation: Equation, operands: readonly Value[]): readonly Value[] => {
    // programs of programs are not compared
    const rest = isSeveral(equation.name) ? kept.length : JSON.stringify([equation.params, equation.results])
    const key = `${equation.name} ${operands.map(id).join()} ${rest}`
    const same = known.get(key)
    if (same !== undefined) return same
    const results = equation.results.map(() => ({}))
    const one = { equation, operands, results }
    results.forEach((x, i) => {
      makers.set(x, one)
      types.set(x, equation.results[i]!)
    })
    kept.push(one)
    known.set(key, results)
    return results
  }

  const reduce = (equation: Equation, operands: readonly Value[]): readonly Value[] => {
    const [result] = equation.results
    if (isSeveral(equation.name) || result === undefined) return keep(equation, operands)
    const same = unchanged(equation, operands, number)
    const type = same && types.get(same)
    if (
      same !== undefined &&
      type !== undefined &&
      type.dtype === result.dtype &&
      sameShape(type.shape, result.shape)
    )
      return [same]
    const given = operands.map((x) => constants.get(x))
    if (sizeOf(result.shape) <= mostFolded && operands.length > 0 && given.every((x) => x !== undefined)) {
      const folded = constant(evaluate(equation.name, given, equation.params)[0]!)
      types.set(folded, result)
      return [folded]
    }
    const stages = inStages(equation, types.get(operands[0]!)!.shape)
    if (stages !== undefined) return stages.reduce((of, stage) => keep(stage, of), operands)
    const other = joined(equation, makers.get(operands[0]!)) ?? assembled(equation, operands, makers)
    return other === undefined ? keep(equation, operands) : reduce(other.equation, other.operands)
  }

  const values: Value[] = [
    ...inputs,
    ...graph.constants.map((x) => {
      const value = constant(x as Concrete)
      types.set(value, { shape: x.shape, dtype: x.dtype })
      return value
    }),
  ]
  for (const equation of graph.equations)
    values.push(
      ...reduce(
        equation,
        equation.operands.map((v) => values[v]!),
      ),
    )
  const results = graph.results.map((v) => values[v]!)
  return numbered(graph, inputs, constants, kept, results)
}

/** What results need, as a graph. */
const numbered = (
  { inputs: types }: Graph,
  inputs: readonly Value[],
  constants: ReadonlyMap<Value, Concrete>,
  kept: readonly Kept[],
  results: readonly Value[],
): Graph => {
  const wanted = new Set<Value>(results)
  const alive = kept.toReversed().filter((k) => {
    const isAlive = k.results.some((x) => wanted.has(x))
    if (isAlive) k.operands.forEach((x) => wanted.add(x))
    return isAlive
  })
  const equations = alive.toReversed()
  const used = [...constants].filter(([value]) => wanted.has(value))
  const order = [...inputs, ...used.map(([value]) => value), ...equations.flatMap((k) => k.results)]
  const numbers = new Map(order.map((x, i) => [x, i]))
  return {
    inputs: types,
    constants: used.map(([, x]) => x),
    equations: equations.map(({ equation, operands }): Equation => ({
      ...equation,
      operands: operands.map((x) => numbers.get(x)!),
    })),
    results: results.map((x) => numbers.get(x)!),
  }
}
