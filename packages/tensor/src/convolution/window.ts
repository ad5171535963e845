/** Windows that slide over the spatial axes, the ones after batch and channels: what convolutions and pools share. */
import { bind } from '../bind.ts'
import { isFloat } from '../DType.ts'
import { ShapeError, showShape, ValueError } from '../errors.ts'
import { type AnyTensor, Concrete, type Shape } from '../Tensor.ts'
import type { Padding, PerAxis, Spatial } from './Sizes.ts'

/** A window along each spatial axis: how many elements, how far apart, how far it moves, and zeros before and after. */
export interface Windows {
  readonly window: Shape
  readonly strides: Shape
  readonly dilation: Shape
  readonly low: Shape
  readonly high: Shape
  /** How many places it has. */
  readonly counts: Shape
}

interface Slide {
  readonly window: Shape
  readonly strides: Shape
  readonly dilation: Shape
  readonly padding: Padding
  readonly ceil?: boolean
}

const spatialNames: Record<Spatial, string> = {
  1: 'width',
  2: 'height, width',
  3: 'depth, height, width',
}

/** Refuses an input that has not batch, channels and `rank` spatial axes. */
export const checkInput = (op: string, rank: Spatial, shape: Shape): void => {
  if (shape.length !== rank + 2)
    throw new ShapeError(
      op,
      `the input has axes [batch, channels, ${spatialNames[rank]}], got ${showShape(shape)}`,
    )
}

/** Refuses a kernel that has not output channels, input channels and `rank` spatial axes. */
export const checkKernel = (op: string, rank: Spatial, shape: Shape): void => {
  if (shape.length !== rank + 2)
    throw new ShapeError(op, `the kernel has axes [out, in, ${spatialNames[rank]}], got ${showShape(shape)}`)
}

/** One number for each axis, checked. */
export const perAxis = (op: string, name: string, value: PerAxis, rank: number, least = 1): Shape => {
  const all = typeof value === 'number' ? Array.from({ length: rank }, () => value) : value
  if (all.length !== rank || !all.every((v) => Number.isInteger(v) && v >= least))
    throw new ValueError(
      op,
      `${name} is a whole number from ${least}, or ${rank} of them, got ${JSON.stringify(value)}`,
    )
  return all
}

const paddingRule =
  "padding is 'valid', 'same', a whole number from 0, or a pair of them for each spatial axis"

const isPairs = (pairs: unknown, rank: number): boolean =>
  Array.isArray(pairs) &&
  pairs.length === rank &&
  pairs.every((p) => Array.isArray(p) && p.length === 2 && p.every((v) => Number.isInteger(v) && v >= 0))

/** The padding that is said in numbers; `undefined` for `'same'`, which follows from sizes. */
export const explicitPadding = (
  op: string,
  padding: Padding,
  rank: number,
): readonly (readonly [number, number])[] | undefined => {
  if (padding === 'same') return undefined
  const pairs =
    typeof padding === 'object'
      ? padding
      : Array.from({ length: rank }, () => {
          const both = padding === 'valid' ? 0 : padding
          return [both, both] as const
        })
  if (!isPairs(pairs, rank)) throw new ValueError(op, `${paddingRule}, got ${JSON.stringify(padding)}`)
  return pairs
}

/** How far a window of `size` elements reaches. */
export const extentOf = (size: number, dilation: number): number => dilation * (size - 1) + 1

/** Zeros before and after, the odd one after. */
export const halves = (total: number): readonly [number, number] => [
  Math.floor(total / 2),
  Math.ceil(total / 2),
]

const sameAlong = (length: number, extent: number, stride: number): readonly [number, number] =>
  halves(Math.max((Math.ceil(length / stride) - 1) * stride + extent - length, 0))

/** The places of a window; with `ceil`, also one that begins in the input and ends beyond it. */
const placesOf = (room: number, extent: number, stride: number, begins: number, ceil: boolean): number => {
  const floored = Math.floor((room - extent) / stride) + 1
  const more = ceil && (room - extent) % stride !== 0 && floored * stride < begins
  return more ? floored + 1 : floored
}

/** Where a window has its places in an input of this shape. */
export const slide = (op: string, shape: Shape, { padding, ceil = false, ...rest }: Slide): Windows => {
  const spatial = shape.slice(2)
  const extents = rest.window.map((k, i) => extentOf(k, rest.dilation[i]!))
  const pairs =
    explicitPadding(op, padding, spatial.length) ??
    spatial.map((d, i) => sameAlong(d, extents[i]!, rest.strides[i]!))
  const counts = spatial.map((d, i) => {
    const [low, high] = pairs[i]!
    const room = d + low + high
    if (padding === 'same') return Math.ceil(d / rest.strides[i]!)
    if (room < extents[i]!)
      throw new ShapeError(
        op,
        `the window covers ${extents[i]} along axis ${i + 2}, the padded input has ${room}`,
      )
    return placesOf(room, extents[i]!, rest.strides[i]!, d + low, ceil)
  })
  return { ...rest, low: pairs.map((p) => p[0]), high: pairs.map((p) => p[1]), counts }
}

/** The zeros that the last place needs where it ends beyond the padding. */
const beyond = (length: number, w: Windows, i: number): number =>
  Math.max(
    w.high[i]!,
    (w.counts[i]! - 1) * w.strides[i]! + extentOf(w.window[i]!, w.dilation[i]!) - length - w.low[i]!,
  )

const least = (x: AnyTensor): number => (isFloat(x.dtype) ? -Infinity : x.dtype === 'int32' ? -(2 ** 31) : 0)

const filled = (value: number, shape: Shape, dtype: AnyTensor['dtype']): AnyTensor => {
  const one = bind('cast', [new Concrete(Float64Array.of(value), [], 'float64')], { dtype })
  return bind('broadcast', [one], { shape })
}

/** The input with zeros, or the least value, around its spatial axes. */
export const padded = (x: AnyTensor, w: Windows, around: 'zeros' | 'least' = 'zeros'): AnyTensor => {
  const spatial = x.shape.slice(2)
  const low = [0, 0, ...w.low]
  const high = [0, 0, ...spatial.map((d, i) => beyond(d, w, i))]
  if (low.every((d) => d === 0) && high.every((d) => d === 0)) return x
  const wide = bind('pad', [x], { low, high })
  if (around === 'zeros') return wide
  const inside = bind('pad', [filled(1, x.shape, 'bool')], { low, high })
  return bind('select', [inside, wide, filled(least(x), wide.shape, x.dtype)], {})
}

/** The elements under each place of a window: `[...window, lead..., ...counts]`. */
export const patchesOf = (x: AnyTensor, { window, counts, strides, dilation }: Windows): AnyTensor =>
  bind('patches', [x], { window, counts, strides, dilation })
