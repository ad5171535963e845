/**
 * Element types of NumPy, and the one of ours that holds all of their values.
 *
 * | NumPy | read as |
 * |---|---|
 * | bool | bool |
 * | uint8 | uint8 |
 * | int8, int16, uint16, int32 | int32 |
 * | uint32, int64, uint64 | int32 where every value fits; refused, naming the first that does not |
 * | float16, float32 | float32 |
 * | float64 | float64 |
 */
import * as E from '#fp/Either'
import { flow } from '#fp/function'
import { badBool } from '../codec/elements.ts'
import type { DType, TypedArray } from '../DType.ts'
import type { NpyError } from './NpyError.ts'

type Read = (bytes: Uint8Array<ArrayBuffer>) => E.Either<NpyError, TypedArray>

/** How the elements of a file become those of a tensor. */
export interface ElementType {
  readonly dtype: DType
  readonly width: number
  /** Of little-endian bytes, which the result may keep. */
  readonly read: Read
}

const bool: Read = (bytes) => {
  const bad = badBool(bytes)
  return bad === undefined ? E.right(bytes) : E.left({ _tag: 'BadBool', ...bad })
}

const whole = (view: (buffer: ArrayBuffer) => TypedArray): Read =>
  flow((bytes) => view(bytes.buffer), E.right)

const doesNotFit = (descr: string, index: number, value: bigint): E.Either<NpyError, never> =>
  E.left({ _tag: 'DoesNotFit', descr, index, value })

const uint32: Read = ({ buffer }) => {
  const values = new Int32Array(buffer)
  const index = values.findIndex((v) => v < 0)
  return index === -1 ? E.right(values) : doesNotFit('uint32', index, BigInt(values[index]! >>> 0))
}

/** By halves: an integer fits when its upper half repeats the sign of its lower one. Objects of BigInt would cost tenfold. */
const wide =
  (descr: 'int64' | 'uint64', wholes: (buffer: ArrayBuffer) => BigInt64Array | BigUint64Array): Read =>
  ({ buffer }) => {
    const halves = new Int32Array(buffer)
    const values = new Int32Array(halves.length / 2)
    for (let i = 0; i < values.length; i++) {
      const lower = halves[2 * i]!
      const upper = halves[2 * i + 1]!
      if (upper !== lower >> 31 || (descr === 'uint64' && lower < 0))
        return doesNotFit(descr, i, wholes(buffer)[i]!)
      values[i] = lower
    }
    return E.right(values)
  }

/** Sign and fraction move, the exponent's bias grows by 112; payloads of NaN stay. Subnormal numbers become normal ones. */
const widenHalf = (half: number): number => {
  const sign = (half & 0x8000) << 16
  const exponent = (half >> 10) & 31
  const fraction = (half & 0x3ff) << 13
  return exponent === 31 ? sign | 0x7f800000 | fraction : sign | ((exponent + 112) << 23) | fraction
}

const subnormal = (half: number): number => (half & 0x3ff) * 2 ** -24 * (half & 0x8000 ? -1 : 1)

const float16: Read = ({ buffer }) => {
  const halves = new Uint16Array(buffer)
  const values = new Float32Array(halves.length)
  const bits = new Int32Array(values.buffer)
  halves.forEach((half, i) => {
    if ((half & 0x7c00) === 0) values[i] = subnormal(half)
    else bits[i] = widenHalf(half)
  })
  return E.right(values)
}

const types: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['b1', { dtype: 'bool', width: 1, read: bool }],
  ['u1', { dtype: 'uint8', width: 1, read: E.right }],
  ['i1', { dtype: 'int32', width: 1, read: whole((b) => new Int32Array(new Int8Array(b))) }],
  ['i2', { dtype: 'int32', width: 2, read: whole((b) => new Int32Array(new Int16Array(b))) }],
  ['u2', { dtype: 'int32', width: 2, read: whole((b) => new Int32Array(new Uint16Array(b))) }],
  ['i4', { dtype: 'int32', width: 4, read: whole((b) => new Int32Array(b)) }],
  ['u4', { dtype: 'int32', width: 4, read: uint32 }],
  ['i8', { dtype: 'int32', width: 8, read: wide('int64', (b) => new BigInt64Array(b)) }],
  ['u8', { dtype: 'int32', width: 8, read: wide('uint64', (b) => new BigUint64Array(b)) }],
  ['f2', { dtype: 'float32', width: 2, read: float16 }],
  ['f4', { dtype: 'float32', width: 4, read: whole((b) => new Float32Array(b)) }],
  ['f8', { dtype: 'float64', width: 8, read: whole((b) => new Float64Array(b)) }],
])

const swapped = (bytes: Uint8Array, width: number): Uint8Array<ArrayBuffer> => {
  const out = new Uint8Array(bytes.length)
  // Widths are powers of two: the exclusive or counts backwards inside of each element.
  for (let i = 0; i < out.length; i++) out[i] = bytes[i ^ (width - 1)]!
  return out
}

const bigEndian = ({ dtype, width, read }: ElementType): ElementType => ({
  dtype,
  width,
  read: (bytes) => read(swapped(bytes, width)),
})

/** The element type that `descr` names: a byte order, a kind and a width. One byte has no order, and some write one. */
export const elementType = (descr: string): ElementType | undefined => {
  const [, order = '', code = ''] = /^([<>|])([a-z]\d)$/.exec(descr) ?? []
  const type = types.get(code)
  if (type === undefined || (order === '|' && type.width > 1)) return undefined
  return order === '>' ? bigEndian(type) : type
}

/** How our element types are written. */
export const descrOf: Readonly<Record<DType, string>> = {
  bool: '|b1',
  uint8: '|u1',
  int32: '<i4',
  float32: '<f4',
  float64: '<f8',
}
