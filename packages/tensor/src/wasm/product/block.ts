/**
 * The product of one block: operands are packed panel by panel, and tiles multiplied.
 *
 * Panels of 6 rows of A and of two vectors of columns of B are packed in the order in which the innermost loop reads
 * them. The rows of a block are shared out evenly over its panels, 32 as 6, 6, 5, 5, 5 and 5. A panel of B is packed right
 * before it is first used. Where elements are, tables of offsets say, so that operands may have any axes.
 *
 * Source: K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34 (2008).
 *
 * @module
 */
import { call, countTo, get, i32, least, set, v128, when } from '../instructions.ts'
import { type Code, define, type Local, type WasmFunction } from '../module.ts'
import { type Arithmetic, arithmeticOf } from './arithmetic.ts'
import { packedA, packedPanels, tables, tileAt, tileTable } from './blockLayout.ts'
import { packFunction } from './pack.ts'
import type { ProductType } from './Product.ts'
import { columnsStep, edgeFunction, rowsStep, tileColumns, tileFunction, tileRows } from './tile.ts'

interface Parts {
  readonly tile: number
  readonly edge: number
  readonly packRows: number
  readonly packColumns: number
}

/**
 * The function of a block. Parameters: the addresses of A, B, C and scratch memory, rows, columns, depth, and whether to
 * add to what is in C.
 */
