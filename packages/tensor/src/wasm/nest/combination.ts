/**
 * What reductions combine by, and the running results that they keep.
 *
 * @module
 */
import type { DType } from '../../DType.ts'
import { f32x4, get, i32x4, i32x4Const, set } from '../instructions.ts'
import type { Code, Local } from '../module.ts'
import { type Combination, reductionOf } from './nest.ts'
import type { Writer } from './writer.ts'

const combine = (by: Combination, dtype: DType): ((a: Code, b: Code) => Code) =>
  dtype === 'float32'
    ? { sum: f32x4.add, max: f32x4.max, min: f32x4.min }[by]
    : { sum: i32x4.add, max: i32x4.max, min: i32x4.min }[by]

const neutral = (by: Combination, dtype: DType): Code =>
  dtype === 'float32'
    ? f32x4.const({ sum: 0, max: -Infinity, min: Infinity }[by])
    : i32x4Const({ sum: 0, max: -(2 ** 31), min: 2 ** 31 - 1 }[by])

/** A reduction while a pass goes through the row. */
export interface Running {
  readonly by: Combination
  readonly dtype: DType
  readonly operand: number
  readonly result: number
  /** For each copy. */
  readonly sums: readonly Local[]
  /** Of what does not fill a vector. */
  readonly single: Local
}

/** The reductions of a pass. */
export const runningOf = (w: Writer, pass: number, copies: number): readonly Running[] =>
  w.nest.operations.flatMap((o, i) => {
    const by = reductionOf(o)
    const operand = o.operands[0]!
    if (by === undefined || w.levels.levels[operand] !== pass) return []
    const sums = Array.from({ length: copies }, () => w.local('v128'))
    const result = w.nest.loads.length + i
    return [{ by, dtype: w.types[result]!, operand, result, sums, single: w.local('v128') }]
  })

/** Sets running results to what changes nothing. */
export const cleared = ({ by, dtype }: Running, sums: readonly Local[]): Code =>
  sums.map((s) => set(s, neutral(by, dtype)))

/** Takes one more into a running result. */
export const joined = ({ by, dtype }: Running, sum: Local, x: Local): Code =>
  set(sum, combine(by, dtype)(get(sum), get(x)))

const copied = ({ dtype }: Running, total: Local, lane: number): Code =>
  dtype === 'float32'
    ? f32x4.splat(f32x4.extract(get(total), lane))
    : i32x4.splat(i32x4.extract(get(total), lane))

/** All copies and lanes combined, and with them what did not fill a vector: one number, in all lanes of the result. */
export const settled = (r: Running, result: Local): Code => {
  const join = combine(r.by, r.dtype)
  const [first, second, third, fourth] = r.sums as [Local, ...Local[]]
  const copies = fourth && join(join(get(first), get(second!)), join(get(third!), get(fourth)))
  const lane = (i: number): Code => copied(r, first, i)
  const total = join(join(lane(0), lane(1)), join(lane(2), lane(3)))
  return [copies === undefined ? [] : set(first, copies), set(result, join(total, get(r.single)))]
}
