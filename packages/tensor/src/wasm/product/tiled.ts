/**
 * Products that read their operands where they lie, tile by tile.
 *
 * What small and skinny products share: the tiles of all matrices of a stack are numbered, and each is computed by itself.
 *
 * @module
 */
import { type Axis, joinedAxes } from '../access.ts'
import { countTo, get, i32, set, when } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import { type Code, define, type Local, type ValueType } from '../module.ts'
import type { Arithmetic } from './arithmetic.ts'
import { offsetOf } from './offsets.ts'
import { type Product, type ProductAxes, sizesOf } from './Product.ts'
import { throughUnits, unitsOf } from './units.ts'

/** Axes of two operands, cut so that they are the same; nothing where they cannot be. */
const refined = (x: ProductAxes, y: ProductAxes): readonly Axis[] | undefined => {
  if (x.length === 0 || y.length === 0) return x.length === y.length ? [] : undefined
  const [a, b] = [x.at(-1)!, y.at(-1)!]
  const length = Math.min(a.length, b.length)
  if (a.length % length !== 0 || b.length % length !== 0) return undefined
  const rest = (axes: ProductAxes, { length: whole, stride }: ProductAxes[number]): ProductAxes => [
    ...axes.slice(0, -1),
    ...(whole === length ? [] : [{ length: whole / length, stride: stride * length }]),
  ]
  const outer = refined(rest(x, a), rest(y, b))
  return outer === undefined ? undefined : [...outer, { length, strides: [a.stride, b.stride] }]
}

const joined = (x: ProductAxes, y: ProductAxes): readonly Axis[] | undefined => {
  const axes = refined(x, y)
  return axes === undefined
    ? undefined
    : joinedAxes(
        axes.map((a) => a.length),
        [0, 1].map((i) => axes.map((a) => a.strides[i]!)),
      )
}

/** The axes of a product that its operands share. */
export interface Geometry {
  /** Strides of A and of C. */
  readonly rows: readonly Axis[]
  /** Strides of B and of C. */
  readonly columns: readonly Axis[]
  /** Strides of A and of B. */
  readonly depth: readonly Axis[]
}

/** The axes of a product; nothing where operands cut them up in ways that do not fit together. */
export const geometryOf = ({ a, b, c }: Product): Geometry | undefined => {
  const rows = joined(a.rows, c.rows)
  const columns = joined(b.columns, c.columns)
  const depth = joined(a.columns, b.rows)
  return rows === undefined || columns === undefined || depth === undefined
    ? undefined
    : { rows, columns, depth }
}

/** The innermost axis. */
export const innermost = (axes: readonly Axis[]): Axis => axes.at(-1) ?? { length: 1, strides: [1, 1] }

/** The largest tile, in elements. */
export interface TileSize {
  readonly rows: number
  readonly columns: number
}

/** What the code of a tile is written with: where its part of A, of B and of C begins. */
export interface TileScope {
  readonly a: Local
  readonly b: Local
  readonly c: Local
  readonly local: (type: ValueType) => Local
}

/** Writes the code of tiles of up to the largest size. */
export type WriteTile = (scope: TileScope) => (rows: number, columns: number) => Code

/** The address of an element so many bytes from a base, as an address and what is added to it for nothing. */
export const near = (base: Code, bytes: number): readonly [Code, number] =>
  bytes >= 0 ? [base, bytes] : [i32.add(base, i32.const(bytes)), 0]

/** Goes through positions of the summed axes but for the innermost; its pointers begin at the bases. */
export const throughDepth = (
  { a, b, local }: TileScope,
  outer: readonly Axis[],
  width: number,
): ((pa: Local, pb: Local, body: Code) => Code) => {
  const counters = outer.map(() => local('i32'))
  return (pa, pb, body) =>
    outer.reduceRight<Code>(
      (inside, { length }, i) => [
        set(counters[i]!, i32.const(0)),
        countTo(counters[i]!, i32.const(length), i32.const(1), inside),
      ],
      [
        [a, b].map((base, operand) =>
          set(
            operand === 0 ? pa : pb,
            outer.reduce<Code>(
              (sum, { strides }, i) =>
                strides[operand] === 0
                  ? sum
                  : i32.add(sum, i32.mul(get(counters[i]!), i32.const(strides[operand]! * width))),
              get(base),
            ),
          ),
        ),
        body,
      ],
    )
}