const blockFunction = (name: string, arithmetic: Arithmetic, parts: Parts): WasmFunction =>
  define(
    name,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    ({ params: [a, b, c, scratch, m, n, k, add], local }) => {
      const { lanes, width } = arithmetic
      const [panels, few, more, from, until] = [
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
      ]
      const [p, j, row, rows, columns] = [
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
      ]
      const [ap, bp, bStart, target, rowTable, columnTable, isWhole, kept, p0] = [
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
        local('i32'),
      ]
      const inScratch = (offset: number): Code => i32.add(get(scratch), i32.const(offset))
      const entries = (table: number, index: Local): Code =>
        i32.add(inScratch(table), i32.mul(get(index), i32.const(4)))
      const panelBytes = (step: number): Code => i32.mul(get(k), i32.const(step))
      const increase = (x: Local, by: Code): Code => set(x, i32.add(get(x), by))
      const packVectors = (
        f: number,
        from0: Local,
        table: Code,
        lines: Local,
        steps: number,
        to: Local,
        bytes: number,
      ): Code =>
        Array.from({ length: bytes / 16 }, (_, v) => {
          const rest = i32.sub(get(lines), i32.const(v * lanes))
          const packed = call(
            f,
            get(from0),
            v === 0 ? table : i32.add(table, i32.const(4 * v * lanes)),
            v === 0 ? get(lines) : rest,
            inScratch(steps),
            get(k),
            v === 0 ? get(to) : i32.add(get(to), i32.const(16 * v)),
          )
          return v === 0 ? packed : when(i32.lessThan(i32.const(v * lanes), get(lines)), packed)
        })
      /** The rows of panel `p`, and where it begins. */
      const findRows: Code = [
        set(rows, i32.add(get(few), i32.lessThan(get(p), get(more)))),
        set(row, i32.add(i32.mul(get(p), get(few)), least(get(p), get(more)))),
      ]
      const packRows: Code = [
        set(p, get(from)),
        set(ap, inScratch(packedA)),
        countTo(p, get(until), i32.const(1), [
          findRows,
          packVectors(
            parts.packRows,
            a,
            entries(tables.aRows, row),
            rows,
            tables.aDepth,
            ap,
            rowsStep(arithmetic),
          ),
          increase(ap, panelBytes(rowsStep(arithmetic))),
        ]),
      ]
      const packColumns = when(
        i32.equalZero(get(from)),
        packVectors(
          parts.packColumns,
          b,
          entries(tables.bColumns, j),
          columns,
          tables.bDepth,
          bp,
          columnsStep,
        ),
      )
      /** Whole vectors of C that lie next to each other. */
      const findPlaces: Code = [
        set(columnTable, entries(tables.cColumns, j)),
        set(target, i32.add(get(c), i32.load(get(columnTable)))),
        set(
          isWhole,
          Array.from({ length: 2 * lanes - 1 }, (_, i) => i + 1)
            .map((i): Code => {
              const isNext = i32.equal(
                i32.sub(i32.load(get(columnTable), 4 * i), i32.load(get(columnTable))),
                i32.const(i * width),
              )
              return i < lanes ? isNext : i32.or(isNext, i32.equal(get(columns), i32.const(lanes)))
            })
            .reduce(
              (all, isNext) => i32.and(all, isNext),
              i32.equalZero(i32.remainder(get(columns), i32.const(lanes))),
            ),
        ),
      ]
      const wide = i32.lessThan(i32.const(lanes), get(columns))
      const oneTile: Code = [
        findRows,
        set(rowTable, entries(tables.cRows, row)),
        when(
          get(isWhole),
          call(parts.tile, get(ap), get(bp), get(target), get(rowTable), get(k), get(add), get(rows), wide),
          [
            call(
              parts.tile,
              get(ap),
              get(bp),
              inScratch(tileAt),
              inScratch(tileTable),
              get(k),
              i32.const(0),
              get(rows),
              wide,
            ),
            call(
              parts.edge,
              inScratch(tileAt),
              get(c),
              get(rowTable),
              get(columnTable),
              get(rows),
              get(columns),
              get(add),
            ),
          ],
        ),
        increase(ap, panelBytes(rowsStep(arithmetic))),
      ]
      const tiles: Code = [
        set(j, i32.const(0)),
        set(bp, get(bStart)),
        countTo(j, get(n), i32.const(tileColumns(arithmetic)), [
          set(columns, least(i32.sub(get(n), get(j)), i32.const(tileColumns(arithmetic)))),
          packColumns,
          findPlaces,
          set(ap, inScratch(packedA)),
          set(p, get(from)),
          countTo(p, get(until), i32.const(1), oneTile),
          increase(bp, get(kept)),
        ]),
      ]
      return [
        // the offsets of the rows of a tile in scratch memory
        [0, 4].map((first) =>
          v128.store(
            inScratch(tileTable + 4 * first),
            v128.const([0, 1, 2, 3].flatMap((i) => [((first + i) * columnsStep) & 255, 0, 0, 0])),
          ),
        ),
        set(panels, i32.divide(i32.add(get(m), i32.const(tileRows - 1)), i32.const(tileRows))),
        set(few, i32.divide(get(m), get(panels))),
        set(more, i32.remainder(get(m), get(panels))),
        set(p0, least(get(panels), i32.const(packedPanels))),
        set(bStart, i32.add(inScratch(packedA), i32.mul(get(p0), panelBytes(rowsStep(arithmetic))))),
        set(kept, i32.const(0)),
        when(i32.lessThan(i32.const(packedPanels), get(panels)), set(kept, panelBytes(columnsStep))),
        set(from, i32.const(0)),
        countTo(from, get(panels), i32.const(packedPanels), [
          set(until, least(get(panels), i32.add(get(from), i32.const(packedPanels)))),
          packRows,
          tiles,
        ]),
      ]
    },
  )

/** The function that multiplies blocks of an element type. */
export const blockNames = {
  float32: 'blockFloat32',
  float64: 'blockFloat64',
  int32: 'blockInt32',
} as const satisfies Record<ProductType, string>

const functionsOf = (dtype: ProductType, fused: boolean, first: number): readonly WasmFunction[] => {
  const arithmetic = arithmeticOf(dtype, fused)
  const parts = { tile: first, edge: first + 1, packRows: first + 2, packColumns: first + 3 }
  return [
    tileFunction(`tile${dtype}`, arithmetic),
    edgeFunction(`edge${dtype}`, arithmetic),
    packFunction(`packRows${dtype}`, arithmetic, rowsStep(arithmetic)),
    packFunction(`packColumns${dtype}`, arithmetic, columnsStep),
    blockFunction(blockNames[dtype], arithmetic, parts),
  ]
}

/**
 * The functions that products call, in the order of their indices from `first` on, for the library of kernels.
 *
 * @param fused - multiply and add in one instruction.
 */
export const productFunctions = (first: number, fused: boolean): readonly WasmFunction[] =>
  (['float32', 'float64', 'int32'] as const).reduce<readonly WasmFunction[]>(
    (functions, dtype) => [...functions, ...functionsOf(dtype, fused, first + functions.length)],
    [],
  )
