/** Reductions of the reference engine, over arrays whose reduced axes have been moved last. */
import type { TypedArray } from '../DType.ts'

/** Sums in double precision, in order: a float32 result is rounded once. */
export const sumRows = (x: TypedArray, length: number, out: TypedArray): void => {
  for (let i = 0, at = 0; i < out.length; i++) {
    let total = 0
    for (const end = at + length; at < end; at++) total += x[at]!
    out[i] = total
  }
}

export const prodRows = (x: TypedArray, length: number, out: TypedArray): void => {
  for (let i = 0, at = 0; i < out.length; i++) {
    let total = 1
    for (const end = at + length; at < end; at++) total *= x[at]!
    out[i] = total
  }
}

/** Products of int32 wrap; doubles would lose the low bits of large ones. */
export const prodRowsInt = (x: TypedArray, length: number, out: TypedArray): void => {
  for (let i = 0, at = 0; i < out.length; i++) {
    let total = 1
    for (const end = at + length; at < end; at++) total = Math.imul(total, x[at]!)
    out[i] = total
  }
}

/** The largest of each row; NaN wins. */
export const maxRows = (x: TypedArray, length: number, out: TypedArray): void => {
  for (let i = 0, at = 0; i < out.length; i++) {
    let best = x[at]!
    for (const end = at + length; at < end; at++) if (x[at]! > best || Number.isNaN(x[at]!)) best = x[at]!
    out[i] = best
  }
}

/** The smallest of each row; NaN wins. */
export const minRows = (x: TypedArray, length: number, out: TypedArray): void => {
  for (let i = 0, at = 0; i < out.length; i++) {
    let best = x[at]!
    for (const end = at + length; at < end; at++) if (x[at]! < best || Number.isNaN(x[at]!)) best = x[at]!
    out[i] = best
  }
}

/** The first position of the best of each row; `sign` is 1 for the largest and -1 for the smallest; NaN wins. */
export const argBestRows = (x: TypedArray, length: number, out: TypedArray, sign: 1 | -1): void => {
  for (let i = 0; i < out.length; i++) {
    const start = i * length
    let best = 0
    for (let j = 1; j < length && !Number.isNaN(x[start + best]!); j++) {
      const v = x[start + j]!
      if (Number.isNaN(v) || sign * v > sign * x[start + best]!) best = j
    }
    out[i] = best
  }
}

/** The order that sorts each row, equal elements in their old order, NaN last. */
export const argSortRows = (x: TypedArray, length: number, out: TypedArray): void => {
  const order = (a: number, b: number): number => {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return a - b
  }
  for (let start = 0; start < out.length; start += length) {
    const positions = Array.from({ length }, (_, j) => j).sort(
      (p, q) => order(x[start + p]!, x[start + q]!) || p - q,
    )
    out.set(positions, start)
  }
}
