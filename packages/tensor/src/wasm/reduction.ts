/**
 * Sums and extremes along axes.
 *
 * Where the innermost axis is summed, four vectors of running sums go along it; where it is kept, each vector of four
 * neighbours has its own. Sums are taken in an order that depends on the shape alone.
 *
 * @module
 */
import type { Shape } from '../Tensor.ts'
import { stridesOf } from '../kernels/strides.ts'
import { type Axis, joinedAxes, offset, type Strides } from './access.ts'
import { countTo, f32x4, get, i32, i32x4, i32x4Const, set, v128 } from './instructions.ts'
import { type Code, define, type Local, type WasmFunction } from './module.ts'

/** A reduction of 32-bit elements. Its function takes the address of the operand, then of the result. */
export interface Reduction {
  readonly op: 'sum' | 'max' | 'min'
  readonly dtype: 'float32' | 'int32'
  readonly shape: Shape
  readonly strides: Strides
  readonly axes: readonly number[]
}

const combine = ({ op, dtype }: Reduction): ((a: Code, b: Code) => Code) =>
  dtype === 'float32'
    ? { sum: f32x4.add, max: f32x4.max, min: f32x4.min }[op]
    : { sum: i32x4.add, max: i32x4.max, min: i32x4.min }[op]

const neutral = ({ op, dtype }: Reduction): Code =>
  dtype === 'float32'
    ? f32x4.const({ sum: 0, max: -Infinity, min: Infinity }[op])
    : i32x4Const({ sum: 0, max: -(2 ** 31), min: 2 ** 31 - 1 }[op])

const width = 4

interface Axes {
  readonly kept: readonly Axis[]
  readonly reduced: readonly Axis[]
}

/** Along each axis, the strides of the operand and of the result. */
const axesOf = ({ shape, strides, axes }: Reduction): Axes & { readonly innermostKept: boolean } => {
  const keptShape = shape.filter((_, i) => !axes.includes(i))
  const keptStrides = stridesOf(keptShape)
  const places = shape.map((_, i) => shape.slice(0, i).filter((__, j) => !axes.includes(j)).length)
  const result = shape.map((_, i) => (axes.includes(i) ? 0 : keptStrides[places[i]!]!))
  const joined = joinedAxes(shape, [strides, result], (i) => axes.includes(i))
  return {
    kept: joined.filter((a) => a.kind === false),
    reduced: joined.filter((a) => a.kind === true),
    innermostKept: joined.at(-1)?.kind !== true,
  }
}

const loops = (axes: readonly Axis[], counters: readonly Local[], body: Code): Code =>
  axes.reduceRight<Code>(
    (inside, axis, i) => [
      set(counters[i]!, i32.const(0)),
      countTo(counters[i]!, i32.const(axis.length), i32.const(1), inside),
    ],
    body,
  )

const address = (base: Local, axes: readonly Axis[], counters: readonly Local[], access: 0 | 1): Code =>
  counters.reduce<Code>((sum, c, i) => i32.add(sum, offset(c, axes[i]!.strides[access]!, width)), get(base))

/** The innermost axis is kept, its elements next to each other: running sums of neighbours. */
const downColumns = (name: string, r: Reduction, { kept, reduced }: Axes): WasmFunction => {
  const inner: Axis = kept.at(-1) ?? { length: 1, strides: [1, 1] }
  const outer = kept.slice(0, -1)
  return define(name, ['i32', 'i32'], [], ({ params: [from, to], local }) => {
    const counters = outer.map(() => local('i32'))
    const depths = reduced.map(() => local('i32'))
    const [at, source, target, p] = [local('i32'), local('i32'), local('i32'), local('i32')]
    const lanes = [0, 1, 2, 3].map(() => local('v128'))
    const read = (vector: number): Code => v128.load(get(p), 16 * vector)
    const strip = (vectors: number): Code => [
      lanes.slice(0, vectors).map((l) => set(l, neutral(r))),
      loops(reduced, depths, [
        set(p, address(source, reduced, depths, 0)),
        lanes.slice(0, vectors).map((l, i) => set(l, combine(r)(get(l), read(i)))),
      ]),
      lanes.slice(0, vectors).map((l, i) => v128.store(get(target), get(l), 16 * i)),
      set(source, i32.add(get(source), i32.const(width * 4 * vectors))),
      set(target, i32.add(get(target), i32.const(width * 4 * vectors))),
    ]
    const wide = Math.floor(inner.length / 16) * 16
    return loops(outer, counters, [
      set(source, address(from, outer, counters, 0)),
      set(target, address(to, outer, counters, 1)),
      set(at, i32.const(0)),
      countTo(at, i32.const(wide), i32.const(16), strip(4)),
      countTo(at, i32.const(inner.length), i32.const(4), strip(1)),
    ])
  })
}

/** The innermost axis is reduced: four vectors of running sums along it, combined at the end of each result. */
const alongRows = (name: string, r: Reduction, { kept, reduced }: Axes): WasmFunction => {
  const inner = reduced.at(-1)!
  const middle = reduced.slice(0, -1)
  return define(name, ['i32', 'i32'], [], ({ params: [from, to], local }) => {
    const counters = kept.map(() => local('i32'))
    const depths = middle.map(() => local('i32'))
    const [at, base, p] = [local('i32'), local('i32'), local('i32')]
    const sums = [0, 1, 2, 3].map(() => local('v128'))
    const [single, total] = [local('v128'), local('v128')]
    const join = combine(r)
    const advance = (elements: number): Code =>
      set(p, i32.add(get(p), i32.const(inner.strides[0]! * width * elements)))
    const isVector = inner.strides[0] === 1
    const wide = isVector ? Math.floor(inner.length / 16) * 16 : 0
    const row: Code = [
      set(p, address(base, middle, depths, 0)),
      set(at, i32.const(0)),
      countTo(at, i32.const(wide), i32.const(16), [
        sums.map((s, i) => set(s, join(get(s), v128.load(get(p), 16 * i)))),
        advance(16),
      ]),
      countTo(at, i32.const(inner.length), i32.const(1), [
        set(single, join(get(single), v128.load32Splat(get(p)))),
        advance(1),
      ]),
    ]
    const lane = (x: Local, i: number): Code =>
      r.dtype === 'float32' ? f32x4.splat(f32x4.extract(get(x), i)) : i32x4.splat(i32x4.extract(get(x), i))
    const [s0, s1, s2, s3] = sums as [Local, Local, Local, Local]
    return loops(kept, counters, [
      set(base, address(from, kept, counters, 0)),
      [...sums, single].map((s) => set(s, neutral(r))),
      loops(middle, depths, row),
      set(total, join(join(get(s0), get(s1)), join(get(s2), get(s3)))),
      set(
        total,
        join(join(join(lane(total, 0), lane(total, 1)), join(lane(total, 2), lane(total, 3))), get(single)),
      ),
      v128.store32Lane(address(to, kept, counters, 1), get(total), 0),
    ])
  })
}

/** Writes the loops of a reduction with at least one element for each result. */
export const reductionFunction = (name: string, r: Reduction): WasmFunction => {
  const axes = axesOf(r)
  return axes.innermostKept ? downColumns(name, r, axes) : alongRows(name, r, axes)
}

/** Does the operand lie so that the loops can read it? Where it does not, it is copied first. */
export const canReduce = (r: Reduction): boolean => {
  const { kept, innermostKept } = axesOf(r)
  return !innermostKept || (kept.at(-1)?.strides[0] ?? 1) === 1
}
