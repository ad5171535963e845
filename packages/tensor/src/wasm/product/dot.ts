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

const sizeOf = ({ rows, columns }: Geometry): TileSize => {
  const [m, n] = [innermost(rows).length, innermost(columns).length]
  return m === 1 ? { rows: 1, columns: Math.min(n, 8) } : { rows: Math.min(m, 4), columns: Math.min(n, 3) }
}

/** All bits of the first lanes. */
const mask = (lanes: number, width: number): Code =>
  v128.const(range(16).map((byte) => (byte < lanes * width ? 0xff : 0)))

const tile =
  ({ rows, columns, depth }: Geometry, arithmetic: Arithmetic, size: TileSize): WriteTile =>
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
    const [bColumn, cColumn] = innermost(columns).strides.map((s) => s * width) as [number, number]
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
        return [
          range(across).map((s) => set(rights[s]!, read(pb, s * bColumn))),
          range(count).map((r) => [
            set(left, read(pa, r * aRow)),
            range(across).map((s) => {
              const to = sum(r, s, v % copies)
              return set(to, multiplyAdd(get(left), get(rights[s]!), get(to)))
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
        const [address, offset] = near(get(scope.c), r * cRow + s * cColumn)
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
  const size = sizeOf(geometry)
  return tiledKernel('dot', product, geometry, arithmetic, size, tile(geometry, arithmetic, size))
}
