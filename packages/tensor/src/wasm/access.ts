/**
 * How loops read and write memory: strides, joined axes, vectors.
 *
 * @module
 */
import type { DType } from '../DType.ts'
import type { Shape } from '../Tensor.ts'
import { get, i16x8, i32, i32x4, i32x4Const, i8x16, v128 } from './instructions.ts'
import type { Code, Local } from './module.ts'

/** The bytes of an element in memory. */
export const widths: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, uint8: 1, bool: 1 }

/** How many elements lie between neighbours along each axis. */
export type Strides = readonly number[]

/** An axis of a loop: its length, and the stride of each access along it. */
export interface Axis {
  readonly length: number
  readonly strides: readonly number[]
}

/**
 * The axes of a loop over a shape, without those of length 1, and with neighbours joined where every access walks through
 * both as through one. `kind` tells axes apart that must not be joined.
 */
export const joinedAxes = (
  shape: Shape,
  accesses: readonly Strides[],
  kind: (axis: number) => unknown = () => 0,
): readonly (Axis & { readonly kind: unknown })[] => {
  const axes = shape.flatMap((length, i) =>
    length === 1 ? [] : [{ length, strides: accesses.map((s) => s[i]!), kind: kind(i) }],
  )
  return axes.reduceRight<readonly (Axis & { readonly kind: unknown })[]>((joined, axis) => {
    const [next, ...rest] = joined
    const fits =
      next !== undefined &&
      next.kind === axis.kind &&
      axis.strides.every((s, i) => s === next.strides[i]! * next.length)
    return fits ? [{ ...next, length: axis.length * next.length }, ...rest] : [axis, ...joined]
  }, [])
}

const bytesAsMasks = (fourBytes: Code): Code =>
  i32x4.notEqual(i32x4.extendLowUnsigned(i16x8.extendLowUnsigned(fourBytes)), i32x4Const(0))

/** One element, four times. Truth values become masks. */
export const loadOne = (dtype: DType, address: Code): Code =>
  dtype === 'bool'
    ? i32x4.notEqual(i32x4.splat(i32.load8u(address)), i32x4Const(0))
    : v128.load32Splat(address)

/** The lanes 0 and 2 of one vector, then those of another. */
const evenLanes = (a: Code, b: Code): Code =>
  i8x16.shuffle(
    a,
    b,
    [0, 2, 4, 6].flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  )

/**
 * Up to four elements from `start` bytes on, `stride` bytes from one to the next; what is in further lanes is of no
 * account. Elements next to each other are read at once, even beyond those that count.
 */
export const loadLanes = (
  dtype: DType,
  address: Code,
  stride: number,
  start: number,
  lanes: number,
): Code => {
  const isBool = dtype === 'bool'
  if (stride === widths[dtype])
    return isBool
      ? bytesAsMasks(v128.load32Zero(i32.add(address, i32.const(start))))
      : v128.load(i32.add(address, i32.const(start)))
  const at = (lane: number): Code => i32.add(address, i32.const(start + lane * stride))
  // of every other one, whole vectors are read: reading single ones takes several times as long
  if (stride === 8 && widths[dtype] === 4 && lanes === 4) return evenLanes(v128.load(at(0)), v128.load(at(2)))
  const first = isBool ? i32x4.splat(i32.load8u(at(0))) : v128.load32Splat(at(0))
  const gathered = Array.from({ length: lanes - 1 }, (_, i) => i + 1).reduce<Code>(
    (x, lane) => (isBool ? i32x4.replace(x, lane, i32.load8u(at(lane))) : v128.load32Lane(at(lane), x, lane)),
    first,
  )
  return isBool ? i32x4.notEqual(gathered, i32x4Const(0)) : gathered
}

/** Writes the first lane. */
export const storeOne = (dtype: DType, address: Code, x: Local): Code => storeLane(dtype, address, x, 0)

const storeLane = (dtype: DType, address: Code, x: Local, lane: number): Code =>
  dtype === 'bool'
    ? i32.store8(address, i32.and(i32x4.extract(get(x), lane), i32.const(1)))
    : v128.store32Lane(address, get(x), lane)

/** Writes the first lanes, `stride` bytes from one to the next, and nothing else. */
export const storeLanes = (
  dtype: DType,
  address: Code,
  stride: number,
  start: number,
  lanes: number,
  x: Local,
): Code => {
  const at = (lane: number): Code => i32.add(address, i32.const(start + lane * stride))
  if (stride !== widths[dtype] || lanes < 4)
    return Array.from({ length: lanes }, (_, lane) => storeLane(dtype, at(lane), x, lane))
  if (dtype !== 'bool') return v128.store(at(0), get(x))
  const bit = v128.and(get(x), i32x4Const(1))
  const narrow = (v: Code): Code => i8x16.narrowUnsigned(i16x8.narrowSigned(v, v), i32x4Const(0))
  return v128.store32Lane(at(0), narrow(bit), 0)
}
