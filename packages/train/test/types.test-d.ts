import { fromArrays, relabel, split } from '@gradus/data'
import * as L from '@gradus/layers'
import * as Loss from '@gradus/losses'
import * as O from '@gradus/optim'
import * as R from '@gradus/regularize'
import { Rng } from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { expectTypeOf, test } from 'vitest'
import { evaluate, initialState, predict, run, train, trainStep } from '../src/index.ts'

const plan = {
  model: L.pipe(L.input([4]), L.dense(8), L.relu(), L.dense(3)),
  objective: Loss.softmaxCrossEntropy,
  optimizer: O.adam({ learningRate: 0.01 }),
  metrics: [Loss.accuracy],
  batchSize: 8,
  epochs: 2,
  earlyStopping: R.earlyStopping({ patience: 2 }),
  key: Rng.key(0),
}
const data = fromArrays([[1, 2, 3, 4]], [0])

test('the state has the types of its model and optimiser', () => {
  const state = initialState(plan)
  expectTypeOf(state.params.dense_0.kernel).toEqualTypeOf<Tensor<readonly [4, 8]>>()
  expectTypeOf(state.best!.params.dense_1.bias).toEqualTypeOf<Tensor<readonly [3]>>()
  // @ts-expect-error there is no third layer
  void state.params.dense_2
})

test('a step gives a state of the same type', () => {
  const stepped = trainStep(plan)(initialState(plan), data)
  if (stepped._tag === 'Right') expectTypeOf(stepped.right.state).toEqualTypeOf(initialState(plan))
})

test('snapshots are told apart by their tags', async () => {
  for await (const snapshot of train(plan)({ train: data })) {
    if (snapshot._tag === 'step') expectTypeOf(snapshot.loss).toBeNumber()
    if (snapshot._tag === 'epoch') expectTypeOf(snapshot.record.train.loss).toBeNumber()
    if (snapshot._tag === 'done')
      expectTypeOf(snapshot.reason).toEqualTypeOf<'epochs' | 'earlyStopping' | 'interrupted'>()
    if (snapshot._tag === 'failed') expectTypeOf(snapshot.error._tag).toEqualTypeOf<'NonFinite'>()
    // @ts-expect-error not every snapshot has a record
    void snapshot.record
  }
})

test('the part that trains may not be the one that tests', () => {
  const parts = split({ train: 0.8, test: 0.2 }, { key: Rng.key(0) })(data)
  void run(plan)({ train: parts.train, validation: parts.test })
  // @ts-expect-error part 'test' is not for training
  void run(plan)({ train: parts.test })
  void run(plan)({ train: relabel('train')(parts.test) })
})

test('a state of another model is no place to begin from', () => {
  const other = { ...plan, model: L.pipe(L.input([4]), L.dense(3)) }
  // @ts-expect-error another model's state
  void train(plan)({ train: data }, { from: initialState(other) })
  // @ts-expect-error another model's weights
  void evaluate(plan)(initialState(other), data)
})

test('answers that the objective does not take do not compile', () => {
  const rows = fromArrays([[1, 2, 3, 4]], [[0.5]])
  const regression = { ...plan, objective: Loss.mse }
  void run(regression)({ train: rows })
})

test('predictions have the shape of the model', () => {
  expectTypeOf(predict(plan)(initialState(plan), data.x)).toEqualTypeOf<Tensor<readonly [number, 3]>>()
})
