import * as T from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType, Misfit } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import type { Channels, PaddingOf, PerSpatial, Spatial } from '../convolution/spatial.ts'
import type { Moves, Slid, WindowMisfit, Windows } from '../convolution/windows.ts'
import { paddingBefore, showMoves, slid, windowMisfit, windowsOf } from '../convolution/windows.ts'

/** The type of a pool. */
export interface Pool<Kind extends string, N extends Spatial, M extends Moves> extends LayerType {
  readonly kind: Kind
  readonly output: Slid<N, this['input'], Channels<this['input']>, M>
  readonly misfit: WindowMisfit<N, this['input'], M, 'window'>
  readonly params: {}
  readonly state: {}
}

/** How the window of a pool moves: by its own size, without padding, dilation 1 unless said. */
export interface PoolOptions<
  N extends Spatial,
  S extends PerSpatial<N> | undefined = PerSpatial<N> | undefined,
  P extends PaddingOf<N> = PaddingOf<N>,
  D extends PerSpatial<N> = PerSpatial<N>,
  C extends boolean = boolean,
> {
  readonly stride?: S
  /** What surrounds the features: nothing that could be the largest, and zeros for a mean. */
  readonly padding?: P | undefined
  /** How far the elements of the window are apart. */
  readonly dilation?: D | undefined
  /** Does a last place count that begins in the features and ends beyond them? Not unless said. */
  readonly ceilMode?: C | undefined
}

/** How an average counts. */
export interface AveragePoolOptions<
  N extends Spatial,
  S extends PerSpatial<N> | undefined = PerSpatial<N> | undefined,
  P extends PaddingOf<N> = PaddingOf<N>,
  D extends PerSpatial<N> = PerSpatial<N>,
  C extends boolean = boolean,
> extends PoolOptions<N, S, P, D, C> {
  /** Do the zeros of the padding count as elements? Not unless said. */
  readonly includePadding?: boolean | undefined
}

/** The moves of a pool's window. */
export type PoolMoves<W, S, P, D, C> = {
  readonly window: W
  readonly stride: [S] extends [undefined] ? W : Exclude<S, undefined>
  readonly padding: P
  readonly dilation: D
  readonly ceil: C
}

/** A pool's stage, from its window and options. */
export interface MakePool<Kind extends string, N extends Spatial, Averages extends boolean> {
  <
    const W extends PerSpatial<N>,
    const S extends PerSpatial<N> | undefined = undefined,
    const P extends PaddingOf<N> = 'valid',
    const D extends PerSpatial<N> = 1,
    const C extends boolean = false,
  >(
    window: W,
    options?: Averages extends true ? AveragePoolOptions<N, S, P, D, C> : PoolOptions<N, S, P, D, C>,
  ): Stage<Pool<Kind, N, PoolMoves<W, S, P, D, C>>>
}

type Operation = (x: Tensor, window: Shape, options: object) => Tensor

/** The tensor operations, for shapes that are no longer known. */
const largest = { 1: T.maxPool1d, 2: T.maxPool2d, 3: T.maxPool3d } as unknown as {
  readonly [N in Spatial]: Operation
}
const mean = { 1: T.averagePool1d, 2: T.averagePool2d, 3: T.averagePool3d } as unknown as {
  readonly [N in Spatial]: Operation
}

/** What to say where a place has nothing but padding in it: neither a largest element nor a mean. */
const emptyPlace = (w: Windows, spatial: Shape): Misfit | undefined =>
  slid(w, spatial).every((places, i) =>
    Array.from({ length: places }, (_, place) => elementsUnder(w, i, spatial[i] ?? 0, place)).every(Boolean),
  )
    ? undefined
    : { expects: 'an element under each place of the window', advice: 'Use less padding.' }

/** Is there an element under this place of a window? */
const elementsUnder = (w: Windows, i: number, size: number, place: number): boolean => {
  const begin = place * (w.stride[i] ?? 1) - paddingBefore(w, i, size)
  const taps = Array.from({ length: w.window[i] ?? 1 }, (_, tap) => begin + tap * (w.dilation[i] ?? 1))
  return taps.some((at) => at >= 0 && at < size)
}

