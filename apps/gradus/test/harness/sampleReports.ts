import type { Report } from '../../src/report/Report.ts'

const epochs = Array.from({ length: 40 }, (_, index) => ({
  epoch: index + 1,
  trainLoss: 0.9 * Math.exp(-index / 8) + 0.004,
  validationLoss: 0.8 * Math.exp(-index / 6) + 0.09 + index / 900,
  validationMetric: 0.98 - 0.2 * Math.exp(-index / 5),
}))

const picture = { width: 8, height: 8, values: Array.from({ length: 64 }, (_, pixel) => (pixel % 9) / 8) }

/** Made up, to look at the page and to test it. */
export const classReport: Report = {
  name: 'digits-2',
  data: '1,797 handwritten digits of 8 × 8 pixels: 1,078 to train, 359 to validate, 360 to test',
  epochs,
  bestEpoch: 24,
  ended: 'stopped early',
  test: {
    task: 'classification',
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    confusion: Array.from({ length: 10 }, (_, actual) =>
      Array.from({ length: 10 }, (_, predicted) =>
        actual === predicted ? 35 : (actual * predicted) % 7 === 6 ? 1 : 0,
      ),
    ),
    right: 352,
    size: 360,
    loss: 0.0812,
    interval: { low: 0.957, high: 0.989 },
    mistakes: Array.from({ length: 8 }, (_, index) => ({
      row: 17 * (index + 1),
      actual: String(index),
      predicted: String((index + 5) % 10),
      confidence: 0.99 - index / 20,
      picture,
    })),
  },
  layers: [
    { name: 'input', kind: 'input', outputShape: [64], parameters: 0 },
    { name: 'dense_0', kind: 'dense', outputShape: [128], parameters: 8320 },
    { name: 'relu_0', kind: 'relu', outputShape: [128], parameters: 0 },
    { name: 'dense_1', kind: 'dense', outputShape: [10], parameters: 1290 },
  ],
  configuration: '{\n  "name": "digits"\n}',
  environment: [
    ['gradus', '0.0.0'],
    ['node', 'v24.21.0'],
  ],
  advice: [
    'Validation loss rises from epoch 24 on while training loss still falls: more dropout or l2 may help.',
  ],
}

export const numberReport: Report = {
  ...classReport,
  name: 'diabetes <b>',
  data: '442 rows of diabetes.csv',
  test: {
    task: 'regression',
    target: 'progression',
    size: 60,
    loss: 2900.5,
    rmse: 53.86,
    mae: 43.2,
    r2: 0.4711,
    points: Array.from({ length: 60 }, (_, row) => ({
      row: row + 1,
      actual: 50 + 4 * row,
      predicted: 90 + 2.5 * row + 40 * Math.sin(row),
    })),
  },
}
