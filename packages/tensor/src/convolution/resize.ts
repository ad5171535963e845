/** Images of another size. */
import { checkRoom, type DType, type ToFloat } from '../DType.ts'
import { bind } from '../bind.ts'
import { ShapeError, showShape, ValueError } from '../errors.ts'
import { type Fits, type Of, toFloatTensor, checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, type Shape, sizeOf } from '../Tensor.ts'
import { checkOptions, type ResizeMethod, type ResizeOptions } from './resizeOptions.ts'
import type { PerAxis, Resized } from './Sizes.ts'
import { type Taps, weighted } from './taps.ts'
import { checkInput, perAxis } from './window.ts'

type D<X extends AnyTensor> = DTypeOf<X> & DType

/** An axis of `length` pixels that becomes one of `size`. */
interface Axis {
  readonly length: number
  readonly size: number
  /** How many pixels there are for one. */
  readonly scale: number | undefined
}

type Settings = ReturnType<typeof checkOptions>

const spread = (i: number, { length, size, scale }: Axis): number =>
  scale === undefined ? (i * length) / size : i / scale

/** Where pixel `i` of the result lies among those of the input, whose centres are whole numbers. */
const coordinates: Readonly<Record<Settings['coordinates'], (i: number, axis: Axis) => number>> = {
  halfPixel: (i, axis) => spread(i + 0.5, axis) - 0.5,
  alignCorners: (i, { length, size }) => (size === 1 ? 0 : (i * (length - 1)) / (size - 1)),
  asymmetric: spread,
}

const placesAlong = (axis: Axis, settings: Settings): readonly number[] =>
  Array.from({ length: axis.size }, (_, i) => coordinates[settings.coordinates](i, axis))

