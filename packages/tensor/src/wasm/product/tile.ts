/**
 * The innermost loop of packed products: a tile of up to 6 rows and 2 vectors of columns.
 *
 * 12 vectors of C stay in registers, which with three for operands fills the 16 that x86 has. Rows and vectors that a tile
 * does not have are not computed: each shape has a loop of its own. An element's sum runs over k one after the other in
 * each of them, so that its bits do not depend on the tile that it falls into.
 *
 * @module
 */
import { countTo, get, i32, set, v128, when } from '../instructions.ts'
import { type Code, define, type Local, type WasmFunction } from '../module.ts'
import type { Arithmetic } from './arithmetic.ts'

export const tileRows = 6
const vectors = 2
const vectorBytes = 16

/** The bytes of a step in a panel of B. */
export const columnsStep = vectors * vectorBytes

/** The columns of a tile. */
export const tileColumns = ({ lanes }: Arithmetic): number => vectors * lanes

/** The bytes of a step in a panel of A: whole vectors of rows. */
export const rowsStep = ({ lanes }: Arithmetic): number => Math.ceil(tileRows / lanes) * vectorBytes

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/**
 * `target = ap × bp`, or added to what is there.
 *
 * Parameters: the panels, where C's column begins, a table of offsets of its rows, the steps, whether to add, how many
 * rows, and whether the tile has two vectors of columns rather than one.
 */
export const tileFunction = (name: string, arithmetic: Arithmetic): WasmFunction =>
  define(
    name,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    ({ params: [ap, bp, target, rowTable, k, add, rows, wide], local }) => {
      const sums = range(tileRows * vectors).map(() => local('v128'))
      const operands = range(vectors).map(() => local('v128'))
      const a = local('v128')
      const [end, row] = [local('i32'), local('i32')]
      const sum = (r: number, v: number): Local => sums[vectors * r + v]!
      const step = (count: number, width: number): Code => [
        range(width).map((v) => set(operands[v]!, v128.load(get(bp), v * vectorBytes))),
        range(count).map((r) => [
          set(a, arithmetic.splat(get(ap), r * arithmetic.width)),
          range(width).map((v) =>
            set(sum(r, v), arithmetic.multiplyAdd(get(a), get(operands[v]!), get(sum(r, v)))),
          ),
        ]),
        set(bp, i32.add(get(bp), i32.const(columnsStep))),
      ]
      const write = (count: number, width: number, adds: boolean): Code =>
        range(count).map((r) => [
          set(row, i32.add(get(target), i32.load(get(rowTable), 4 * r))),
          range(width).map((v) => {
            const there = v128.load(get(row), v * vectorBytes)
            const value = adds ? arithmetic.add(there, get(sum(r, v))) : get(sum(r, v))
            return v128.store(get(row), value, v * vectorBytes)
          }),
        ])
      const tile = (count: number, width: number): Code => [
        countTo(ap, get(end), i32.const(rowsStep(arithmetic)), step(count, width)),
        when(get(add), write(count, width, true), write(count, width, false)),
      ]
      const ofWidth = (width: number): Code =>
        range(tileRows).reduce<Code>(
          (fewer, r) =>
            r === 0
              ? tile(1, width)
              : when(i32.equal(get(rows), i32.const(r + 1)), tile(r + 1, width), fewer),
          [],
        )
      return [
        set(end, i32.add(get(ap), i32.mul(get(k), i32.const(rowsStep(arithmetic))))),
        when(get(wide), ofWidth(2), ofWidth(1)),
      ]
    },
  )

/** Writes part of a tile in scratch memory to its places, or adds it. */
export const edgeFunction = (name: string, { one, width }: Arithmetic): WasmFunction =>
  define(
    name,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    ({ params: [tile, target, rowTable, columnTable, rows, columns, add], local }) => {
      const [r, c, row, from, to] = [local('i32'), local('i32'), local('i32'), local('i32'), local('i32')]
      const entry = (table: Local, index: Local): Code =>
        i32.load(i32.add(get(table), i32.mul(get(index), i32.const(4))))
      const copy = (adds: boolean): Code =>
        one.store(get(to), adds ? one.add(one.load(get(to)), one.load(get(from))) : one.load(get(from)))
      return [
        set(r, i32.const(0)),
        countTo(r, get(rows), i32.const(1), [
          set(from, i32.add(get(tile), i32.mul(get(r), i32.const(columnsStep)))),
          set(row, i32.add(get(target), entry(rowTable, r))),
          set(c, i32.const(0)),
          countTo(c, get(columns), i32.const(1), [
            set(to, i32.add(get(row), entry(columnTable, c))),
            when(get(add), copy(true), copy(false)),
            set(from, i32.add(get(from), i32.const(width))),
          ]),
        ]),
      ]
    },
  )
