import { Rng, ShapeError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { LeafSpec, LeafSpecs } from './Layer.ts'
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

const start = ({ name, params, state }: PlacedLayer, key: Rng.Key) => ({
  name,
  params: draw(name, params, key, 0),
  state: draw(name, state, key, Object.keys(params).length),
})

const draw = (layer: string, specs: LeafSpecs, key: Rng.Key, from: number) =>
  Object.fromEntries(
    Object.entries(specs).map(([name, spec], n) => [
      name,
      leaf(`${layer}.${name}`, spec, Rng.foldIn(key, from + n)),
    ]),
  )

const leaf = (path: string, { shape, init }: LeafSpec, key: Rng.Key): AnyTensor => {
  const value = init(key, shape)
  if (!sameShape(value.shape, shape))
    throw new ShapeError(
      'init',
      `the initialiser of ${path} gave ${showShape(value.shape)}, it was asked for ${showShape(shape)}.`,
    )
  return value
}