const roundings: Readonly<Record<Settings['rounding'], (at: number) => number>> = {
  roundPreferCeil: (at) => Math.floor(at + 0.5),
  roundPreferFloor: (at) => Math.ceil(at - 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
}

const clamp = (at: number, length: number): number => Math.min(length - 1, Math.max(0, at))

const nearestAlong = (x: AnyTensor, along: number, axis: Axis, settings: Settings): AnyTensor => {
  const at = placesAlong(axis, settings).map((c) => clamp(roundings[settings.rounding](c), axis.length))
  return bind('take', [x, new Concrete(Int32Array.from(at), [at.length], 'int32')], { axis: along })
}

/** How far a kernel reaches, and the weight of a pixel at a distance. */
interface Kernel {
  readonly radius: number
  readonly weight: (distance: number) => number
}

const triangle: Kernel = { radius: 1, weight: (d) => Math.max(0, 1 - d) }

/** Keys's cubic convolution. */
const keys = (a: number): Kernel => ({
  radius: 2,
  weight: (d) => {
    if (d <= 1) return (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1
    return d < 2 ? a * d ** 3 - 5 * a * d ** 2 + 8 * a * d - 4 * a : 0
  },
})

/** How far apart the pixels of the result are, where it is smaller and to be smoothed; else 1. */
const stretchOf = (
  { length, size, scale }: Axis,
  { coordinates: convention, antialias }: Settings,
): number => {
  if (!antialias) return 1
  if (convention === 'alignCorners') return size === 1 ? 1 : Math.max(1, (length - 1) / (size - 1))
  return Math.max(1, scale === undefined ? length / size : 1 / scale)
}

/** Weights that add up to 1. */
const normalized = (weights: readonly number[], at: number): readonly number[] => {
  const sum = weights.reduce((s, w) => s + w)
  if (sum === 0)
    throw new ValueError(
      'resize',
      `no pixel of the input is near ${at}, and none outside counts. Another scale?`,
    )
  return weights.map((w) => w / sum)
}

/** The pixels around a place that a kernel reaches: all of them where it is wider than the image. */
const reached = (at: number, reach: number, length: number): readonly number[] =>
  reach > length
    ? Array.from({ length }, (_, p) => p)
    : Array.from({ length: 2 * reach }, (_, k) => Math.floor(at) + 1 - reach + k)

/** The pixels that a kernel reaches from each place, those outside left out or replaced by the edge. */
const tapsOf = (axis: Axis, settings: Settings, { radius, weight }: Kernel): Taps => {
  const at = placesAlong(axis, settings)
  const stretch = stretchOf(axis, settings)
  const around = at.map((c) =>
    stretch === 1 ? reached(c, radius, Infinity) : reached(c, Math.ceil(radius * stretch), axis.length),
  )
  const counts = (p: number): boolean =>
    !(settings.excludeOutside || settings.antialias) || (p >= 0 && p < axis.length)
  return {
    positions: around.map((row) => row.map((p) => clamp(p, axis.length))),
    weights: around.map((row, i) =>
      normalized(
        row.map((p) => (counts(p) ? weight(Math.abs(at[i]! - p) / stretch) : 0)),
        at[i]!,
      ),
    ),
  }
}

type Along = (x: AnyTensor, along: number, axis: Axis, settings: Settings) => AnyTensor

const methods: Readonly<Record<ResizeMethod, Along>> = {
  nearest: nearestAlong,
  bilinear: (x, along, axis, settings) => weighted(x, along, tapsOf(axis, settings, triangle)),
  bicubic: (x, along, axis, settings) =>
    weighted(x, along, tapsOf(axis, settings, keys(settings.cubicCoefficient))),
}

const sizesOf = (shape: Shape, size: PerAxis): Shape => {
  checkInput('resize', 2, shape)
  if (shape.slice(2).includes(0))
    throw new ShapeError('resize', `needs at least one pixel along each axis, got ${showShape(shape)}`)
  const sizes = perAxis('resize', 'the size of the result', size, 2)
  checkRoom('float32', sizeOf(shape.slice(0, 2)) * sizeOf(sizes), 'resize')
  return sizes
}

/**
 * The images of `[batch, channels, height, width]` in another size, without smoothing unless `antialias` asks for it.
 *
 * Unless said, pixels are squares and meet at their centres: pixel `i` of `n` lies at `(i + ½) length / n` of the input, as
 * in JAX and in PyTorch with `align_corners=False`; `coordinates` has the other conventions. `'bilinear'` weighs the four
 * pixels around that point, `'bicubic'` the sixteen by Keys's convolution, those of the edge repeated; `'nearest'` takes
 * the pixel that the point is in, as PyTorch's `'nearest-exact'`, and keeps the element type.
 *
 * | | says it |
 * |---|---|
 * | PyTorch `align_corners=True` | `{ coordinates: 'alignCorners' }` |
 * | PyTorch `'nearest'` | `{ method: 'nearest', coordinates: 'asymmetric', rounding: 'floor' }` |
 * | JAX `'linear'`, which smooths | `{ antialias: true }` |
 * | JAX `'cubic'` with `antialias=False` | `{ method: 'bicubic', cubicCoefficient: -0.5, excludeOutside: true }` |
 *
 * Source: R. Keys, "Cubic convolution interpolation for digital image processing", 1981, equation 15, for `a = -½`.
 *
 * @throws ValueError for a method, a convention or a number that there is not, and for options of another method.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[[[1, 2], [3, 4]]]])
 * T.toNested(T.resize(x, [2, 4])) // => [[[[1, 1.25, 1.75, 2], [3, 3.25, 3.75, 4]]]]
 * T.toNested(T.resize(x, [2, 4], { method: 'nearest' })) // => [[[[1, 1, 2, 2], [3, 3, 4, 4]]]]
 * T.toNested(T.resize(x, [2, 3], { coordinates: 'alignCorners' })) // => [[[[1, 1.5, 2], [3, 3.5, 4]]]]
 * ```
 */
export const resize = <
  X extends AnyTensor,
  const Z extends PerAxis,
  const M extends ResizeMethod = 'bilinear',
>(
  x: X & Fits<Resized<'resize', 2, X['shape'], Z>>,
  size: Z,
  options: ResizeOptions<M> = {},
): Of<Resized<'resize', 2, X['shape'], Z>, M extends 'nearest' ? D<X> : ToFloat<D<X>>> => {
  const sizes = sizesOf(checkTensor(x, 'resize').shape, size)
  const settings = checkOptions(options)
  const start: AnyTensor = settings.method === 'nearest' ? x : toFloatTensor(x, 'resize')
  return sizes.reduce((y, n, i) => {
    const axis = { length: y.shape[i + 2]!, size: n, scale: settings.scale?.[i] }
    return methods[settings.method](y, i + 2, axis, settings)
  }, start) as never
}
