/**
 * What stands for an operator of ONNX: its inputs, its attributes with their defaults, and what we compose it of. Inputs
 * and attributes beyond those named are refused, never ignored.
 */
import type { AnyTensor } from '../../src/index.ts'
import type { AttributeProto, NodeProto } from './proto.ts'
import { tensorOf } from './values.ts'

type Attribute = number | string | readonly number[] | readonly string[] | AnyTensor

type Attributes = Readonly<Record<string, Attribute | undefined>>

type Tuple<N extends number, Done extends readonly AnyTensor[] = readonly []> = Done['length'] extends N
  ? Done
  : Tuple<N, readonly [...Done, AnyTensor]>

/** The inputs that an operator needs, then those that may be missing. */
export type Inputs<N extends number> = readonly [...Tuple<N>, ...(readonly (AnyTensor | undefined)[])]

/** What else an operator may ask: the version of ONNX's operators, and how many results are wanted. */
export interface Call {
  readonly version: number
  readonly outputs: number
}

/** An operator at work on a node. */
export type Operator = (
  node: NodeProto,
  inputs: readonly (AnyTensor | undefined)[],
  call: Call,
) => readonly AnyTensor[]

/** How many inputs an operator needs and may have besides; `Infinity` for any number. Its attributes and their defaults. */
interface Signature<N extends number, A extends Attributes> {
  readonly inputs: N
  readonly optional?: number
  readonly attributes?: A
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const readers: Readonly<Record<number, (a: AttributeProto) => Attribute>> = {
  1: (a) => a.f,
  2: (a) => Number(a.i),
  3: (a) => text(a.s),
  4: (a) => tensorOf(a.t!),
  6: (a) => a.floats,
  7: (a) => a.ints.map(Number),
  8: (a) => a.strings.map(text),
}

const valueOf = (node: NodeProto, attribute: AttributeProto, fallback: Attribute | undefined): Attribute => {
  const read = readers[attribute.type]
  if (read === undefined)
    throw new Error(`${node.opType}: attribute ${attribute.name} is of no kind known here`)
  const value = read(attribute)
  if (fallback !== undefined && typeof fallback !== typeof value)
    throw new Error(
      `${node.opType}: attribute ${attribute.name} is a ${typeof value}, not a ${typeof fallback}`,
    )
  return value
}

const attributesOf = <A extends Attributes>(node: NodeProto, defaults: A): A => {
  const given = node.attribute.map((attribute) => {
    if (!Object.hasOwn(defaults, attribute.name))
      throw new Error(`${node.opType}: attribute ${attribute.name} is not known here`)
    return [attribute.name, valueOf(node, attribute, defaults[attribute.name])] as const
  })
  return { ...defaults, ...Object.fromEntries(given) }
}

const checkInputs = (node: NodeProto, given: readonly unknown[], least: number, most: number): void => {
  if (given.length > most || given.slice(0, least).includes(undefined) || given.length < least)
    throw new Error(`${node.opType}: takes ${least} to ${most} inputs, got ${given.length}`)
}

/** An operator from its signature and a composition. */
export const operator =
  <const N extends number, A extends Attributes = Readonly<Record<never, never>>>(
    { inputs, optional = 0, attributes = {} as A }: Signature<N, A>,
    apply: (inputs: Inputs<N>, attributes: A, call: Call) => AnyTensor | readonly AnyTensor[],
  ): Operator =>
  (node, given, call) => {
    checkInputs(node, given, inputs, inputs + optional)
    const results = apply(given as never, attributesOf(node, attributes), call)
    return Array.isArray(results) ? results : [results as AnyTensor]
  }

/** An operator of one input that is one of our functions. */
export const unary = (f: (x: AnyTensor) => AnyTensor): Operator => operator({ inputs: 1 }, ([x]) => f(x))

/** An operator of two inputs that is one of our functions. */
export const binary = (f: (x: AnyTensor, y: AnyTensor) => AnyTensor): Operator =>
  operator({ inputs: 2 }, ([x, y]) => f(x, y))

/** Refuses an attribute's value that a composition has no answer to. */
export const never = (what: string): Error => new Error(`not known here: ${what}`)
