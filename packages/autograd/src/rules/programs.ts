/**
 * What the derivatives of programs within programs share.
 *
 * @module
 */
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { type Abstract, type Graph, resultsOf, runGraph } from '@gradus/tensor/primitives'
import type { PullGraph, PushGraph, Tangent } from '../Rule.ts'
import { stage } from '../traces/stage.ts'

export type Tensors = readonly AnyTensor[]
export type Mask = readonly boolean[]

export const zerosOf = ({ shape, dtype }: Abstract): AnyTensor => T.zeros(shape, { dtype }) as AnyTensor
export const mask = (tangents: readonly Tangent[]): Mask => tangents.map((t) => t !== undefined)
export const pick = <A>(all: readonly A[], chosen: Mask): readonly A[] =>
  all.filter((_, i) => chosen[i] === true)
export const present = (tangents: readonly Tangent[]): Tensors => tangents.filter((t) => t !== undefined)

/** Back to the places where the mask chose, nothing elsewhere. */
export const spread = <A>(chosen: Mask, xs: readonly A[]): readonly (A | undefined)[] => {
  let next = 0
  return chosen.map((c) => (c ? xs[next++] : undefined))
}

/** Cuts a list into pieces of the given lengths. */
export const cut = <A>(all: readonly A[], ...lengths: readonly number[]): readonly (readonly A[])[] => {
  let from = 0
  return lengths.map((n) => all.slice(from, (from += n)))
}

/** Which results change when these inputs do. */
export const reached = (push: PushGraph, graph: Graph, changing: Mask): Mask => {
  let found: Mask = []
  stage(
    'a program',
    (inputs) => {
      const tangents = push(
        graph,
        inputs,
        inputs.map((x, i) => (changing[i] === true ? zerosOf(x) : undefined)),
      )
      found = mask(tangents)
      return []
    },
    graph.inputs,
  )
  return found
}

/** The graph of the tangents of some results, of inputs and the tangents of those that change. */
export const tangentGraph = (push: PushGraph, graph: Graph, changing: Mask, wanted: Mask): Graph => {
  const results = pick(resultsOf(graph), wanted)
  const { inputs } = graph
  return stage(
    'a program',
    (all) => {
      const [primals, tangents] = cut(all, inputs.length, all.length - inputs.length) as [Tensors, Tensors]
      const pushed = pick(push(graph, primals, spread(changing, tangents)), wanted)
      return pushed.map((t, i) => t ?? zerosOf(results[i]!))
    },
    [...inputs, ...pick(inputs, changing)],
  ).graph
}

/**
 * The graph that pulls the cotangents of a graph's results back to the inputs that it is linear in: of the other inputs,
 * then the cotangents.
 */
export const transposedGraph = (pull: PullGraph, graph: Graph, linear: Mask): Graph => {
  const given = linear.map((l) => !l)
  const known = pick(graph.inputs, given)
  return stage(
    'a program',
    (all) => {
      const [values, cotangents] = cut(all, known.length, all.length - known.length) as [Tensors, Tensors]
      return pull(graph, linear, values, cotangents)
    },
    [...known, ...resultsOf(graph)],
  ).graph
}

export const withZeros = (cotangents: readonly Tangent[], results: readonly Abstract[]): Tensors =>
  results.map((x, i) => cotangents[i] ?? zerosOf(x))

/** Which parts of a carry change, once round and round again until no more do. */
export const changingCarry = (start: Mask, next: (carry: Mask) => Mask): Mask => {
  const after = next(start)
  const both = start.map((c, i) => c || after[i] === true)
  return both.every((c, i) => c === start[i]) ? both : changingCarry(both, next)
}

/** The same graph with its inputs, in groups of these sizes, in another order. */
export const arranged = (graph: Graph, sizes: readonly number[], order: readonly number[]): Graph => {
  const groups = cut(graph.inputs, ...sizes)
  const abstracts = order.flatMap((g) => groups[g]!)
  return stage(
    'a program',
    (inputs) => {
      const pieces = cut(inputs, ...order.map((g) => sizes[g]!))
      return runGraph(
        graph,
        sizes.flatMap((_, g) => pieces[order.indexOf(g)]!),
      )
    },
    abstracts,
  ).graph
}
