import { Rng, ShapeError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { Drawn, LeafSpec, LeafSpecs } from './Layer.ts'
import type { Params, SignalModel, State } from './Model.ts'
import { sameShape, showShape } from './shapes.ts'
import type { PlacedLayer, Wiring } from './Wiring.ts'
import { join, ownLeaves, sharedBodies } from './Wiring.ts'

/** What a model starts with. */
export interface Initial<M extends SignalModel> {
  readonly params: Params<M>
  readonly state: State<M>
}

/**
 * The first parameters and state of a model: immutable records by layer and name, `params.dense_0.kernel`.
 *
 * The n-th layer that has parameters or state, counted from 0, draws from `Rng.foldIn(key, n)`, and its n-th leaf from
 * `foldIn` of that; the layers within a layer draw from its key in the same way, and weights that places share count as
 * one layer, where they first stand. So neither layers put behind nor activations and dropout put between change what a layer begins
 * with, and two models that begin alike begin with the same numbers.
 *
 * @throws ShapeError where an initialiser gives another shape than it was asked for.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.dense(32), L.relu(), L.dense(10))
 * const { params } = L.init(model, Rng.key(0))
 * params.dense_1.kernel.shape // => [32, 10]
 * ```
 */
export const init = <M extends SignalModel>(model: M, key: Rng.Key): Initial<M> => {
  const { params, state } = startAll(firstPlaces(model), key)
  return { params: params as Params<M>, state: state as State<M> }
}

/** Parameters and state as they begin. */
interface Start {
  readonly params: object
  readonly state: object
}

/** What draws from a key of its own: a layer, a body, or weights that places share. */
interface Starter {
  readonly name: string
  readonly start: (key: Rng.Key) => Start
}

const isEmpty = (leaves: object): boolean => Object.keys(leaves).length === 0

const startAll = (starters: readonly Starter[], key: Rng.Key): Start => {
  const starts = starters.map(({ name, start }, n) => ({ name, ...start(Rng.foldIn(key, n)) }))
  const part = (of: 'params' | 'state') =>
    Object.fromEntries(starts.filter((s) => !isEmpty(s[of])).map((s) => [s.name, s[of]]))
  return { params: part('params'), state: part('state') }
}

const hasLeaves = (layer: PlacedLayer): boolean =>
  ownLeaves(layer, 'params').length + ownLeaves(layer, 'state').length > 0

const layerStarter = (layer: PlacedLayer, at: string): readonly Starter[] =>
  hasLeaves(layer) ? [{ name: layer.name, start: startLayer(layer, join(at, layer.name)) }] : []

const layerStarters = ({ layers }: Wiring, at: string): readonly Starter[] =>
  layers.flatMap((layer) => layerStarter(layer, at))

/** The layers of a whole model, each followed by what it is the first to share. */
const firstPlaces = ({ layers }: Wiring): readonly Starter[] => {
  const all = layers.flatMap((layer) => [
    ...layerStarter(layer, ''),
    ...[...sharedBodies(layer)].map(([name, body]): Starter => ({ name, start: startBody(body, name) })),
  ])
  return all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i)
}

const startBody =
  (body: Wiring, at: string) =>
  (key: Rng.Key): Start =>
    startAll(layerStarters(body, at), key)

const startLayer = (layer: PlacedLayer, at: string): ((key: Rng.Key) => Start) =>
  layer.bodies.length === 0 ? startPlain(layer, at) : startBodies(layer, at)

const startBodies = ({ bodies }: PlacedLayer, at: string): ((key: Rng.Key) => Start) => {
  const own = bodies.filter(({ shared }) => !shared)
  const [first] = own
  if (first !== undefined && first.name === undefined) return startBody(first.wiring, at)
  const starters = own.flatMap(({ name = '', wiring }): readonly Starter[] =>
    wiring.layers.some(hasLeaves) ? [{ name, start: startBody(wiring, join(at, name)) }] : [],
  )
  return (key) => startAll(starters, key)
}

const startPlain =
  ({ params, state }: PlacedLayer, at: string) =>
  (key: Rng.Key): Start => {
    const drawn = draw(at, params, key, {})
    return { params: nested(drawn), state: nested(draw(at, state, key, drawn)) }
  }

interface Nested {
  readonly [name: string]: AnyTensor | Nested
}

const put = (tree: Nested, [name = '', ...rest]: readonly string[], leaf: AnyTensor): Nested => ({
  ...tree,
  [name]: rest.length === 0 ? leaf : put((tree[name] ?? {}) as Nested, rest, leaf),
})

/** Leaves whose names have dots in them as records within records. */
const nested = (drawn: Drawn): Nested =>
  Object.entries(drawn).reduce<Nested>((tree, [name, leaf]) => put(tree, name.split('.'), leaf), {})

/** Each leaf draws from the key folded by how many leaves there are before it. */
const draw = (layer: string, specs: LeafSpecs, key: Rng.Key, before: Drawn): Drawn =>
  Object.entries(specs).reduce<Drawn>((drawn, [name, spec], n) => {
    const at = Rng.foldIn(key, Object.keys(before).length + n)
    return { ...drawn, [name]: leaf(`${layer}.${name}`, spec, at, { ...before, ...drawn }) }
  }, {})

const leaf = (path: string, { shape, init }: LeafSpec, key: Rng.Key, drawn: Drawn): AnyTensor => {
  const value = init(key, shape, drawn)
  if (!sameShape(value.shape, shape))
    throw new ShapeError(
      'init',
      `the initialiser of ${path} gave ${showShape(value.shape)}, it was asked for ${showShape(shape)}.`,
    )
  return value
}
