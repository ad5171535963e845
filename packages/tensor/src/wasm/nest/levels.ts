/**
 * When a fused loop computes what: how often it goes through a row, and what it needs each time.
 *
 * @module
 */
import type { Geometry } from './geometry.ts'
import { type Nest, reductionOf } from './nest.ts'

/** Where a value varies: nowhere, from row to row, or along the row too. */
export type Extent = 'number' | 'row' | 'all'

/** What is known of each value. */
export interface Levels {
  readonly extents: readonly Extent[]
  /** The passes through the row that have to be over before the value is there. */
  readonly levels: readonly number[]
  /** How often the loop goes through the row. */
  readonly passes: number
}

const loadExtents = (nest: Nest, { accesses, reduced }: Geometry): readonly Extent[] => {
  const varies = (access: number): boolean => reduced.some((axis) => axis.strides[access] !== 0)
  const reads = accesses.flatMap((a, i) => (a.writes ? [] : [i]))
  let next = 0
  return nest.loads.map((l) => (l.from === 'number' ? 'number' : varies(reads[next++]!) ? 'all' : 'row'))
}

const widest = (extents: readonly Extent[]): Extent =>
  extents.includes('all') ? 'all' : extents.includes('row') ? 'row' : 'number'

/** Finds out where values vary, and when they are there. */
export const levelsOf = (nest: Nest, geometry: Geometry): Levels => {
  const extents: Extent[] = [...loadExtents(nest, geometry)]
  const levels: number[] = nest.loads.map(() => 0)
  let passes = 0
  for (const operation of nest.operations) {
    const level = Math.max(0, ...operation.operands.map((v) => levels[v]!))
    const reduces = reductionOf(operation) !== undefined
    extents.push(reduces ? 'row' : widest(operation.operands.map((v) => extents[v]!)))
    levels.push(reduces ? level + 1 : level)
    if (reduces) passes = Math.max(passes, level + 1)
  }
  geometry.accesses.forEach((a, i) => {
    const stretches = geometry.reduced.some((axis) => axis.strides[i] !== 0)
    if (a.writes && stretches) passes = Math.max(passes, levels[a.value]! + 1)
  })
  return { extents, levels, passes }
}
