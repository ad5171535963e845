import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { Add, Multiply, PadMode, Shape, Tensor } from '@gradus/tensor'
import type { NotChannels, Pair } from '../convolution/spatial.ts'
import { notChannels } from '../convolution/spatial.ts'
import { layer } from '../custom.ts'
import type { LayerType, Misfit } from '../Layer.ts'
import type { Stage } from '../Stage.ts'

/** How many elements go around each spatial axis: as many on all sides, or before and after each. */
export type PadWidths = number | readonly Pair[]

type Widened<D extends number, W> = W extends number
  ? Add<D, Multiply<W, 2>>
  : W extends readonly [infer Before extends number, infer After extends number]
    ? Add<D, Add<Before, After>>
    : number

type WidenedAll<Spatial extends Shape, W extends PadWidths> = {
  readonly [I in keyof Spatial]: Widened<Spatial[I], W extends readonly Pair[] ? W[I & keyof W] : W>
}

type Padded<S extends Shape, W extends PadWidths> = S extends readonly [
  infer C extends number,
  ...infer Spatial extends Shape,
]
  ? readonly [C, ...WidenedAll<Spatial, W>]
  : Shape

const advice = 'Give a pair of widths for each axis after the channels.'

type NotAsManyPairs<S extends Shape, W extends readonly Pair[]> = number extends S['length'] | W['length']
  ? never
  : S extends readonly [number, ...infer Spatial extends Shape]
    ? Spatial['length'] extends W['length']
      ? never
      : { readonly expects: `channels and ${W['length']} spatial axes`; readonly advice: typeof advice }
    : never

type PadMisfit<S extends Shape, W extends PadWidths> = [NotChannels<S>] extends [never]
  ? W extends readonly Pair[]
    ? NotAsManyPairs<S, W>
    : never
  : NotChannels<S>

/** The type of a padding. */
export interface Pad<Kind extends string, W extends PadWidths> extends LayerType {
  readonly kind: Kind
  readonly output: Padded<this['input'], W>
  readonly misfit: PadMisfit<this['input'], W>
  readonly params: {}
  readonly state: {}
}

const isWidth = (w: number): boolean => Number.isSafeInteger(w) && w >= 0

const checkWidths = (kind: string, widths: PadWidths): void => {
  const ok =
    typeof widths === 'number'
      ? isWidth(widths)
      : widths.every((pair) => pair.length === 2 && pair.every(isWidth))
  if (!ok)
    throw new ValueError(
      kind,
      `widths must be a non-negative integer or pairs of them, got ${JSON.stringify(widths)}.`,
    )
}

const pairsFor = (widths: PadWidths, spatial: Shape): readonly Pair[] =>
  typeof widths === 'number' ? spatial.map(() => [widths, widths]) : widths

const misfitOf = (widths: PadWidths, input: Shape): Misfit | undefined =>
  notChannels(input) ??
  (pairsFor(widths, input.slice(1)).length === input.length - 1
    ? undefined
    : { expects: `channels and ${(widths as readonly Pair[]).length} spatial axes`, advice })

const widen = (mode: PadMode, widths: PadWidths, x: Tensor): Tensor => {
  const pairs = [[0, 0], [0, 0], ...pairsFor(widths, x.shape.slice(2))] as const
  return T.pad(x, pairs, { mode }) as Tensor
}

const make =
  <const Kind extends string>(kind: Kind, mode: PadMode) =>
  <const W extends PadWidths>(widths: W): Stage<Pad<Kind, W>> => {
    checkWidths(kind, widths)
    return layer<Pad<string, PadWidths>>({
      kind,
      settings: { widths: typeof widths === 'number' ? widths : widths.map((p) => p.join('+')).join('×') },
      misfit: (input) => misfitOf(widths, input),
      output: ([channels = 0, ...spatial]) => [
        channels,
        ...spatial.map((size, i) => {
          const [before, after] = pairsFor(widths, spatial)[i] ?? [0, 0]
          return size + before + after
        }),
      ],
      apply: (_params, state, x) => ({ output: widen(mode, widths, x), state }),
    }) as unknown as Stage<Pad<Kind, W>>
  }

/**
 * Zeros around the spatial axes of `[channels, ...spatial]`: as many on all sides, or a pair `[before, after]` for each axis.
 *
 * @throws ShapeError (a type error where types can know) where the model has no spatial axes, or not one for each pair;
 * ValueError where a width is not a non-negative integer.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([3, 32, 32]), L.zeroPad(2)).output // => [3, 36, 36]
 * L.pipe(L.input([3, 32, 32]), L.zeroPad([[0, 1], [2, 2]])).output // => [3, 33, 36]
 * ```
 */
export const zeroPad = make('zeroPad', 'constant')

/**
 * The mirror image around the spatial axes of `[channels, ...spatial]`, without the edge itself; as `zeroPad`.
 *
 * @throws ShapeError (a type error where types can know) where the model has no spatial axes, or not one for each pair;
 * ValueError where a width is not a non-negative integer.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([1, 3]), L.reflectPad(2))
 * T.toNested(L.apply(model, {}, {}, T.tensor([[[1, 2, 3]]]), { mode: 'eval' }).output) // => [[[3, 2, 1, 2, 3, 2, 1]]]
 * ```
 */
export const reflectPad = make('reflectPad', 'reflect')
