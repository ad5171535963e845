import * as T from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import type { Channels, NotSpatial, PerSpatial, Spatial, Spread } from '../convolution/spatial.ts'
import { notSpatial } from '../convolution/spatial.ts'
import { perSpatial } from '../convolution/windows.ts'

/** The type of an adaptive pool. */
export interface AdaptivePool<
  Kind extends string,
  N extends Spatial,
  Size extends PerSpatial<N>,
> extends LayerType {
  readonly kind: Kind
  readonly output: readonly [Channels<this['input']>, ...Spread<N, Size>]
  readonly misfit: NotSpatial<N, this['input']>
  readonly params: {}
  readonly state: {}
}

/** An adaptive pool's stage, from the spatial sizes of the result. */
export interface MakeAdaptivePool<Kind extends string, N extends Spatial> {
  <const Size extends PerSpatial<N>>(size: Size): Stage<AdaptivePool<Kind, N, Size>>
}

type Operation = (x: Tensor, size: Shape) => Tensor

const make = <const Kind extends string, const N extends Spatial>(
  kind: Kind,
  n: N,
  operation: unknown,
): MakeAdaptivePool<Kind, N> =>
  ((size: PerSpatial<Spatial>) => {
    const sizes = perSpatial(kind, 'size', n, size)
    return layer<AdaptivePool<string, Spatial, PerSpatial<Spatial>>>({
      kind,
      settings: {},
      misfit: (input) => notSpatial(n, input),
      output: ([channels = 0]) => [channels, ...sizes],
      apply: (_params, state, x) => ({ output: (operation as Operation)(x, sizes), state }),
    })
  }) as never

/** The largest elements of `size` stretches of `[channels, width]`; as `adaptiveMaxPool2d`. */
export const adaptiveMaxPool1d: MakeAdaptivePool<'adaptiveMaxPool1d', 1> = make(
  'adaptiveMaxPool1d',
  1,
  T.adaptiveMaxPool1d,
)

/**
 * The largest elements of the parts of `[channels, height, width]`, so many of them that the result has the given sizes,
 * whatever those before were. Part `i` of `n` goes from `⌊i length / n⌋` to `⌈(i + 1) length / n⌉`.
 *
 * @throws ShapeError (a type error where types can know) where the model has not three feature axes; ValueError for sizes
 * that are not positive integers.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([8, 13, 10]), L.adaptiveMaxPool2d(4)).output // => [8, 4, 4]
 * ```
 */
export const adaptiveMaxPool2d: MakeAdaptivePool<'adaptiveMaxPool2d', 2> = make(
  'adaptiveMaxPool2d',
  2,
  T.adaptiveMaxPool2d,
)

/** The largest elements of the parts of `[channels, depth, height, width]`; as `adaptiveMaxPool2d`. */
export const adaptiveMaxPool3d: MakeAdaptivePool<'adaptiveMaxPool3d', 3> = make(
  'adaptiveMaxPool3d',
  3,
  T.adaptiveMaxPool3d,
)

/** The means of `size` stretches of `[channels, width]`; as `adaptiveAveragePool2d`. */
export const adaptiveAveragePool1d: MakeAdaptivePool<'adaptiveAveragePool1d', 1> = make(
  'adaptiveAveragePool1d',
  1,
  T.adaptiveAveragePool1d,
)

/**
 * The means of the parts of `[channels, height, width]`, so many of them that the result has the given sizes, whatever those
 * before were. Part `i` of `n` goes from `⌊i length / n⌋` to `⌈(i + 1) length / n⌉`.
 *
 * @throws ShapeError (a type error where types can know) where the model has not three feature axes; ValueError for sizes
 * that are not positive integers.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([8, 13, 10]), L.adaptiveAveragePool2d([4, 2])).output // => [8, 4, 2]
 * ```
 */
export const adaptiveAveragePool2d: MakeAdaptivePool<'adaptiveAveragePool2d', 2> = make(
  'adaptiveAveragePool2d',
  2,
  T.adaptiveAveragePool2d,
)

/** The means of the parts of `[channels, depth, height, width]`; as `adaptiveAveragePool2d`. */
export const adaptiveAveragePool3d: MakeAdaptivePool<'adaptiveAveragePool3d', 3> = make(
  'adaptiveAveragePool3d',
  3,
  T.adaptiveAveragePool3d,
)
