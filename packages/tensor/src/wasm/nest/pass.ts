/**
 * A pass through a row: what it reads, computes, adds up and stores at each place, and what rows compute after it.
 *
 * @module
 */
import type { Axis } from '../access.ts'
import { set } from '../instructions.ts'
import type { Code, Local } from '../module.ts'
import { type Accumulator, joined, type Running } from './combination.ts'
import { reductionOf } from './nest.ts'
import { placeOf, read, stretching, write } from './places.ts'
import type { Pointers } from './pointers.ts'
import { computed, operationOf, variable, type Width, type Writer } from './writer.ts'

const storesOf = (w: Writer, pass: number): readonly number[] =>
  stretching(w).filter((a) => w.levels.levels[w.geometry.accesses[a]!.value] === pass)

/** What a pass computes along the row, in order, beginning with what it needs. */
const needed = (w: Writer, pass: number): readonly number[] => {
  const { extents, levels } = w.levels
  const found: number[] = []
  const visit = (value: number): void => {
    if (extents[value] !== 'all' || found.includes(value)) return
    if (placeOf(w, value, pass) < 0) operationOf(w, value)?.operands.forEach(visit)
    found.push(value)
  }
  w.nest.operations.forEach((o) => {
    if (reductionOf(o) !== undefined && levels[o.operands[0]!] === pass) visit(o.operands[0]!)
  })
  storesOf(w, pass).forEach((a) => visit(w.geometry.accesses[a]!.value))
  return found
}

/** Values of one place in a row that stay in variables from pass to pass, for each copy. */
export interface Held {
  readonly values: readonly Local[]
  readonly known: Set<number>
}

/** One turn of a pass. */
interface Turn {
  readonly pass: number
  readonly running: readonly Running[]
  /** The axis that vectors go along. */
  readonly axis: Axis
  readonly width: Width
  /** The running result of a reduction that a copy joins. */
  readonly target: (r: Running, copy: number) => Accumulator
}

/** Reads, computes, adds up, stores. */
export const turn = (
  general: Writer,
  { pass, running, axis, width, target }: Turn,
  pointers: Pointers,
  held: readonly Held[] = [],
): Code => {
  const values = needed(general, pass)
  const stores = storesOf(general, pass)
  return Array.from({ length: width.copies }, (_, copy) => {
    const own = held[copy]
    const w = own === undefined ? general : { ...general, values: own.values }
    const missing = values.filter((v) => own?.known.has(v) !== true)
    missing.forEach((v) => own?.known.add(v))
    const value = (v: number): Code => {
      const place = placeOf(w, v, pass)
      return place < 0
        ? computed(w, v, copy)
        : set(w.values[v]!, read(w, place, pointers, axis, copy, width.lanes))
    }
    return [
      missing.map(value),
      running.map((r) => joined(r, target(r, copy), variable(w, r.operand, copy))),
      stores.map((a) => write(w, a, pointers, axis, copy, width.lanes)),
    ]
  })
}

/** What rows compute once the passes before this level are over. */
export const between = (w: Writer, level: number, copies: number): Code =>
  Array.from({ length: copies }, (_, copy) =>
    w.nest.operations.map((o, i) => {
      const value = w.nest.loads.length + i
      const isMine =
        w.levels.extents[value] === 'row' && w.levels.levels[value] === level && reductionOf(o) === undefined
      return isMine ? computed(w, value, copy) : []
    }),
  )
