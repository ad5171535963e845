/**
 * Fused loops as native code.
 *
 * Vectors go along the innermost reduced axis, with running sums that are combined at the end of each row, or along a kept
 * axis, where each of its elements is a row of its own. Sums are taken in an order that depends on the shape and on strides
 * alone.
 *
 * @module
 */
import type { Axis } from '../access.ts'
import { hasRelaxedSimd } from '../features.ts'
import { get, i32, least } from '../instructions.ts'
import { type Kernel, kernelParameters } from '../kernel.ts'
import { type Code, define, type Local, type WasmFunction } from '../module.ts'
import { constantsFirst, withoutRelaxed } from '../rewriting.ts'
import { costOf } from './cost.ts'
import { type Geometry, geometryOf, type Split, splitOf } from './geometry.ts'
import type { Nest } from './nest.ts'
import { allOf, along, type Bounds, type Pointers } from './pointers.ts'
import { rowAlong } from './rowAlong.ts'
import { columnsWithin } from './rowsAcross.ts'
import { numbers, type Writer, writerOf } from './writer.ts'

/** The first unit to compute, and the one after the last. */
interface Units {
  readonly from: Local
  readonly until: Local
}

const columnBounds = (columns: Axis, { axis, chunk }: Split, { from, until }: Units): Bounds => {
  if (axis !== 'columns') return allOf(columns)
  const start = (unit: Local): Code => i32.mul(get(unit), i32.const(chunk))
  return { from: start(from), until: least(start(until), i32.const(columns.length)) }
}

const rows = (w: Writer, split: Split, units: Units, pointers: Pointers): Code => {
  const { columns } = w.geometry
  return columns === undefined
    ? rowAlong(w, pointers)
    : columnsWithin(w, pointers, columns, columnBounds(columns, split, units))
}

/** Goes along the outer axes from one on, and at each place through the rows there. */
const outward = (w: Writer, split: Split, units: Units, at: number, pointers: Pointers): Code => {
  const axis = w.geometry.outer[at]
  if (axis === undefined) return rows(w, split, units, pointers)
  const bounds = split.axis === at ? { from: get(units.from), until: get(units.until) } : allOf(axis)
  return along(w, axis, pointers, bounds, (own) => outward(w, split, units, at + 1, own))
}

const nestFunction = (
  name: string,
  nest: Nest,
  geometry: Geometry,
  split: Split,
  fused: boolean,
): WasmFunction => {
  const count = geometry.accesses.length
  return define(name, kernelParameters(count), [], ({ params, local }) => {
    const w = writerOf(nest, geometry, local)
    const pointers = params.slice(0, count).map((address) => ({ local: address, plus: 0 }))
    const units = { from: params.at(-2)!, until: params.at(-1)! }
    const code = [numbers(w), outward(w, split, units, 0, pointers)]
    return constantsFirst(fused ? code : withoutRelaxed(code), () => local('v128'))
  })
}

/** Numbers that JSON has no words for. */
const spelled = (_: string, x: unknown): unknown =>
  typeof x === 'number' && (!Number.isFinite(x) || Object.is(x, -0)) ? `${Object.is(x, -0) ? '-0' : x}` : x

/** The kernel of a fused loop, with multiplication and addition in one where the machine has that. */
export const nestKernel = (nest: Nest, fused = hasRelaxedSimd()): Kernel => {
  const geometry = geometryOf(nest)
  const split = splitOf(geometry)
  return {
    key: `nest ${JSON.stringify(nest, spelled)}`,
    code: (name) => nestFunction(name, nest, geometry, split, fused),
    units: split.units,
    cost: costOf(nest),
    scratch: 0,
  }
}
