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

/** Four elements in a row. Truth values become masks. */
export const loadFour = (dtype: DType, address: Code): Code =>
  dtype === 'bool'
    ? i32x4.notEqual(
        i32x4.extendLowUnsigned(i16x8.extendLowUnsigned(v128.load32Zero(address))),
        i32x4Const(0),
      )
    : v128.load(address)

/** One element, four times. */
export const loadOne = (dtype: DType, address: Code): Code =>
  dtype === 'bool'
    ? i32x4.notEqual(i32x4.splat(i32.load8u(address)), i32x4Const(0))
    : v128.load32Splat(address)

export const storeFour = (dtype: DType, address: Code, x: Local): Code => {
  if (dtype !== 'bool') return v128.store(address, get(x))
  const bit = v128.and(get(x), i32x4Const(1))
  const narrow = (v: Code): Code => i8x16.narrowUnsigned(i16x8.narrowSigned(v, v), i32x4Const(0))
  return v128.store32Lane(address, narrow(bit), 0)
}

export const storeOne = (dtype: DType, address: Code, x: Local): Code =>
  dtype === 'bool'
    ? i32.store8(address, i32.and(i32x4.extract(get(x), 0), i32.const(1)))
    : dtype === 'float32'
      ? v128.store32Lane(address, get(x), 0)
      : i32.store(address, i32x4.extract(get(x), 0))

/** A pointer moved by `count` elements along an axis. */
export const offset = (counter: Local, stride: number, width: number): Code =>
  i32.mul(get(counter), i32.const(stride * width))
