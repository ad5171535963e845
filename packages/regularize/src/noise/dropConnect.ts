import { layer, type LayerType, type Stage } from '@gradus/layers'
import { Rng, Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireRate } from '../checks.ts'
import { dropAcross } from '../Noise.ts'
import { isWeight, requireMatch, type SelectOptions } from '../select.ts'

/**
 * Drops single weights: inverted dropout of the selected parameters, `w · m / (1 - rate)`, `m ~ Bernoulli(1 - rate)`.
 *
 * The n-th parameter of the tree draws from `Rng.foldIn(key, n)`.
 *
 * Throws `ValueError` for a rate outside [0, 1), and when `select` matches nothing.
 *
 * Source: Wan, Zeiler, Zhang, LeCun and Fergus, "Regularization of Neural Networks using DropConnect", 2013.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const { kernel, bias } = R.dropWeights(Rng.key(0), { kernel: T.ones([4]), bias: T.ones([1]) }, 0.5)
 * T.toNested(kernel) // => [0, 2, 2, 2]
 * T.toNested(bias) // => [1]
 * ```
 */
export const dropWeights = <P>(
  key: Rng.Key,
  params: P,
  rate: number,
  { select = isWeight }: SelectOptions = {},
): P => {
  requireRate('dropWeights', 'rate', rate)
  requireMatch('dropWeights', select, params)
  const places = new Map(Tree.paths(params).map((path, n) => [path, n]))
  const dropped = (w: AnyTensor, path: string): AnyTensor =>
    dropAcross('dropWeights', Rng.foldIn(key, places.get(path) ?? 0), w, rate, w.shape)
  return Tree.map((w, path) => (select(path) ? (dropped(w, path) as typeof w) : w))(params)
}

/**
 * DropConnect: a stage, its weights dropped in training, one draw for the whole batch; in evaluation the stage itself.
 *
 * The layer keeps its kind and its name, so that its parameters have the same paths, and begin with the same numbers, as
 * without. It is given two keys of the layer's: the first for its weights, the second for what it draws itself.
 *
 * Throws `ValueError` for a rate outside [0, 1), and in training when `select` matches no parameter of the layer.
 *
 * Source: Wan, Zeiler, Zhang, LeCun and Fergus, "Regularization of Neural Networks using DropConnect", 2013. Departures:
 * one mask for a batch, where theirs is one for each example, and evaluation with the mean weights, where they draw from
 * a normal distribution that is fitted to the activations.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 * import * as R from '@gradus/regularize'
 *
 * const model = L.pipe(L.input([64]), R.dropConnect(0.5, L.dense(10)))
 * L.init(model, Rng.key(0)).params.dense_0.kernel.shape // => [64, 10]
 * ```
 */
export const dropConnect = <Type extends LayerType>(
  rate: number,
  { layer: inner }: Stage<Type>,
  options: SelectOptions = {},
): Stage<Type> => {
  requireRate('dropConnect', 'rate', rate)
  const apply: typeof inner.apply = (params, state, x, mode) => {
    if (mode.mode === 'eval') return inner.apply(params, state, x, mode)
    const [weightKey, key] = Rng.split(mode.key)
    return inner.apply(dropWeights(weightKey, params, rate, options), state, x, { mode: 'train', key })
  }
  // A layer is a whole definition, but its parameters' names are known to the inner stage's type alone.
  return layer<Type>({ ...inner, settings: { ...inner.settings, dropConnect: rate }, apply } as never)
}
