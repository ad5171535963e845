/** Windows of an array, and the sum of windows back into one. */
import type { TypedArray } from '../DType.ts'
import type { Primitives } from '../Primitive.ts'
import type { Shape } from '../Tensor.ts'
import { copyStrided, stridesOf } from './strides.ts'

type Windows = Pick<Primitives['patches'], 'window' | 'strides' | 'dilation'>

/** The step in memory of each axis of the patches: window axes first, then leading ones, then positions. */
const stepsOf = (shape: Shape, { window, strides, dilation }: Windows): readonly number[] => {
  const steps = stridesOf(shape)
  const lead = shape.length - window.length
  return [
    ...dilation.map((d, i) => d * steps[lead + i]!),
    ...steps.slice(0, lead),
    ...strides.map((s, i) => s * steps[lead + i]!),
  ]
}

/** Copies the windows of `x`, which has the given shape. */
export const patches = (
  x: TypedArray,
  shape: Shape,
  windows: Windows,
  out: TypedArray,
  outShape: Shape,
): void => copyStrided(x, 0, stepsOf(shape, windows), outShape, out)

/** Adds each window, the elements of `x`, to its place in `out`, which has the given shape. */
export const unpatch = (
  x: TypedArray,
  xShape: Shape,
  windows: Windows,
  out: TypedArray,
  shape: Shape,
): void => {
  if (x.length === 0) return
  const steps = stepsOf(shape, windows)
  const last = xShape.length - 1
  const inner = xShape[last]!
  const step = steps[last]!
  const index = Array.from({ length: last }, () => 0)
  let to = 0
  for (let at = 0; at < x.length; at += inner) {
    for (let i = 0, p = to; i < inner; i++, p += step) out[p] = out[p]! + x[at + i]!
    for (let axis = last - 1; axis >= 0; axis--) {
      to += steps[axis]!
      index[axis]!++
      if (index[axis]! < xShape[axis]!) break
      to -= steps[axis]! * xShape[axis]!
      index[axis] = 0
    }
  }
}
