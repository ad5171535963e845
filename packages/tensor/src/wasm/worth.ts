/**
 * Which single operations are worth a call of the engine.
 *
 * @module
 */
import { abstractOf } from '../abstract.ts'
import type { PrimitiveName, Primitives, SingleName } from '../Primitive.ts'
import { type AnyTensor, sizeOf } from '../Tensor.ts'

/** A primitive as the engine has it. */
interface Worth {
  /**
   * What the reference takes for an element of its operand, or of its result if that has more: measured on one thread of an
   * AMD EPYC in Node 24, in a process that has called several primitives.
   */
  readonly nanoseconds: number
  /** Are its bits those of the reference? Then it may move from there to here while a program runs. */
  readonly isExact: boolean
  /** Is each element of the result made of those in its place? */
  readonly isElementwise: boolean
}

type Costs = { readonly [N in SingleName]?: number }

const rows = (costs: Costs, is: Omit<Worth, 'nanoseconds'>): { readonly [N in PrimitiveName]?: Worth } =>
  Object.fromEntries(Object.entries(costs).map(([name, nanoseconds]) => [name, { ...is, nanoseconds }]))

const arithmetic: Costs = {
  add: 1,
  sub: 1,
  mul: 1,
  div: 1,
  cast: 0.5,
  select: 5,
  neg: 12,
  abs: 12,
  sign: 12,
  sqrt: 12,
  toWhole: 12,
  classify: 12,
  not: 12,
  maximum: 12,
  minimum: 12,
  less: 12,
  lessEqual: 12,
  equal: 12,
  and: 12,
  or: 12,
  shiftRightLogical: 12,
}

const functions: Costs = { exp: 16, log: 16, sigmoid: 16, tanh: 24, special: 16, pow: 24, atan2: 24, mod: 16 }

const movement: Costs = {
  broadcast: 1,
  permute: 1,
  flip: 1,
  slice: 1,
  pad: 1,
  concat: 1,
  take: 1,
  patches: 1,
  argSort: 128,
  randomBits: 16,
  splitKey: 8,
}

const sums: Costs = {
  reduceSum: 0.5,
  reduceMax: 1,
  reduceMin: 1,
  reduceProd: 1,
  cumSum: 2,
  scatterSum: 2,
  unpatch: 8,
  // for a multiplication
  matmul: 2,
}

/**
 * What is not here stays with the reference: it copies nothing (`reshape`), takes as long on the engine (`argExtreme`), or
 * has no code there.
 */
export const table: { readonly [N in PrimitiveName]?: Worth } = {
  ...rows(arithmetic, { isExact: true, isElementwise: true }),
  ...rows(functions, { isExact: false, isElementwise: true }),
  ...rows(movement, { isExact: true, isElementwise: false }),
  ...rows(sums, { isExact: false, isElementwise: false }),
}

/** Less work for the reference, in nanoseconds, is done before the engine has been called. */
const least = { exact: 2 ** 13, rounded: 2 ** 16 }

/** About what it takes to compile one. */
const compilation = 2 ** 20

/** Primitives whose results may have other numbers of elements than their operands. */
const makers: ReadonlySet<PrimitiveName> = new Set([
  'broadcast',
  'slice',
  'pad',
  'concat',
  'take',
  'patches',
  'randomBits',
  'splitKey',
  'matmul',
])

/** The elements that are gone through. */
const elementsOf = <N extends SingleName>(
  name: N,
  inputs: readonly AnyTensor[],
  params: Primitives[N],
): number => {
  const [{ shape }] = inputs as readonly [AnyTensor]
  const given = sizeOf(shape)
  if (!makers.has(name)) return given
  const made = sizeOf(abstractOf(name, inputs, params).shape)
  if (name === 'matmul') return made * shape.at((params as Primitives['matmul']).transposeA ? -2 : -1)!
  // a batch out of a set of data: the engine would have a copy of all the data first
  return given > 4 * made ? 0 : made
}

/** A call as the engine has it, and the nanoseconds that the reference takes; nothing where that is little. */
export const worthOf = <N extends SingleName>(
  name: N,
  inputs: readonly AnyTensor[],
  params: Primitives[N],
): (Worth & { readonly work: number }) | undefined => {
  const row = table[name] as Worth | undefined
  if (row === undefined) return undefined
  const work = row.nanoseconds * elementsOf(name, inputs, params)
  return work >= (row.isExact ? least.exact : least.rounded) ? { ...row, work } : undefined
}

/**
 * Asks whether calls of a kind, this one among them, have been worth its compilation. Bits that differ may not depend on
 * what was called before, but on shapes and types alone; where they are the same, no more time is lost than was saved.
 */
export const patience = (): ((key: string, work: number) => boolean) => {
  const met = new Map<string, number>()
  return (key, work) => {
    const sum = (met.get(key) ?? 0) + work
    met.delete(key)
    met.set(key, sum)
    const [oldest] = met.keys()
    if (met.size > 1024) met.delete(oldest!)
    return sum >= compilation
  }
}
