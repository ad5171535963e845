/**
 * What the batching rules of programs within programs share.
 *
 * @module
 */
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { type Abstract, bind, type Graph, runGraph } from '@gradus/tensor/primitives'
import { select } from '../rules/algebra.ts'
import type { Mappable, MapExamples } from '../BatchRule.ts'
import { isMapped, multiples, perExample, repeated } from './examples.ts'
import type { Mask } from '../rules/programs.ts'
import { stage } from '../traces/stage.ts'

/** A graph for all examples, and which of its results are mapped. */
export interface MappedGraph {
  readonly graph: Graph
  readonly results: Mask
}

/** Runs programs on `size` examples. */
export interface Examples {
  readonly map: MapExamples
  readonly size: number
}

export const maskOf = (xs: readonly Mappable[]): Mask => xs.map(isMapped)
export const either = (a: Mask, b: Mask): Mask => a.map((m, i) => m || b[i] === true)
export const always = (xs: readonly unknown[]): Mask => xs.map(() => true)

/** The tensors, those that the mask names with the examples along their first axis. */
export const repeatedWhere = (xs: readonly Mappable[], mask: Mask, size: number): readonly AnyTensor[] =>
  xs.map((x, i) => (mask[i] === true ? repeated(x, size) : x.tensor))

export const mappables = (tensors: readonly AnyTensor[], mask: Mask): readonly Mappable[] =>
  tensors.map((tensor, i) => ({ tensor, isMapped: mask[i] === true }))

/** The graph that does for all examples what a graph does for one; results that `wanted` names are mapped in any case. */
export const mapGraph = (
  { map, size }: Examples,
  graph: Graph,
  inputs: Mask,
  wanted: Mask = [],
): MappedGraph => {
  let results: Mask = []
  const abstracts = graph.inputs.map(({ shape, dtype }, i): Abstract => ({
    shape: inputs[i] === true ? [size, ...shape] : shape,
    dtype,
  }))
  const staged = stage(
    'a program',
    (all) => {
      const answers = map((xs) => runGraph(graph, xs), mappables(all, inputs))
      results = answers.map((x, i) => x.isMapped || wanted[i] === true)
      return repeatedWhere(answers, results, size)
    },
    abstracts,
  )
  return { graph: staged.graph, results }
}

/** A body for all examples, and which parts of its carry are mapped: once round and round again until no more are. */
export const settled = (
  step: (carry: Mask) => MappedGraph,
  carry: Mask,
): MappedGraph & { readonly carry: Mask } => {
  const found = step(carry)
  const next = either(carry, found.results)
  return next.every((m, i) => m === carry[i]) ? { ...found, carry } : settled(step, next)
}

/** Is it true of any example? Of none, no. */
export const anyOf = (x: AnyTensor): AnyTensor => {
  const count = bind('reduceSum', [bind('cast', [x], { dtype: 'int32' })], { axes: [0] })
  return bind('cast', [count], { dtype: 'bool' })
}

/** The values of the examples that a mask names, for others those that they had. */
export const choose = (mask: AnyTensor, a: AnyTensor, b: AnyTensor): AnyTensor =>
  select(perExample(mask, a.shape), a, b)

/**
 * For each example its own place, or where the mask does not hold, that of one for which it does.
 *
 * A program that an example does not take part in runs on its place all the same; there it is given the values of an
 * example that does. On its own it might fail, or have an infinite derivative, which even times 0 is no number.
 */
export const lenders = (mask: AnyTensor): AnyTensor => {
  const lender = bind('argExtreme', [mask], { axis: 0, largest: true })
  return select(mask, multiples(mask.shape[0] ?? 0, 1), bind('broadcast', [lender], { shape: mask.shape }))
}

/** The tensors with the rows of lenders, where they are mapped. */
export const lent = (xs: readonly AnyTensor[], mask: Mask, from: AnyTensor): readonly AnyTensor[] =>
  xs.map((x, i) => (mask[i] === true ? bind('take', [x, from], { axis: 0 }) : x))

export const wholeNumber = (value: number, like: AnyTensor): AnyTensor =>
  T.full(like.shape, value, { dtype: 'int32' })
