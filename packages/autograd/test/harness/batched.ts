/** Is a function of many examples, made by vmap, that function of each, one after the other? */
import type { AnyTensor, DType, Shape } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { expect } from 'vitest'
import type { Graph } from '@gradus/tensor/primitives'
import { checkGraph, graphOf, vmap } from '../../src/index.ts'
import { tensorsOf, withTensors } from '../../src/structure.ts'

/** An operand, a different tensor for each example. */
export type Spec = (example: number) => AnyTensor

/** Operands, and what else is passed, in the places of arguments; and the function of them. */
export interface Call {
  readonly f: (...args: readonly never[]) => unknown
  readonly args: readonly unknown[]
}

const wave = (example: number, i: number): number => Math.sin(12.9898 * (example + 1) + 78.233 * i)

const filled =
  (dtype: DType, shape: Shape, value: (wave: number, i: number) => number): Spec =>
  (example) => {
    const values = Array.from({ length: T.sizeOf(shape) }, (_, i) => value(wave(example, i), i))
    return T.cast(T.fromTypedArray(Float64Array.from(values), shape), dtype) as AnyTensor
  }

/** Floats between -2 and 2, or what a function makes of numbers from -1 to 1. */
export const float = (shape: Shape, f: (wave: number) => number = (w) => 2 * w): Spec =>
  filled('float32', shape, f)
export const double = (shape: Shape, f: (wave: number) => number = (w) => 2 * w): Spec =>
  filled('float64', shape, f)
export const positive = (shape: Shape): Spec => float(shape, (w) => w + 1.5)
/** Whole numbers from 0, below `count`. */
export const whole = (shape: Shape, count: number): Spec =>
  filled('int32', shape, (w) => Math.floor(((w + 1) / 2) * count * 0.999))
export const signed = (shape: Shape): Spec => filled('int32', shape, (w) => Math.round(5 * w))
export const bool = (shape: Shape): Spec => filled('bool', shape, (w) => (w > 0 ? 1 : 0))
/** Elements in ascending order. */
export const ascending = (shape: Shape): Spec => filled('float32', shape, (w, i) => i + 0.4 * w)
export const key: Spec = (example) => T.Rng.foldIn(T.Rng.key(7), example)

const isSpec = (x: unknown): x is Spec => typeof x === 'function'

/** The specs among arguments, those in lists and records, too. */
const specsIn = (args: unknown): readonly Spec[] =>
  isSpec(args)
    ? [args]
    : typeof args === 'object' && args !== null
      ? Object.values(args).flatMap(specsIn)
      : []

const fill = (args: readonly unknown[], operands: readonly AnyTensor[]): readonly unknown[] => {
  const left = [...operands]
  const put = (x: unknown): unknown => {
    if (isSpec(x)) return left.shift()
    if (Array.isArray(x)) return x.map(put)
    return typeof x === 'object' && x !== null
      ? Object.fromEntries(Object.entries(x).map(([k, v]) => [k, put(v)]))
      : x
  }
  return args.map(put)
}

const stackAt = (xs: readonly AnyTensor[], like: AnyTensor, axis: number): AnyTensor => {
  if (xs.length > 0) return T.stack(xs, { axis }) as AnyTensor
  const front = axis < 0 ? axis + like.shape.length + 1 : axis
  return T.zeros([...like.shape.slice(0, front), 0, ...like.shape.slice(front)], { dtype: like.dtype })
}

/** Which operands differ from example to example: all of them, and all but each. */
const masks = (count: number): readonly (readonly boolean[])[] => [
  Array.from({ length: count }, () => true),
  ...(count < 2
    ? []
    : Array.from({ length: count }, (_, k) => Array.from({ length: count }, (__, i) => i !== k))),
  ...(count < 3
    ? []
    : Array.from({ length: count }, (_, k) => Array.from({ length: count }, (__, i) => i === k))),
]

const show = (x: AnyTensor): string => String(x)

/** The engine takes sums and products of many examples in another order than those of one. */
const isOnEngine = process.env['GRADUS_ENGINE'] === 'wasm'

/** The same structure, shapes, element types and bits; on the engine, numbers within 1e-6 of the largest. */
export const same = (found: unknown, wanted: unknown): void => {
  const [a, b] = [tensorsOf(found), tensorsOf(wanted)]
  expect(a.map((x) => [x.dtype, x.shape])).toEqual(b.map((x) => [x.dtype, x.shape]))
  if (isOnEngine) return nearly(found, wanted)
  a.forEach((x, i) => {
    if (!T.Tree.equals(x, b[i])) expect(show(x)).toBe(show(b[i]!))
    expect(T.Tree.equals(x, b[i])).toBe(true)
  })
}

