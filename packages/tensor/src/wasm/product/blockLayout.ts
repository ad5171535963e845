/** Where in scratch memory the parts of a block lie. */
import type { Arithmetic } from './arithmetic.ts'
import { columnsStep, rowsStep, tileColumns, tileRows } from './tile.ts'

/** The largest block. A panel of B of this depth stays in the first cache. */
export const largest = { rows: 960, columns: 1024, depth: 320 } as const

/** Panels of A that are packed together: of 96 rows at the most, which stay in the second cache. */
export const packedPanels = 16

// tables have room for a vector that reaches beyond their end
const tableBytes = (entries: number): number => 4 * entries + 16

const afterTables = (sizes: readonly number[]): readonly number[] =>
  sizes.reduce<readonly number[]>((at, size) => [...at, at.at(-1)! + tableBytes(size)], [0])

const starts = afterTables([
  largest.rows,
  largest.rows,
  largest.columns,
  largest.columns,
  largest.depth,
  largest.depth,
])

/** Where in scratch memory the tables of offsets lie, each an i32 in bytes. */
export const tables = {
  aRows: starts[0]!,
  cRows: starts[1]!,
  bColumns: starts[2]!,
  cColumns: starts[3]!,
  aDepth: starts[4]!,
  bDepth: starts[5]!,
} as const

/** The offsets of the rows of a tile in scratch memory, the tile, and packed panels. */
export const tileTable = starts[6]!
export const tileAt = tileTable + tableBytes(8)
export const packedA = tileAt + tileRows * columnsStep

const panelsOf = (rows: number): number => Math.ceil(rows / tileRows)

/** The bytes of scratch memory that blocks of up to this size need. */
export const blockScratch = (
  arithmetic: Arithmetic,
  rows: number,
  columns: number,
  depth: number,
): number => {
  const panels = panelsOf(rows)
  const kept = panels > packedPanels ? Math.ceil(columns / tileColumns(arithmetic)) : 1
  return packedA + depth * (Math.min(panels, packedPanels) * rowsStep(arithmetic) + kept * columnsStep)
}
