/** Linear layers against PyTorch in double precision; tools/golden/layers_linear.py makes the values. */
import * as L from '@gradus/layers'
import { jit } from '@gradus/autograd'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { conform } from './harness/conform.ts'
import { refused, said } from './harness/said.ts'

type Weights = { readonly [name: string]: Tensor }

/** A layer of two tensors as a function of them and its parameters. */
const bilinear =
  (stage: unknown) =>
  ({ left, right, ...weights }: Weights): AnyTensor => {
    const model = (stage as (model: unknown) => L.AnyModel)(L.input({ left: [3], right: [2] }))
    const run = L.apply as unknown as (...args: readonly unknown[]) => { readonly output: AnyTensor }
    return run(model, { bilinear_0: weights }, {}, { left, right }, { mode: 'eval' }).output
  }

conform('linear', {
  dense: { stage: L.dense(2) },
  'dense, no bias': { stage: L.dense(2, { bias: false }) },
  bilinear: { f: bilinear(L.bilinear(5, ['left', 'right'])) },
  'bilinear, no bias': { f: bilinear(L.bilinear(5, ['left', 'right'], { bias: false })) },
  embedding: { stage: L.embedding(6, 4) },
  'embedding, one word': { stage: L.embedding(6, 2) },
  'embedding, grids': { stage: L.embedding(6, 3) },
})

const words = L.input([2], { dtype: 'int32' })

describe('refuses, in the words of the types', () => {
  test.each([
    [L.embedding(9, 4), L.input([2]), "ShapeError: embedding: expects whole numbers, this model gives [2]. Begin with L.input(shape, { dtype: 'int32' })."],
    [L.dense(9), words, 'ShapeError: dense: expects floats, this model gives int32 [2]. Put L.embedding before it.'],
    [L.bilinear(3, ['a', 'b']), L.input({ a: [2], c: [3] }), 'ShapeError: bilinear: expects a tensor called b, this model gives several tensors. Check its name.'],
    [L.bilinear(3, ['a', 'b']), L.input({ a: [2], b: [3, 4] }), 'ShapeError: bilinear: expects two tensors of one feature axis each, this model gives several tensors. a is [2], b is [3,4].'],
  ])('%# %o', (stage, model, text) => {
    expect(refused(stage, model)).toBe(text)
  }) // prettier-ignore
})

describe('refuses options that are not possible', () => {
  test.each([
    [() => L.embedding(0, 4), 'ValueError: embedding: words must be a positive integer, got 0.'],
    [() => L.embedding(4, 1.5), 'ValueError: embedding: width must be a positive integer, got 1.5.'],
    [() => L.bilinear(0, ['a', 'b']), 'ValueError: bilinear: units must be a positive integer, got 0.'],
  ])('%#', (mistake, text) => {
    expect(said(mistake)).toBe(text)
  })
})

describe('words outside of the vocabulary', () => {
  const model = L.pipe(words, L.embedding(9, 4))
  const { params } = L.init(model, Rng.key(0))
  const run = (x: Tensor<readonly [2, 2], 'int32'>) => L.apply(model, params, {}, x, { mode: 'eval' }).output
  test.each([
    [
      9,
      'ValueError: embedding: word 9 is not in the vocabulary, which is 0..8. It is number 2 of the batch.',
    ],
    [
      -1,
      'ValueError: embedding: word -1 is not in the vocabulary, which is 0..8. It is number 2 of the batch.',
    ],
  ])('%d is refused', (word, text) => {
    expect(said(() => run(T.tensor([[0, 8], [word, 1]], { dtype: 'int32' })))).toBe(text) // prettier-ignore
  })
  test('also where the model was compiled, by the operation that finds it', () => {
    const x = T.tensor([[0, 8], [9, 1]], { dtype: 'int32' }) // prettier-ignore
    expect(said(() => T.toNested(jit(run)(x)))).toBe(
      'ValueError: take: index 9 at position 2 is out of range, the axis has 9 elements (0..8).',
    )
  })
})

test('an embedding begins with standard normal numbers, or as said', () => {
  const model = L.pipe(words, L.embedding(1000, 20))
  expect(T.item(T.std(L.init(model, Rng.key(0)).params.embedding_0.table))).toBeCloseTo(1, 1)
})
