/**
 * Reading the embedded data.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { type Dataset, fromTensors } from '../Dataset.ts'

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
  const values = new Uint8Array(128)
  Array.from(alphabet).forEach((character, value) => {
    values[character.charCodeAt(0)] = value
  })
  return Uint8Array.from({ length: text.length }, (_, i) => values[text.charCodeAt(i)]!)
}

/** The numbers, row after row, each the double nearest to the decimal that was written. */
const unpack = ({ rows, bits, decimals, text }: Packed): Float64Array => {
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

interface Examples {
  readonly features: Float32Array
  readonly answers: Float64Array
}

/** The last column apart from the others. */
const examples = (packed: Packed): Examples => {
  const numbers = unpack(packed)
  const width = packed.bits.length
  const isLast = (i: number): boolean => i % width === width - 1
  return {
    features: Float32Array.from(numbers.filter((_, i) => !isLast(i))),
    answers: numbers.filter((_, i) => isLast(i)),
  }
}

/** A dataset whose last column is the label. */
export const labelled = <const Rows extends number, const Columns extends number>(
  packed: Packed,
  rows: Rows,
  columns: Columns,
): Dataset<Tensor<readonly [Rows, Columns]>, Tensor<readonly [Rows], 'int32'>> => {
  const { features, answers } = examples(packed)
  return fromTensors(
    T.fromTypedArray(features, [rows, columns]),
    T.fromTypedArray(Int32Array.from(answers), [rows]),
  )
}

/** A dataset whose last column is the number to predict. */
export const measured = <const Rows extends number, const Columns extends number>(
  packed: Packed,
  rows: Rows,
  columns: Columns,
): Dataset<Tensor<readonly [Rows, Columns]>, Tensor<readonly [Rows, 1]>> => {
  const { features, answers } = examples(packed)
  return fromTensors(
    T.fromTypedArray(features, [rows, columns]),
    T.fromTypedArray(Float32Array.from(answers), [rows, 1]),
  )
}

/** Computes once, at the first call. */
export const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
