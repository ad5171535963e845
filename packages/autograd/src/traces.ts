/**
 * The two traces that derivatives are made of.
 *
 * A forward trace carries a value and its tangent through a function. A linear trace records what happens to tangents,
 * as a graph that a backward pass walks from the results to the inputs.
 *
 * @module
 */
import { type AnyTensor, type DType, GradusError, type Shape } from '@gradus/tensor'
import {
  type Abstract,
  abstractOf,
  bind,
  type PrimitiveName,
  type Primitives,
  type Trace,
  type Traced,
} from '@gradus/tensor/primitives'
import { add } from './algebra.ts'
import { forwardRules } from './forwardRules.ts'
import type { ForwardRule, Tangent, TransposeRule } from './Rule.ts'
import { transposeRules } from './transposeRules.ts'

let traces = 0

/** A level above all earlier ones: a trace that begins later is an inner one. This is a name, not a mode. */
const nextLevel = (): number => ++traces

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** A stand-in for a tensor; it has a shape and an element type, and no values to read or to branch on. */
// oxlint-disable-next-line gradus/no-class -- traced values share one prototype, whose conversions teach; a step makes hundreds of them
abstract class StandIn implements Traced {
  readonly shape: Shape
  readonly dtype: DType
  readonly trace: Trace
  readonly #transformation: string

  constructor(trace: Trace, { shape, dtype }: Abstract, transformation: string) {
    this.trace = trace
    this.shape = shape
    this.dtype = dtype
    this.#transformation = transformation
  }

  toString(): string {
    return `traced by ${this.#transformation}: ${this.dtype}[${this.shape.join(',')}]`
  }

  [inspect](): string {
    return this.toString()
  }

  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString()
    throw new GradusError(
      this.#transformation,
      `a traced tensor ${this.dtype}[${this.shape.join(',')}] has no value to compare or to compute with as a number. Use operations: where(condition, a, b) instead of a branch, add instead of +.`,
    )
  }
}

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

/** A trace that carries tangents along. */
export const forwardTrace = (transformation: string): Trace => {
  const trace: Trace = {
    level: nextLevel(),
    process: <N extends PrimitiveName>(
      name: N,
      operands: readonly AnyTensor[],
      params: Primitives[N],
    ): AnyTensor => {
      const parts = operands.map((x) => split(trace, x))
      const inputs = parts.map((p) => p.primal)
      const tangents = parts.map((p) => p.tangent)
      const output = bind(name, inputs, params)
      if (tangents.every((t) => t === undefined)) return output
      const rule: ForwardRule<Primitives[N]> = forwardRules[name]
      const tangent = rule({ inputs, tangents, params, output })
      return tangent === undefined ? output : new Dual(trace, output, tangent, transformation)
    },
  }
  return trace
}

/** A tangent that a linear trace recorded: which primitive made it, from what. */
// oxlint-disable-next-line gradus/no-class -- as StandIn
class Linear extends StandIn {
  readonly order: number
  readonly backward: (cotangent: AnyTensor) => readonly Tangent[]
  readonly operands: readonly AnyTensor[]

  constructor(
    trace: Trace,
    abstract: Abstract,
    order: number,
    operands: readonly AnyTensor[],
    backward: (cotangent: AnyTensor) => readonly Tangent[],
  ) {
    super(trace, abstract, 'a recorded tangent')
    this.order = order
    this.operands = operands
    this.backward = backward
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

const transposeOf = <N extends PrimitiveName>(name: N): TransposeRule<Primitives[N]> => {
  const rule: TransposeRule<Primitives[N]> | 'not linear' = transposeRules[name]
  if (rule === 'not linear')
    throw new GradusError('transpose', `a forward rule passed a tangent through ${name}, which is not linear`)
  return rule
}

/** The recorded tangents that lead to these, latest first. */
const history = (trace: Trace, roots: readonly AnyTensor[]): readonly Linear[] => {
  const seen = new Set<Linear>()
  const pending = [...roots]
  for (let x = pending.pop(); x !== undefined; x = pending.pop())
    if (x instanceof Linear && x.trace === trace && !seen.has(x)) {
      seen.add(x)
      pending.push(...x.operands)
    }
  return [...seen].sort((a, b) => b.order - a.order)
}

export const linearTrace = (): LinearTrace => {
  let recorded = 0
  const isMine = (x: AnyTensor | undefined): boolean => x instanceof Linear && x.trace === trace
  const trace: Trace = {
    level: nextLevel(),
    process: <N extends PrimitiveName>(
      name: N,
      operands: readonly AnyTensor[],
      params: Primitives[N],
    ): AnyTensor => {
      const transpose = transposeOf(name)
      const isLinear = (i: number): boolean => isMine(operands[i])
      const backward = (cotangent: AnyTensor): readonly Tangent[] =>
        transpose({ cotangent, inputs: operands, isLinear, params })
      return new Linear(trace, abstractOf(name, operands, params), recorded++, operands, backward)
    },
  }
  const pull: LinearTrace['pull'] = (results, inputs) => {
    const cotangents = new Map<AnyTensor, AnyTensor>()
    const receive = (x: AnyTensor, c: AnyTensor): void => {
      const before = cotangents.get(x)
      cotangents.set(x, before === undefined ? c : add(before, c))
    }
    const roots = results.flatMap(([x, c]) => (isMine(x) ? [[x!, c] as const] : []))
    roots.forEach(([x, c]) => receive(x, c))
    for (const node of history(
      trace,
      roots.map(([x]) => x),
    )) {
      const cotangent = cotangents.get(node)
      if (cotangent === undefined || node.operands.length === 0) continue
      node.backward(cotangent).forEach((c, i) => {
        const operand = node.operands[i]
        if (c !== undefined && operand !== undefined && isMine(operand)) receive(operand, c)
      })
    }
    return inputs.map((x) => cotangents.get(x))
  }
  return { input: (like) => new Linear(trace, like, recorded++, [], () => []), pull }
}
