/**
 * The seam between graphs and what runs them.
 *
 * Laws. An executable answers what running the graph's equations one by one answers, within the tolerance that its engine
 * states; it keeps nothing from call to call that changes an answer.
 *
 * @module
 */
import { bindAll } from './bind.ts'
import { runWith } from './kernels/control.ts'
import type { Graph } from './Primitive.ts'
import { type AnyTensor, Concrete } from './Tensor.ts'

/** A compiled graph. */
export type Executable = (inputs: readonly AnyTensor[]) => readonly AnyTensor[]

/** What turns graphs into something that runs. */
export interface Engine {
  readonly name: string
  /** The inputs whose numbers are told are donated: their memory may be taken for results, and nobody reads them again. */
  readonly compile: (graph: Graph, donated?: readonly number[]) => Executable
}

/** Runs a graph's equations one by one on tensors of any kind, traced ones too. */
export const runGraph: (graph: Graph, inputs: readonly AnyTensor[]) => readonly AnyTensor[] = runWith(bindAll)

/** A constant as a result: who donates the result leaves the constant as it is. */
export const constantResult = (x: AnyTensor): Concrete =>
  new Concrete(Concrete.values(x as Concrete), x.shape, x.dtype)

/** Leaves donated inputs without values, but for those that are results as they are; `release` has their memory first. */
export const donate = (
  inputs: readonly AnyTensor[],
  donated: readonly number[],
  results: readonly AnyTensor[],
  release: (x: Concrete) => void,
): void => {
  const given = donated.map((i) => inputs[i] as Concrete).filter((x) => !results.includes(x))
  given.forEach((x) => {
    release(x)
    Concrete.donate(x)
  })
}

/** Plain TypeScript, one equation after the other: obviously right. */
export const referenceEngine: Engine = {
  name: 'reference',
  compile:
    (graph, donated = []) =>
    (inputs) => {
      const results = runGraph(graph, inputs).map((x) =>
        graph.constants.includes(x) ? constantResult(x) : x,
      )
      donate(inputs, donated, results, () => undefined)
      return results
    },
}
