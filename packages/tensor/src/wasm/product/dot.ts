/**
 * Products without packing whose vectors go along the sum: each element of C is a dot product of a row of A and a column of
 * B, both as they lie.
 *
 * Lanes have sums of their own, added up at the end.
 *
 * @module
 */
import { countTo, get, i32, set, v128 } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import type { Code, Local } from '../module.ts'
import type { Axis } from '../access.ts'
import type { Arithmetic } from './arithmetic.ts'
import type { Product } from './Product.ts'
import {
  type Geometry,
  innermost,
  near,
  throughDepth,
  tiledKernel,
  type TileSize,
  type WriteTile,
} from './tiled.ts'

/** As many multiplications as are written one after the other rather than in a loop. */
const unrolled = 48

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** Can vectors go along the sum? */
export const canBeDot = ({ depth }: Geometry): boolean =>
  depth.length > 0 && innermost(depth).strides.every((s) => s === 1)

/** With as many columns, their sums and a vector of each column stay in registers, of which compilers keep one. */
const mostRows = 3

/** So many columns, along however many axes, are one tile of one row. */
const fewColumns = 12

/** Columns of a tile: how many at most, and where they are in B and in C. */
interface Columns {
  readonly count: number
  readonly offset: (operand: 0 | 1, column: number) => number
}

const offsetsOf = (axes: readonly Axis[], operand: 0 | 1): readonly number[] =>
  axes.reduce<readonly number[]>(
    (all, { length, strides }) => all.flatMap((at) => range(length).map((i) => at + i * strides[operand]!)),
    [0],
  )

const isOneTile = ({ rows, columns }: Geometry): boolean =>
  rows.length === 0 && columns.reduce((n, { length }) => n * length, 1) <= fewColumns

const columnsOf = (geometry: Geometry): Columns => {
  const { columns } = geometry
  if (isOneTile(geometry)) {
    const offsets = [offsetsOf(columns, 0), offsetsOf(columns, 1)] as const
    return { count: offsets[0].length, offset: (operand, s) => offsets[operand][s]! }
  }
  const { length, strides } = innermost(columns)
  const most = innermost(geometry.rows).length === 1 ? 8 : 3
  return { count: Math.min(length, most), offset: (operand, s) => s * strides[operand]! }
}

/** All bits of the first lanes. */
const mask = (lanes: number, width: number): Code =>
  v128.const(range(16).map((byte) => (byte < lanes * width ? 0xff : 0)))

const tile =
  ({ rows, depth }: Geometry, columns: Columns, arithmetic: Arithmetic, size: TileSize): WriteTile =>
  (scope) => {
    const { lanes, width, multiplyAdd, add, extract, one } = arithmetic
    // few sums would wait for each other
    const copies = size.rows * size.columns < 4 ? 4 : 1
    const sums = range(size.rows * size.columns * copies).map(() => scope.local('v128'))
    const rights = range(size.columns).map(() => scope.local('v128'))
    const [left, pa, pb, at] = [
      scope.local('v128'),
      scope.local('i32'),
      scope.local('i32'),
      scope.local('i32'),
    ]
    const [aRow, cRow] = innermost(rows).strides.map((s) => s * width) as [number, number]
    const { length } = innermost(depth)
    const around = throughDepth(scope, depth.slice(0, -1), width)
    const sum = (r: number, s: number, copy: number): Local => sums[(r * size.columns + s) * copies + copy]!
    const vectors = Math.floor(length / lanes)
    const tail = length % lanes
    return (count, across) => {
      const step = (v: number, here: number): Code => {
        const read = (p: Local, bytes: number): Code => {
          const vector = v128.load(...near(get(p), bytes + 16 * v))
          return here === lanes ? vector : v128.and(vector, mask(here, width))
        }
        const right = (s: number): Code => read(pb, columns.offset(0, s) * width)
        // a vector that is needed once takes no register
        return [
          count === 1 ? [] : range(across).map((s) => set(rights[s]!, right(s))),
          range(count).map((r) => [
            set(left, read(pa, r * aRow)),
            range(across).map((s) => {
              const to = sum(r, s, v % copies)
              return set(to, multiplyAdd(get(left), count === 1 ? right(s) : get(rights[s]!), get(to)))
            }),
          ]),
        ]
      }
      const move = (n: number): Code =>
        n === 0 ? [] : [pa, pb].map((p) => set(p, i32.add(get(p), i32.const(16 * n))))
      const steps = (n: number): Code => range(n).map((v) => step(v, lanes))
      const together = vectors * count * across <= unrolled ? Math.max(1, vectors) : 4
      const whole = Math.floor(vectors / together)
      const rest = vectors % together
      const loop: Code = [
        set(at, i32.const(0)),
        countTo(at, i32.const(whole), i32.const(1), [steps(together), move(together)]),
      ]
      const total = (r: number, s: number): Code => {
        const all = range(copies).map((copy) => get(sum(r, s, copy)))
        const first = all.length === 1 ? all[0]! : add(add(all[0]!, all[1]!), add(all[2]!, all[3]!))
        const of = (lane: number): Code => extract(get(sum(r, s, 0)), lane)
        const pair = (lane: number): Code => one.add(of(lane), of(lane + 1))
        const [address, offset] = near(get(scope.c), r * cRow + columns.offset(1, s) * width)
        return [
          all.length === 1 ? [] : set(sum(r, s, 0), first),
          one.store(address, lanes === 2 ? pair(0) : one.add(pair(0), pair(2)), offset),
        ]
      }
      return [
        range(count).map((r) =>
          range(across).map((s) =>
            range(copies).map((copy) => set(sum(r, s, copy), v128.const(range(16).map(() => 0)))),
          ),
        ),
        around(pa, pb, [
          whole === 1 ? [steps(together), move(together)] : loop,
          steps(rest),
          tail === 0 ? [] : step(rest, tail),
        ]),
        range(count).map((r) => range(across).map((s) => total(r, s))),
      ]
    }
  }

/** The kernel, for a geometry that can be a dot product. */
export const dotKernel = (product: Product, geometry: Geometry, arithmetic: Arithmetic): Kernel => {
  const columns = columnsOf(geometry)
  const size = { rows: Math.min(innermost(geometry.rows).length, mostRows), columns: columns.count }
  const write = tile(geometry, columns, arithmetic, size)
  // one tile of all columns finds them by itself
  const numbered = isOneTile(geometry) ? { ...geometry, columns: [] } : geometry
  const step = isOneTile(geometry) ? { rows: 1, columns: 1 } : size
  return tiledKernel('dot', product, numbered, arithmetic, step, 'columns', (scope) => {
    const of = write(scope)
    return (rows, count) => of(rows, isOneTile(geometry) ? columns.count : count)
  })
}
