/**
 * What the code of a fused loop is written with: the loop, and the variables that its values are in.
 *
 * @module
 */
import type { DType } from '../../DType.ts'
import { writeEquation } from '../elementwise.ts'
import { f32x4, f64x2, i32x4Const, set } from '../instructions.ts'
import type { Code, Local, ValueType } from '../module.ts'
import { isFunction } from './cost.ts'
import type { Geometry } from './geometry.ts'
import { type Levels, levelsOf } from './levels.ts'
import { lanesOf, type Nest, type Operation, typesOf } from './nest.ts'

/** Elements at once: vectors of which all lanes count, one of which the first few do, or single ones. */
export interface Width {
  /** How many vectors, each with the code of its own. */
  readonly copies: number
  readonly lanes: number
}

/** A fused loop and its variables. */
export interface Writer {
  readonly nest: Nest
  readonly geometry: Geometry
  readonly levels: Levels
  readonly types: readonly DType[]
  /** The elements of a vector. */
  readonly lanes: number
  readonly local: (type: ValueType) => Local
  /** As many vectors at once as the loop is written for. */
  readonly copies: number
  /** Values that vary along the row, and numbers. */
  readonly values: readonly Local[]
  /** Values of rows, for each copy. */
  readonly rows: readonly (readonly Local[])[]
}

/** Code of more operations than this is not repeated for the sake of fewer turns of a loop. */
const fewOperations = 8

/** A writer with variables for all values. */
export const writerOf = (nest: Nest, geometry: Geometry, local: Writer['local']): Writer => {
  const types = typesOf(nest)
  const levels = levelsOf(nest, geometry)
  const lanes = lanesOf(nest)
  // functions of doubles are so long that nothing is gained by several of them in a turn
  const isLong = lanes === 2 && nest.operations.some((o) => isFunction(o.name))
  const copies = nest.operations.length <= fewOperations && !isLong ? 4 : 1
  const values = types.map(() => local('v128'))
  const row = (): readonly Local[] =>
    values.map((shared, v) => (levels.extents[v] === 'row' ? local('v128') : shared))
  // vectors along a row share what belongs to the row
  const first = row()
  const rows = Array.from({ length: copies }, (_, i) =>
    i === 0 || geometry.columns === undefined ? first : row(),
  )
  return { nest, geometry, levels, types, lanes, local, copies, values, rows }
}

/** The operation that computes a value; nothing for a load. */
export const operationOf = ({ nest }: Writer, value: number): Operation | undefined =>
  nest.operations[value - nest.loads.length]

/** The variable of a value, in this copy. */
export const variable = (w: Writer, value: number, copy: number): Local =>
  w.levels.extents[value] === 'row' ? w.rows[copy]![value]! : w.values[value]!

/** Computes the value of an operation from those of its operands. */
export const computed = (w: Writer, value: number, copy: number): Code => {
  const { name, params, operands, result } = operationOf(w, value)!
  const inputs = operands.map((v) => ({ shape: w.nest.shape, dtype: w.types[v]! }))
  const sources = operands.map((v) => variable(w, v, copy))
  const code = writeEquation({ name, params, results: [result] }, inputs, sources, () => w.local('v128'))
  return set(variable(w, value, copy), code!)
}

const numberOf = (dtype: DType, value: number): Code => {
  if (dtype === 'float32') return f32x4.const(value)
  if (dtype === 'float64') return f64x2.const(value)
  return i32x4Const(dtype === 'bool' ? (value === 0 ? 0 : -1) : value)
}

/** The numbers, and what is computed from nothing else: once, before all rows. */
export const numbers = (w: Writer): Code => {
  const { loads, operations } = w.nest
  return [
    loads.map((l, v) => (l.from === 'number' ? set(w.values[v]!, numberOf(l.dtype, l.value)) : [])),
    operations.map((_, i) => {
      const value = loads.length + i
      return w.levels.extents[value] === 'number' ? computed(w, value, 0) : []
    }),
  ]
}
