/**
 * Reading the embedded data.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'

/**
 * A table of numbers that are not negative, as text: rows one after the other, each column in `bits[j]` bits as a whole
 * number of 10^-decimals[j], six bits to a character of base64's alphabet. `tools/embed` writes it.
 */
export interface Packed {
  readonly rows: number
  readonly bits: readonly number[]
  readonly decimals: readonly number[]
  readonly text: string
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const sixBits = (text: string): Uint8Array => {
  const values = new Map(Array.from(alphabet, (character, value) => [character, value]))
  return Uint8Array.from(text, (character) => values.get(character)!)
}

/** The numbers, row after row, each the double nearest to the decimal that was written. */
export const unpack = ({ rows, bits, decimals, text }: Packed): Float64Array => {
  const digits = sixBits(text)
  const units = decimals.map((places) => 10 ** places)
  const numbers = new Float64Array(rows * bits.length)
  let position = 0
  for (let i = 0; i < numbers.length; i += 1) {
    const column = i % bits.length
    const end = position + bits[column]!
    let value = 0
    for (; position < end; position += 1)
      value = value * 2 + ((digits[Math.floor(position / 6)]! >> (5 - (position % 6))) & 1)
    // A quotient of two exact numbers is rounded once, as reading the decimal is.
    numbers[i] = value / units[column]!
  }
  return numbers
}

const columns = (packed: Packed, from: number, to: number): Float64Array => {
  const numbers = unpack(packed)
  const width = packed.bits.length
  return numbers.filter((_, i) => i % width >= from && i % width < to)
}

/** All columns but the last. */
export const features = <const Rows extends number, const Columns extends number>(
  packed: Packed,
  shape: readonly [Rows, Columns],
): Tensor<readonly [Rows, Columns]> =>
  T.fromTypedArray(Float32Array.from(columns(packed, 0, packed.bits.length - 1)), shape)

/** The last column as labels. */
export const labels = <const Rows extends number>(
  packed: Packed,
  rows: Rows,
): Tensor<readonly [Rows], 'int32'> =>
  T.fromTypedArray(Int32Array.from(columns(packed, packed.bits.length - 1, packed.bits.length)), [rows])

/** The last column as numbers to predict. */
export const targets = <const Rows extends number>(packed: Packed, rows: Rows): Tensor<readonly [Rows, 1]> =>
  T.fromTypedArray(Float32Array.from(columns(packed, packed.bits.length - 1, packed.bits.length)), [rows, 1])

/** Computes once, at the first call. */
export const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
