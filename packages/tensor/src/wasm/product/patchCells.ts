/**
 * What falls on which place when patches are summed.
 *
 * @module
 */
import type { Primitives } from '../../Primitive.ts'
import type { Shape } from '../../Tensor.ts'
import type { Strides } from '../access.ts'
import type { ProductType } from './Product.ts'

/** Patches, where they are, and where their sums go. */
export interface Unpatch {
  readonly dtype: ProductType
  readonly params: Primitives['unpatch']
  /** The shape of the patches, `[...window, ...lead, ...counts]`, and their strides. */
  readonly shape: Shape
  readonly from: Strides
  /** The strides of the result, `[...lead, ...size]`. */
  readonly to: Strides
}

/** One axis that windows slide over. */
export interface Slide {
  readonly window: number
  readonly count: number
  readonly size: number
  readonly stride: number
  readonly dilation: number
  /** Strides of the window's axis, of the axis of places, and of the result. */
  readonly byTap: number
  readonly byPlace: number
  readonly byResult: number
}

/** The axes that windows slide over. */
export const slidesOf = ({ params, shape, from, to }: Unpatch): readonly Slide[] => {
  const { window, size, strides, dilation } = params
  const lead = shape.length - 2 * window.length
  const places = window.length + lead
  return window.map((taps, i) => ({
    window: taps,
    count: shape[places + i]!,
    size: size[i]!,
    stride: strides[i]!,
    dilation: dilation[i]!,
    byTap: from[i]!,
    byPlace: from[places + i]!,
    byResult: to[lead + i]!,
  }))
}

/** Places of a row that are computed together, and what each adds: taps, and the place that these are of. */
export interface Cell {
  readonly at: number
  readonly lanes: number
  readonly adds: readonly { readonly tap: number; readonly place: number }[]
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** The cells of every `stride`-th place from `phase` on. */
export const cellsOf = (
  { window, count, size, stride, dilation, byPlace }: Slide,
  phase: number,
  lanes: number,
): readonly Cell[] => {
  const places = Math.ceil((size - phase) / stride)
  const taps = range(window)
    .filter((tap) => (phase - dilation * tap) % stride === 0)
    .map((tap) => ({ tap, shift: (phase - dilation * tap) / stride }))
  const cell = (t: number, width: number): Cell => ({
    at: phase + stride * t,
    lanes: width,
    adds: taps.flatMap(({ tap, shift }) =>
      t + shift >= 0 && t + shift < count ? [{ tap, place: t + shift }] : [],
    ),
  })
  // where every tap reaches
  const low = Math.min(places, Math.max(0, ...taps.map(({ shift }) => -shift)))
  const high = Math.max(low, Math.min(places, ...taps.map(({ shift }) => count - shift)))
  const vectors = byPlace === 1 ? Math.floor((high - low) / lanes) : 0
  const singles = [
    ...range(low),
    ...range(places - low - vectors * lanes).map((i) => low + vectors * lanes + i),
  ]
  return [...range(vectors).map((v) => cell(low + v * lanes, lanes)), ...singles.map((t) => cell(t, 1))]
}
