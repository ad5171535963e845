/** Programs within programs, step by step. */
import { resultsOf } from '../abstract.ts'
import { allocate } from '../DType.ts'
import { GradusError, ValueError } from '../errors.ts'
import type { Graph, PrimitiveName, Primitives, SeveralName } from '../Primitive.ts'
import { type AnyTensor, Concrete, sizeOf } from '../Tensor.ts'
import { decompositions } from './linalg/decompositions.ts'

/** What calls a primitive: an evaluation, or `bind`. */
export type Caller<X extends AnyTensor> = <N extends PrimitiveName>(
  name: N,
  inputs: readonly X[],
  params: Primitives[N],
) => readonly X[]

/** Runs a graph, one equation after the other. */
export const runWith =
  <X extends AnyTensor>(call: Caller<X>) =>
  (graph: Graph, inputs: readonly X[]): readonly X[] => {
    const values: X[] = [...inputs, ...(graph.constants as readonly X[])]
    for (const { name, operands, params } of graph.equations)
      values.push(
        ...call(
          name,
          operands.map((v) => values[v]!),
          params,
        ),
      )
    return graph.results.map((v) => values[v]!)
  }

type Run = (graph: Graph, inputs: readonly Concrete[]) => readonly Concrete[]
export type Interpreter<Params> = (
  run: Run,
  inputs: readonly Concrete[],
  params: Params,
) => readonly Concrete[]

/** One row along the first axis, of the same values. */
const rowOf = (x: Concrete, at: number): Concrete => {
  const shape = x.shape.slice(1)
  const size = sizeOf(shape)
  return new Concrete(Concrete.values(x).subarray(at * size, (at + 1) * size), shape, x.dtype)
}

const scan: Interpreter<Primitives['scan']> = (run, inputs, { body, length, constants, carry, reverse }) => {
  const fixed = inputs.slice(0, constants)
  const rows = inputs.slice(constants + carry)
  const outputs = resultsOf(body)
    .slice(carry)
    .map(({ shape, dtype }) => ({
      shape: [length, ...shape],
      dtype,
      size: sizeOf(shape),
      values: allocate(dtype, length * sizeOf(shape)),
    }))
  let state: readonly Concrete[] = inputs.slice(constants, constants + carry)
  for (let step = 0; step < length; step++) {
    const at = reverse ? length - 1 - step : step
    const answer = run(body, [...fixed, ...state, ...rows.map((x) => rowOf(x, at))])
    state = answer.slice(0, carry)
    outputs.forEach(({ size, values }, i) => values.set(Concrete.values(answer[carry + i]!), at * size))
  }
  return [...state, ...outputs.map((o) => new Concrete(o.values, o.shape, o.dtype))]
}

const whileLoop: Interpreter<Primitives['whileLoop']> = (
  run,
  inputs,
  { condition, body, conditionConstants, bodyConstants },
) => {
  const tested = inputs.slice(0, conditionConstants)
  const fixed = inputs.slice(conditionConstants, conditionConstants + bodyConstants)
  const holds = (state: readonly Concrete[]): boolean =>
    Concrete.values(run(condition, [...tested, ...state])[0]!)[0] !== 0
  let state: readonly Concrete[] = inputs.slice(conditionConstants + bodyConstants)
  while (holds(state)) state = run(body, [...fixed, ...state])
  return state
}

const cond: Interpreter<Primitives['cond']> = (run, [index, ...operands], { branches }) => {
  const at = Concrete.values(index!)[0]!
  const branch = branches[at]
  if (branch === undefined)
    throw new ValueError('switchCase', `branch ${at} is out of range, there are ${branches.length}`)
  return run(branch, operands)
}

/** How each program of programs is run. */
export const interpreters = {
  ...decompositions,
  remat: (run, inputs, { body }) => run(body, inputs),
  scan,
  whileLoop,
  cond,
  custom: (run, inputs, { body }) => run(body, inputs),
  customTangent: () => {
    throw new GradusError(
      'customVjp',
      'the function has a derivative of reverse mode alone, and forward mode asked for its own. Use customJvp, which serves both.',
    )
  },
} satisfies { readonly [N in SeveralName]: Interpreter<Primitives[N]> }
