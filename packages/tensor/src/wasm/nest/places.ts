/**
 * Where the values of a fused loop lie in memory, and how they come from there and go there.
 *
 * @module
 */
import { type Axis, loadLanes, loadOne, storeLanes, storeOne } from '../access.ts'
import { set } from '../instructions.ts'
import type { Code } from '../module.ts'
import { addressOf, type Pointers } from './pointers.ts'
import { variable, type Width, type Writer } from './writer.ts'

/** Reads an access for one copy, `n` elements along an axis. */
export const read = (
  w: Writer,
  access: number,
  pointers: Pointers,
  axis: Axis,
  copy: number,
  n: number,
): Code => {
  const { dtype, width } = w.geometry.accesses[access]!
  const stride = axis.strides[access]!
  const pointer = addressOf(pointers[access]!)
  if (stride === 0 || n === 1) return loadOne(dtype, pointer)
  return loadLanes(dtype, pointer, stride * width, copy * w.lanes * stride * width, n)
}

/** Writes an access for one copy, `n` elements along an axis. */
export const write = (
  w: Writer,
  access: number,
  pointers: Pointers,
  axis: Axis,
  copy: number,
  n: number,
): Code => {
  const { value, dtype, width } = w.geometry.accesses[access]!
  const stride = axis.strides[access]!
  const source = variable(w, value, copy)
  const pointer = addressOf(pointers[access]!)
  if (stride === 0 || n === 1) return storeOne(dtype, pointer, source)
  return storeLanes(dtype, pointer, stride * width, copy * w.lanes * stride * width, n, source)
}

/** The stores of values along rows. */
export const stretching = ({ geometry }: Writer): readonly number[] =>
  geometry.accesses.flatMap((a, i) =>
    a.writes && geometry.reduced.some((axis) => axis.strides[i] !== 0) ? [i] : [],
  )

/** Where a value can be read in this pass: from memory, or from where an earlier pass has stored it; -1 if nowhere. */
export const placeOf = (w: Writer, value: number, pass: number): number => {
  const isLoad = value < w.nest.loads.length
  const isStored = w.levels.levels[value]! < pass
  const stored = isStored ? stretching(w) : []
  return w.geometry.accesses.findIndex(
    (a, i) => a.value === value && (isLoad ? !a.writes : stored.includes(i)),
  )
}

const copiesOf = ({ copies }: Width, code: (copy: number) => Code): Code =>
  Array.from({ length: copies }, (_, copy) => code(copy))

/** Reads what belongs to rows. */
export const rowReads = (w: Writer, pointers: Pointers, axis: Axis, width: Width): Code =>
  w.geometry.accesses.map((a, i) =>
    a.writes || w.levels.extents[a.value] !== 'row'
      ? []
      : copiesOf(width, (copy) =>
          set(variable(w, a.value, copy), read(w, i, pointers, axis, copy, width.lanes)),
        ),
  )

/** Writes what belongs to rows. */
export const rowWrites = (w: Writer, pointers: Pointers, axis: Axis, width: Width): Code => {
  const others = stretching(w)
  return w.geometry.accesses.map((a, i) =>
    !a.writes || others.includes(i)
      ? []
      : copiesOf(width, (copy) => write(w, i, pointers, axis, copy, width.lanes)),
  )
}
