import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { requireCount } from '../checks.ts'
import type { Members } from '../Ensemble.ts'

/** The settings of `snapshots`. */
export interface SnapshotOptions {
  /** How many steps a cycle of the learning rate has. */
  readonly cycle: number
  /** How many snapshots to keep: the last ones. */
  readonly keep: number
}

/** What snapshots remember: the steps that they have seen, and the parameters at the ends of cycles. */
export interface SnapshotsState<P> {
  readonly step: Tensor<readonly [], 'int32'>
  /** How many snapshots have been taken. */
  readonly count: Tensor<readonly [], 'int32'>
  /** `keep` members; those that are still to come are zeros. */
  readonly members: Members<P>
}

/** An ensemble from one run: a reducer over its parameters, its members and how much each counts. */
export interface Snapshots {
  readonly init: <P>(params: P) => SnapshotsState<P>
  readonly update: <P>(state: SnapshotsState<P>, params: P) => SnapshotsState<P>
  /** The parameters of the ensemble, `keep` members. */
  readonly value: <P>(state: SnapshotsState<P>) => Members<P>
  /** 1 for each member that there is, 0 for those to come, `[keep]`: the `weights` of `average` and `vote`. */
  readonly weights: <P>(state: SnapshotsState<P>) => Tensor<readonly [number]>
}

const zero = T.zeros([], { dtype: 'int32' })

/**
 * A snapshot ensemble: the parameters at the end of each cycle of a learning rate that falls and starts again.
 *
 * Step `n · cycle`, `n = 1, 2, …`, is kept as member `(n - 1) mod keep`, so that the last `keep` are there. With
 * `cosineRestarts` of that period as the schedule, each is near a minimum of its own: an ensemble for the price of one
 * run. It runs in `jit` and `scan`.
 *
 * Throws `ValueError` unless `cycle` and `keep` are whole numbers of 1 or more.
 *
 * Source: Huang, Li, Pleiss, Liu, Hopcroft and Weinberger, "Snapshot Ensembles: Train 1, Get M for Free", 2017.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const ensemble = R.snapshots({ cycle: 2, keep: 3 })
 * const steps = [1, 2, 3, 4].map((w) => ({ w: T.tensor(w) }))
 * const state = steps.reduce(ensemble.update, ensemble.init({ w: T.tensor(0) }))
 * T.toNested(ensemble.value(state).w) // => [2, 4, 0]
 * T.toNested(ensemble.weights(state)) // => [1, 1, 0]
 * ```
 */
export const snapshots = ({ cycle, keep }: SnapshotOptions): Snapshots => {
  requireCount('snapshots', 'cycle', cycle)
  requireCount('snapshots', 'keep', keep)
  const places: AnyTensor = T.arange(keep)
  return {
    init: <P>(params: P) => ({
      step: zero,
      count: zero,
      members: Tree.map((p) => T.zeros([keep, ...p.shape], { dtype: p.dtype }))(params) as Members<P>,
    }),
    update: <P>(state: SnapshotsState<P>, params: P) => {
      const step = T.add(state.step, 1)
      const isEnd = T.equal(T.mod(step, cycle), 0)
      const takes = T.logicalAnd(isEnd, T.equal(places, T.mod(state.count, keep)))
      const put = (p: AnyTensor, all: AnyTensor): AnyTensor =>
        T.where(T.reshape(takes, [keep, ...p.shape.map(() => 1)]), T.expandDims(p, 0), all)
      const members = Tree.zipWith(put)(params as unknown, state.members) as Members<P>
      return { step, count: T.add(state.count, T.cast(isEnd, 'int32')), members }
    },
    value: ({ members }) => members,
    weights: ({ count }) => T.cast(T.less(places, count), 'float32') as never,
  }
}
