import type { PlannedColumn, Table, TablePlan } from '@gradus/data'

import { count } from '../format/numbers.ts'

const json = (value: unknown): string => JSON.stringify(value)

const featureLines = (features: readonly PlannedColumn[]): readonly string[] =>
  features.map(
    ({ name, kind }, index) => `      ${json(name)}: ${json(kind)}${index < features.length - 1 ? ',' : ''}`,
  )

/** A comment ends with its line; a column's name might hold a line break. */
const oneLine = (text: string): string => text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ')

const ignoredLines = ({ ignored }: Required<TablePlan>): readonly string[] =>
  ignored.map(({ name, reason }) => `      // left out: ${oneLine(json(name))}, ${reason}`)

const distinct = (table: Table, name: string, missing: readonly string[]): number => {
  const column = table.columns.indexOf(name)
  const cells = table.rows.map((row) => row[column]?.trim() ?? '')
  return new Set(cells.filter((cell) => !missing.includes(cell))).size
}

const hasMissing = (table: Table, { features, missingValues }: Required<TablePlan>): boolean =>
  features.some(({ name }) => {
    const column = table.columns.indexOf(name)
    return table.rows.some((row) => missingValues.includes(row[column]?.trim() ?? ''))
  })

interface Size {
  readonly units: number
  readonly dropout: number
  readonly learningRate: number
  readonly batchSize: number
  readonly l2: number
}

/**
 * Small tables: few units, a penalty in place of dropout, whose noise drowns in small parts what early stopping looks
 * for, and a learning rate that gets there within the epochs (tried on iris and diabetes).
 */
const sizeFor = (rows: number): Size =>
  rows < 500
    ? { units: 32, dropout: 0, learningRate: 0.01, batchSize: 16, l2: 0.001 }
    : rows < 5000
      ? { units: 64, dropout: 0.1, learningRate: 0.003, batchSize: 32, l2: 0.0001 }
      : { units: 128, dropout: 0.1, learningRate: 0.001, batchSize: 64, l2: 0.0001 }

/** A configuration for a table, with a comment wherever one might want to change something. */
export const commentedConfig = (
  name: string,
  csv: string,
  table: Table,
  plan: Required<TablePlan>,
): string => {
  const { target, features, missingValues } = plan
  const classes = target.task === 'classification'
  const outputs = classes ? distinct(table, target.name, missingValues) : 1
  const size = sizeFor(table.rows.length)
  const gaps = hasMissing(table, plan)
  return `{
  // Made by gradus init for ${oneLine(csv)}: ${count(table.rows.length)} rows, ${count(table.columns.length)} columns.
  // Train with it:  gradus train ${name}.json
  "name": ${json(name)},
  "seed": 0, // the same seed gives the same network, bit for bit

  "data": {
    "csv": ${json(csv)}, // relative to this file
    "target": ${json(target.name)}, // the column to predict
    "task": ${json(target.task)}, // "classification" for kinds, "regression" for numbers
    "features": {
      // what to predict from: "numeric", or "categorical" for kinds of things
${[...ignoredLines(plan), ...featureLines(features)].join('\n')}
    },
    "missing": ${gaps ? '"mean"' : '"error"'} // empty cells: "error", "drop" the row, or fill in the "mean"
  },

  // Shares of the rows: to learn from, to decide when to stop, to measure at the end.
  "split": { "train": 0.6, "validation": 0.2, "test": 0.2${classes ? ', "stratify": true' : ''} },
  "preprocess": { "standardize": true${classes ? '' : ', "standardizeTarget": true'} },

  "model": {
    "layers": [
      { "kind": "dense", "units": ${size.units}, "init": "heNormal" },
      { "kind": "relu" },
      { "kind": "dropout", "rate": ${size.dropout} }, // higher against overfitting
      { "kind": "dense", "units": ${outputs}, "init": ${classes ? '"glorotUniform"' : '"zeros"'} } // ${classes ? `one for each of the ${outputs} classes` : 'one number, at first the mean'}
    ]
  },
  "loss": ${classes ? '"softmaxCrossEntropy"' : '"mse", // or "mae", "huber" where outliers matter less'}${classes ? ',' : ''}
  "optimizer": { "kind": "adam", "learningRate": ${size.learningRate} }, // or "adamW", "sgd"

  "train": {
    "epochs": 300, // at most
    "batchSize": ${size.batchSize},
    "l2": ${size.l2}, // higher against overfitting
    "earlyStopping": { "patience": 20 } // epochs without a better validation loss; null for never
  }
}
`
}
