/**
 * Graphs with less in them that answer the same bits: equal equations once, what is known beforehand computed beforehand,
 * what changes nothing left out, and nothing that no result needs.
 *
 * @module
 */
import { evaluate } from '../kernels/evaluate.ts'
import { type Equation, type Graph, isSeveral } from '../Primitive.ts'
import { sameShape } from '../operand.ts'
import { Concrete, sizeOf } from '../Tensor.ts'

/** Larger constants than this are not made out of smaller ones: they would only fill memory. */
const mostFolded = 1024

/** A value of the new graph while it has no number yet. */
type Value = object

interface Kept {
  readonly equation: Equation
  readonly operands: readonly Value[]
  readonly results: readonly Value[]
}

type Number = (x: Value) => number | undefined

/** The one number that a small constant consists of. */
const numberOf = (constant: Concrete | undefined): number | undefined => {
  if (constant === undefined || constant.dtype === 'bool') return undefined
  const values = Concrete.values(constant)
  const [first] = values
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], first)) return undefined
  return first
}

/** The operand that an equation answers as it is. `x + 0` is not among these: it is 0 where `x` is -0. */
const unchanged = ({ name, params }: Equation, operands: readonly Value[], n: Number): Value | undefined => {
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
const joined = (equation: Equation, before: Kept | undefined): Kept | undefined => {
  if (before === undefined || before.equation.name !== equation.name) return undefined
  const { name, params } = equation
  if (name === 'reshape') return { equation, operands: before.operands, results: [] }
  if (name !== 'permute') return undefined
  const first = (before.equation.params as { readonly axes: readonly number[] }).axes
  const axes = (params as { readonly axes: readonly number[] }).axes.map((a) => first[a]!)
  return { equation: { ...equation, params: { axes } } as Equation, operands: before.operands, results: [] }
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
const assembled = (
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

/** The same graph, with less in it. */
export const simplified = (graph: Graph): Graph => {
  const constants = new Map<Value, Concrete>()
  const makers = new Map<Value, Kept>()
  const ids = new Map<Value, number>()
  const known = new Map<string, readonly Value[]>()
  const kept: Kept[] = []
  const id = (x: Value): number => {
    if (!ids.has(x)) ids.set(x, ids.size)
    return ids.get(x)!
  }
  const constant = (x: Concrete): Value => {
    const value = {}
    constants.set(value, x)
    return value
  }
  const number: Number = (x) => numberOf(constants.get(x))
  const inputs: readonly Value[] = graph.inputs.map(() => ({}))
  const types = new Map<Value, Graph['inputs'][number]>()
  inputs.forEach((x, i) => types.set(x, graph.inputs[i]!))

  const keep = (equation: Equation, operands: readonly Value[]): readonly Value[] => {
    // programs of programs are not compared
    const rest = isSeveral(equation.name) ? kept.length : JSON.stringify([equation.params, equation.results])
    const key = `${equation.name} ${operands.map(id).join()} ${rest}`
    const same = known.get(key)
    if (same !== undefined) return same
    const results = equation.results.map(() => ({}))
    const one = { equation, operands, results }
    results.forEach((x, i) => {
      makers.set(x, one)
      types.set(x, equation.results[i]!)
    })
    kept.push(one)
    known.set(key, results)
    return results
  }

  const reduce = (equation: Equation, operands: readonly Value[]): readonly Value[] => {
    const [result] = equation.results
    if (isSeveral(equation.name) || result === undefined) return keep(equation, operands)
    const same = unchanged(equation, operands, number)
    const type = same && types.get(same)
    if (
      same !== undefined &&
      type !== undefined &&
      type.dtype === result.dtype &&
      sameShape(type.shape, result.shape)
    )
      return [same]
    const given = operands.map((x) => constants.get(x))
    if (sizeOf(result.shape) <= mostFolded && operands.length > 0 && given.every((x) => x !== undefined)) {
      const folded = constant(evaluate(equation.name, given, equation.params)[0]!)
      types.set(folded, result)
      return [folded]
    }
    const other = joined(equation, makers.get(operands[0]!)) ?? assembled(equation, operands, makers)
    return other === undefined ? keep(equation, operands) : reduce(other.equation, other.operands)
  }

  const values: Value[] = [
    ...inputs,
    ...graph.constants.map((x) => {
      const value = constant(x as Concrete)
      types.set(value, { shape: x.shape, dtype: x.dtype })
      return value
    }),
  ]
  for (const equation of graph.equations)
    values.push(
      ...reduce(
        equation,
        equation.operands.map((v) => values[v]!),
      ),
    )
  const results = graph.results.map((v) => values[v]!)
  return numbered(graph, inputs, constants, kept, results)
}

/** What results need, as a graph. */
const numbered = (
  { inputs: types }: Graph,
  inputs: readonly Value[],
  constants: ReadonlyMap<Value, Concrete>,
  kept: readonly Kept[],
  results: readonly Value[],
): Graph => {
  const wanted = new Set<Value>(results)
  const alive = kept.toReversed().filter((k) => {
    const isAlive = k.results.some((x) => wanted.has(x))
    if (isAlive) k.operands.forEach((x) => wanted.add(x))
    return isAlive
  })
  const equations = alive.toReversed()
  const used = [...constants].filter(([value]) => wanted.has(value))
  const order = [...inputs, ...used.map(([value]) => value), ...equations.flatMap((k) => k.results)]
  const numbers = new Map(order.map((x, i) => [x, i]))
  return {
    inputs: types,
    constants: used.map(([, x]) => x),
    equations: equations.map(({ equation, operands }): Equation => ({
      ...equation,
      operands: operands.map((x) => numbers.get(x)!),
    })),
    results: results.map((x) => numbers.get(x)!),
  }
}
