import * as L from '@gradus/layers'
import { describe, expect, test } from 'vitest'

const digits = L.pipe(
  L.input([64]),
  L.dense(128),
  L.batchNorm(),
  L.relu(),
  L.dropout(0.2),
  L.named('head', L.dense(10)),
)

describe('describe', () => {
  test('a record for each layer', () => {
    expect(L.describe(L.pipe(L.input([2, 3]), L.flatten(), L.dense(4, { bias: false })))).toEqual([
      {
        name: 'flatten_0',
        kind: 'flatten',
        settings: {},
        inputShape: [2, 3],
        outputShape: [6],
        parameters: 0,
        state: 0,
      },
      {
        name: 'dense_0',
        kind: 'dense',
        settings: { bias: false },
        inputShape: [6],
        outputShape: [4],
        parameters: 24,
        state: 0,
      },
    ])
  })
  test('a model without layers', () => {
    expect(L.describe(L.input([3]))).toEqual([])
  })
})

describe('summary', () => {
  test('is a table that a person reads', () => {
    expect(`\n${L.summary(digits)}\n`).toBe(`
layer         output  parameters  settings
input         [64]
dense_0       [128]        8,320
batchNorm_0   [128]          256  decay 0.99, eps 0.00001
relu_0        [128]
dropout_0     [128]               rate 0.2
head (dense)  [10]         1,290
─────────────────────────────────────────────────────────
total                      9,866  38.5 KiB as float32
and 257 numbers of state, not learned
batchNorm_0 cancels the bias of dense_0: bias: false saves 128 parameters
`)
  })
  test('says nothing of a bias that is not there', () => {
    const model = L.pipe(L.input([4]), L.dense(2, { bias: false }), L.batchNorm())
    expect(L.summary(model)).not.toContain('cancels')
  })
  test('of a model without layers', () => {
    expect(`\n${L.summary(L.input([1, 28, 28]))}\n`).toBe(`
layer  output     parameters  settings
input  [1,28,28]
──────────────────────────────────────
total                      0  0 B as float32
`)
  })
  test('of a large one', () => {
    expect(
      L.summary(L.pipe(L.input([4096]), L.dense(4096)))
        .split('\n')
        .at(-1),
    ).toBe('total            16,781,312  64.0 MiB as float32')
  })
})
