import * as E from '#fp/Either'
import type { TableSchema } from '@gradus/data'
import path from 'node:path'

import type { Config } from './Config.ts'
import type { DataConfig } from './dataConfig.ts'
import type { LayerConfig, ModelConfig } from './modelConfig.ts'
import type { Path, Problem } from './schema/Problem.ts'
import { problem } from './schema/Problem.ts'

type Task = TableSchema['target']['task']
type Loss = NonNullable<Config['loss']>

/** A configuration that leaves nothing open: what the data had to say has been filled in. */
export interface CompleteConfig extends Config {
  readonly name: string
  readonly model: ModelConfig
  readonly loss: Loss
}

/** What the data say about the model: how many outputs, and what they mean. */
export interface Facts {
  readonly schema: TableSchema
  readonly sha256: string | null
}

const outputsOf = ({ target }: TableSchema): number =>
  target.task === 'classification' ? target.classes.length : 1

/** A regression begins by answering the mean, which is what it knows. */
const defaultModel = ({ target }: TableSchema, outputs: number): ModelConfig => ({
  layers: [
    { kind: 'dense', units: 64, init: 'heNormal' },
    { kind: 'relu' },
    { kind: 'dropout', rate: 0.2 },
    { kind: 'dense', units: outputs, init: target.task === 'classification' ? 'glorotUniform' : 'zeros' },
  ],
})

const completeData = (data: DataConfig, { schema, sha256 }: Facts): DataConfig =>
  'source' in data
    ? data
    : {
        ...data,
        task: schema.target.task,
        features: Object.fromEntries(schema.features.map(({ name, kind }) => [name, kind])),
        sha256,
      }

const lossesOf: Readonly<Record<Task, readonly Loss[]>> = {
  classification: ['softmaxCrossEntropy'],
  regression: ['mse', 'mae', 'huber'],
}

const lossProblems = (loss: Loss | null, task: Task): readonly Problem[] => {
  const fitting = lossesOf[task]
  return loss === null || fitting.includes(loss)
    ? []
    : [
        problem(
          ['loss'],
          `expected ${fitting.map((name) => JSON.stringify(name)).join(', ')} for ${task}, found ${JSON.stringify(loss)}.`,
        ),
      ]
}

const isDense = (layer: LayerConfig): boolean => layer.kind === 'dense'

const layersPath = (index: number): Path => ['model', 'layers', index]

const whatOutputs = ({ target }: TableSchema): string =>
  target.task === 'classification'
    ? `${target.classes.length}, the number of classes in ${JSON.stringify(target.name)}`
    : `1, because one number is predicted`

const modelProblems = ({ layers }: ModelConfig, schema: TableSchema): readonly Problem[] => {
  const index = layers.findLastIndex(isDense)
  const last = layers[index]
  if (last?.kind !== 'dense')
    return [
      problem(['model', 'layers'], `expected a last dense layer with ${whatOutputs(schema)}, found none.`),
    ]
  return last.units === outputsOf(schema)
    ? []
    : [problem([...layersPath(index), 'units'], `expected ${whatOutputs(schema)}, found ${last.units}.`)]
}

/** What to call a run that has no name: as its configuration file, as far as a folder may be called so. */
export const nameOf = (file: string | null): string => {
  const name = file === null ? 'digits' : path.basename(file).replace(/\.jsonc?$/, '')
  const cleaned = name
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100)
  return cleaned === '' ? 'run' : cleaned
}

/** Fills in what only the data can tell, or says where the configuration and the data disagree. */
export const complete = (
  config: Config,
  facts: Facts,
  file: string | null,
): E.Either<readonly Problem[], CompleteConfig> => {
  const { schema } = facts
  const { task } = schema.target
  const model = config.model ?? defaultModel(schema, outputsOf(schema))
  const problems = [...lossProblems(config.loss, task), ...modelProblems(model, schema)]
  if (problems.length > 0) return E.left(problems)
  return E.right({
    ...config,
    name: config.name ?? nameOf(file),
    data: completeData(config.data, facts),
    split: { ...config.split, stratify: config.split.stratify && task === 'classification' },
    model,
    loss: config.loss ?? (task === 'classification' ? 'softmaxCrossEntropy' : 'mse'),
  })
}
