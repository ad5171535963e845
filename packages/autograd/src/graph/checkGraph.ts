/**
 * The type checker of graphs.
 *
 * @module
 */
import { GradusError } from '@gradus/tensor'
import {
  type Abstract,
  abstractsOf,
  type Equation,
  type Graph,
  type Primitives,
  resultsOf,
} from '@gradus/tensor/primitives'
import { showAbstract } from '../structure.ts'

type Abstracts = readonly Abstract[]

const list = (xs: Abstracts): string => `(${xs.map(showAbstract).join(', ')})`

const wrong = (where: string, message: string): never => {
  throw new GradusError('checkGraph', `${where}: ${message}`)
}

const checkAlike = (where: string, what: string, found: Abstracts, wanted: Abstracts): void => {
  if (list(found) !== list(wanted)) wrong(where, `${what} ${list(found)}, expected ${list(wanted)}`)
}

const checkBody = (where: string, body: Graph, inputs: Abstracts): void => {
  check(`${where}, `, body)
  checkAlike(where, 'the body takes', body.inputs, inputs)
}

const row = ({ shape, dtype }: Abstract): Abstract => ({ shape: shape.slice(1), dtype })

/** Do the graphs within an equation take what they are given, and do loops give back what they take? */
const programs: {
  readonly [N in 'remat' | 'custom' | 'cond' | 'scan' | 'whileLoop']: (
    where: string,
    params: Primitives[N],
    inputs: Abstracts,
  ) => void
} = {
  remat: (where, { body }, inputs) => checkBody(where, body, inputs),
  custom: (where, { body }, inputs) => checkBody(where, body, inputs),
  cond: (where, { branches }, inputs) =>
    branches.forEach((branch, i) => {
      checkBody(`${where}, branch ${i}`, branch, inputs.slice(1))
      checkAlike(`${where}, branch ${i}`, 'it answers', resultsOf(branch), resultsOf(branches[0]!))
    }),
  scan: (where, { body, constants, carry, length }, inputs) => {
    const kept = inputs.slice(0, constants + carry)
    const rows = inputs.slice(constants + carry)
    const short = rows.find((x) => x.shape[0] !== length)
    if (short !== undefined) wrong(where, `${showAbstract(short)} has no ${length} rows`)
    checkBody(where, body, [...kept, ...rows.map(row)])
    checkAlike(where, 'the next carry is', resultsOf(body).slice(0, carry), kept.slice(constants))
  },
  whileLoop: (where, { condition, body, conditionConstants, bodyConstants }, inputs) => {
    const tested = inputs.slice(0, conditionConstants)
    const fixed = inputs.slice(conditionConstants, conditionConstants + bodyConstants)
    const carry = inputs.slice(conditionConstants + bodyConstants)
    checkBody(`${where}, condition`, condition, [...tested, ...carry])
    checkAlike(`${where}, condition`, 'it answers', resultsOf(condition), [{ shape: [], dtype: 'bool' }])
    checkBody(where, body, [...fixed, ...carry])
    checkAlike(where, 'the next carry is', resultsOf(body), carry)
  },
}

const checkEquation = (
  where: string,
  { name, params, operands, results }: Equation,
  known: Abstracts,
): void => {
  const unknown = operands.find((v) => !Number.isInteger(v) || v < 0 || v >= known.length)
  if (unknown !== undefined) wrong(where, `variable ${unknown} is not there yet, ${known.length} are`)
  const inputs = operands.map((v) => known[v]!)
  if (name in programs) programs[name as 'remat'](where, params as never, inputs)
  checkAlike(where, 'it answers', results, abstractsOf(name, inputs, params))
}

const check = (where: string, graph: Graph): void => {
  const known: Abstract[] = [...graph.inputs, ...graph.constants]
  graph.equations.forEach((e, i) => {
    checkEquation(`${where}equation ${i} (${e.name})`, e, known)
    known.push(...e.results)
  })
  const unknown = graph.results.find((v) => !Number.isInteger(v) || v < 0 || v >= known.length)
  if (unknown !== undefined) wrong(`${where}result`, `variable ${unknown} is not there, ${known.length} are`)
}

/**
 * Checks that every equation of a graph takes what earlier ones gave, and answers what its primitive answers; graphs
 * within graphs, too.
 *
 * @returns the graph.
 * @throws GradusError naming the equation.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { checkGraph, graphOf } from '@gradus/autograd'
 *
 * checkGraph(graphOf((x: T.Tensor<readonly [3]>) => T.sum(x))(T.ones([3]))).equations.length // => 1
 * ```
 */
export const checkGraph = <G extends Graph>(graph: G): G => {
  check('', graph)
  return graph
}
