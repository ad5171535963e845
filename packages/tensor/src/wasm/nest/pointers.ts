/**
 * How fused loops walk through memory: a pointer for each access, and loops along axes that move them.
 *
 * @module
 */
import type { Axis } from '../access.ts'
import { countTo, get, i32, set } from '../instructions.ts'
import type { Code, Local } from '../module.ts'
import type { Writer } from './writer.ts'

/** An address: a variable, and bytes beyond it. */
export interface Pointer {
  readonly local: Local
  readonly plus: number
}

/** Pointers of all accesses. */
export type Pointers = readonly Pointer[]

/** From one place on an axis up to another, which does not count. */
export interface Bounds {
  readonly from: Code
  readonly until: Code
}

export const addressOf = ({ local, plus }: Pointer): Code =>
  plus === 0 ? get(local) : i32.add(get(local), i32.const(plus))

/** Pointers of their own for the accesses that move along an axis; the others stay. */
export const ownPointers = (w: Writer, { strides }: Axis, pointers: Pointers): Pointers =>
  pointers.map((p, a) => (strides[a] === 0 ? p : { local: w.local('i32'), plus: 0 }))

/** Code for each access that moves along an axis; `bytes` is how far its neighbours are apart. */
const forMoving = (w: Writer, { strides }: Axis, write: (access: number, bytes: number) => Code): Code =>
  strides.map((s, a) => (s === 0 ? [] : write(a, s * w.geometry.accesses[a]!.width)))

/** Begins at the first place of an axis. */
export const begun = (w: Writer, axis: Axis, own: Pointers, pointers: Pointers): Code =>
  forMoving(w, axis, (a) => set(own[a]!.local, addressOf(pointers[a]!)))

/** Begins at the place of an axis that a variable tells. */
export const begunAt = (w: Writer, axis: Axis, own: Pointers, pointers: Pointers, place: Local): Code =>
  forMoving(w, axis, (a, bytes) =>
    set(own[a]!.local, i32.add(addressOf(pointers[a]!), i32.mul(get(place), i32.const(bytes)))),
  )

/** Moves on along an axis. */
export const moved = (w: Writer, axis: Axis, own: Pointers, elements: number): Code =>
  forMoving(w, axis, (a, bytes) =>
    set(own[a]!.local, i32.add(get(own[a]!.local), i32.const(bytes * elements))),
  )

/** Goes along an axis. */
export const along = (
  w: Writer,
  axis: Axis,
  pointers: Pointers,
  bounds: Bounds,
  body: (pointers: Pointers) => Code,
): Code => {
  const counter = w.local('i32')
  const own = ownPointers(w, axis, pointers)
  return [
    set(counter, bounds.from),
    begunAt(w, axis, own, pointers, counter),
    countTo(counter, bounds.until, i32.const(1), [body(own), moved(w, axis, own, 1)]),
  ]
}

/** All of an axis. */
export const allOf = ({ length }: Axis): Bounds => ({ from: i32.const(0), until: i32.const(length) })

/** Goes through all places of some axes, the last one fastest. */
export const through = (
  w: Writer,
  axes: readonly Axis[],
  pointers: Pointers,
  body: (pointers: Pointers) => Code,
): Code => {
  const [axis, ...rest] = axes
  return axis === undefined
    ? body(pointers)
    : along(w, axis, pointers, allOf(axis), (own) => through(w, rest, own, body))
}

/** The pointers at each place of some axes, as bytes beyond the same variables. */
export const spelledOut = (w: Writer, axes: readonly Axis[], pointers: Pointers): readonly Pointers[] => {
  const shifted = (at: Pointers, { strides }: Axis, by: number): Pointers =>
    at.map((p, a) => ({ ...p, plus: p.plus + strides[a]! * w.geometry.accesses[a]!.width * by }))
  return axes.reduce<readonly Pointers[]>(
    (all, axis) => all.flatMap((at) => Array.from({ length: axis.length }, (_, i) => shifted(at, axis, i))),
    [pointers],
  )
}
