/**
 * Stages: what a model is built from.
 *
 * A stage is a layer as a function from the model so far to the longer model. All of them, typed or decoded from a
 * configuration, go through `append`.
 *
 * @module
 */
import { ShapeError, ValueError } from '@gradus/tensor'
import type { Layer, LayerType } from './Layer.ts'
import { notRead, showMisfit } from './Layer.ts'
import type { Accepts, AnyModel, Append, SignalModel } from './Model.ts'
import { handed, place } from './place.ts'
import { sameLeaves } from './sameLeaves.ts'
import type { Signal } from './Signal.ts'
import { sharedPlaces } from './Wiring.ts'
import type { Counts, PlacedLayer, Wiring } from './Wiring.ts'

/** A layer as a function from the model so far to the longer model; `Name` is the one given by `named`, if any. */
export interface Stage<T extends LayerType, Name extends string = never> {
  <M extends SignalModel>(model: Accepts<M, T, Name>): Append<M, T, Name>
  readonly layer: Layer<T>
  readonly given?: Name
}

const bump = (counts: Counts, kind: string): Counts => ({ ...counts, [kind]: (counts[kind] ?? 0) + 1 })

const checkFit = (layer: Layer, input: Signal): void => {
  const misfit = notRead(layer.reads ?? 'floats', input) ?? layer.misfit(handed(layer, input))
  if (misfit !== undefined) throw new ShapeError(layer.kind, showMisfit(misfit, input))
}

const checkNames = (model: Wiring, placed: PlacedLayer): void => {
  const shared = [...model.layers, placed].flatMap(sharedPlaces)
  const ours = [...model.layers, placed].map(({ name }) => name)
  const inside = placed.bodies.flatMap((body) => (body.shared ? [] : [body.name]))
  const taken =
    ours.find((name, i) => ours.indexOf(name) !== i) ??
    shared.map(([name]) => name).find((name) => ours.includes(name) || inside.includes(name))
  if (taken !== undefined) throw new ValueError(placed.kind, showTaken(taken))
  const unlike = shared.find(
    ([name, body]) => !sameLeaves(body, shared.find(([other]) => other === name)?.[1] ?? body),
  )
  if (unlike !== undefined) throw new ShapeError(placed.kind, showUnlike(unlike[0]))
}

const showUnlike = (name: string): string =>
  `the weights of ${name} have other shapes in another place. Give it features of one shape in all its places.`

const showTaken = (name: string): string =>
  `this model already has a layer called ${name}. Give one of them another name with L.named.`

/** The longer model, for a layer and a name whose types are no longer known; throws what the types would have said. */
export const append = (model: Wiring, layer: Layer, given?: string): AnyModel => {
  checkFit(layer, model.output)
  const placed = place(layer, given ?? `${layer.kind}_${model.counts[layer.kind] ?? 0}`, model.output)
  checkNames(model, placed)
  return {
    input: model.input,
    output: placed.output,
    layers: [...model.layers, placed],
    counts: given === undefined ? bump(model.counts, layer.kind) : model.counts,
  } as unknown as AnyModel
}

/** The stage of a layer. */
export const stage = <T extends LayerType, Name extends string = never>(
  layer: Layer<T>,
  name?: Name,
): Stage<T, Name> => {
  const extend = (model: SignalModel): AnyModel => append(model, layer as never, name)
  // `append` does at run time what `Append` says about types: this is the one place where the two meet.
  return Object.assign(extend, { layer, given: name }) as unknown as Stage<T, Name>
}

/** Throws for a name that paths could not hold. */
export const checkName = (name: string): void => {
  if (name === '' || name.includes('.'))
    throw new ValueError('named', `a name must not be empty or hold a dot, got '${name}'.`)
}
