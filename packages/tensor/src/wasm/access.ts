/**
 * How loops read and write memory: strides, joined axes, vectors.
 *
 * @module
 */
import type { DType } from '../DType.ts'
import type { Shape } from '../Tensor.ts'
import { get, i16x8, i32, i32x4, i32x4Const, i8x16, shuffledWords, v128 } from './instructions.ts'
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

/** One element in all lanes. Truth values become masks. */
export const loadOne = (dtype: DType, address: Code): Code => {
  if (dtype === 'bool') return i32x4.notEqual(i32x4.splat(i32.load8u(address)), i32x4Const(0))
  return widths[dtype] === 8 ? v128.load64Splat(address) : v128.load32Splat(address)
}

/** Elements next to each other. Of two, lanes beyond hold the same again, so that functions find no others there. */
const loadTogether = (dtype: DType, address: Code, lanes: number): Code => {
  if (dtype === 'bool') return bytesAsMasks(v128.load32Zero(address))
  return lanes * widths[dtype] <= 8 ? v128.load64Splat(address) : v128.load(address)
}

/**
 * Up to four elements, or two doubles, from `start` bytes on, `stride` bytes from one to the next; what is in further lanes is of no
 * account. Elements next to each other are read at once, even beyond those that count.
 */
export const loadLanes = (
  dtype: DType,
  address: Code,
  stride: number,
  start: number,
  lanes: number,
): Code => {
  const at = (lane: number): Code => i32.add(address, i32.const(start + lane * stride))
  if (stride === widths[dtype]) return loadTogether(dtype, at(0), lanes)
  // of every other one, whole vectors are read: reading single ones takes several times as long
  if (stride === 8 && widths[dtype] === 4 && lanes === 4)
    return shuffledWords(v128.load(at(0)), v128.load(at(2)), [0, 2, 4, 6])
  const others = Array.from({ length: lanes - 1 }, (_, i) => i + 1)
  if (dtype === 'bool') {
    const first = i32x4.splat(i32.load8u(at(0)))
    const bytes = others.reduce<Code>((x, lane) => i32x4.replace(x, lane, i32.load8u(at(lane))), first)
    return i32x4.notEqual(bytes, i32x4Const(0))
  }
  const loadLane = widths[dtype] === 8 ? v128.load64Lane : v128.load32Lane
  return others.reduce<Code>((x, lane) => loadLane(at(lane), x, lane), loadOne(dtype, at(0)))
}

/** Writes the first lane. */
export const storeOne = (dtype: DType, address: Code, x: Local): Code => storeLane(dtype, address, x, 0)

const storeLane = (dtype: DType, address: Code, x: Local, lane: number): Code => {
  if (dtype === 'bool') return i32.store8(address, i32.and(i32x4.extract(get(x), lane), i32.const(1)))
  return widths[dtype] === 8
    ? v128.store64Lane(address, get(x), lane)
    : v128.store32Lane(address, get(x), lane)
}

/** Masks as bytes of 0 and 1. */
const asBytes = (x: Local): Code => {
  const bit = v128.and(get(x), i32x4Const(1))
  return i8x16.narrowUnsigned(i16x8.narrowSigned(bit, bit), i32x4Const(0))
}

/** Writes as many elements, next to each other, as make up half a vector or a whole one. */
const storeTogether = (dtype: DType, address: Code, x: Local, lanes: number): Code | undefined => {
  const bytes = lanes * widths[dtype]
  if (dtype === 'bool') return lanes === 4 ? v128.store32Lane(address, asBytes(x), 0) : undefined
  if (bytes === 8) return v128.store64Lane(address, get(x), 0)
  return bytes === 16 ? v128.store(address, get(x)) : undefined
}

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
  const together = stride === widths[dtype] ? storeTogether(dtype, at(0), x, lanes) : undefined
  return together ?? Array.from({ length: lanes }, (_, lane) => storeLane(dtype, at(lane), x, lane))
}
