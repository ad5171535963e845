/**
 * In which order a fused loop goes through memory, and how its work is shared out.
 *
 * @module
 */
import type { DType } from '../../DType.ts'
import { type Axis, joinedAxes, type Strides, widths } from '../access.ts'
import { type Nest, typesOf } from './nest.ts'

/** A stretch of memory that a loop reads or writes. */
export interface Access {
  readonly value: number
  readonly writes: boolean
  readonly dtype: DType
  readonly width: number
}

/** The axes of a loop, the strides of each access along them, and which one vectors go along. */
export interface Geometry {
  readonly accesses: readonly Access[]
  /** Kept axes, outermost first, but for the one that vectors go along. */
  readonly outer: readonly Axis[]
  /** Reduced axes, outermost first. */
  readonly reduced: readonly Axis[]
  /** Vectors go along the innermost reduced axis, or along this kept one. */
  readonly columns: Axis | undefined
}

const stridesOfAccesses = ({ loads, stores }: Nest): readonly Strides[] => [
  ...loads.flatMap((l) => (l.from === 'memory' ? [l.strides] : [])),
  ...stores.map((s) => s.strides),
]

const accessesOf = (nest: Nest): readonly Access[] => {
  const types = typesOf(nest)
  const reads = nest.loads.flatMap((l, value) => (l.from === 'memory' ? [{ value, writes: false }] : []))
  const writes = nest.stores.map(({ value }) => ({ value, writes: true }))
  return [...reads, ...writes].map((a) => {
    const dtype = types[a.value]!
    return { ...a, dtype, width: widths[dtype] }
  })
}

/** Rows of no more elements than this, as those of small windows, are written out element by element. */
export const fewElements = 9

/** Axes from the widest strides to the narrowest, so that most accesses walk through memory as it lies. */
const order = ({ shape, stores, reduced }: Nest, strides: readonly Strides[]): readonly number[] => {
  const reads = strides.length - stores.length
  const weight = (axis: number): number =>
    strides.reduce((sum, s, i) => sum + Math.abs(s[axis]!) * (i < reads ? 1 : 2), 0)
  const weights = shape.map((_, axis) => weight(axis))
  const isShort = reduced.reduce((n, axis) => n * shape[axis]!, 1) <= fewElements
  // an axis that no access has a stride along is gone through outermost, and so are rows that fill no vectors
  const rank = (axis: number): number =>
    weights[axis] === 0 || (isShort && reduced.includes(axis)) ? Infinity : weights[axis]!
  return shape.map((_, axis) => axis).toSorted((a, b) => (rank(a) === rank(b) ? a - b : rank(b) - rank(a)))
}

/** The axes of a fused loop. */
export const geometryOf = (nest: Nest): Geometry => {
  const strides = stridesOfAccesses(nest)
  const axes = order(nest, strides)
  const joined = joinedAxes(
    axes.map((a) => nest.shape[a]!),
    strides.map((s) => axes.map((a) => s[a]!)),
    (i) => nest.reduced.includes(axes[i]!),
  )
  const reduced = joined.filter((a) => a.kind === true)
  const kept = joined.filter((a) => a.kind !== true)
  const accesses = accessesOf(nest)
  if (joined.at(-1)?.kind === true) return { accesses, outer: kept, reduced, columns: undefined }
  const columns = kept.at(-1) ?? { length: 1, strides: accesses.map(() => 1) }
  return { accesses, outer: kept.slice(0, -1), reduced, columns }
}

/** How units are cut: the iterations of an outer axis, or stretches of columns; all at once where there are too few. */
export interface Split {
  readonly axis: number | 'columns' | undefined
  readonly units: number
  /** Columns of a unit. */
  readonly chunk: number
}

const enough = 16
/** Columns of a unit are at least a cache line. */
const least = 16

/** Cuts the work of a loop into units. */
export const splitOf = ({ outer, columns }: Geometry): Split => {
  const length = columns?.length ?? 0
  const chunk = Math.max(least, Math.ceil(length / 1024 / least) * least)
  const chunks = Math.ceil(length / chunk)
  const first = outer.findIndex((a) => a.length >= enough)
  const longest = outer.reduce((best, a, i) => (a.length > (outer[best]?.length ?? 0) ? i : best), 0)
  if (first >= 0) return { axis: first, units: outer[first]!.length, chunk }
  if (chunks > (outer[longest]?.length ?? 1)) return { axis: 'columns', units: chunks, chunk }
  if (outer.length > 0) return { axis: longest, units: outer[longest]!.length, chunk }
  return { axis: undefined, units: 1, chunk }
}