const pool = (
  kind: string,
  n: Spatial,
  operation: Operation,
  window: PerSpatial<Spatial>,
  options: AveragePoolOptions<Spatial>,
) => {
  const { padding = 'valid', dilation = 1, ceilMode = false, includePadding } = options
  const stride = options.stride ?? window
  const w = windowsOf(kind, n, 'window', { window, stride, padding, dilation, ceil: ceilMode })
  const moves = {
    stride: w.stride,
    padding: w.padding,
    dilation: w.dilation,
    ceilMode,
    ...(includePadding === undefined ? {} : { includePadding }),
  }
  return layer<Pool<string, Spatial, Moves>>({
    kind,
    settings: {
      ...showMoves('window', w, { stride: w.window }),
      ...(ceilMode ? { ceilMode } : {}),
      ...(includePadding === undefined ? {} : { includePadding }),
    },
    misfit: (input) => windowMisfit(n, 'window', w, input) ?? emptyPlace(w, input.slice(1)),
    output: ([channels = 0, ...spatial]) => [channels, ...slid(w, spatial)],
    apply: (_params, state, x) => ({ output: operation(x, w.window, moves), state }),
  })
}

const make = <const Kind extends string, const N extends Spatial, Averages extends boolean>(
  kind: Kind,
  n: N,
  operations: { readonly [N in Spatial]: Operation },
): MakePool<Kind, N, Averages> =>
  ((window: PerSpatial<Spatial>, options: AveragePoolOptions<Spatial> = {}) =>
    pool(kind, n, operations[n], window, options)) as never

/** The largest element under each place of a window over `[channels, width]`; as `maxPool2d`. */
export const maxPool1d: MakePool<'maxPool1d', 1, false> = make('maxPool1d', 1, largest)

/**
 * The largest element under each place of a window over `[channels, height, width]`. Elements of a place that are equally
 * large share its derivative.
 *
 * The window, a number for both axes or one for each, moves by its own size unless `stride` says otherwise.
 *
 * @throws ShapeError (a type error where types can know) where the model has not three feature axes, the window does not
 * fit into the padded features, or a place of it has padding only; ValueError for options that are not possible.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([8, 28, 28]), L.maxPool2d(2)).output // => [8, 14, 14]
 * L.pipe(L.input([8, 112, 112]), L.maxPool2d(3, { stride: 2, padding: 1 })).output // => [8, 56, 56]
 * ```
 */
export const maxPool2d: MakePool<'maxPool2d', 2, false> = make('maxPool2d', 2, largest)

/** The largest element under each place of a window over `[channels, depth, height, width]`; as `maxPool2d`. */
export const maxPool3d: MakePool<'maxPool3d', 3, false> = make('maxPool3d', 3, largest)

/** The mean under each place of a window over `[channels, width]`; as `averagePool2d`. */
export const averagePool1d: MakePool<'averagePool1d', 1, true> = make('averagePool1d', 1, mean)

/**
 * The mean under each place of a window over `[channels, height, width]`.
 *
 * The window moves by its own size unless `stride` says otherwise. Zeros of the padding count as elements where
 * `includePadding` says so, which is what PyTorch does unless told not to.
 *
 * @throws ShapeError (a type error where types can know) where the model has not three feature axes, the window does not
 * fit into the padded features, or a place of it has padding only; ValueError for options that are not possible.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([8, 28, 28]), L.averagePool2d([2, 4])).output // => [8, 14, 7]
 * ```
 */
export const averagePool2d: MakePool<'averagePool2d', 2, true> = make('averagePool2d', 2, mean)

/** The mean under each place of a window over `[channels, depth, height, width]`; as `averagePool2d`. */
export const averagePool3d: MakePool<'averagePool3d', 3, true> = make('averagePool3d', 3, mean)