/** About the nanoseconds of a multiplication, of reading an element, of beginning a tile. */
const perProduct = { float32: 0.036, float64: 0.072, int32: 0.072 } as const
const perElement = 0.05
const perTile = 10

/**
 * A kernel of tiles.
 *
 * @param within - tiles follow each other along these first, so that what the others have stays in the first cache.
 */
export const tiledKernel = (
  kind: string,
  product: Product,
  { rows, columns }: Geometry,
  arithmetic: Arithmetic,
  size: TileSize,
  within: 'rows' | 'columns',
  write: WriteTile,
): Kernel => {
  const { a, b, c } = product
  const { width } = arithmetic
  const [row, column] = [innermost(rows), innermost(columns)]
  const [rowTiles, columnTiles] = [Math.ceil(row.length / size.rows), Math.ceil(column.length / size.columns)]
  const acrossColumns = {
    length: columnTiles,
    strides: [0, column.strides[0]! * size.columns, column.strides[1]! * size.columns],
  }
  const acrossRows = {
    length: rowTiles,
    strides: [row.strides[0]! * size.rows, 0, row.strides[1]! * size.rows],
  }
  // strides of A, B and C along the axes that tiles are numbered by
  const axes: readonly Axis[] = [
    ...c.batch.map(({ length, stride }, i) => ({
      length,
      strides: [a.batch[i]!.stride, b.batch[i]!.stride, stride],
    })),
    ...columns.slice(0, -1).map(({ length, strides: [sb, sc] }) => ({ length, strides: [0, sb!, sc!] })),
    ...rows.slice(0, -1).map(({ length, strides: [sa, sc] }) => ({ length, strides: [sa!, 0, sc!] })),
    ...(within === 'rows' ? [acrossColumns, acrossRows] : [acrossRows, acrossColumns]),
  ]
  const tiles = axes.reduce((n, { length }) => n * length, 1)
  const units = unitsOf(tiles)
  const { batch, m, n, k } = sizesOf(product)
  const code: Kernel['code'] = (name) =>
    define(
      name,
      ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
      [],
      ({ params: [pa, pb, pc, , from, to], local }) => {
        const [tile, last] = [local('i32'), local('i32')]
        const scope: TileScope = { a: local('i32'), b: local('i32'), c: local('i32'), local }
        const of = write(scope)
        const start = (base: Local, operand: number): Code =>
          i32.add(
            get(base),
            offsetOf(
              get(tile),
              axes.map(({ length, strides }) => ({ length, stride: strides[operand]! })),
              width,
            ),
          )
        const lastRows = row.length - (rowTiles - 1) * size.rows
        const lastColumns = column.length - (columnTiles - 1) * size.columns
        const [inner, outer] = within === 'rows' ? [rowTiles, columnTiles] : [columnTiles, rowTiles]
        const isLastWithin = i32.equal(i32.remainder(get(tile), i32.const(inner)), i32.const(inner - 1))
        const isLastAround = i32.equal(
          i32.remainder(i32.divide(get(tile), i32.const(inner)), i32.const(outer)),
          i32.const(outer - 1),
        )
        const [isLastRow, isLastColumn] =
          within === 'rows' ? [isLastWithin, isLastAround] : [isLastAround, isLastWithin]
        const ofRows = (count: number): Code =>
          lastColumns === size.columns
            ? of(count, size.columns)
            : columnTiles === 1
              ? of(count, lastColumns)
              : when(isLastColumn, of(count, lastColumns), of(count, size.columns))
        return throughUnits(units, tile, last, from, to, [
          set(scope.a, start(pa, 0)),
          set(scope.b, start(pb, 1)),
          set(scope.c, start(pc, 2)),
          lastRows === size.rows
            ? ofRows(size.rows)
            : rowTiles === 1
              ? ofRows(lastRows)
              : when(isLastRow, ofRows(lastRows), ofRows(size.rows)),
          set(tile, i32.add(get(tile), i32.const(1))),
        ])
      },
    )
  return {
    key: `${kind} ${JSON.stringify(product)} ${size.rows} ${size.columns}`,
    code,
    units: units.units,
    cost: tiles * perTile + batch * (m * n * k * perProduct[product.dtype] + (m * k + k * n) * perElement),
    scratch: 0,
  }
}
