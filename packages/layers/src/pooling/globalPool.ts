import * as T from '@gradus/tensor'
import type { Globally, Shape, Tensor } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import type { NotChannels } from '../convolution/spatial.ts'
import { notChannels } from '../convolution/spatial.ts'

type Pooled<S extends Shape, Keep extends boolean> =
  Globally<'globalPool', readonly [1, ...S], Keep> extends readonly [number, ...infer R extends Shape]
    ? readonly [...R]
    : Shape

/** The type of a global pool. */
export interface GlobalPool<Kind extends string, Keep extends boolean> extends LayerType {
  readonly kind: Kind
  readonly output: Pooled<this['input'], Keep>
  readonly misfit: NotChannels<this['input']>
  readonly params: {}
  readonly state: {}
}

/** Whether spatial axes are kept, with length one; not unless said. */
export interface GlobalPoolOptions<Keep extends boolean = boolean> {
  readonly keepDims?: Keep | undefined
}

type Operation = (x: Tensor, options: { readonly keepDims: boolean }) => Tensor

const make = <const Kind extends string>(kind: Kind, operation: unknown) =>
  (<const Keep extends boolean = false>({ keepDims }: GlobalPoolOptions<Keep> = {}) => {
    const keep: boolean = keepDims ?? false
    return layer<GlobalPool<string, boolean>>({
      kind,
      settings: keep ? { keepDims: keep } : {},
      misfit: notChannels,
      output: ([channels = 0, ...spatial]) => [channels, ...(keep ? spatial.map(() => 1) : [])],
      apply: (_params, state, x) => ({ output: (operation as Operation)(x, { keepDims: keep }), state }),
    })
  }) as unknown as <const Keep extends boolean = false>(
    options?: GlobalPoolOptions<Keep>,
  ) => Stage<GlobalPool<Kind, Keep>>

/** The largest element of each channel over all spatial axes: `[channels]`, or with `keepDims` `[channels, 1, …]`. */
export const globalMaxPool = make('globalMaxPool', T.globalMaxPool)

/**
 * The mean of each channel over all spatial axes: `[channels]`, or with `keepDims` `[channels, 1, …]`.
 *
 * In place of `flatten`, it makes the rest of a network independent of the size of its images (Lin, Chen & Yan, Network in
 * network, 2014, section 3.2).
 *
 * @throws ShapeError (a type error where types can know) where the model has no spatial axes.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([8, 7, 7]), L.globalAveragePool()).output // => [8]
 * L.pipe(L.input([8, 7, 7]), L.globalAveragePool({ keepDims: true })).output // => [8, 1, 1]
 * ```
 */
export const globalAveragePool = make('globalAveragePool', T.globalAveragePool)
