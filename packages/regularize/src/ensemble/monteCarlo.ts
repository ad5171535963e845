import { vmap } from '@gradus/autograd'
import { apply, type ModelLike, type Params, type PlacedLayer, type State } from '@gradus/layers'
import * as T from '@gradus/tensor'
import { Rng, ValueError } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { requireCount } from '../checks.ts'

/** The settings of `monteCarlo`. */
export interface MonteCarloOptions {
  /** How many times to draw. */
  readonly samples: number
  /** Which layers draw; those without state unless given, as a batch norm is to be evaluated. */
  readonly draws?: (layer: PlacedLayer) => boolean
}

/** What a model that draws said, each time it was asked: `[samples, batch, ...model.output]`. */
type Samples<M extends ModelLike> = Tensor<readonly [number, number, ...M['output']]>

const remembersNothing = ({ state }: PlacedLayer): boolean => Object.keys(state).length === 0

type Draws = (layer: PlacedLayer) => boolean

const evaluated = (layer: PlacedLayer): PlacedLayer['apply'] =>
  ((params, state, x) => layer.apply(params, state, x, { mode: 'eval' })) satisfies PlacedLayer['apply']

/** The layers with those that do not draw evaluated in training, too; so within the models that they hold. */
const drawingOnly = <W extends { readonly layers: readonly PlacedLayer[] }>(model: W, draws: Draws): W => ({
  ...model,
  layers: model.layers.map((layer) => ({
    ...layer,
    apply: draws(layer) ? layer.apply : evaluated(layer),
    bodies: layer.bodies.map((body) => ({ ...body, wiring: drawingOnly(body.wiring, draws) })),
  })),
})

const requireDraws = ({ layers }: { readonly layers: readonly PlacedLayer[] }, draws: Draws): void => {
  const within = (layer: PlacedLayer): readonly PlacedLayer[] => [
    layer,
    ...layer.bodies.flatMap(({ wiring }) => wiring.layers.flatMap(within)),
  ]
  const all = layers.flatMap(within)
  if (all.some(draws)) return
  throw new ValueError(
    'monteCarlo',
    `draws matches no layer. The layers are ${all.map(({ name }) => name).join(', ')}.`,
  )
}

/**
 * Monte Carlo dropout: what a model says when its noise is left on, several times, as samples of what it may mean.
 *
 * The s-th sample runs the model with the s-th of `samples` keys: dropout and other noise as in training, layers that
 * remember, such as batch norm, as in evaluation. All samples are one pass, by `vmap`. Their mean is the prediction, their
 * deviation how sure it is; `average`, `votes` and `uncertainty` take them as members.
 *
 * Throws `ValueError` unless `samples` is a whole number of 1 or more, and when `draws` matches no layer; what
 * `L.apply` throws.
 *
 * Source: Gal and Ghahramani, "Dropout as a Bayesian Approximation", 2016, equation 6.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 * import * as R from '@gradus/regularize'
 *
 * const model = L.pipe(L.input([4]), L.dropout(0.5), L.dense(2))
 * const { params, state } = L.init(model, Rng.key(0))
 * const samples = R.monteCarlo(model, { samples: 10 })(params, state, T.ones([3, 4]), Rng.key(1))
 * samples.shape // => [10, 3, 2]
 * T.std(samples, { axis: 0 }).shape // => [3, 2]
 * ```
 */
export const monteCarlo = <M extends ModelLike>(
  model: M,
  { samples, draws = remembersNothing }: MonteCarloOptions,
): ((params: Params<M>, state: State<M>, x: AnyTensor, key: Rng.Key) => Samples<M>) => {
  requireCount('monteCarlo', 'samples', samples)
  requireDraws(model, draws)
  const drawing = drawingOnly(model, draws)
  return (params, state, x, key) => {
    const once = (sampleKey: Rng.Key): AnyTensor =>
      apply(drawing, params, state, x as never, { mode: 'train', key: sampleKey }).output as AnyTensor
    return vmap(once)(T.stack(Rng.split(key, samples)) as never) as AnyTensor as Samples<M>
  }
}
