import type { Shape } from '@gradus/tensor'
import { sizeOf } from '@gradus/tensor'
import type { LeafSpecs, Settings } from './Layer.ts'
import type { ModelLike } from './Model.ts'

/** One layer of a model, as `summary` prints it. Shapes are without the batch axis. */
export interface LayerDescription {
  readonly name: string
  readonly kind: string
  readonly settings: Settings
  readonly inputShape: Shape
  readonly outputShape: Shape
  /** How many numbers are learned. */
  readonly parameters: number
  /** How many numbers are remembered from step to step without being learned. */
  readonly state: number
}

const count = (specs: LeafSpecs): number =>
  Object.values(specs).reduce((n, { shape }) => n + sizeOf(shape), 0)

/**
 * A model's layers as data, in order; no parameter is made for it.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const [first] = L.describe(L.pipe(L.input([64]), L.dense(32)))
 * first?.name // => 'dense_0'
 * first?.outputShape // => [32]
 * first?.parameters // => 2080
 * ```
 */
export const describe = (model: ModelLike): readonly LayerDescription[] =>
  model.layers.map(({ name, kind, settings, input, output, params, state }) => ({
    name,
    kind,
    settings,
    inputShape: input,
    outputShape: output,
    parameters: count(params),
    state: count(state),
  }))
