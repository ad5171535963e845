/** Images of another size. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator } from '../operator.ts'
import { int32, numbers } from '../values.ts'
import { cropped } from './sampling.ts'

type Ints = readonly number[]

const attributes = {
  coordinate_transformation_mode: 'half_pixel',
  cubic_coeff_a: -0.75,
  exclude_outside: 0,
  extrapolation_value: 0,
  mode: 'nearest',
  nearest_mode: 'round_prefer_floor',
}

type Attributes = typeof attributes

const conventions: Readonly<Record<string, T.PixelCoordinates>> = {
  half_pixel: 'halfPixel',
  align_corners: 'alignCorners',
  asymmetric: 'asymmetric',
}

const roundings: Readonly<Record<string, T.NearestRounding>> = {
  round_prefer_floor: 'roundPreferFloor',
  round_prefer_ceil: 'roundPreferCeil',
  floor: 'floor',
  ceil: 'ceil',
}

const named = <V>(table: Readonly<Record<string, V>>, name: string): V => {
  const found = table[name]
  if (found === undefined) throw never(name)
  return found
}

const optionsOf = (a: Attributes): T.ResizeOptions => {
  if (a.mode === 'nearest') return { method: 'nearest', rounding: named(roundings, a.nearest_mode) }
  if (a.mode === 'linear') return { method: 'bilinear' }
  if (a.mode === 'cubic')
    return { method: 'bicubic', cubicCoefficient: a.cubic_coeff_a, excludeOutside: a.exclude_outside !== 0 }
  throw never(`mode ${a.mode}`)
}

/** A result of one pixel takes the first of the input; other sizes are as in `half_pixel`. */
const pytorch = (x: AnyTensor, [height, width]: Ints, options: T.ResizeOptions): AnyTensor => {
  const along = (y: AnyTensor, size: readonly [number, number], length: number): AnyTensor =>
    T.resize(y, size, { ...options, coordinates: length === 1 ? 'asymmetric' : 'halfPixel' })
  return along(along(x, [height!, x.shape[3]!], height!), [height!, width!], width!)
}

/** Pixel `i` of `n` takes the pixel nearest `(i + ½) length / n`, which is half a pixel further than its centre. */
const shifted = (x: AnyTensor, sizes: Ints, a: Attributes): AnyTensor => {
  if (a.mode !== 'nearest' || a.nearest_mode !== 'round_prefer_floor')
    throw never('tf_half_pixel_for_nn of this kind')
  return sizes.reduce<AnyTensor>((y, n, i) => {
    const length = y.shape[i + 2]!
    const at = Array.from({ length: n }, (_, k) => Math.ceil(((k + 0.5) * length) / n - 0.5))
    return T.take(y, int32(at.map((p) => Math.min(length - 1, p))), { axis: i + 2 })
  }, x)
}

/** The regions that `roi` names, all starts and then all ends, as parts of the distance between the first and last pixel. */
const crops = (x: AnyTensor, roi: AnyTensor, [height, width]: Ints, a: Attributes): AnyTensor => {
  if (a.mode !== 'linear' || x.shape[0] !== 1) throw never('tf_crop_and_resize of this kind')
  const ends = numbers(roi)
  const line = (axis: number, size: number): AnyTensor => {
    const [start, end, last] = [ends[axis]!, ends[axis + 4]!, x.shape[axis]! - 1]
    return T.expandDims(T.linspace(start * last, end * last, size), 0)
  }
  return cropped(x, line(2, height!), line(3, width!), a.extrapolation_value)
}

/** The size of the result, which ONNX gives for all axes, or as multiples of the input's. */
const sizesOf = (x: AnyTensor, scales: Ints, sizes: AnyTensor | undefined): Ints => {
  const all = sizes === undefined ? x.shape.map((d, i) => Math.floor(d * scales[i]!)) : numbers(sizes)
  if (x.shape.length !== 4 || all[0] !== x.shape[0] || all[1] !== x.shape[1])
    throw never('resizing but of images')
  return all.slice(2)
}

/**
 * Multiples that leave a fraction of a pixel count with it. Where the corners' centres meet, ONNX puts the last one at
 * that fraction, which is another scale from the first.
 */
const scaleOf = (x: AnyTensor, scales: Ints, coordinates: T.PixelCoordinates): T.ResizeOptions => {
  const sizes = scales.map((s, i) => s * x.shape[i + 2]!)
  if (sizes.every(Number.isInteger)) return { coordinates }
  if (coordinates !== 'alignCorners') return { coordinates, scale: scales }
  return { coordinates: 'asymmetric', scale: sizes.map((d, i) => (d - 1) / (x.shape[i + 2]! - 1)) }
}

const resized = (
  x: AnyTensor,
  roi: AnyTensor | undefined,
  scales: AnyTensor | undefined,
  sizes: AnyTensor | undefined,
  a: Attributes,
): AnyTensor => {
  const given = scales === undefined ? [] : numbers(scales)
  const [height, width] = sizesOf(x, given, sizes) as readonly [number, number]
  if (a.coordinate_transformation_mode === 'tf_crop_and_resize') return crops(x, roi!, [height, width], a)
  if (a.coordinate_transformation_mode === 'tf_half_pixel_for_nn') return shifted(x, [height, width], a)
  const options = optionsOf(a)
  if (a.coordinate_transformation_mode === 'pytorch_half_pixel') return pytorch(x, [height, width], options)
  const coordinates = named(conventions, a.coordinate_transformation_mode)
  return T.resize(x, [height, width], { ...options, ...scaleOf(x, given.slice(2), coordinates) })
}

export const resizing: Readonly<Record<string, Operator>> = {
  Resize: operator({ inputs: 1, optional: 3, attributes }, ([x, roi, scales, sizes], a) =>
    resized(x, roi, scales, sizes, a),
  ),
  Upsample: operator({ inputs: 2, attributes: { mode: 'nearest' } }, ([x, scales], { mode }) =>
    resized(x, undefined, scales, undefined, {
      ...attributes,
      mode,
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    }),
  ),
}
