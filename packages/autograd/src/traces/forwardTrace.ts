/** The trace that carries a value and its tangent through a function. */
import type { AnyTensor } from '@gradus/tensor'
import { bind, bindAll, isSeveral, runGraph, type SingleName, type Trace } from '@gradus/tensor/primitives'
import { forwardRules } from '../rules/forwardRules.ts'
import { during, labelOf } from '../checking/nonFinite.ts'
import type { ForwardRule, Pushed, PushGraph, SeveralForwardRule, Tangent } from '../Rule.ts'
import { severalForwardRules } from '../rules/severalForwardRules.ts'
import { checkOpen, nextLevel, StandIn } from './standIn.ts'

/** A value with its tangent. */
// oxlint-disable-next-line gradus/no-class -- as StandIn
export class Dual extends StandIn {
  readonly primal: AnyTensor
  readonly tangent: Tangent

  constructor(trace: Trace, primal: AnyTensor, tangent: Tangent, transformation: string) {
    super(trace, primal, transformation)
    this.primal = primal
    this.tangent = tangent
  }
}

/** The value and the tangent of a tensor as a forward trace sees it: what is not its own does not change. */
export const split = (
  trace: Trace,
  x: AnyTensor,
): { readonly primal: AnyTensor; readonly tangent: Tangent } =>
  x instanceof Dual && x.trace === trace ? x : { primal: x, tangent: undefined }

/** The results of a primitive, and their tangents. */
const push = (
  name: Parameters<Trace['process']>[0],
  inputs: readonly AnyTensor[],
  tangents: readonly Tangent[],
  params: never,
): Pushed => {
  if (tangents.every((t) => t === undefined)) return { outputs: bindAll(name, inputs, params), tangents: [] }
  if (isSeveral(name))
    return (severalForwardRules[name] as SeveralForwardRule<never>)({
      inputs,
      tangents,
      params,
      push: pushGraph,
    })
  const output = bind(name as SingleName, inputs, params)
  const rule: ForwardRule<never> = forwardRules[name as SingleName]
  const tangent = during(` It happened in the derivative of ${labelOf(name, params)}.`, () =>
    rule({ inputs, tangents, params, output }),
  )
  return { outputs: [output], tangents: [tangent] }
}

const pushGraph: PushGraph = (graph, inputs, tangents) => {
  const trace = forwardTrace('a program')
  const duals = inputs.map((x, i) =>
    tangents[i] === undefined ? x : new Dual(trace, x, tangents[i], 'a program'),
  )
  return runGraph(graph, duals).map((x) => split(trace, x).tangent)
}

/** A trace that carries tangents along, until it is closed. */
export interface ForwardTrace extends Trace {
  /** What it traced may not be used from now on. */
  readonly close: () => void
}

export const forwardTrace = (transformation: string): ForwardTrace => {
  let open = true
  const trace: ForwardTrace = {
    level: nextLevel(),
    close: () => {
      open = false
    },
    process: (name, operands, params) => {
      checkOpen(open, transformation, operands)
      const parts = operands.map((x) => split(trace, x))
      const { outputs, tangents } = push(
        name,
        parts.map((p) => p.primal),
        parts.map((p) => p.tangent),
        params as never,
      )
      return outputs.map((output, i) =>
        tangents[i] === undefined ? output : new Dual(trace, output, tangents[i], transformation),
      )
    },
  }
  return trace
}
