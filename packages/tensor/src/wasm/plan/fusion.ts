/**
 * Which equations share a loop.
 *
 * A loop grows as long as equations fit: elementwise ones over its shape, reductions of what it has in registers, and
 * then elementwise ones over its rows. What others read is stored; what nobody else reads never reaches memory.
 *
 * @module
 */
import type { Abstract, Equation } from '../../Primitive.ts'
import { sameShape } from '../../operand.ts'
import { type Shape, sizeOf } from '../../Tensor.ts'
import type { Strides } from '../access.ts'
import { isFunction } from '../nest/cost.ts'
import { geometryOf } from '../nest/geometry.ts'
import { levelsOf } from '../nest/levels.ts'
import { type Load, type Nest, reductionOf, typesOf } from '../nest/nest.ts'
import type { View } from '../view.ts'

/** More than this in one loop would not stay in registers. */
const mostOperations = 48
const mostPointers = 24

/** Rows fewer than this leave threads without work, unless all of it is little. */
const fewRows = 16
const littleWork = 2 ** 14

/** A fused loop that may still grow. Values are variables of the graph. */
export interface Growing {
  readonly shape: Shape
  /** What is read, at its strides over the whole shape. */
  readonly loads: ReadonlyMap<number, View>
  readonly operations: ReadonlyMap<number, Equation>
  readonly stores: ReadonlyMap<number, View>
  /** The axes that reductions go over: none until the first. */
  readonly axes: () => readonly number[]
  readonly reduceOver: (axes: readonly number[]) => void
  readonly read: (variable: number, view: View) => void
  readonly compute: (variable: number, equation: Equation) => void
  readonly store: (variable: number, view: View) => void
}

/** A loop over this shape, without equations yet. */
export const growing = (shape: Shape): Growing => {
  let reduced: readonly number[] = []
  const loads = new Map<number, View>()
  const operations = new Map<number, Equation>()
  const stores = new Map<number, View>()
  return {
    shape,
    loads,
    operations,
    stores,
    read: (variable, view) => void loads.set(variable, view),
    compute: (variable, equation) => void operations.set(variable, equation),
    store: (variable, view) => void stores.set(variable, view),
    axes: () => reduced,
    reduceOver: (axes) => {
      reduced = axes
    },
  }
}

/** Does a loop have doubles, and with them vectors of two? */
export const hasDoubles = ({ loads, operations }: Growing): boolean =>
  [...loads.values()].some((v) => v.dtype === 'float64') ||
  [...operations.values()].some((e) => e.results[0]!.dtype === 'float64')

/** May another equation of this many operands join? */
export const isRoomy = ({ loads, stores, operations }: Growing, operands = 0): boolean =>
  operations.size < mostOperations && loads.size + stores.size + operands < mostPointers

const squeezed = (shape: Shape): Shape => shape.filter((d) => d !== 1)

/** The shape of what reductions of a loop answer. */
const keptShape = (shape: Shape, axes: readonly number[]): Shape => shape.filter((_, i) => !axes.includes(i))

/** Is this shape, axes of length 1 aside, that of the loop's rows? */
export const isRowShape = (loop: Growing, shape: Shape): boolean =>
  loop.axes().length > 0 && sameShape(squeezed(keptShape(loop.shape, loop.axes())), squeezed(shape))

/** Can a loop reduce over these axes, as far as its other reductions and its threads are concerned? */
export const mayReduce = (loop: Growing, axes: readonly number[]): boolean => {
  const own = loop.axes()
  const rows = sizeOf(keptShape(loop.shape, axes))
  const fits = own.length === 0 || sameShape(own, axes)
  return fits && (rows >= fewRows || sizeOf(loop.shape) <= littleWork)
}

/** The strides over the whole shape of a view of rows: none along the reduced axes. */
export const rowStrides = (loop: Growing, { shape, strides }: Pick<View, 'shape' | 'strides'>): Strides => {
  const own = strides.filter((_, i) => shape[i] !== 1)
  let next = 0
  return loop.shape.map((d, i) => (loop.axes().includes(i) || d === 1 ? 0 : own[next++]!))
}

const sameStrides = (shape: Shape, a: Strides, b: Strides): boolean =>
  shape.every((d, i) => d === 1 || a[i] === b[i])

/** Does a view over the whole shape show, along each row, this value of the row? */
export const showsRow = (loop: Growing, view: View, row: View): boolean =>
  view.offset === row.offset && sameStrides(loop.shape, view.strides, rowStrides(loop, row))

/**
 * Values that a later pass through the row needs again, and that take long, are kept where a result of the last pass will
 * be: it reads them there before it writes. Answers, for each such value, which store lends its place.
 */
const lent = (nest: Nest): ReadonlyMap<number, number> => {
  const { extents, levels, passes } = levelsOf(nest, geometryOf(nest))
  const types = typesOf(nest)
  const found = new Map<number, number>()
  const isFree = (value: number, at: number): boolean => {
    const store = nest.stores[at]!
    return (
      ![...found.values()].includes(at) &&
      extents[store.value] === 'all' &&
      levels[store.value]! > levels[value]! &&
      levels[store.value] === passes - 1 &&
      types[store.value] === types[value]
    )
  }
  nest.operations.forEach(({ name }, i) => {
    const value = nest.loads.length + i
    const isStored = nest.stores.some((s) => s.value === value)
    if (!isFunction(name) || extents[value] !== 'all' || isStored) return
    const users = nest.operations.flatMap((o, j) =>
      o.operands.includes(value) ? [nest.loads.length + j] : [],
    )
    const isNeededLater = users.some(
      (u) =>
        reductionOf(nest.operations[u - nest.loads.length]!) === undefined && levels[u]! > levels[value]!,
    )
    const place = nest.stores.findIndex((_, at) => isFree(value, at))
    if (isNeededLater && place >= 0) found.set(value, place)
  })
  return found
}

/** The finished loop, and the views that its function takes. `numberAt` knows what lies in memory as one number. */
export const finished = (
  loop: Growing,
  typeOf: (variable: number) => Abstract,
  numberAt: (view: View) => number | undefined,
): { readonly nest: Nest; readonly reads: readonly View[]; readonly writes: readonly View[] } => {
  const place = new Map([...loop.loads.keys(), ...loop.operations.keys()].map((v, i) => [v, i]))
  const loads = [...loop.loads.values()].map((view): Load => {
    const value = numberAt(view)
    return value === undefined
      ? { from: 'memory', dtype: view.dtype, strides: view.strides }
      : { from: 'number', dtype: view.dtype, value }
  })
  const over = (view: View): Strides =>
    sameShape(view.shape, loop.shape) ? view.strides : rowStrides(loop, view)
  const nest: Nest = {
    shape: loop.shape,
    reduced: loop.axes(),
    loads,
    operations: [...loop.operations].map(([v, { name, params, operands }]) => ({
      name,
      params,
      operands: operands.map((o) => place.get(o)!),
      result: typeOf(v),
    })),
    stores: [...loop.stores].map(([v, view]) => ({ value: place.get(v)!, strides: over(view) })),
  }
  const writes = [...loop.stores.values()]
  const borrowed = [...lent(nest)]
  return {
    nest: {
      ...nest,
      stores: [
        ...nest.stores,
        ...borrowed.map(([value, at]) => ({ value, strides: nest.stores[at]!.strides })),
      ],
    },
    reads: [...loop.loads.values()].filter((_, i) => loads[i]!.from === 'memory'),
    writes: [...writes, ...borrowed.map(([, at]) => writes[at]!)],
  }
}
