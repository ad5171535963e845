/**
 * Windows that slide over spatial axes, as types and as numbers: how many places they have, and what to say of features
 * that are too small for one.
 *
 * @module
 */
import { ValueError } from '@gradus/tensor'
import type { Padding, PerAxis, Pooled, Shape, ShapeMismatch } from '@gradus/tensor'
import type { Misfit } from '../Layer.ts'
import type { NotSpatial, Pair, Spatial, UnknownSizes } from './spatial.ts'
import { notSpatial } from './spatial.ts'

/** How a window moves, as a type. */
export interface Moves {
  readonly window: PerAxis
  readonly stride: PerAxis
  readonly padding: Padding
  readonly dilation: PerAxis
  readonly ceil: boolean
}

/** The shape of places of a batch of one, or why there are none. */
type Places<N extends Spatial, S extends Shape, M extends Moves> = Pooled<
  'window',
  N,
  readonly [1, ...S],
  M['window'],
  M['stride'],
  M['padding'],
  M['dilation'],
  M['ceil']
>

/** The features of `C` channels at each place of a window. */
export type Slid<N extends Spatial, S extends Shape, C extends number, M extends Moves> =
  Places<N, S, M> extends readonly [number, number, ...infer Sizes extends Shape]
    ? readonly [C, ...Sizes]
    : readonly [C, ...UnknownSizes<N>]

interface NamesOf {
  readonly 1: { readonly '2': 'width' }
  readonly 2: { readonly '2': 'height'; readonly '3': 'width' }
  readonly 3: { readonly '2': 'depth'; readonly '3': 'height'; readonly '4': 'width' }
}

type NameOf<N extends Spatial, Axis extends string> = NamesOf[N][Axis & keyof NamesOf[N]] & string

/** `never` where a window fits into padded features, else what to say; `Window` is what the layer calls it. */
type NoRoom<N extends Spatial, S extends Shape, M extends Moves, Window extends string> =
  Places<N, S, M> extends infer P
    ? P extends ShapeMismatch<`window: the window covers ${infer Reach} along axis ${infer Axis}, the ${string}`>
      ? {
          readonly expects: `a padded ${NameOf<N, Axis>} of at least ${Reach}`
          readonly advice: `Use a smaller ${Window} or more padding.`
        }
      : never
    : never

/** What to say of features that have other axes, or no room for a window. */
export type WindowMisfit<N extends Spatial, S extends Shape, M extends Moves, Window extends string> = [
  NotSpatial<N, S>,
] extends [never]
  ? NoRoom<N, S, M, Window>
  : NotSpatial<N, S>

/** How a window moves: a number for each spatial axis. */
export interface Windows {
  readonly window: Shape
  readonly stride: Shape
  readonly padding: 'same' | readonly Pair[]
  readonly dilation: Shape
  readonly ceil: boolean
}

/** How a window moves, as options say it. */
export interface WindowOptions {
  readonly window: PerAxis
  readonly stride: PerAxis
  readonly padding: Padding
  readonly dilation: PerAxis
  readonly ceil?: boolean
}

/** A positive integer for each spatial axis, from one for all or a list; throws for anything else. */
export const perSpatial = (
  kind: string,
  option: string,
  n: number,
  value: PerAxis,
  least: 0 | 1 = 1,
): Shape => {
  const all: Shape = typeof value === 'number' ? Array.from({ length: n }, () => value) : value
  if (all.length !== n || !all.every((v) => Number.isSafeInteger(v) && v >= least))
    throw new ValueError(
      kind,
      `${option} must be a ${least === 1 ? 'positive' : 'non-negative'} integer${n === 1 ? '' : ` or ${n} of them`}, got ${JSON.stringify(value)}.`,
    )
  return all
}

const isPair = (pair: unknown): boolean =>
  Array.isArray(pair) && pair.length === 2 && pair.every((v) => Number.isSafeInteger(v) && v >= 0)

const pairsOf = (kind: string, n: number, padding: Padding): 'same' | readonly Pair[] => {
  if (padding === 'same') return padding
  const both = padding === 'valid' ? 0 : padding
  const pairs: unknown = typeof both === 'number' ? Array.from({ length: n }, () => [both, both]) : both
  if (!Array.isArray(pairs) || pairs.length !== n || !pairs.every(isPair))
    throw new ValueError(
      kind,
      `padding must be 'valid', 'same', a non-negative integer, or a pair of them for each of ${n} spatial axes, got ${JSON.stringify(padding)}.`,
    )
  return pairs as readonly Pair[]
}

