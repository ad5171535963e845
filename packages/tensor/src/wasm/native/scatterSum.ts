/**
 * Rows summed to places that indices name, in the order of the indices.
 *
 * A unit is a strip of columns, of which no other unit touches a sum: however many threads there are, sums grow in one
 * order.
 *
 * @module
 */
import type { DType } from '../../DType.ts'
import { sizeOf } from '../../Tensor.ts'
import { widths } from '../access.ts'
import { countTo, f32, f32x4, f64, f64x2, get, i32, i32x4, set, v128, when } from '../instructions.ts'
import type { Code } from '../module.ts'
import { elements } from './elements.ts'
import { indexCheck, isWithin } from './indices.ts'
import { kernelOf, type NativeRule, type Unit } from './Native.ts'

type Addition = (a: Code, b: Code) => Code

const additions: { readonly [D in DType]?: { readonly vector: Addition; readonly single: Addition } } = {
  float32: { vector: f32x4.add, single: f32.add },
  float64: { vector: f64x2.add, single: f64.add },
  int32: { vector: i32x4.add, single: i32.add },
}

/** The columns of a strip fill a line of the cache. */
const stripBytes = 64

interface Scatter {
  readonly dtype: DType
  readonly size: number
  readonly picks: number
  /** The bytes of a row. */
  readonly bytes: number
}

const zeros = v128.const(Array.from({ length: 16 }, () => 0))

/** Sums columns of `bytes` bytes from addresses on. */
const columns = (unit: Unit, scatter: Scatter, bytes: number, starts: Starts): Code => {
  const { dtype, size, picks, bytes: row } = scatter
  const { vector, single } = additions[dtype]!
  const element = elements[dtype]
  const { local } = unit
  const [from, to, index, at, place] = [local('i32'), local('i32'), local('i32'), local('i32'), local('i32')]
  const vectors = Math.floor(bytes / 16)
  const singles = (bytes % 16) / element.width
  const each = (ofVector: (offset: number) => Code, ofSingle: (offset: number) => Code): Code => [
    Array.from({ length: vectors }, (_, i) => ofVector(16 * i)),
    Array.from({ length: singles }, (_, i) => ofSingle(16 * vectors + i * element.width)),
  ]
  const sum = each(
    (o) => v128.store(get(to), vector(v128.load(get(to), o), v128.load(get(from), o)), o),
    (o) => element.store(get(to), single(element.load(get(to), o), element.load(get(from), o)), o),
  )
  return [
    set(to, starts.to),
    set(at, i32.const(0)),
    countTo(at, i32.const(size), i32.const(1), [
      each(
        (o) => v128.store(get(to), zeros, o),
        (o) =>
          element.width === 8 ? f64.store(get(to), f64.const(0), o) : i32.store(get(to), i32.const(0), o),
      ),
      set(to, i32.add(get(to), i32.const(row))),
    ]),
    set(from, starts.from),
    set(place, get(unit.operands[1]!)),
    set(at, i32.const(0)),
    countTo(at, i32.const(picks), i32.const(1), [
      set(index, i32.load(get(place))),
      when(isWithin(index, size), [set(to, i32.add(starts.to, i32.mul(get(index), i32.const(row)))), sum]),
      set(from, i32.add(get(from), i32.const(row))),
      set(place, i32.add(get(place), i32.const(4))),
    ]),
  ]
}

interface Starts {
  readonly from: Code
  readonly to: Code
}

/** The native code of `scatterSum`. */
export const scatterSum: NativeRule<'scatterSum'> = ({ operands: [x, indices], params: { axis, size } }) => {
  const { shape, dtype } = x!
  if (additions[dtype] === undefined) return undefined
  const picks = sizeOf(indices!.shape)
  const bytes = sizeOf(shape.slice(axis + indices!.shape.length)) * widths[dtype]
  const outer = sizeOf(shape.slice(0, axis))
  const strips = Math.ceil(bytes / stripBytes)
  const last = bytes - (strips - 1) * stripBytes
  const scatter: Scatter = { dtype, size, picks, bytes }
  const kernel = kernelOf({
    key: `scatterSum ${JSON.stringify(scatter)}`,
    operands: 2,
    units: outer * strips,
    cost: outer * (picks * (2 * strips + bytes / 8) + (size * bytes) / 16),
    write: (unit) => {
      const [from, to, strip] = [unit.local('i32'), unit.local('i32'), unit.local('i32')]
      const start = (base: Code, rows: number): Code =>
        i32.add(
          i32.add(base, i32.mul(get(strip), i32.const(stripBytes))),
          i32.mul(i32.divide(get(unit.unit), i32.const(strips)), i32.const(rows * bytes)),
        )
      const starts = { from: get(from), to: get(to) }
      return {
        unit: [
          set(strip, i32.remainder(get(unit.unit), i32.const(strips))),
          set(from, start(get(unit.operands[0]!), picks)),
          set(to, start(get(unit.result), size)),
          strips === 1
            ? columns(unit, scatter, last, starts)
            : when(
                i32.equal(get(strip), i32.const(strips - 1)),
                columns(unit, scatter, last, starts),
                columns(unit, scatter, stripBytes, starts),
              ),
        ],
      }
    },
  })
  return { kernel, check: indexCheck(2, 1, picks, size) }
}
