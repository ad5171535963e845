/**
 * What reductions combine by, and the running results that they keep.
 *
 * @module
 */
import type { DType } from '../../DType.ts'
import { f32x4, f64x2, get, i32x4, i32x4Const, set, v128 } from '../instructions.ts'
import type { Code, Local } from '../module.ts'
import { type Combination, reductionOf } from './nest.ts'
import type { Writer } from './writer.ts'

const floats = (dtype: DType): typeof f32x4 | typeof f64x2 | undefined =>
  dtype === 'float32' ? f32x4 : dtype === 'float64' ? f64x2 : undefined

const combine = (by: Combination, dtype: DType): ((a: Code, b: Code) => Code) => {
  const of = floats(dtype) ?? i32x4
  return { sum: of.add, max: of.max, min: of.min }[by]
}

const neutral = (by: Combination, dtype: DType): Code =>
  floats(dtype)?.const({ sum: 0, max: -Infinity, min: Infinity }[by]) ??
  i32x4Const({ sum: 0, max: -(2 ** 31), min: 2 ** 31 - 1 }[by])

/** A running result; largest and smallest floats remember apart where one was NaN, all bits of it. */
export interface Accumulator {
  readonly sum: Local
  readonly unordered: Local | undefined
}

/** A reduction while a pass goes through the row. */
export interface Running {
  readonly by: Combination
  readonly dtype: DType
  readonly operand: number
  readonly result: number
  /** For each copy. */
  readonly sums: readonly Accumulator[]
  /** Of what does not fill a vector. */
  readonly single: Accumulator
}

/** The reductions of a pass. */
export const runningOf = (w: Writer, pass: number, copies: number): readonly Running[] =>
  w.nest.operations.flatMap((o, i) => {
    const by = reductionOf(o)
    const operand = o.operands[0]!
    if (by === undefined || w.levels.levels[operand] !== pass) return []
    const result = w.nest.loads.length + i
    const dtype = w.types[result]!
    const isOrdered = by === 'sum' || floats(dtype) === undefined
    const fresh = (): Accumulator => ({
      sum: w.local('v128'),
      unordered: isOrdered ? undefined : w.local('v128'),
    })
    return [{ by, dtype, operand, result, sums: Array.from({ length: copies }, fresh), single: fresh() }]
  })

/** Sets running results to what changes nothing. */
export const cleared = ({ by, dtype }: Running, sums: readonly Accumulator[]): Code =>
  sums.map(({ sum, unordered }) => [
    set(sum, neutral(by, dtype)),
    unordered === undefined ? [] : set(unordered, i32x4Const(0)),
  ])

/** Takes one more into a running result. */
export const joined = ({ by, dtype }: Running, { sum, unordered }: Accumulator, x: Local): Code => {
  const of = floats(dtype)
  if (unordered === undefined || of === undefined) return set(sum, combine(by, dtype)(get(sum), get(x)))
  // comparing and noticing NaN apart is three instructions, where one that does both is eight
  const further = by === 'max' ? of.greater : of.lesser
  return [
    set(sum, further(get(sum), get(x))),
    set(unordered, v128.or(get(unordered), of.notEqual(get(x), get(x)))),
  ]
}

/** A running result as it stands. */
export const totalOf = ({ sum, unordered }: Accumulator): Code =>
  unordered === undefined ? get(sum) : v128.or(get(sum), get(unordered))

const copied = ({ dtype }: Running, total: Local, lane: number): Code => {
  const of = floats(dtype) ?? i32x4
  return of.splat(of.extract(get(total), lane))
}

/** Halves combined, each of which is made of halves. */
const inHalves = (all: readonly Code[], join: (a: Code, b: Code) => Code): Code =>
  all.length === 1
    ? all[0]!
    : join(inHalves(all.slice(0, all.length / 2), join), inHalves(all.slice(all.length / 2), join))

/** All copies and lanes combined, and with them what did not fill a vector: one number, in all lanes of the result. */
export const settled = (r: Running, lanes: number, result: Local): Code => {
  const join = combine(r.by, r.dtype)
  const { sum } = r.sums[0]!
  const total = inHalves(
    Array.from({ length: lanes }, (_, lane) => copied(r, sum, lane)),
    join,
  )
  return [set(sum, inHalves(r.sums.map(totalOf), join)), set(result, join(total, totalOf(r.single)))]
}
