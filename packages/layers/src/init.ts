import { Rng, ShapeError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { Drawn, LeafSpec, LeafSpecs } from './Layer.ts'
import type { ModelLike, Params, PlacedLayer, State } from './Model.ts'
import { sameShape, showShape } from './shapes.ts'

/** What a model starts with. */
export interface Initial<M extends ModelLike> {
  readonly params: Params<M>
  readonly state: State<M>
}

/**
 * The first parameters and state of a model: immutable records by layer and name, `params.dense_0.kernel`.
 *
 * The n-th layer that has parameters or state, counted from 0, draws from `Rng.foldIn(key, n)`, and its n-th leaf from
 * `foldIn` of that. So neither layers put behind nor activations and dropout put between change what a layer begins
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
export const init = <M extends ModelLike>(model: M, key: Rng.Key): Initial<M> => {
  const starts = model.layers.filter(hasLeaves).map((layer, n) => start(layer, Rng.foldIn(key, n)))
  const part = (of: 'params' | 'state') =>
    Object.fromEntries(starts.filter((s) => !isEmpty(s[of])).map((s) => [s.name, s[of]]))
  return { params: part('params') as Params<M>, state: part('state') as State<M> }
}

const isEmpty = (leaves: object): boolean => Object.keys(leaves).length === 0

const hasLeaves = ({ params, state }: PlacedLayer): boolean => !isEmpty(params) || !isEmpty(state)

const start = ({ name, params, state }: PlacedLayer, key: Rng.Key) => {
  const drawn = draw(name, params, key, {})
  return { name, params: drawn, state: draw(name, state, key, drawn) }
}

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
