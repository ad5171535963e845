import { readFileSync } from 'node:fs'
import { fromArrays, relabel } from '@gradus/data'
import * as L from '@gradus/layers'
import * as Loss from '@gradus/losses'
import * as O from '@gradus/optim'
import * as R from '@gradus/regularize'
import { Rng, Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { expect, test } from 'vitest'
import { initialState, train } from '../src/index.ts'

type Rows = readonly (readonly number[])[]
type Params = Readonly<Record<string, { readonly kernel: Rows; readonly bias: readonly number[] }>>

// Made by tools/golden/train_run.py with JAX and Optax.
const golden = JSON.parse(readFileSync(new URL('./golden/run.json', import.meta.url), 'utf8')) as {
  readonly settings: Readonly<Record<string, number>>
  readonly x: Rows
  readonly y: readonly number[]
  readonly validationX: Rows
  readonly validationY: readonly number[]
  readonly first: Params
  readonly steps: readonly {
    readonly loss: number
    readonly penalty: number
    readonly gradientNorm: number
  }[]
  readonly validation: readonly number[]
  readonly last: Params
}

const setting = (name: string): number => golden.settings[name]!

test('a run is the run that JAX and Optax make: order of examples, dropout, penalty, every step, every epoch', async () => {
  const plan = {
    model: L.pipe(L.input([4]), L.dense(6), L.relu(), L.dropout(setting('dropout')), L.dense(3)),
    objective: Loss.softmaxCrossEntropy,
    optimizer: O.chain(
      O.clipByGlobalNorm(1),
      O.adamW({
        learningRate: setting('learningRate'),
        weightDecay: setting('weightDecay'),
        select: () => true,
      }),
    ),
    penalty: R.l2(setting('l2')),
    batchSize: setting('batchSize'),
    epochs: setting('epochs'),
    key: Rng.key(setting('seed')),
  }
  const params = Tree.map((_, path) => {
    const [layer = '', leaf = ''] = path.split('.')
    return T.tensor(golden.first[layer]![leaf as 'kernel' | 'bias'])
  })(initialState(plan).params)
  const data = {
    train: fromArrays(golden.x, golden.y),
    validation: relabel('validation')(fromArrays(golden.validationX, golden.validationY)),
  }

  let step = 0
  let last = initialState(plan)
  for await (const snapshot of train(plan)(data, { from: { ...last, params } })) {
    last = snapshot.state
    if (snapshot._tag !== 'step') continue
    const expected = golden.steps[step]!
    expect(snapshot.loss).toBeCloseTo(expected.loss, 5)
    expect(snapshot.penalty).toBeCloseTo(expected.penalty, 6)
    expect(snapshot.gradientNorm).toBeCloseTo(expected.gradientNorm, 4)
    step += 1
  }
  expect(step).toBe(golden.steps.length)
  last.history.forEach((record, epoch) =>
    expect(record.validation!.loss).toBeCloseTo(golden.validation[epoch]!, 4),
  )
  for (const [path, leaf] of Tree.entries(last.params)) {
    const [layer = '', name = ''] = path.split('.')
    const expected = [golden.last[layer]![name as 'kernel' | 'bias']].flat(2)
    T.toTypedArray(leaf).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4))
  }
})
