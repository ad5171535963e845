/** Row-major addressing. */
import type { TypedArray } from '../DType.ts'
import type { Shape } from '../Tensor.ts'

/** The step in memory along each axis of a contiguous array. */
export const stridesOf = (shape: Shape): number[] => {
  const strides = shape.map(() => 1)
  let step = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step
    step *= shape[i]!
  }
  return strides
}

/** How far from the first element the one at an index lies. */
export const placeOf = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((at, i, axis) => at + i * strides[axis]!, 0)

/** Copies a strided view of `x` into `out`, a contiguous array of the given shape. A stride of 0 repeats. */
export const copyStrided = (
  x: TypedArray,
  start: number,
  strides: readonly number[],
  shape: Shape,
  out: TypedArray,
): void => {
  if (out.length === 0) return
  if (shape.length === 0) {
    out[0] = x[start]!
    return
  }
  const last = shape.length - 1
  const inner = shape[last]!
  const step = strides[last]!
  const index = Array.from({ length: last }, () => 0)
  let from = start
  for (let at = 0; at < out.length; at += inner) {
    for (let i = 0, p = from; i < inner; i++, p += step) out[at + i] = x[p]!
    for (let axis = last - 1; axis >= 0; axis--) {
      from += strides[axis]!
      index[axis]!++
      if (index[axis]! < shape[axis]!) break
      from -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
}

/** Copies `x`, contiguous and of the given shape, to the strided places of `out`. */
export const writeStrided = (
  x: TypedArray,
  shape: Shape,
  out: TypedArray,
  start: number,
  strides: readonly number[],
): void => {
  if (x.length === 0) return
  if (shape.length === 0) {
    out[start] = x[0]!
    return
  }
  const last = shape.length - 1
  const inner = shape[last]!
  const step = strides[last]!
  const index = Array.from({ length: last }, () => 0)
  let to = start
  for (let at = 0; at < x.length; at += inner) {
    for (let i = 0, p = to; i < inner; i++, p += step) out[p] = x[at + i]!
    for (let axis = last - 1; axis >= 0; axis--) {
      to += strides[axis]!
      index[axis]!++
      if (index[axis]! < shape[axis]!) break
      to -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
}
