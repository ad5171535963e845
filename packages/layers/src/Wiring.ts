/**
 * What a model is at run time: layers in their places, and models within layers.
 *
 * A layer that holds others (a residual connection, a branch) is woven: it has bodies, which are models themselves, and
 * says which tensors each of them reads and what becomes of their outputs. A body's parameters lie under the layer's
 * name, under the body's own name within it, or, if they are shared, under their own name at the root of the model.
 *
 * @module
 */
import type { Layer, LeafSpecs, Settings } from './Layer.ts'
import type { Signal, Value } from './Signal.ts'

/** A model within a layer. */
export interface Body {
  /** What its parameters lie under; undefined where they lie among the layer's own. */
  readonly name: string | undefined
  /** Do they lie at the root of the model, for all layers with a body of this name? */
  readonly shared: boolean
  readonly wiring: Wiring
}

/** How a layer runs the models that it holds. */
export interface Weave {
  readonly bodies: (input: Signal) => readonly Body[]
  /** What the layer gives for what its bodies give; throws where these cannot be brought together. */
  readonly output: (input: Signal, outputs: readonly Signal[]) => Signal
  /** What each body reads. */
  readonly deal: (x: Value, bodies: readonly Body[]) => readonly Value[]
  readonly gather: (x: Value, ys: readonly Value[], bodies: readonly Body[]) => Value
}

/** A layer in its place in a model: named, with the features around it and the specs of what it needs there. */
export interface PlacedLayer {
  readonly name: string
  readonly kind: string
  readonly settings: Settings
  readonly input: Signal
  readonly output: Signal
  readonly params: LeafSpecs
  readonly state: LeafSpecs
  readonly apply: Layer['apply']
  /** The parameters that are not trained. */
  readonly frozen: readonly string[]
  /** The models that the layer holds, and how it runs them. */
  readonly bodies: readonly Body[]
  readonly weave?: Pick<Weave, 'deal' | 'gather'>
}

/** How many layers of each kind a model has named by counting, so that the next is `dense_2`. */
export type Counts = { readonly [kind: string]: number }

/** A model, as values know it. */
export interface Wiring {
  readonly input: Signal
  readonly output: Signal
  readonly layers: readonly PlacedLayer[]
  readonly counts: Counts
}

/** Shared bodies with their names, as often as they stand. */
export type SharedPlaces = readonly (readonly [name: string, body: Wiring])[]

/** Every place of a shared body in a layer, those within its bodies too. */
export const sharedPlaces = ({ bodies }: PlacedLayer): SharedPlaces =>
  bodies.flatMap(({ name, shared, wiring }) => [
    ...(shared && name !== undefined ? [[name, wiring] as const] : []),
    ...wiring.layers.flatMap(sharedPlaces),
  ])

const firstPlaces = (places: SharedPlaces): ReadonlyMap<string, Wiring> => new Map(places.toReversed())

/** The bodies that a layer shares with other places, each once. */
export const sharedBodies = (layer: PlacedLayer): ReadonlyMap<string, Wiring> =>
  firstPlaces(sharedPlaces(layer))

/** The bodies that the places of a model share, each once. */
export const sharedOf = ({ layers }: Wiring): ReadonlyMap<string, Wiring> =>
  firstPlaces(layers.flatMap(sharedPlaces))

/** A leaf of a model's parameters or state: its path, and the spec of it. */
export type LeafEntry = readonly [path: string, spec: LeafSpecs[string]]

/** A path one step longer. */
export const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

/** The leaves that a layer has to itself, by path from the layer on. */
export const ownLeaves = (layer: PlacedLayer, part: 'params' | 'state', at = ''): readonly LeafEntry[] => [
  ...Object.entries(layer[part]).map(([name, spec]): LeafEntry => [join(at, name), spec]),
  ...layer.bodies.flatMap(({ name, shared, wiring }) =>
    shared ? [] : leavesOf(wiring, part, name === undefined ? at : join(at, name)),
  ),
]

/** The leaves of a model, but for those that it shares with its surroundings. */
export const leavesOf = (wiring: Wiring, part: 'params' | 'state', at = ''): readonly LeafEntry[] =>
  wiring.layers.flatMap((layer) => ownLeaves(layer, part, join(at, layer.name)))
