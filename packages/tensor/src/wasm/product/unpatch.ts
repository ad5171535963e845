/**
 * Patches summed back into an image: the transpose of taking windows.
 *
 * Each row of the result is computed by itself: of every window position that reaches it, in order, the elements that fall
 * on the same place are added in registers, and each place is written once. Along the innermost axis vectors go over
 * places as far apart as windows are, so that what they add lies next to each other; which elements of a window reach
 * which place is known beforehand.
 *
 * @module
 */
import { sizeOf } from '../../Tensor.ts'
import type { Strides } from '../access.ts'
import { countTo, get, i32, set, v128, when } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import { type Code, define, type Local, type ValueType } from '../module.ts'
import { type Arithmetic, arithmeticOf } from './arithmetic.ts'
import { offsetOf } from './offsets.ts'
import { type Cell, cellsOf, type Slide, slidesOf, type Unpatch } from './patchCells.ts'
import { near } from './tiled.ts'
import { throughUnits, unitsOf } from './units.ts'

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** Sums that stay in registers. */
const together = 12

/** More additions than this are not written one by one. */
const mostAdds = 1500

const groupsOf = (cells: readonly Cell[]): readonly (readonly Cell[])[] =>
  range(Math.ceil(cells.length / together)).map((i) => cells.slice(i * together, (i + 1) * together))

/** What the code of a row is written with. */
interface Row {
  readonly local: (type: ValueType) => Local
  readonly arithmetic: Arithmetic
  /** The first patch's element of this row's lead, and the row of the result. */
  readonly from: Local
  readonly to: Local
  /** Where the row is along each axis, and its variables for taps. */
  readonly at: readonly Local[]
  readonly taps: readonly Local[]
  readonly pointers: readonly Local[]
  readonly place: Local
  readonly sums: readonly Local[]
}

/** Runs the code for each combination of taps of these axes that reaches the row; `pointer` is where the next begins. */
const throughTaps = (
  row: Row,
  slides: readonly Slide[],
  depth: number,
  body: (pointer: Local) => Code,
): Code => {
  const pointer = depth === 0 ? row.from : row.pointers[depth - 1]!
  if (depth === slides.length) return body(pointer)
  const { window, count, stride, dilation, byTap, byPlace } = slides[depth]!
  const { width } = row.arithmetic
  const { place } = row
  const tap = row.taps[depth]!
  const reached = [
    set(
      row.pointers[depth]!,
      i32.add(
        get(pointer),
        i32.add(i32.mul(get(tap), i32.const(byTap * width)), i32.mul(get(place), i32.const(byPlace * width))),
      ),
    ),
    throughTaps(row, slides, depth + 1, body),
  ]
  // what is before the first place is a large number without a sign
  const isPlace = i32.lessThanUnsigned(get(place), i32.const(count))
  const inSteps = i32.equalZero(i32.remainder(get(place), i32.const(stride)))
  return [
    set(tap, i32.const(0)),
    countTo(tap, i32.const(window), i32.const(1), [
      set(place, i32.sub(get(row.at[depth]!), i32.mul(get(tap), i32.const(dilation)))),
      stride === 1
        ? when(isPlace, reached)
        : when(inSteps, [set(place, i32.divide(get(place), i32.const(stride))), when(isPlace, reached)]),
    ]),
  ]
}

const zero = v128.const(range(16).map(() => 0))

/** Cells whose places are known: the innermost axis written out. */
const groupCode = (row: Row, slides: readonly Slide[], cells: readonly Cell[]): Code => {
  const { width, splat, add, storeLane } = row.arithmetic
  const inner = slides.at(-1)!
  const load = (pointer: Local, { tap, place }: Cell['adds'][number], lanes: number): Code => {
    const [address, offset] = near(get(pointer), (tap * inner.byTap + place * inner.byPlace) * width)
    return lanes === 1 ? splat(address, offset) : v128.load(address, offset)
  }
  const store = ({ at, lanes }: Cell, sum: Local): Code => {
    const place = (lane: number): readonly [Code, number] =>
      near(get(row.to), (at + lane * inner.stride) * inner.byResult * width)
    const [address, offset] = place(0)
    if (lanes > 1 && inner.stride * inner.byResult === 1) return v128.store(address, get(sum), offset)
    return range(lanes).map((lane) => {
      const [target, by] = place(lane)
      return storeLane(target, get(sum), lane, by)
    })
  }
  return [
    cells.map((_, i) => set(row.sums[i]!, zero)),
    throughTaps(row, slides.slice(0, -1), 0, (pointer) =>
      cells.map(({ adds, lanes }, i) =>
        adds.map((one) => set(row.sums[i]!, add(get(row.sums[i]!), load(pointer, one, lanes)))),
      ),
    ),
    cells.map((cell, i) => store(cell, row.sums[i]!)),
  ]
}

