/** Set up for the project `engine`: each primitive of values is a graph of one equation that WebAssembly runs. */
import { abstractsOf } from '../../src/abstract.ts'
import { evaluateBy } from '../../src/bind.ts'
import { GradusError } from '../../src/errors.ts'
import { evaluate } from '../../src/kernels/evaluate.ts'
import { type Executable, type Graph, isSeveral, type Primitives, wasmEngine } from '../../src/primitives.ts'
import type { Concrete } from '../../src/Tensor.ts'

const engine = wasmEngine({ threads: 1, copied: 0 })
const known = new Map<string, Executable>()

const graphOf = <N extends keyof Primitives>(
  name: N,
  inputs: readonly Concrete[],
  params: Primitives[N],
): Graph => {
  const types = inputs.map(({ shape, dtype }) => ({ shape, dtype }))
  const results = abstractsOf(name, types, params)
  return {
    inputs: types,
    constants: [],
    equations: [{ name, params, operands: types.map((_, i) => i), results }],
    results: results.map((_, i) => types.length + i),
  }
}

/** Graphs within a primitive have constants and functions, which no key tells apart. */
const compiled = (graph: Graph): Executable => {
  const [{ name, params }] = graph.equations as [Graph['equations'][number]]
  if (isSeveral(name)) return engine.compile(graph)
  const key = JSON.stringify([name, params, graph.inputs])
  const run = known.get(key) ?? engine.compile(graph)
  known.set(key, run)
  return run
}

/** What the engine has no memory for is the reference's to refuse, as where the engine takes large operations alone. */
evaluateBy((name, inputs, params) => {
  try {
    return compiled(graphOf(name, inputs, params))(inputs) as readonly Concrete[]
  } catch (error) {
    if (error instanceof GradusError && error.operation === 'engine') return evaluate(name, inputs, params)
    throw error
  }
})
