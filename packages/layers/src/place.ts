import type { Layer } from './Layer.ts'
import type { Signal } from './Signal.ts'
import { isOne, shapeOf } from './Signal.ts'
import type { PlacedLayer, Weave } from './Wiring.ts'

/** What a layer's rules are handed: the shape of one tensor, unless it can read several. */
export const handed = ({ reads }: Layer, input: Signal): never =>
  (isOne(input) && reads !== 'any' ? shapeOf(input) : input) as never

/** A layer in its place: what it needs there, and what it gives. */
export const place = (layer: Layer, name: string, input: Signal): PlacedLayer =>
  layer.weave === undefined ? placePlain(layer, name, input) : placeWoven(layer, layer.weave, name, input)

const placePlain = (layer: Layer, name: string, input: Signal): PlacedLayer => {
  const features = handed(layer, input)
  return {
    name,
    kind: layer.kind,
    settings: layer.settings,
    input,
    output: layer.output(features),
    params: layer.params(features),
    state: layer.state(features),
    apply: layer.apply,
    frozen: [],
    bodies: [],
  }
}

const placeWoven = (layer: Layer, weave: Weave, name: string, input: Signal): PlacedLayer => {
  const bodies = weave.bodies(input)
  return {
    name,
    kind: layer.kind,
    settings: layer.settings,
    input,
    output: weave.output(
      input,
      bodies.map(({ wiring }) => wiring.output),
    ),
    params: {},
    state: {},
    apply: layer.apply,
    frozen: [],
    bodies,
    weave,
  }
}
