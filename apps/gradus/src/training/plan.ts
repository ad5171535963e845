import { batchCount } from '@gradus/data'
import * as L from '@gradus/layers'
import type { AnyModel, LayerSpecError } from '@gradus/layers'
import * as Loss from '@gradus/losses'
import type { Objective } from '@gradus/losses'
import * as R from '@gradus/regularize'
import type { Rng } from '@gradus/tensor'
import type { EmptyState } from '@gradus/optim'
import type { NumberMetric, Plan, TrainState } from '@gradus/train'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'

import type { CompleteConfig } from '../config/complete.ts'
import type { Problem } from '../config/schema/Problem.ts'
import { problem } from '../config/schema/Problem.ts'
import type { Material } from '../data/Material.ts'
import { optimizerOf } from './optimizer.ts'

/** A plan whose model and optimiser come from a configuration. */
export type AppPlan = Plan<AnyModel, EmptyState>

export type AppState = TrainState<AnyModel, EmptyState>

const objectives: Readonly<Record<CompleteConfig['loss'], Objective<never>>> = {
  softmaxCrossEntropy: Loss.softmaxCrossEntropy,
  mse: Loss.mse,
  mae: Loss.mae,
  huber: Loss.huber,
}

export const objectiveOf = (loss: CompleteConfig['loss']): Objective => objectives[loss] as Objective

/** The error that training reports besides the loss. */
export const metricOf = (task: 'classification' | 'regression'): NumberMetric =>
  task === 'classification' ? Loss.accuracy : Loss.rmse

const layerProblem = ({ index, message }: LayerSpecError): Problem =>
  problem(index < 0 ? ['data'] : ['model', 'layers', index], message)

/** The model of a configuration for examples with this many features. */
export const modelOf = (
  { model }: Pick<CompleteConfig, 'model'>,
  features: number,
): E.Either<readonly Problem[], AnyModel> =>
  pipe(
    L.fromSpecs([features], model.layers),
    E.mapLeft((errors) => errors.map(layerProblem)),
  )

const stoppingOf = ({ train }: CompleteConfig): Pick<AppPlan, 'earlyStopping'> =>
  train.earlyStopping === null ? {} : { earlyStopping: R.earlyStopping(train.earlyStopping) }

const penaltyOf = ({ train }: CompleteConfig): Pick<AppPlan, 'penalty'> =>
  train.l2 === 0 ? {} : { penalty: R.l2(train.l2) }

/** What a configuration asks for, ready to be trained on this material. */
export const planOf = (
  config: CompleteConfig,
  { source, train }: Material,
  key: Rng.Key,
): E.Either<readonly Problem[], AppPlan> =>
  pipe(
    modelOf(config, train.ready.x.shape[1]),
    E.map((model) => ({
      model,
      objective: objectiveOf(config.loss),
      optimizer: optimizerOf(config.optimizer, {
        stepsPerEpoch: batchCount({ size: config.train.batchSize })(train.ready.size),
        epochs: config.train.epochs,
      }),
      ...penaltyOf(config),
      ...stoppingOf(config),
      metrics: [metricOf(source.schema.target.task)],
      batchSize: config.train.batchSize,
      epochs: config.train.epochs,
      key,
    })),
  )
