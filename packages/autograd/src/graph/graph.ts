/** Programs as values: what a function does, written down, to print, to count and to run. */
import type { AnyTensor } from '@gradus/tensor'
import type { Graph } from '@gradus/tensor/primitives'
import { showGraph } from './listing.ts'
import { type Stage, stage } from '../traces/stage.ts'
import { tensorsOf, withTensors } from '../structure.ts'

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** A graph that prints itself. */
export interface Listing extends Graph {
  readonly toString: () => string
}

const listing = (graph: Graph): Listing => {
  const show = (): string => showGraph(graph)
  return { ...graph, toString: show, [inspect]: show } as Listing
}

/** A function of any structures written down: its graph, and the structure of its answer. */
export interface Program<R> extends Stage {
  readonly answer: R
}

/** Writes down what a function does to arguments of these structures, shapes and types. */
export const programOf = <A extends readonly unknown[], R>(
  transformation: string,
  f: (...args: A) => R,
  args: A,
): Program<R> => {
  let answer: { readonly of: R } | undefined
  const staged = stage(
    transformation,
    (inputs: readonly AnyTensor[]) => {
      answer = { of: f(...withTensors(args, inputs)) }
      return tensorsOf(answer.of)
    },
    tensorsOf(args),
  )
  return { ...staged, answer: answer!.of }
}

/**
 * The function that writes down what `f` does to its arguments, as a graph of primitives, and computes nothing.
 *
 * The inputs of the graph are the tensors of the arguments, in order; its results are those of what `f` answers. What
 * does not lead to a result is left out.
 *
 * @param f a function of structures of tensors; of the arguments only shapes and types matter.
 * @returns an immutable graph, which prints as a listing.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { graphOf } from '@gradus/autograd'
 *
 * const f = (x: T.Tensor<readonly [2, 3]>) => T.sum(T.tanh(x), { axis: 1 })
 * graphOf(f)(T.ones([2, 3])).toString().split('\n')
 * // => ['graph(a: float32[2,3]) {', '  b: float32[2,3] = tanh a', '  c: float32[2] = reduceSum[axes=[1]] b', '  return c', '}']
 * ```
 */
export const graphOf =
  <A extends readonly unknown[], R>(f: (...args: A) => R): ((...args: A) => Listing) =>
  (...args) =>
    listing(programOf('graphOf', f, args).graph)
