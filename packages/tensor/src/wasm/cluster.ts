/**
 * Fused loops: any number of elementwise equations over one shape, each value computed once for each element and kept in
 * a register; memory is read and written once.
 *
 * @module
 */
import type { DType } from '../DType.ts'
import type { Abstract, Equation } from '../Primitive.ts'
import type { Shape } from '../Tensor.ts'
import {
  type Axis,
  joinedAxes,
  loadFour,
  loadOne,
  offset,
  storeFour,
  storeOne,
  type Strides,
  widths,
} from './access.ts'
import { writeEquation } from './elementwise.ts'
import { countTo, f32x4, get, i32, i32x4Const, set } from './instructions.ts'
import { type Code, define, type WasmFunction } from './module.ts'

/** What a loop reads: elements of memory, or one number. */
export type Load =
  | { readonly from: 'memory'; readonly dtype: DType; readonly strides: Strides }
  | { readonly from: 'number'; readonly dtype: DType; readonly value: number }

/** An equation whose operands are loads or results of earlier equations, numbered in this order. */
export interface Fused {
  readonly name: Equation['name']
  readonly params: Equation['params']
  readonly operands: readonly number[]
  readonly result: Abstract
}

/** A fused loop. Its function takes the address of each load from memory, then of each store. */
export interface Cluster {
  readonly shape: Shape
  readonly loads: readonly Load[]
  readonly equations: readonly Fused[]
  /** Which values are stored, and where. */
  readonly stores: readonly Store[]
}

/** A value written to memory: a whole buffer in row-major order, or a part of one, around which nothing is touched. */
export interface Store {
  readonly value: number
  readonly strides: Strides
  readonly isWhole: boolean
}

const numberOf = ({ dtype, value }: { readonly dtype: DType; readonly value: number }): Code =>
  dtype === 'float32' ? f32x4.const(value) : i32x4Const(dtype === 'bool' ? (value === 0 ? 0 : -1) : value)

/** The types of all values, loads first. */
const typesOf = ({ loads, equations }: Cluster): readonly DType[] => [
  ...loads.map((l) => l.dtype),
  ...equations.map((e) => e.result.dtype),
]

/**
 * Writes the loop.
 *
 * A row's last vector may reach beyond its end where whole buffers are written: what it writes there, the next row writes
 * again, and behind the last row buffers have room. Parts are written by vectors where these fill the rows.
 */
export const clusterFunction = (name: string, cluster: Cluster): WasmFunction => {
  const { shape, loads, equations, stores } = cluster
  const types = typesOf(cluster)
  const reading = loads.flatMap((l, value) => (l.from === 'memory' ? [{ ...l, value }] : []))
  const accesses = [...reading.map((l) => l.strides), ...stores.map((s) => s.strides)]
  const axes = joinedAxes(shape, accesses)
  const inner: Axis = axes.at(-1) ?? { length: 1, strides: accesses.map(() => 1) }
  const outer = axes.slice(0, -1)
  const isVector =
    accesses.every((_, i) => inner.strides[i] === 1 || (inner.strides[i] === 0 && i < reading.length)) &&
    (stores.every((s) => s.isWhole) || inner.length % 4 === 0)
  const width = (access: number): number =>
    widths[access < reading.length ? reading[access]!.dtype : types[stores[access - reading.length]!.value]!]
  return define(
    name,
    accesses.map(() => 'i32' as const),
    [],
    ({ params, local }) => {
      const values = types.map(() => local('v128'))
      const pointers = accesses.map(() => local('i32'))
      const counters = outer.map(() => local('i32'))
      const at = local('i32')
      const step = isVector ? 4 : 1
      const fixed = (access: number): boolean => inner.strides[access] === 0
      const constants = loads.flatMap((l, value) =>
        l.from === 'number' ? [set(values[value]!, numberOf(l))] : [],
      )
      const start = pointers.map((p, a) =>
        set(
          p,
          counters.reduce<Code>(
            (sum, counter, axis) =>
              outer[axis]!.strides[a] === 0
                ? sum
                : i32.add(sum, offset(counter, outer[axis]!.strides[a]!, width(a))),
            get(params[a]!),
          ),
        ),
      )
      const read = (fixedOnes: boolean): Code =>
        reading.flatMap((l, a) =>
          fixed(a) !== fixedOnes
            ? []
            : [
                set(
                  values[l.value]!,
                  (isVector && !fixedOnes ? loadFour : loadOne)(l.dtype, get(pointers[a]!)),
                ),
              ],
        )
      const compute = equations.map((e, i) =>
        set(
          values[loads.length + i]!,
          writeEquation(
            { ...e, results: [e.result] },
            e.operands.map((v) => ({ shape, dtype: types[v]! })),
            e.operands.map((v) => values[v]!),
            () => local('v128'),
          )!,
        ),
      )
      const write = stores.map(({ value }, i) =>
        (isVector ? storeFour : storeOne)(types[value]!, get(pointers[reading.length + i]!), values[value]!),
      )
      const advance = pointers.flatMap((p, a) =>
        fixed(a) ? [] : [set(p, i32.add(get(p), i32.const(inner.strides[a]! * width(a) * step)))],
      )
      const row: Code = [
        start,
        read(true),
        set(at, i32.const(0)),
        countTo(at, i32.const(inner.length), i32.const(step), [read(false), compute, write, advance]),
      ]
      const nest = outer.reduceRight<Code>(
        (body, axis, i) => [
          set(counters[i]!, i32.const(0)),
          countTo(counters[i]!, i32.const(axis.length), i32.const(1), body),
        ],
        row,
      )
      return [constants, nest]
    },
  )
}