/** One place after the other, each found out about when it is its turn. */
const placeByPlace = (row: Row, slides: readonly Slide[]): Code => {
  const { width, splat, add, storeLane } = row.arithmetic
  const inner = slides.at(-1)!
  const at = row.at.at(-1)!
  const sum = row.sums[0]!
  return [
    set(at, i32.const(0)),
    countTo(at, i32.const(inner.size), i32.const(1), [
      set(sum, zero),
      throughTaps(row, slides, 0, (pointer) => set(sum, add(get(sum), splat(get(pointer))))),
      storeLane(i32.add(get(row.to), i32.mul(get(at), i32.const(inner.byResult * width))), get(sum), 0),
    ]),
  ]
}

const rowCode = (row: Row, slides: readonly Slide[]): Code => {
  const inner = slides.at(-1)!
  const groups = range(Math.min(inner.stride, inner.size)).flatMap((phase) =>
    groupsOf(cellsOf(inner, phase, row.arithmetic.lanes)),
  )
  const adds = groups.flat().reduce((n, cell) => n + cell.adds.length + 1, 0)
  return adds > mostAdds ? placeByPlace(row, slides) : groups.map((cells) => groupCode(row, slides, cells))
}

const nanoseconds = 0.15

/** The kernel: patches, result. Every element of the result is written. */
export const unpatchKernel = (unpatch: Unpatch): Kernel => {
  const { dtype, params, shape, from, to } = unpatch
  const arithmetic = arithmeticOf(dtype, false)
  const { width } = arithmetic
  const slides = slidesOf(unpatch)
  const rank = slides.length
  const outer = slides.slice(0, -1)
  const lead = shape.slice(rank, shape.length - rank)
  const axes = (
    leadStrides: Strides,
    by: (s: Slide) => number,
  ): readonly { length: number; stride: number }[] => [
    ...lead.map((length, i) => ({ length, stride: leadStrides[i]! })),
    ...outer.map((s) => ({ length: s.size, stride: by(s) })),
  ]
  const rows = sizeOf(lead) * sizeOf(outer.map((s) => s.size))
  const units = unitsOf(slides.at(-1)!.size === 0 ? 0 : rows)
  const code: Kernel['code'] = (name) =>
    define(
      name,
      ['i32', 'i32', 'i32', 'i32', 'i32'],
      [],
      ({ params: [source, target, , first, last], local }) => {
        const [item, lastItem] = [local('i32'), local('i32')]
        const row: Row = {
          local,
          arithmetic,
          from: local('i32'),
          to: local('i32'),
          at: slides.map(() => local('i32')),
          taps: slides.map(() => local('i32')),
          pointers: slides.map(() => local('i32')),
          place: local('i32'),
          sums: range(together).map(() => local('v128')),
        }
        const offset = (all: ReturnType<typeof axes>): Code => offsetOf(get(item), all, width)
        // where the row is along one axis: the offset of a stride of one byte along it
        const along = (axis: number): Code =>
          offsetOf(
            get(item),
            axes(
              lead.map(() => 0),
              (s) => (s === outer[axis] ? 1 : 0),
            ),
            1,
          )
        return throughUnits(units, item, lastItem, first, last, [
          set(row.from, i32.add(get(source), offset(axes(from.slice(rank), () => 0)))),
          set(row.to, i32.add(get(target), offset(axes(to, (s) => s.byResult)))),
          outer.map((_, axis) => set(row.at[axis]!, along(axis))),
          rowCode(row, slides),
          set(item, i32.add(get(item), i32.const(1))),
        ])
      },
    )
  return {
    key: `unpatch ${JSON.stringify({ dtype, params, shape, from, to })}`,
    code,
    units: units.units,
    cost: (sizeOf(shape) + rows * slides.at(-1)!.size) * nanoseconds,
    scratch: 0,
  }
}
