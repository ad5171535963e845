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
        input: [2, 3],
        output: [6],
        inputShape: [2, 3],
        outputShape: [6],
        parameters: 0,
        frozen: 0,
        state: 0,
        layers: [],
      },
      {
        name: 'dense_0',
        kind: 'dense',
        settings: { bias: false },
        input: [6],
        output: [4],
        inputShape: [6],
        outputShape: [4],
        parameters: 24,
        frozen: 0,
        state: 0,
        layers: [],
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
layer         output  parameters   FLOPs   memory  settings
input         [64]                          256 B
dense_0       [128]        8,320  16,512    512 B
batchNorm_0   [128]          256     896    512 B  decay 0.99, eps 0.00001
relu_0        [128]                  256    512 B
dropout_0     [128]                         512 B  rate 0.2
head (dense)  [10]         1,290   2,570     40 B
──────────────────────────────────────────────────────────────────────────
total                      9,866  20,234  2.3 KiB  parameters 38.5 KiB as float32
and 257 numbers of state, not learned
batchNorm_0 cancels the bias of dense_0: bias: false saves 128 parameters
`)
  })
  test('indents layers within layers, and counts shared weights once', () => {
    const tower = L.tied('tower', L.dense(8))
    const twins = L.pipe(
      L.input({ a: [5], b: [5] }),
      L.parallel({ a: tower, b: [tower, L.relu()] }),
      L.add(['a', 'b']),
      L.dense(1),
    )
    expect(`\n${L.summary(twins)}\n`).toBe(`
layer                 output           parameters  FLOPs  memory  settings
input                 several tensors                       40 B
parallel_0            several tensors          48    192    64 B
  a                   [8]                      48           32 B
    tied_0            [8]                      48     88    32 B
      tower (tied)    [8]                      48           32 B
        dense_0       [8]                      48     88    32 B
  b                   [8]                                   32 B
    tied_0            [8]                             88    32 B
      tower (shared)  [8]                                   32 B
    relu_0            [8]                             16    32 B
add_0                 [8]                              8    32 B
dense_0               [1]                       9     17     4 B
──────────────────────────────────────────────────────────────────────────
total                                          57    217   172 B  parameters 228 B as float32
`)
  })
  test('tells the memory of a batch', () => {
    const last = L.summary(L.pipe(L.input([4]), L.relu()), { batch: 256 })
      .split('\n')
      .at(-1)
    expect(last).toBe('total                    0      8  8.0 KiB  parameters 0 B as float32')
    expect(() => L.summary(L.input([4]), { batch: 0 })).toThrow(
      'summary: batch must be a positive integer, got 0.',
    )
  })
  test('says nothing of a bias that is not there', () => {
    const model = L.pipe(L.input([4]), L.dense(2, { bias: false }), L.batchNorm())
    expect(L.summary(model)).not.toContain('cancels')
  })
  test('of a model without layers', () => {
    expect(`\n${L.summary(L.input([1, 28, 28]))}\n`).toBe(`
layer  output     parameters  FLOPs   memory  settings
input  [1,28,28]                     3.1 KiB
──────────────────────────────────────────────────────
total                      0      0  3.1 KiB  parameters 0 B as float32
`)
  })
  test('of a large one', () => {
    expect(
      L.summary(L.pipe(L.input([4096]), L.dense(4096)))
        .split('\n')
        .at(-1),
    ).toBe('total            16,781,312  33,558,528  32.0 KiB  parameters 64.0 MiB as float32')
  })
})
