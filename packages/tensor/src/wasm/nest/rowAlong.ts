/**
 * Vectors along a row: its innermost reduced axis. Running results are combined at the end of the row.
 *
 * @module
 */
import type { Axis } from '../access.ts'
import { countTo, i32, set } from '../instructions.ts'
import type { Code } from '../module.ts'
import { type Accumulator, cleared, type Running, runningOf, settled } from './combination.ts'
import { between, turn } from './pass.ts'
import { rowReads, rowWrites } from './places.ts'
import { begun, moved, ownPointers, type Pointers, through } from './pointers.ts'
import type { Width, Writer } from './writer.ts'

/** Along the innermost axis, by several vectors, by one, by single elements. */
const alongInner = (w: Writer, pass: number, running: readonly Running[], at: Pointers): Code => {
  const axis = w.geometry.reduced.at(-1)!
  const own = ownPointers(w, axis, at)
  const counter = w.local('i32')
  const { lanes } = w
  const part = (width: Width, target: (r: Running, copy: number) => Accumulator): Code => {
    const step = width.lanes * width.copies
    const until = Math.floor(axis.length / step) * step
    return countTo(counter, i32.const(until), i32.const(step), [
      turn(w, { pass, running, axis, width, target }, own),
      moved(w, axis, own, step),
    ])
  }
  const inTurn = (r: Running, copy: number): Accumulator => r.sums[copy]!
  const several = w.copies * lanes
  const left = w.copies > 1 ? axis.length % several : axis.length
  return [
    begun(w, axis, own, at),
    set(counter, i32.const(0)),
    left < axis.length ? part({ copies: w.copies, lanes }, inTurn) : [],
    left >= lanes ? part({ copies: 1, lanes }, inTurn) : [],
    left % lanes > 0 ? part({ copies: 1, lanes: 1 }, (r) => r.single) : [],
  ]
}

const passAlong = (w: Writer, pass: number, pointers: Pointers): Code => {
  const running = runningOf(w, pass, w.copies)
  return [
    running.map((r) => cleared(r, [...r.sums, r.single])),
    through(w, w.geometry.reduced.slice(0, -1), pointers, (at) => alongInner(w, pass, running, at)),
    running.map((r) => settled(r, w.lanes, w.rows[0]![r.result]!)),
    between(w, pass + 1, 1),
  ]
}

/** A row whose vectors go along it. */
export const rowAlong = (w: Writer, pointers: Pointers): Code => {
  const still: Axis = { length: 1, strides: w.geometry.accesses.map(() => 0) }
  const one = { copies: 1, lanes: 1 }
  return [
    rowReads(w, pointers, still, one),
    between(w, 0, 1),
    Array.from({ length: w.levels.passes }, (_, pass) => passAlong(w, pass, pointers)),
    rowWrites(w, pointers, still, one),
  ]
}
