/** Zeros around elements. */
import type { TypedArray } from '../DType.ts'
import { type Shape, sizeOf } from '../Tensor.ts'
import { copyStrided, placeOf, stridesOf, writeStrided } from './strides.ts'

const partOf = (x: TypedArray, shape: Shape, starts: readonly number[], part: Shape): TypedArray => {
  if (sizeOf(part) === x.length) return x
  const strides = stridesOf(shape)
  const values = x.slice(0, sizeOf(part))
  copyStrided(x, placeOf(starts, strides), strides, part, values)
  return values
}

/** Writes `x` so far into `out` as `low` says, whose elements are zeros; a margin below 0 cuts off. */
export const pad = (
  x: TypedArray,
  shape: Shape,
  low: readonly number[],
  out: TypedArray,
  outShape: Shape,
): void => {
  const starts = low.map((margin) => Math.max(0, -margin))
  const part = starts.map((from, i) => Math.max(0, Math.min(shape[i]!, outShape[i]! - low[i]!) - from))
  const strides = stridesOf(outShape)
  const places = starts.map((from, i) => from + low[i]!)
  writeStrided(partOf(x, shape, starts, part), part, out, placeOf(places, strides), strides)
}