/** The same structure and shapes, and numbers within 1e-6 of the largest: where sums are taken in another order. */
export const nearly = (found: unknown, wanted: unknown): void => {
  const [a, b] = [tensorsOf(found), tensorsOf(wanted)]
  expect(a.map((x) => [x.dtype, x.shape])).toEqual(b.map((x) => [x.dtype, x.shape]))
  a.forEach((x, i) => {
    const [values, others] = [[...T.toTypedArray(x)], [...T.toTypedArray(b[i]!)]]
    const scale = others.reduce((m, v) => Math.max(m, Math.abs(v)), 1)
    const off = values.map((v, k) => (Math.abs(v - others[k]!) <= 1e-6 * scale ? others[k] : v))
    expect(off).toEqual(others)
  })
}

/** Stacks what a function answered to each example. */
export const looped = (results: readonly unknown[], like: unknown = results[0]): unknown => {
  const lists = results.map(tensorsOf)
  return withTensors(
    like,
    tensorsOf(like).map((x, i) =>
      stackAt(
        lists.map((l) => l[i]!),
        x,
        0,
      ),
    ),
  )
}

type Hold = (found: unknown, wanted: unknown) => void

/** Holds vmap to a loop: for no, one and three examples, along the first and other axes, with shared operands. */
const holdsToLoop = (hold: Hold, { f, args }: Call): void => {
  const specs = specsIn(args)
  const call = (operands: readonly AnyTensor[]): unknown => f(...(fill(args, operands) as readonly never[]))
  const run = (...operands: readonly AnyTensor[]): unknown => call(operands)
  const first = specs.map((s) => s(0))
  const like = call(first)
  masks(specs.length).forEach((mask) =>
    [0, 1, 3].forEach((size) =>
      [0, 1, -1].forEach((axis) => {
        const axisOf = first.map((x) => (axis === 1 && x.shape.length === 0 ? 0 : axis))
        const operands = specs.map((s, i) =>
          mask[i] === true
            ? stackAt(
                Array.from({ length: size }, (_, e) => s(e)),
                first[i]!,
                axisOf[i]!,
              )
            : first[i]!,
        )
        const found = vmap(run, { inAxes: mask.map((m, i) => (m ? axisOf[i]! : null)) })(...operands)
        const each = Array.from({ length: size }, (_, e) =>
          call(specs.map((s, i) => (mask[i] === true ? s(e) : first[i]!))),
        )
        hold(found, looped(each, like))
      }),
    ),
  )
}

export const equalsLoop = (call: Call): void => holdsToLoop(same, call)
/** As `equalsLoop`, where sums are taken in another order. */
export const nearlyLoop = (call: Call): void => holdsToLoop(nearly, call)

/** Holds two nested maps to two loops: the outer one over the first operand, the inner one over the last, both over others. */
export const equalsLoops = ({ f, args }: Call): void => {
  const specs = specsIn(args)
  const [rows, columns] = [2, 3]
  const call = (operands: readonly AnyTensor[]): unknown => f(...(fill(args, operands) as readonly never[]))
  const run = (...operands: readonly AnyTensor[]): unknown => call(operands)
  const last = specs.length - 1
  const isOuter = specs.map((_, i) => i < last || last === 0)
  const isInner = specs.map((_, i) => i > 0 || last === 0)
  const at = (i: number, r: number, c: number): AnyTensor =>
    specs[i]!((isOuter[i] === true ? r : 0) * 3 + (isInner[i] === true ? c : 0))
  const along = (count: number, is: boolean, of: (k: number) => AnyTensor): AnyTensor =>
    is ? (T.stack(Array.from({ length: count }, (_, k) => of(k))) as AnyTensor) : of(0)
  const operands = specs.map((_, i) =>
    along(rows, isOuter[i]!, (r) => along(columns, isInner[i]!, (c) => at(i, r, c))),
  )
  const axes = (mask: readonly boolean[]): readonly (0 | null)[] => mask.map((m) => (m ? 0 : null))
  const found = vmap(vmap(run, { inAxes: axes(isInner) }), { inAxes: axes(isOuter) })(...operands)
  const like = call(specs.map((s) => s(0)))
  const each = Array.from({ length: rows }, (_, r) =>
    looped(
      Array.from({ length: columns }, (__, c) => call(specs.map((___, i) => at(i, r, c)))),
      like,
    ),
  )
  same(found, looped(each, each[0]))
}

const equationsIn = (graph: Graph): number =>
  graph.equations.reduce((n, { params }) => {
    const inner = Object.values(params as Readonly<Record<string, unknown>>).flat()
    const graphs = inner.filter((x): x is Graph => typeof x === 'object' && x !== null && 'equations' in x)
    return n + 1 + graphs.reduce((m, g) => m + equationsIn(g), 0)
  }, 0)

/** Holds the program for all examples to one length, however many they are, and to the types that it says. */
export const takesOneStep = ({ f, args }: Call): void => {
  const specs = specsIn(args)
  const run = (...operands: readonly AnyTensor[]): unknown => f(...(fill(args, operands) as readonly never[]))
  const programOf = (size: number): Graph =>
    graphOf(vmap(run))(
      ...specs.map((s) => T.stack(Array.from({ length: size }, (_, e) => s(e))) as AnyTensor),
    )
  expect(equationsIn(checkGraph(programOf(9)))).toBe(equationsIn(checkGraph(programOf(2))))
}
