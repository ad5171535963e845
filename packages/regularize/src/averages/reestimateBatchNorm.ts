import { apply, init, type ModelLike, type Params, type State } from '@gradus/layers'
import * as T from '@gradus/tensor'
import { Rng, Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'

/** Is this what a batch norm remembers? By the last part of the path: `mean`, `variance` or `count`. */
const isBatchStatistic = (path: string): boolean => /(?:^|\.)(?:mean|variance|count)$/u.test(path)

/** The mean of the batches' statistics; counts of steps add up. */
const together = (leaves: readonly AnyTensor[]): AnyTensor => {
  const all: AnyTensor = T.stack(leaves)
  const { dtype } = all
  return dtype === 'int32' ? T.cast(T.sum(all, { axis: 0 }), dtype) : T.mean(all, { axis: 0 })
}

const requireStatistics = (state: unknown): void => {
  if (Tree.paths(state).some(isBatchStatistic)) return
  throw new ValueError(
    'reestimateBatchNorm',
    'this model remembers no batch statistics. Only models with batch norm need them re-estimated.',
  )
}

/**
 * The state of a model whose batch norms have statistics of given parameters: for parameters that no step has ended
 * with, such as an average of weights.
 *
 * Each batch passes in training mode through a model that has just begun to remember, so that its state is that batch's
 * own mean and variance; the new statistics are the means of those over the batches. `count` is the number of batches.
 * What other layers remember is left as it is in `state`. Batches are `[batch, ...model.input]`; the n-th draws with
 * `Rng.foldIn(key, n)`.
 *
 * Throws `ValueError` for no batches, and for a model without batch statistics.
 *
 * Source: Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", 2018, section 3.2; the mean
 * over batches is that of PyTorch's `update_bn`, of biased variances as `L.batchNorm` has them.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 * import * as R from '@gradus/regularize'
 *
 * const model = L.pipe(L.input([1]), L.batchNorm())
 * const { params, state } = L.init(model, Rng.key(0))
 * const batches = [T.tensor([[1], [3]]), T.tensor([[5], [7]])]
 * const next = R.reestimateBatchNorm(model, params, state, batches, Rng.key(1))
 * T.toNested(next.batchNorm_0.mean) // => [4]
 * ```
 */
export const reestimateBatchNorm = <M extends ModelLike>(
  model: M,
  params: Params<M>,
  state: State<M>,
  batches: Iterable<AnyTensor>,
  key: Rng.Key,
): State<M> => {
  requireStatistics(state)
  const fresh = init(model, key).state
  const states = Array.from(batches, (x, n) => {
    const mode = { mode: 'train', key: Rng.foldIn(key, n) } as const
    return new Map(Tree.entries(apply(model, params, fresh, x as never, mode).state))
  })
  if (states.length === 0) throw new ValueError('reestimateBatchNorm', 'statistics need a batch, got none.')
  return Tree.map((leaf, path) =>
    isBatchStatistic(path) ? together(states.map((of) => of.get(path) as AnyTensor)) : leaf,
  )(state)
}
