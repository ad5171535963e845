/**
 * Products without packing whose vectors go along columns: rows of B are read as they lie, and elements of A multiply them.
 *
 * @module
 */
import { countTo, get, i32, set, v128 } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import type { Code, Local } from '../module.ts'
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

/** Vectors that stay in registers: of the 16 of x86, compilers keep one for themselves. */
const registers = 15

const mostRows = 6

/** As many multiplications as are written one after the other rather than in a loop. */
const unrolled = 48

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** Parts of at most `most`, as equal as they can be. */
const evenly = (total: number, most: number): number => Math.ceil(total / Math.ceil(total / most))

/** Can vectors go along columns? */
export const canBeDirect = ({ columns }: Geometry): boolean =>
  columns.length > 0 && innermost(columns).strides.every((s) => s === 1)

const sizeOf = ({ rows, columns }: Geometry, lanes: number): TileSize => {
  const m = innermost(rows).length
  const vectors = Math.ceil(innermost(columns).length / lanes)
  const wide = m === 1 ? 8 : m === 2 ? 4 : m === 3 || vectors === 3 ? 3 : 2
  const across = evenly(vectors, wide)
  // the sums, a vector of each column and one element of A
  const down = m === 1 ? 1 : Math.floor((registers - 1 - across) / across)
  return { rows: evenly(m, Math.min(mostRows, down)), columns: across * lanes }
}

const tile =
  ({ rows, depth }: Geometry, arithmetic: Arithmetic, size: TileSize): WriteTile =>
  (scope) => {
    const { lanes, width, splat, multiplyAdd, storeLane } = arithmetic
    const most = Math.ceil(size.columns / lanes)
    const sums = range(size.rows * most).map(() => scope.local('v128'))
    const vectors = range(most).map(() => scope.local('v128'))
    const [left, pa, pb, end] = [
      scope.local('v128'),
      scope.local('i32'),
      scope.local('i32'),
      scope.local('i32'),
    ]
    const [aRow, cRow] = innermost(rows).strides.map((s) => s * width) as [number, number]
    const inner = depth.at(-1) ?? { length: 1, strides: [0, 0] }
    const [aStep, bStep] = inner.strides.map((s) => s * width) as [number, number]
    const around = throughDepth(scope, depth.slice(0, -1), width)
    const sum = (r: number, v: number): Local => sums[r * most + v]!
    const move = (p: Local, bytes: number): Code =>
      bytes === 0 ? [] : set(p, i32.add(get(p), i32.const(bytes)))
    return (count, columns) => {
      const across = Math.ceil(columns / lanes)
      const right = (l: number, v: number): Code => v128.load(...near(get(pb), l * bStep + 16 * v))
      // a vector that is needed once takes no register
      const step = (l: number): Code => [
        count === 1 ? [] : range(across).map((v) => set(vectors[v]!, right(l, v))),
        range(count).map((r) => [
          set(left, splat(...near(get(pa), l * aStep + r * aRow))),
          range(across).map((v) => {
            const vector = count === 1 ? right(l, v) : get(vectors[v]!)
            return set(sum(r, v), multiplyAdd(get(left), vector, get(sum(r, v))))
          }),
        ]),
      ]
      const several = Math.max(1, Math.min(4, Math.floor(unrolled / (count * across))))
      const together = inner.length * count * across <= unrolled ? inner.length : several
      const whole = Math.floor(inner.length / together)
      const rest = inner.length % together
      const steps = (n: number): Code => [range(n).map(step), move(pa, n * aStep), move(pb, n * bStep)]
      const loop: Code = [
        set(end, i32.const(0)),
        countTo(end, i32.const(whole), i32.const(1), steps(together)),
      ]
      const write = (r: number): Code =>
        range(across).map((v) => {
          const here = Math.min(lanes, columns - v * lanes)
          const at = r * cRow + 16 * v
          if (here === lanes) {
            const [address, offset] = near(get(scope.c), at)
            return v128.store(address, get(sum(r, v)), offset)
          }
          return range(here).map((lane) => {
            const [address, offset] = near(get(scope.c), at + lane * width)
            return storeLane(address, get(sum(r, v)), lane, offset)
          })
        })
      return [
        range(count).map((r) => range(across).map((v) => set(sum(r, v), v128.const(range(16).map(() => 0))))),
        around(pa, pb, [whole === 1 ? steps(together) : loop, rest === 0 ? [] : steps(rest)]),
        range(count).map(write),
      ]
    }
  }

/** The kernel, for a geometry that can be direct. */
export const directKernel = (product: Product, geometry: Geometry, arithmetic: Arithmetic): Kernel => {
  const size = sizeOf(geometry, arithmetic.lanes)
  return tiledKernel('direct', product, geometry, arithmetic, size, 'rows', tile(geometry, arithmetic, size))
}
