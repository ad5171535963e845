import { Tree, ValueError } from '@gradus/tensor'
import type { DoesNotFit } from '@gradus/tensor'
import { leavesByRoot } from '../checkLeaves.ts'
import type { Params, SignalModel } from '../Model.ts'
import type { PlacedLayer, Wiring } from '../Wiring.ts'
import { join } from '../Wiring.ts'

type Absent<P, Path extends string> = Path extends unknown
  ? [Tree.At<P, Path>] extends [Tree.NoSuchPath<string>]
    ? Path
    : never
  : never

type HasPaths<M extends SignalModel, Op extends string, Path extends string> = [
  Absent<Params<M>, Path>,
] extends [never]
  ? M
  : DoesNotFit<`${Op}: this model has no parameters at ${Absent<Params<M>, Path>}.`>

/** Every layer of a model changed, those within layers before the ones around them. */
const mapLayers = (
  wiring: Wiring,
  f: (layer: PlacedLayer, path: string) => PlacedLayer,
  at = '',
): Wiring => ({
  ...wiring,
  layers: wiring.layers.map((layer) => {
    const path = join(at, layer.name)
    const bodies = layer.bodies.map((body) => {
      const inner = body.name === undefined ? path : body.shared ? body.name : join(path, body.name)
      return { ...body, wiring: mapLayers(body.wiring, f, inner) }
    })
    return f({ ...layer, bodies }, path)
  }),
})

/** The paths of all parameters of a model. */
const paramPaths = (wiring: Wiring): readonly string[] =>
  [...leavesByRoot(wiring, 'params').values()].flatMap((leaves) => leaves.map(([path]) => path))

const under = (path: string, leaf: string): boolean => leaf === path || leaf.startsWith(`${path}.`)

const requirePaths = (operation: string, wiring: Wiring, paths: readonly string[]): void => {
  const leaves = paramPaths(wiring)
  const absent = paths.find((path) => !leaves.some((leaf) => under(path, leaf)))
  if (absent !== undefined) throw new ValueError(operation, `this model has no parameters at ${absent}.`)
}

const change =
  <Op extends 'freeze' | 'unfreeze', const Path extends string>(operation: Op, paths: readonly Path[]) =>
  <M extends SignalModel>(model: HasPaths<M, Op, Path>): M => {
    const wiring = model as unknown as Wiring
    requirePaths(operation, wiring, paths)
    const chosen = (leaf: string): boolean => paths.length === 0 || paths.some((path) => under(path, leaf))
    const frozenOf = (layer: PlacedLayer, at: string): readonly string[] =>
      Object.keys(layer.params).filter((name) =>
        chosen(join(at, name)) ? operation === 'freeze' : layer.frozen.includes(name),
      )
    return mapLayers(wiring, (layer, at) => ({ ...layer, frozen: frozenOf(layer, at) })) as unknown as M
  }

/**
 * The model with the parameters at some paths frozen: layers, layers within layers, single tensors; all if none is named.
 *
 * What is frozen gets no gradient, and a layer of which everything is frozen runs in training as it does in evaluation:
 * batch normalisation keeps its statistics. An optimiser may still move frozen parameters by weight decay or by momentum
 * that it has: hand it `isTrainable(model)`, as in `O.masked(optimizer, L.isTrainable(model))`.
 *
 * @throws ValueError (a type error where types can know) where a model has no parameters at a path.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.residual(L.dense(64)), L.dense(10))
 * const headOnly = L.pipe(model, L.freeze('residual_0'))
 * const { params } = L.init(headOnly, Rng.key(0))
 * T.Tree.paths(params).filter(L.isTrainable(headOnly)) // => ['dense_0.kernel', 'dense_0.bias']
 * ```
 */
export const freeze = <const Path extends string = never>(
  ...paths: readonly Path[]
): (<M extends SignalModel>(model: HasPaths<M, 'freeze', Path>) => M) => change('freeze', paths)

/**
 * The model with the parameters at some paths trained again; all if none is named.
 *
 * @throws ValueError (a type error where types can know) where a model has no parameters at a path.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([4]), L.dense(3), L.dense(2), L.freeze(), L.unfreeze('dense_1'))
 * L.isTrainable(model)('dense_0.kernel') // => false
 * L.isTrainable(model)('dense_1.kernel') // => true
 * ```
 */
export const unfreeze = <const Path extends string = never>(
  ...paths: readonly Path[]
): (<M extends SignalModel>(model: HasPaths<M, 'unfreeze', Path>) => M) => change('unfreeze', paths)

const frozenPaths = (wiring: Wiring, at = ''): readonly string[] =>
  wiring.layers.flatMap((layer) => {
    const path = join(at, layer.name)
    return [
      ...layer.frozen.map((name) => join(path, name)),
      ...layer.bodies.flatMap(({ name, shared, wiring: body }) =>
        frozenPaths(body, name === undefined ? path : shared ? name : join(path, name)),
      ),
    ]
  })

/**
 * Is the parameter at a path trained? The mask that optimisers take: `O.masked(optimizer, L.isTrainable(model))`.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([4]), L.dense(3), L.freeze('dense_0.bias'))
 * L.isTrainable(model)('dense_0.bias') // => false
 * ```
 */
export const isTrainable = (model: SignalModel): ((path: string) => boolean) => {
  const frozen = new Set(frozenPaths(model))
  return (path) => !frozen.has(path)
}

/** Parameters in two: those that are trained, and those that are frozen. */
export interface Trained<P> {
  readonly trainable: Tree.Part<P>
  readonly frozen: Tree.Part<P>
}

/**
 * A model's parameters in two trees, those that are trained and the frozen ones; `T.Tree.combine` puts them together.
 *
 * To take derivatives, and keep an optimiser's state, of the first alone.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([4]), L.dense(3), L.dense(2), L.freeze('dense_0'))
 * const { params } = L.init(model, Rng.key(0))
 * const { trainable, frozen } = L.partition(model)(params)
 * T.Tree.paths(trainable) // => ['dense_1.kernel', 'dense_1.bias']
 * T.Tree.equals(T.Tree.combine(trainable, frozen), params) // => true
 * ```
 */
export const partition =
  <M extends SignalModel>(model: M) =>
  (params: Params<M>): Trained<Params<M>> => {
    const trained = isTrainable(model)
    const { selected, rest } = Tree.partition((_, path) => trained(path))(params)
    return { trainable: selected, frozen: rest }
  }
