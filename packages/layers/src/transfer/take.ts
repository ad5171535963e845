import { ValueError } from '@gradus/tensor'
import type { DoesNotFit } from '@gradus/tensor'
import type { Failure, Part, Through } from '../combinators/block.ts'
import { put } from '../combinators/block.ts'
import type { AnyModel, LedgerOf, Params, SignalModel } from '../Model.ts'
import type { Counts, PlacedLayer, Wiring } from '../Wiring.ts'
import { ownLeaves, sharedBodies } from '../Wiring.ts'

type BeforeOf<M extends SignalModel> = LedgerOf<M>['before' & keyof LedgerOf<M>]

type Until<M extends SignalModel, Name extends string> = [BeforeOf<M>] extends [never]
  ? Failure<`take: this model has no layer called ${Name}.`>
  : BeforeOf<M> extends { readonly model: infer B extends SignalModel; readonly name: infer Last }
    ? [Last] extends [Name]
      ? M
      : Until<B, Name>
    : AnyModel

type Taken<M extends SignalModel, Name extends string> =
  Until<M, Name> extends Failure<infer Text> ? DoesNotFit<Text> : M

const count = (layers: readonly PlacedLayer[]): Counts =>
  layers.reduce<Counts>((counts, { name, kind }) => {
    const n = counts[kind] ?? 0
    return name === `${kind}_${n}` ? { ...counts, [kind]: n + 1 } : counts
  }, {})

const first = (wiring: Wiring, n: number): Wiring => {
  const layers = wiring.layers.slice(0, n)
  return { ...wiring, layers, output: layers.at(-1)?.output ?? wiring.input, counts: count(layers) }
}

/**
 * The model up to a layer, that one included: features for something else.
 *
 * Parameters of the whole model serve it too, once those of the other layers are left out.
 *
 * @throws ValueError (a type error where types can know) where the model has no layer of that name.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.dense(32), L.relu(), L.dense(10))
 * L.pipe(model, L.take('relu_0')).output // => [32]
 * ```
 */
export const take =
  <const Name extends string>(until: Name) =>
  <M extends SignalModel>(model: Taken<M, Name>): Until<M, Name> => {
    const wiring = model as unknown as Wiring
    const at = wiring.layers.findIndex(({ name }) => name === until)
    if (at === -1) throw new ValueError('take', `this model has no layer called ${until}.`)
    return first(wiring, at + 1) as unknown as Until<M, Name>
  }

type Headless<M extends SignalModel> = [BeforeOf<M>] extends [never]
  ? Failure<'replaceHead: this model has no layer with parameters.'>
  : BeforeOf<M> extends { readonly model: infer B extends SignalModel }
    ? [keyof Params<M>] extends [keyof Params<B>]
      ? Headless<B>
      : B
    : AnyModel

type Replaced<M extends SignalModel, Parts> =
  Headless<M> extends infer Body ? (Body extends SignalModel ? Through<Body, Parts> : Body) : never

type Fits<M extends SignalModel, Parts> =
  Replaced<M, Parts> extends Failure<infer Text> ? DoesNotFit<Text> : M

/** Brings this layer parameters that none before it has? */
const bringsParams = (layers: readonly PlacedLayer[], at: number): boolean => {
  const layer = layers[at] as PlacedLayer
  const before = layers.slice(0, at).flatMap((other) => [...sharedBodies(other).keys()])
  return (
    ownLeaves(layer, 'params').length > 0 ||
    [...sharedBodies(layer).keys()].some((name) => !before.includes(name))
  )
}

/**
 * The model with another head: its last layer that has parameters, and whatever stands behind it, give way to these parts.
 *
 * The layers before keep their names, so that their trained parameters fit: `{ ...L.init(model, key).params, … }`, or
 * `loadParams`. Give the new head a name of its own where the old one's must not be taken for it.
 *
 * @throws ValueError where no layer has parameters, and what the parts throw (type errors where types can know).
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const digits = L.pipe(L.input([64]), L.dense(32), L.relu(), L.dense(10), L.softmax())
 * const letters = L.pipe(digits, L.replaceHead(L.named('letters', L.dense(26))))
 * Object.keys(L.init(letters, Rng.key(0)).params) // => ['dense_0', 'letters']
 * ```
 */
export const replaceHead =
  <const Parts extends readonly Part[]>(...parts: Parts) =>
  <M extends SignalModel>(model: Fits<M, Parts>): Replaced<M, Parts> => {
    const wiring = model as unknown as Wiring
    const head = wiring.layers.findLastIndex((_, at) => bringsParams(wiring.layers, at))
    if (head === -1) throw new ValueError('replaceHead', 'this model has no layer with parameters.')
    return parts.reduce(put, first(wiring, head) as unknown as AnyModel) as unknown as Replaced<M, Parts>
  }
