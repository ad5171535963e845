/**
 * What may stand in the place of an equation.
 *
 * @module
 */
import type { Abstract, Equation } from '../../Primitive.ts'
import { type Concrete, type Shape, sizeOf } from '../../Tensor.ts'
import { reductionOf } from '../nest/nest.ts'
import { uniformValue } from '../../uniform.ts'

/** A value of the new graph while it has no number yet. */
export type Value = object

export interface Kept {
  readonly equation: Equation
  readonly operands: readonly Value[]
  readonly results: readonly Value[]
}

export type Number = (x: Value) => number | undefined

/** The one number that a constant consists of, which is no truth value. */
export const numberOf = (constant: Concrete | undefined): number | undefined =>
  constant === undefined || constant.dtype === 'bool' ? undefined : uniformValue(constant)

/** The operand that an equation answers as it is. `x + 0` is not among these: it is 0 where `x` is -0. */
export const unchanged = (
  { name, params }: Equation,
  operands: readonly Value[],
  n: Number,
): Value | undefined => {
  const [a, b] = operands
  if (name === 'stopGradient') return a
  if (name === 'mul') return n(b!) === 1 ? a : n(a!) === 1 ? b : undefined
  if (name === 'div') return n(b!) === 1 ? a : undefined
  if (name === 'sub') return Object.is(n(b!), 0) ? a : undefined
  if (name === 'select') return operands[1] === operands[2] ? operands[1] : undefined
  if (name === 'permute')
    return (params as { readonly axes: readonly number[] }).axes.every((axis, i) => axis === i)
      ? a
      : undefined
  return undefined
}

/** The equation that two movements one after the other are. */
export const joined = (equation: Equation, before: Kept | undefined): Kept | undefined => {
  if (before === undefined || before.equation.name !== equation.name) return undefined
  const { name, params } = equation
  if (name === 'reshape') return { equation, operands: before.operands, results: [] }
  if (name !== 'permute') return undefined
  const first = (before.equation.params as { readonly axes: readonly number[] }).axes
  const axes = (params as { readonly axes: readonly number[] }).axes.map((a) => first[a]!)
  return { equation: { ...equation, params: { axes } } as Equation, operands: before.operands, results: [] }
}

/** Fewer results than this leave threads without work where there is much to reduce. */
const fewResults = 16
const much = 2 ** 16

/** A reduction of much to little in two: along all axes but the longest, then along that. */
export const inStages = (equation: Equation, shape: Shape): readonly [Equation, Equation] | undefined => {
  if (reductionOf(equation) === undefined) return undefined
  const { axes } = (equation as Equation<'reduceSum'>).params
  const [result] = equation.results as readonly [Abstract]
  const last = axes.reduce((best, a) => (shape[a]! > shape[best]! ? a : best), axes[0] ?? 0)
  const isWorth = sizeOf(shape) >= much && sizeOf(result.shape) < fewResults && axes.length > 1
  if (!isWorth || shape[last]! < fewResults) return undefined
  const first = axes.filter((a) => a !== last)
  const between = shape.filter((_, i) => !first.includes(i))
  const place = last - first.filter((a) => a < last).length
  return [
    { ...equation, params: { axes: first }, results: [{ ...result, shape: between }] } as Equation,
    { ...equation, params: { axes: [place] } } as Equation,
  ]
}

interface Part {
  readonly value: Value
  readonly low: readonly number[]
  readonly high: readonly number[]
}

const margins = ({ params }: Equation): Pick<Part, 'low' | 'high'> => params as Equation<'pad'>['params']

/** What a sum adds up, where that is values with zeros around them. */
const partsOf = (x: Value, makers: ReadonlyMap<Value, Kept>): readonly Part[] | undefined => {
  const maker = makers.get(x)
  if (maker?.equation.name === 'pad') return [{ value: maker.operands[0]!, ...margins(maker.equation) }]
  if (maker?.equation.name !== 'add') return undefined
  const parts = maker.operands.map((o) => partsOf(o, makers))
  return parts.every((p) => p !== undefined) ? parts.flat() : undefined
}

/** The axis along which values with zeros around them lie one behind the other, and fill all of it; they in order. */
const inARow = (parts: readonly Part[], length: (axis: number) => number) => {
  const axes = parts[0]!.low.map((_, i) => i)
  const moved = axes.filter((i) => parts.some((p) => p.low[i] !== 0 || p.high[i] !== 0))
  const [axis] = moved
  if (axis === undefined || moved.length > 1) return undefined
  const ordered = parts.toSorted((p, q) => p.low[axis]! - q.low[axis]!)
  const end = (p: Part): number => length(axis) - p.high[axis]!
  const fills =
    ordered.every((p, i) => p.low[axis] === (i === 0 ? 0 : end(ordered[i - 1]!))) &&
    ordered.at(-1)!.high[axis] === 0
  return fills ? { axis, values: ordered.map((p) => p.value) } : undefined
}

/** Sums of parts, each with zeros around it, as the parts put together; zeros may have another sign then. */
export const assembled = (
  equation: Equation,
  operands: readonly Value[],
  makers: ReadonlyMap<Value, Kept>,
): Kept | undefined => {
  if (equation.name !== 'add') return undefined
  const parts = operands.map((o) => partsOf(o, makers))
  if (!parts.every((p) => p !== undefined)) return undefined
  const row = inARow(parts.flat(), (axis) => equation.results[0]!.shape[axis]!)
  return (
    row && {
      equation: { ...equation, name: 'concat', params: { axis: row.axis } } as Equation,
      operands: row.values,
      results: [],
    }
  )
}
