/**
 * Graphs without calls: bodies that are run once stand in their places.
 *
 * What `remat` and `custom` say is said to derivatives, which have been taken when a graph comes here.
 *
 * @module
 */
import type { Equation, Graph } from '../Primitive.ts'
import type { AnyTensor } from '../Tensor.ts'

const bodyOf = ({ name, params }: Equation): Graph | undefined =>
  name === 'remat' || name === 'custom' ? (params as { readonly body: Graph }).body : undefined

/** Values while they have no numbers yet. */
type Value = object

interface Call {
  readonly equation: Equation
  readonly operands: readonly Value[]
  readonly results: readonly Value[]
}

/** The same graph, with bodies of calls in the places of the calls. */
export const inlined = (graph: Graph): Graph => {
  if (graph.equations.every((e) => bodyOf(e) === undefined)) return graph
  const constants = new Map<Value, AnyTensor>()
  const calls: Call[] = []
  const walk = (
    { constants: own, equations, results }: Graph,
    inputs: readonly Value[],
  ): readonly Value[] => {
    const values: Value[] = [...inputs]
    own.forEach((x) => {
      const value = {}
      constants.set(value, x)
      values.push(value)
    })
    for (const equation of equations) {
      const operands = equation.operands.map((v) => values[v]!)
      const body = bodyOf(equation)
      if (body !== undefined) values.push(...walk(body, operands))
      else {
        const made = equation.results.map(() => ({}))
        calls.push({ equation, operands, results: made })
        values.push(...made)
      }
    }
    return results.map((v) => values[v]!)
  }
  const inputs = graph.inputs.map(() => ({}))
  const results = walk(graph, inputs)
  const order = [...inputs, ...constants.keys(), ...calls.flatMap((c) => c.results)]
  const numbers = new Map(order.map((v, i) => [v, i]))
  const number = (v: Value): number => numbers.get(v)!
  return {
    inputs: graph.inputs,
    constants: [...constants.values()],
    equations: calls.map(({ equation, operands }): Equation => ({
      ...equation,
      operands: operands.map(number),
    })),
    results: results.map(number),
  }
}
