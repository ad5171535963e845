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
import type { AnyTensor } from './Tensor.ts'

/** A compiled graph. */
export type Executable = (inputs: readonly AnyTensor[]) => readonly AnyTensor[]

/** What turns graphs into something that runs. */
export interface Engine {
  readonly name: string
  readonly compile: (graph: Graph) => Executable
}

/** Runs a graph's equations one by one on tensors of any kind, traced ones too. */
export const runGraph: (graph: Graph, inputs: readonly AnyTensor[]) => readonly AnyTensor[] = runWith(bindAll)

/** Plain TypeScript, one equation after the other: obviously right. */
export const referenceEngine: Engine = {
  name: 'reference',
  compile: (graph) => (inputs) => runGraph(graph, inputs),
}