/** A window from options that say how it moves; throws where one says something impossible. */
export const windowsOf = (kind: string, n: Spatial, name: string, options: WindowOptions): Windows => ({
  window: perSpatial(kind, name, n, options.window),
  stride: perSpatial(kind, 'stride', n, options.stride),
  padding: pairsOf(kind, n, options.padding),
  dilation: perSpatial(kind, 'dilation', n, options.dilation),
  ceil: options.ceil ?? false,
})

/** The number of elements that a window spans. */
export const extentOf = ({ window, dilation }: Pick<Windows, 'window' | 'dilation'>, i: number): number =>
  (dilation[i] ?? 1) * ((window[i] ?? 1) - 1) + 1

const paddingOf = ({ padding }: Windows, i: number): Pair =>
  padding === 'same' ? [0, 0] : (padding[i] ?? [0, 0])

const placesAlong = (w: Windows, size: number, i: number): number => {
  const stride = w.stride[i] ?? 1
  if (w.padding === 'same') return Math.ceil(size / stride)
  const [before, after] = paddingOf(w, i)
  const rest = size + before + after - extentOf(w, i)
  const last = Math.ceil(rest / stride)
  // A last place that ends beyond the padding counts if it begins in the features or in the padding before them.
  return w.ceil && last * stride < size + before ? last + 1 : Math.floor(rest / stride) + 1
}

/** How many zeros are before the features along an axis; of `'same'` padding, the odd one is behind them. */
export const paddingBefore = (w: Windows, i: number, size: number): number => {
  if (w.padding !== 'same') return w.padding[i]?.[0] ?? 0
  const reached = (placesAlong(w, size, i) - 1) * (w.stride[i] ?? 1) + extentOf(w, i)
  return Math.floor(Math.max(reached - size, 0) / 2)
}

/** How many places a window has along each spatial axis. */
export const slid = (w: Windows, spatial: Shape): Shape => spatial.map((size, i) => placesAlong(w, size, i))

const names: { readonly [N in Spatial]: readonly string[] } = {
  1: ['width'],
  2: ['height', 'width'],
  3: ['depth', 'height', 'width'],
}

/** What to say of features that have other axes, or no room for a window. */
export const windowMisfit = (n: Spatial, name: string, w: Windows, input: Shape): Misfit | undefined =>
  notSpatial(n, input) ?? noRoom(n, name, w, input.slice(1))

/** What to say where a window does not fit into padded features. */
const noRoom = (n: Spatial, name: string, w: Windows, spatial: Shape): Misfit | undefined => {
  const i = spatial.findIndex((size, at) => {
    const [before, after] = paddingOf(w, at)
    return w.padding !== 'same' && size + before + after < extentOf(w, at)
  })
  return i < 0
    ? undefined
    : {
        expects: `a padded ${names[n][i]} of at least ${extentOf(w, i)}`,
        advice: `Use a smaller ${name} or more padding.`,
      }
}

/** The options that are not as usual, as `summary` shows them. */
export const showMoves = (
  name: string,
  w: Windows,
  usual: Partial<Windows> = {},
): Readonly<Record<string, number | string>> => {
  const all = { [name]: w.window, stride: w.stride, padding: w.padding, dilation: w.dilation }
  const ordinary: Readonly<Record<string, unknown>> = {
    stride: w.window.map(() => 1),
    padding: w.window.map(() => [0, 0]),
    dilation: w.window.map(() => 1),
    ...usual,
  }
  return Object.fromEntries(
    Object.entries(all)
      .filter(([option, value]) => JSON.stringify(value) !== JSON.stringify(ordinary[option]))
      .map(([option, value]) => [option, showEach(value)]),
  )
}

/** One for all where they are equal. */
const showEach = (value: 'same' | readonly (number | Pair)[]): number | string => {
  if (value === 'same') return value
  const [first = 0] = value.flat()
  return value.flat().every((v) => v === first)
    ? first
    : value.map((v) => (typeof v === 'number' ? v : v.join('+'))).join('×')
}
