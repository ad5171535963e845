/**
 * Stages: what a model is built from.
 *
 * A stage is a layer as a function from the model so far to the longer model. All of them, typed or decoded from a
 * configuration, go through `append`.
 *
 * @module
 */
import { ShapeError, ValueError } from '@gradus/tensor'
import type { Shape } from '@gradus/tensor'
import type { Layer, LayerType } from './Layer.ts'
import { showMisfit } from './Layer.ts'
import type { Accepts, AnyModel, Append, Counts, Model, ModelLike, PlacedLayer } from './Model.ts'
import { showShape } from './shapes.ts'

/** A layer as a function from the model so far to the longer model; `Name` is the one given by `named`, if any. */
export interface Stage<T extends LayerType, Name extends string = never> {
  <M extends ModelLike>(model: Accepts<M, T, Name>): Append<M, T, Name>
  readonly layer: Layer<T>
}

const isDimension = (d: number): boolean => Number.isSafeInteger(d) && d > 0

/**
 * The beginning of every model: the shape of one example's features, without the batch axis.
 *
 * @throws ShapeError where a dimension is not a positive integer.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.input([1, 28, 28]).output // => [1, 28, 28]
 * ```
 */
export const input = <const S extends Shape>(shape: S): Model<S, S, {}, {}, {}> => {
  if (!shape.every(isDimension))
    throw new ShapeError('input', `dimensions must be positive integers, got ${showShape(shape)}.`)
  return { input: shape, output: shape, layers: [], counts: {} }
}

const place = (layer: Layer, name: string, input: Shape): PlacedLayer => ({
  name,
  kind: layer.kind,
  settings: layer.settings,
  input,
  output: layer.output(input),
  params: layer.params(input),
  state: layer.state(input),
  apply: layer.apply,
})

const bump = (counts: Counts, kind: string): Counts => ({ ...counts, [kind]: (counts[kind] ?? 0) + 1 })

/** The longer model, for a layer and a name whose types are no longer known; throws what the types would have said. */
export const append = (model: ModelLike, layer: Layer, given?: string): AnyModel => {
  const name = given ?? `${layer.kind}_${model.counts[layer.kind] ?? 0}`
  const misfit = layer.misfit(model.output)
  if (misfit !== undefined) throw new ShapeError(layer.kind, showMisfit(misfit, model.output))
  if (model.layers.some((l) => l.name === name)) throw new ValueError(layer.kind, showTaken(name))
  const placed = place(layer, name, model.output)
  return {
    input: model.input,
    output: placed.output,
    layers: [...model.layers, placed],
    counts: given === undefined ? bump(model.counts, layer.kind) : model.counts,
  }
}

const showTaken = (name: string): string =>
  `this model already has a layer called ${name}. Give one of them another name with L.named.`

/** The stage of a layer. */
export const stage = <T extends LayerType, Name extends string = never>(
  layer: Layer<T>,
  name?: Name,
): Stage<T, Name> => {
  const extend = (model: ModelLike): AnyModel => append(model, layer as never, name)
  // `append` does at run time what `Append` says about types: this is the one place where the two meet.
  return Object.assign(extend, { layer }) as unknown as Stage<T, Name>
}

/** Throws for a name that paths could not hold. */
export const checkName = (name: string): void => {
  if (name === '' || name.includes('.'))
    throw new ValueError('named', `a name must not be empty or hold a dot, got '${name}'.`)
}
