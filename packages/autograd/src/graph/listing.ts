/**
 * Graphs as text.
 *
 * @module
 */
import { type AnyTensor, isTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { type Equation, type Graph } from '@gradus/tensor/primitives'
import { showAbstract } from '../structure.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** The name of a variable: `a` … `z`, `aa` … */
const nameOf = (variable: number): string =>
  (variable < 26 ? '' : nameOf(Math.floor(variable / 26) - 1)) + letters[variable % 26]!

const isGraph = (x: unknown): x is Graph => typeof x === 'object' && x !== null && 'equations' in x

const indent = (text: string): string => text.replaceAll('\n', '\n  ')

const showParameter = (x: unknown): string => {
  if (isGraph(x)) return showGraph(x)
  if (Array.isArray(x)) return `[${x.map(showParameter).join(', ')}]`
  if (typeof x === 'function') return 'function'
  if (typeof x === 'object' && x !== null)
    return `{ ${Object.entries(x)
      .map(([k, v]) => `${k}: ${showParameter(v)}`)
      .join(', ')} }`
  return String(x)
}

const showParameters = (params: object): string => {
  const shown = Object.entries(params).map(([k, v]) => `${k}=${indent(showParameter(v))}`)
  return shown.length === 0 ? '' : `[${shown.join(' ')}]`
}

const showEquation = ({ name, params, operands, results }: Equation, first: number): string => {
  const left = results.map((r, i) => `${nameOf(first + i)}: ${showAbstract(r)}`).join(', ')
  return `  ${left} = ${[name + indent(showParameters(params)), ...operands.map(nameOf)].join(' ')}`
}

/** Few values are shown, many are told by their shape alone. */
const showConstant = (x: AnyTensor): string =>
  isTensor(x) && T.isConcrete(x) && T.sizeOf(x.shape) <= 4 ? JSON.stringify(T.toNested(x)) : '…'

/** A graph, one line for each equation. */
export const showGraph = ({ inputs, constants, equations, results }: Graph): string => {
  const head = inputs.map((x, i) => `${nameOf(i)}: ${showAbstract(x)}`).join(', ')
  const given = constants.map(
    (x, i) => `  ${nameOf(inputs.length + i)}: ${showAbstract(x)} = ${showConstant(x)}`,
  )
  let next = inputs.length + constants.length
  const body = equations.map((e) => {
    const first = next
    next += e.results.length
    return showEquation(e, first)
  })
  return [`graph(${head}) {`, ...given, ...body, `  return ${results.map(nameOf).join(', ')}`, '}'].join('\n')
}
