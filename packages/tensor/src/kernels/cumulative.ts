/** Running totals of the reference engine. */
import type { TypedArray } from '../DType.ts'

/** Where the running axis lies: `outer` blocks of `length` rows of `inner` elements. */
export interface Layout {
  readonly outer: number
  readonly length: number
  readonly inner: number
}

/** Sums of all elements up to each, in double precision: a float32 result is rounded once. */
export const cumSum = (
  x: TypedArray,
  out: TypedArray,
  { outer, length, inner }: Layout,
  reverse: boolean,
): void => {
  for (let o = 0; o < outer; o++)
    for (let j = 0; j < inner; j++) {
      let total = 0
      for (let i = 0; i < length; i++) {
        const at = (o * length + (reverse ? length - 1 - i : i)) * inner + j
        total += x[at]!
        out[at] = total
      }
    }
}
