import type { EmptyState, GradientTransformation } from '../GradientTransformation.ts'
import type { Schedule } from '../Schedule.ts'
import type { Select } from '../select.ts'
import { addDecayedWeights } from '../transformations/addDecayedWeights.ts'
import { chain } from '../transformations/chain.ts'
import { partition, type PartitionState } from '../transformations/partition.ts'
import { scaleByLearningRate, type ScaleByLearningRateState } from '../transformations/scaleByLearningRate.ts'
import {
  scaleByMuon,
  type ScaleByMuonOptions,
  type ScaleByMuonState,
} from '../transformations/scaleByMuon.ts'
import { adamW, type AdamWOptions, type AdamWState } from './adamW.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `muon`. */
export interface MuonOptions extends ScaleByMuonOptions {
  readonly learningRate: Hyperparameter | Schedule
  /** The share of each matrix, before the learning rate, that is taken off at each step; 0 unless given. */
  readonly weightDecay?: Hyperparameter
  /** Which matrices are orthogonalised, by path, and which Adam takes; all of them unless given. */
  readonly select?: Select
  /** The settings of Adam for everything else; without decay, and with the same learning rate, unless given. */
  readonly adam?: Partial<AdamWOptions>
}

/** The state of `muon`: the matrices' and that of all else. */
export type MuonState = PartitionState<{
  readonly muon: readonly [ScaleByMuonState, EmptyState, ScaleByLearningRateState]
  readonly adam: AdamWState
}>

/**
 * Muon: matrices move along their orthogonalised momentum, everything else as in Adam.
 *
 * `P ← P - η · (U + weightDecay · P)` with the `U` of `scaleByMuon`.
 *
 * Embeddings and the last layer are best left to Adam: `select` chooses.
 *
 * Throws `ValueError` for a learning rate that is not positive and finite, and as its parts do.
 *
 * Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024; numbers equal to
 * `optax.contrib.muon`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.muon({ learningRate: 0.5 })
 * const params = { kernel: T.zeros([2, 2]), bias: T.zeros([2]) }
 * const gradients = { kernel: T.tensor([[4, 0], [0, 1]]), bias: T.tensor([1, 1]) }
 * const [updates] = optimizer.update(gradients, optimizer.init(params), params)
 * T.toNested(updates.bias).map((u) => u.toFixed(2)) // => ['-0.74', '-0.74']
 * ```
 */
export const muon = ({
  learningRate,
  weightDecay = 0,
  select = () => true,
  adam = {},
  ...options
}: MuonOptions): GradientTransformation<MuonState> =>
  partition((path, { shape }) => (shape.length === 2 && select(path) ? 'muon' : 'adam'), {
    muon: chain(scaleByMuon(options), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate)),
    adam: adamW({ learningRate, nesterov: options.nesterov ?? true, weightDecay: 0, ...adam }),
  })
