/** Axes whose new elements are made of a few old ones each: what resizing and adaptive pools share. */
import { bind } from '../bind.ts'
import type { DType } from '../DType.ts'
import { castTo } from '../operand.ts'
import { type AnyTensor, Concrete, type Shape } from '../Tensor.ts'

/** For each new place along an axis as many old ones, and a number for each. */
export interface Taps {
  readonly positions: readonly (readonly number[])[]
  readonly weights: readonly (readonly number[])[]
}

const shapeOf = (rows: Taps['positions']): readonly [number, number] => [rows.length, rows[0]?.length ?? 0]

/** A table `[size, taps]` along axes `axis` and `axis + 1` of a shape. */
export const tableAlong = (
  rows: readonly (readonly number[])[],
  axis: number,
  shape: Shape,
  dtype: DType,
): AnyTensor => {
  const table = new Concrete(Float64Array.from(rows.flat()), shapeOf(rows), 'float64')
  const ones = shape.map((d, i) => (i === axis || i === axis + 1 ? d : 1))
  return bind('broadcast', [bind('reshape', [castTo(table, dtype)], { shape: ones })], { shape })
}

/** The old elements under each new place, along a new axis after `axis`. */
export const tapped = (x: AnyTensor, axis: number, { positions }: Taps): AnyTensor => {
  const at = new Concrete(Int32Array.from(positions.flat()), shapeOf(positions), 'int32')
  return bind('take', [x, at], { axis })
}

/** The weighted sums of the old elements. */
export const weighted = (x: AnyTensor, axis: number, taps: Taps): AnyTensor => {
  const all = tapped(x, axis, taps)
  const weights = tableAlong(taps.weights, axis, all.shape, x.dtype)
  return bind('reduceSum', [bind('mul', [all, weights], {})], { axes: [axis + 1] })
}
