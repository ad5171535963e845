/** Offsets in bytes of positions along axes. */
import { get, i32, i32x4, i32x4Const, least, repeatWhile, set, v128, when } from '../instructions.ts'
import type { Code, Local, ValueType } from '../module.ts'
import type { ProductAxes } from './Product.ts'

/** How many positions one step along each axis jumps over. */
const strideOf = (axes: ProductAxes, axis: number): number =>
  axes.slice(axis + 1).reduce((n, { length }) => n * length, 1)

/** `index / by`, for an index from 0. */
export const quotient = (index: Code, by: number): Code =>
  by === 1 ? index : i32.divide(index, i32.const(by))

/** The offset of the position with this index in row-major order. */
export const offsetOf = (index: Code, axes: ProductAxes, width: number): Code => {
  const terms = axes.flatMap(({ length, stride }, axis) => {
    if (stride === 0) return []
    const place = quotient(index, strideOf(axes, axis))
    return [i32.mul(axis === 0 ? place : i32.remainder(place, i32.const(length)), i32.const(stride * width))]
  })
  return terms.length === 0 ? i32.const(0) : terms.reduce((sum, term) => i32.add(sum, term))
}

/** Variables that filling tables takes. */
export interface TableVariables {
  readonly at: Local
  readonly until: Local
  readonly to: Local
  readonly end: Local
  readonly entries: Local
}

export const tableVariables = (local: (type: ValueType) => Local): TableVariables => ({
  at: local('i32'),
  until: local('i32'),
  to: local('i32'),
  end: local('i32'),
  entries: local('v128'),
})

/**
 * Writes the offsets of positions from `start` to `end` to a table of i32, run by run along the innermost axis. The last
 * vector may reach up to 12 bytes beyond the end of the table.
 */
export const fillTable = (
  v: TableVariables,
  table: Code,
  axes: ProductAxes,
  start: Code,
  end: Code,
  width: number,
): Code => {
  const inner = axes.at(-1) ?? { length: 1, stride: 0 }
  const step = inner.stride * width
  const next = i32.add(quotient(get(v.at), inner.length), i32.const(1))
  const runEnd = axes.length <= 1 ? get(v.end) : i32.mul(next, i32.const(inner.length))
  const hasMore = i32.lessThan(get(v.at), get(v.end))
  const run: Code = [
    set(v.until, least(get(v.end), runEnd)),
    set(
      v.entries,
      i32x4.add(
        i32x4.splat(offsetOf(get(v.at), axes, width)),
        v128.const([...new Uint8Array(Int32Array.of(0, step, 2 * step, 3 * step).buffer)]),
      ),
    ),
    repeatWhile(
      [
        v128.store(get(v.to), get(v.entries)),
        set(v.entries, i32x4.add(get(v.entries), i32x4Const(4 * step))),
        set(v.to, i32.add(get(v.to), i32.const(16))),
        set(v.at, i32.add(get(v.at), i32.const(4))),
      ],
      i32.lessThan(get(v.at), get(v.until)),
    ),
    // the next run begins where this one ended
    set(v.to, i32.sub(get(v.to), i32.mul(i32.sub(get(v.at), get(v.until)), i32.const(4)))),
    set(v.at, get(v.until)),
  ]
  return [set(v.to, table), set(v.at, start), set(v.end, end), when(hasMore, repeatWhile(run, hasMore))]
}
