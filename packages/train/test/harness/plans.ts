import { fromArrays, relabel } from '@gradus/data'
import * as L from '@gradus/layers'
import * as Loss from '@gradus/losses'
import * as O from '@gradus/optim'
import * as R from '@gradus/regularize'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'

/** Points in the plane, whose class is the side of a bent line; `from` takes other points of the same kind. */
export const points = (size: number, from = 0) => {
  const x = Array.from(T.toTypedArray(Rng.normal(Rng.key(100 + from), [size, 2])))
  const rows = Array.from({ length: size }, (_, i) => [x[2 * i]!, x[2 * i + 1]!])
  return fromArrays(
    rows,
    rows.map(([a, b]) => (b! > Math.sin(2 * a!) ? 1 : 0)),
  )
}

/** A small plan that uses everything a run has: state in layers, dropout, penalty, constraint, schedule, metrics, a rule. */
export const fullPlan = {
  model: L.pipe(L.input([2]), L.dense(6), L.batchNorm({ decay: 0.9 }), L.relu(), L.dropout(0.3), L.dense(2)),
  objective: Loss.softmaxCrossEntropy,
  optimizer: O.chain(
    O.clipByGlobalNorm(1),
    O.adamW({
      learningRate: O.warmupCosine({ peak: 0.05, warmupSteps: 3, totalSteps: 30 }),
      weightDecay: 1e-3,
    }),
  ),
  penalty: R.l2(1e-3),
  constraint: R.maxNorm(2),
  metrics: [Loss.accuracy, Loss.logLoss],
  batchSize: 8,
  epochs: 4,
  earlyStopping: R.earlyStopping({ patience: 2 }),
  key: Rng.key(7),
}

export const parts = { train: points(20), validation: relabel('validation')(points(11, 1)) }

/** As little as a plan can be. */
export const smallPlan = {
  model: L.pipe(L.input([2]), L.dense(2)),
  objective: Loss.softmaxCrossEntropy,
  optimizer: O.sgd({ learningRate: 0.1 }),
  batchSize: 8,
  epochs: 2,
  key: Rng.key(0),
}
