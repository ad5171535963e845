/**
 * Vectors across rows: along a kept axis, where each lane has a row of its own.
 *
 * @module
 */
import type { Axis } from '../access.ts'
import { countTo, get, i32, set, when } from '../instructions.ts'
import type { Code } from '../module.ts'
import { type Accumulator, cleared, type Running, runningOf, totalOf } from './combination.ts'
import { fewElements } from './geometry.ts'
import { between, type Held, turn } from './pass.ts'
import { rowReads, rowWrites } from './places.ts'
import { begunAt, type Bounds, moved, ownPointers, type Pointers, spelledOut, through } from './pointers.ts'
import type { Width, Writer } from './writer.ts'

/** What is known of each element of a short row stays in a variable, if that makes no more than these. */
const mostHeld = 96

/** A place of a short row, with pointers and variables of its own. */
interface Tap {
  readonly pointers: Pointers
  readonly held: readonly Held[]
}

const heldOf = (w: Writer): Held => ({
  values: w.values.map((v, i) => (w.levels.extents[i] === 'all' ? w.local('v128') : v)),
  known: new Set<number>(),
})

/** The places of a short row; none where the row is long. */
const tapsOf = (w: Writer, pointers: Pointers, copies: number): readonly Tap[] | undefined => {
  const { reduced } = w.geometry
  const count = reduced.reduce((n, axis) => n * axis.length, 1)
  const values = w.levels.extents.filter((e) => e === 'all').length
  if (w.levels.passes === 0 || count > fewElements || count * copies * values > mostHeld) return undefined
  return spelledOut(w, reduced, pointers).map((own) => ({
    pointers: own,
    held: Array.from({ length: copies }, () => heldOf(w)),
  }))
}

/** Rows next to each other, one for each lane of some vectors. */
const rowsAcross = (w: Writer, pointers: Pointers, axis: Axis, width: Width): Code => {
  const taps = tapsOf(w, pointers, width.copies)
  const target = (r: Running, copy: number): Accumulator => r.sums[copy]!
  const passes = Array.from({ length: w.levels.passes }, (_, pass) => {
    const running = runningOf(w, pass, width.copies)
    const at = { pass, running, axis, width, target }
    return [
      running.map((r) => cleared(r, r.sums)),
      taps?.map((tap) => turn(w, at, tap.pointers, tap.held)) ??
        through(w, w.geometry.reduced, pointers, (own) => turn(w, at, own)),
      running.map((r) => r.sums.map((s, copy) => set(w.rows[copy]![r.result]!, totalOf(s)))),
      between(w, pass + 1, width.copies),
    ]
  })
  return [
    rowReads(w, pointers, axis, width),
    between(w, 0, width.copies),
    passes,
    rowWrites(w, pointers, axis, width),
  ]
}

/** All columns within bounds: by several vectors, by one, and what remains. */
export const columnsWithin = (w: Writer, pointers: Pointers, columns: Axis, bounds: Bounds): Code => {
  const [at, until, end] = [w.local('i32'), w.local('i32'), w.local('i32')]
  const own = ownPointers(w, columns, pointers)
  const { lanes } = w
  const remaining = (step: number): Code =>
    i32.sub(get(until), i32.remainder(i32.sub(get(until), get(at)), i32.const(step)))
  const part = (copies: number): Code => {
    const step = copies * lanes
    return [
      set(end, remaining(step)),
      countTo(at, get(end), i32.const(step), [
        rowsAcross(w, own, columns, { copies, lanes }),
        moved(w, columns, own, step),
      ]),
    ]
  }
  const last = { copies: 1, lanes: columns.length % lanes }
  return [
    set(at, bounds.from),
    set(until, bounds.until),
    begunAt(w, columns, own, pointers, at),
    w.copies > 1 && columns.length >= w.copies * lanes ? part(w.copies) : [],
    columns.length >= lanes ? part(1) : [],
    last.lanes > 0 ? when(i32.lessThan(get(at), get(until)), rowsAcross(w, own, columns, last)) : [],
  ]
}
