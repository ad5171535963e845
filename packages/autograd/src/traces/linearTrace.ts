/** The trace that records what happens to tangents, as a graph that a backward pass walks from the results to the inputs. */
import { type AnyTensor, GradusError } from '@gradus/tensor'
import {
  type Abstract,
  abstractsOf,
  isSeveral,
  type PrimitiveName,
  type Primitives,
  runGraph,
  type SingleName,
  type Trace,
} from '@gradus/tensor/primitives'
import { zeros } from '../rules/algebra.ts'
import { type Pulled, pullBack, sumOf } from './chosen.ts'
import type { PullGraph, SeveralTransposeRule, Tangent, TransposeRule } from '../Rule.ts'
import { severalTransposeRules } from '../rules/severalTransposeRules.ts'
import { nextLevel, StandIn } from './standIn.ts'
import { transposeRules } from '../rules/transposeRules.ts'

type Received = readonly (Pulled | undefined)[]

/** A call of a linear primitive, or an input. */
interface Node {
  readonly order: number
  readonly operands: readonly AnyTensor[]
  /** What reaches the operands, of what reached the results. */
  readonly backward: (received: Received) => Received
}

/** A tangent that a linear trace recorded: which call made it, and which of its results it is. */
// oxlint-disable-next-line gradus/no-class -- as StandIn
class Linear extends StandIn {
  readonly node: Node
  readonly position: number

  constructor(trace: Trace, abstract: Abstract, node: Node, position: number) {
    super(trace, abstract, 'a recorded tangent')
    this.node = node
    this.position = position
  }
}

/** A trace that records linear primitives. */
export interface LinearTrace {
  /** A new input of the linear map. */
  readonly input: (like: Abstract) => AnyTensor
  /** The cotangents of inputs that follow from those of results, by walking the record backwards. */
  readonly pull: (
    results: readonly (readonly [Tangent, AnyTensor])[],
    inputs: readonly AnyTensor[],
  ) => readonly Tangent[]
}

const refuse = (name: PrimitiveName, reason: string): never => {
  throw new GradusError(name, reason)
}

/** How the cotangents of a call's results become those of its operands. */
const backwardOf = <N extends PrimitiveName>(
  name: N,
  inputs: readonly AnyTensor[],
  params: Primitives[N],
  isLinear: (position: number) => boolean,
): Node['backward'] => {
  if (isSeveral(name)) {
    const rule: SeveralTransposeRule<never> | string = severalTransposeRules[name]
    if (typeof rule === 'string') return refuse(name, rule)
    return (received) => {
      const cotangents = received.map((r) => r?.cotangent)
      const pulled = rule({ cotangents, inputs, isLinear, params: params as never, pull: pullGraph })
      return pulled.map((cotangent) => (cotangent === undefined ? undefined : { cotangent }))
    }
  }
  const rule: TransposeRule<never> | string = transposeRules[name as SingleName]
  if (typeof rule === 'string') return refuse(name, rule)
  const back = (cotangent: AnyTensor): readonly Tangent[] =>
    rule({ cotangent, inputs, isLinear, params: params as never })
  return ([received]) => (received === undefined ? [] : pullBack(name, inputs, received, back))
}

/** The calls that lead to these tangents, latest first. */
const history = (isMine: (x: AnyTensor) => x is Linear, roots: readonly AnyTensor[]): readonly Node[] => {
  const seen = new Set<Node>()
  const pending = [...roots]
  for (let x = pending.pop(); x !== undefined; x = pending.pop())
    if (isMine(x) && !seen.has(x.node)) {
      seen.add(x.node)
      pending.push(...x.node.operands)
    }
  return [...seen].sort((a, b) => b.order - a.order)
}

/** The cotangents met so far, by call and by result. */
const ledger = (): {
  readonly receive: (x: Linear, c: Pulled) => void
  readonly of: (node: Node) => Received
} => {
  const received = new Map<Node, (Pulled | undefined)[]>()
  return {
    receive: ({ node, position }, c) => {
      const all = received.get(node) ?? []
      const before = all[position]
      all[position] = before === undefined ? c : sumOf(before, c)
      received.set(node, all)
    },
    of: (node) => received.get(node) ?? [],
  }
}

export const linearTrace = (): LinearTrace => {
  let recorded = 0
  const isMine = (x: AnyTensor | undefined): x is Linear => x instanceof Linear && x.trace === trace
  const trace: Trace = {
    level: nextLevel(),
    process: (name, operands, params) => {
      const backward = backwardOf(name, operands, params, (i) => isMine(operands[i]))
      const node: Node = { order: recorded++, operands, backward }
      return abstractsOf(name, operands, params).map((x, i) => new Linear(trace, x, node, i))
    },
  }
  const pull: LinearTrace['pull'] = (results, inputs) => {
    const cotangents = ledger()
    const roots = results.flatMap(([x, c]) => (isMine(x) ? [[x, c] as const] : []))
    roots.forEach(([x, cotangent]) => cotangents.receive(x, { cotangent }))
    for (const node of history(
      isMine,
      roots.map(([x]) => x),
    )) {
      const received = cotangents.of(node)
      if (received.length === 0 || node.operands.length === 0) continue
      node.backward(received).forEach((c, i) => {
        const operand = node.operands[i]
        if (c !== undefined && isMine(operand)) cotangents.receive(operand, c)
      })
    }
    return inputs.map((x) => (isMine(x) ? cotangents.of(x.node)[x.position]?.cotangent : undefined))
  }
  const input: LinearTrace['input'] = (like) =>
    new Linear(trace, like, { order: recorded++, operands: [], backward: () => [] }, 0)
  return { input, pull }
}

const pullGraph: PullGraph = (graph, linear, others, cotangents) => {
  const record = linearTrace()
  const given = [...others]
  const inputs = graph.inputs.map((x, i) => (linear[i] === true ? record.input(x) : given.shift()!))
  const results = runGraph(graph, inputs).map((x, i) => [x, cotangents[i]!] as const)
  const sought = inputs.filter((_, i) => linear[i] === true)
  return record.pull(results, sought).map((c, i) => c ?? zeros(sought[i]!))
}
