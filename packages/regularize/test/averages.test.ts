import { jit, scan, vmap } from '@gradus/autograd'
import * as L from '@gradus/layers'
import * as R from '@gradus/regularize'
import * as T from '@gradus/tensor'
import { Rng, Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectClose, float64, golden, type Numbers, toTensor } from './golden.ts'
import { trees } from './trees.ts'

interface Scalar {
  readonly w: Tensor<readonly [], 'float64'>
}

const scalar = (x: number): Scalar => ({ w: T.tensor(x, { dtype: 'float64' }) })

interface Torch {
  readonly run: readonly Readonly<Record<string, Numbers>>[]
  readonly average: Readonly<Record<string, Numbers>>
  readonly batches: readonly Numbers[]
  readonly mean: Numbers
  readonly variance: Numbers
}

const torch = (golden('ensembles') as { readonly averagedWeights: Torch }).averagedWeights

/** A state of a reducer over parameters. */
type Reducer<S> = { readonly init: (p: Scalar) => S; readonly update: (state: S, p: Scalar) => S }

/** A new average joins here, and all checks come with it. */
const rows: Readonly<Record<string, Reducer<{}>>> = {
  weightAverage: R.weightAverage({ decay: 0.9 }) as never,
  stochasticWeightAverage: R.stochasticWeightAverage({ start: 2, every: 3 }) as never,
  snapshots: R.snapshots({ cycle: 2, keep: 3 }) as never,
}

describe.each(Object.entries(rows))('%s', (_name, { init, update }) => {
  const series = trees.weightAverage.series.map(scalar)
  const end = series.reduce(update, init(scalar(0)))

  test('compiled, it reduces to the same', () => {
    const compiled = jit(update)
    expect(Tree.equals(series.reduce(compiled, init(scalar(0))), end)).toBe(true)
  })

  test('it runs in a loop inside the graph', () => {
    const stacked = R.stackMembers(series)
    const [last] = scan(
      (state: {}, p: unknown) => [update(state, p as Scalar), undefined] as const,
      init(scalar(0)),
      stacked,
    )
    expect(Tree.equals(last, end)).toBe(true)
  })

  test('two runs at once, by vmap, are each by itself', () => {
    const run = (factor: Tensor<readonly [], 'float64'>): {} =>
      series.reduce((state, { w }) => update(state, { w: T.mul(w, factor) }), init(scalar(0)))
    const both = vmap(run)(T.tensor([1, -2], { dtype: 'float64' }))
    const [first, second] = R.unstackMembers(both)
    expect(Tree.equals(first, end)).toBe(true)
    expect(Tree.equals(second, run(T.tensor(-2, { dtype: 'float64' })))).toBe(true)
  })

  test('types and structure are kept, and states left as they were', () => {
    const start = init(scalar(1))
    const types = (tree: {}): readonly unknown[] => Tree.entries(tree).map(([p, x]) => [p, x.dtype, x.shape])
    expect(types(update(start, scalar(2)))).toEqual(types(start))
    expect(Tree.equals(start, init(scalar(1)))).toBe(true)
  })
})

describe('weightAverage', () => {
  const { decay, series, averages } = trees.weightAverage

  test('the values are those of the weighted sum written out', () => {
    const average = R.weightAverage({ decay })
    const states = series.reduce<readonly R.WeightAverageState<Scalar>[]>(
      (done, x) => [...done, average.update(done.at(-1) ?? average.init(scalar(0)), scalar(x))],
      [],
    )
    states.forEach((state, i) => expect(T.item(average.value(state).w)).toBeCloseTo(averages[i] ?? NaN, 12))
    expect(states.length).toBe(12)
  })

  test('parameters that stand still are their own average', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 5 }), (d, n) => {
        const average = R.weightAverage({ decay: d })
        const params = { w: T.tensor([1, -2], { dtype: 'float64' }) }
        const end = Array.from({ length: n }).reduce<R.WeightAverageState<typeof params>>(
          (state) => average.update(state, params),
          average.init(params),
        )
        T.toNested(average.value(end).w).forEach((x, i) => expect(x).toBeCloseTo([1, -2][i] ?? NaN, 10))
      }),
    )
  })

  test('a decay outside [0, 1) is refused', () => {
    expect(() => R.weightAverage({ decay: 1 })).toThrow(
      new ValueError('weightAverage', 'decay must be in [0, 1), got 1.'),
    )
  })
})

describe('stochasticWeightAverage', () => {
  test('the average is that of PyTorch’s AveragedModel', () => {
    const run = torch.run.map((leaves) =>
      Object.fromEntries(Object.entries(leaves).map(([name, x]) => [name, float64(x)])),
    )
    const rule = R.stochasticWeightAverage()
    const { average } = run.reduce(rule.update, rule.init(run[0] as Record<string, AnyTensor>))
    Object.entries(torch.average).forEach(([name, x]) =>
      expectClose(average[name] as AnyTensor, x, 1e-13, 1e-15),
    )
  })

  test('it begins after `start` steps, and then takes every n-th; before that its value is the last step', () => {
    const rule = R.stochasticWeightAverage({ start: 1, every: 2 })
    const values = [1, 2, 3, 4, 5, 10].reduce<readonly R.StochasticWeightAverageState<Scalar>[]>(
      (done, x) => [...done, rule.update(done.at(-1) ?? rule.init(scalar(0)), scalar(x))],
      [],
    )
    expect(values.map((state) => T.item(rule.value(state).w))).toEqual([1, 2, 3, 3, 4, 4])
    expect(values.map(({ count }) => T.item(count))).toEqual([0, 0, 1, 1, 2, 2])
  })

  test('mistakes', () => {
    ;[-1, 1.5].forEach((start) =>
      expect(() => R.stochasticWeightAverage({ start })).toThrow(
        new ValueError('stochasticWeightAverage', `start must be a whole number, 0 or more, got ${start}.`),
      ),
    )
    expect(() => R.stochasticWeightAverage({ every: 0 })).toThrow(
      new ValueError('stochasticWeightAverage', 'every must be a whole number, 1 or more, got 0.'),
    )
  })
})

describe('snapshots', () => {
  test('it keeps the parameters at the ends of the last cycles', () => {
    const rule = R.snapshots({ cycle: 2, keep: 2 })
    const after = (n: number): R.SnapshotsState<Scalar> =>
      Array.from({ length: n }, (_, i) => scalar(i + 1)).reduce(rule.update, rule.init(scalar(0)))
    const values = [0, 1, 2, 4, 6].map((n) => [...T.toTypedArray(rule.value(after(n)).w)])
    expect(values).toEqual([[0, 0], [0, 0], [2, 0], [2, 4], [6, 4]]) // prettier-ignore
    expect([1, 2, 4, 6].map((n) => T.toNested(rule.weights(after(n))))).toEqual([[0, 0], [1, 0], [1, 1], [1, 1]]) // prettier-ignore
  })

  test('its weights leave out of an average what is still to come', () => {
    const rule = R.snapshots({ cycle: 1, keep: 3 })
    const state = [scalar(4), scalar(8)].reduce(rule.update, rule.init(scalar(0)))
    expect(T.item(R.average(rule.value(state).w, { weights: rule.weights(state) }))).toBeCloseTo(6, 12)
  })

  test('mistakes', () => {
    expect(() => R.snapshots({ cycle: 0, keep: 1 })).toThrow(
      new ValueError('snapshots', 'cycle must be a whole number, 1 or more, got 0.'),
    )
    expect(() => R.snapshots({ cycle: 1, keep: 1.5 })).toThrow(
      new ValueError('snapshots', 'keep must be a whole number, 1 or more, got 1.5.'),
    )
  })
})

describe('reestimateBatchNorm', () => {
  const model = L.pipe(L.input([3]), L.dense(4), L.batchNorm(), L.dropout(0.5), L.dense(2))
  const initial = L.init(model, Rng.key(0))
  const { '0.weight': weight, '0.bias': bias } = torch.average
  const params = {
    ...initial.params,
    dense_0: {
      kernel: T.transpose(toTensor(weight as Numbers, 'float32')) as Tensor<readonly [3, 4]>,
      bias: toTensor(bias as Numbers, 'float32') as Tensor<readonly [4]>,
    },
  }
  const batches = torch.batches.map((x) => toTensor(x, 'float32'))

  test('mean and variance are those of PyTorch’s update_bn, whatever the state was before', () => {
    const trained = L.apply(model, params, initial.state, T.ones([2, 3]), {
      mode: 'train',
      key: Rng.key(9),
    }).state
    const states = [initial.state, trained].map((state) =>
      R.reestimateBatchNorm(model, params, state, batches, Rng.key(1)),
    )
    states.forEach(({ batchNorm_0: { mean, variance, count } }) => {
      expectClose(mean, torch.mean, 1e-5, 1e-6)
      expectClose(variance, torch.variance, 1e-5, 1e-6)
      expect(T.item(count)).toBe(4)
    })
  })

  test('mistakes', () => {
    expect(() => R.reestimateBatchNorm(model, params, initial.state, [], Rng.key(0))).toThrow(
      new ValueError('reestimateBatchNorm', 'statistics need a batch, got none.'),
    )
    const plain = L.pipe(L.input([3]), L.dense(2))
    expect(() =>
      R.reestimateBatchNorm(plain, L.init(plain, Rng.key(0)).params, {}, batches, Rng.key(0)),
    ).toThrow(
      new ValueError(
        'reestimateBatchNorm',
        'this model remembers no batch statistics. Only models with batch norm need them re-estimated.',
      ),
    )
  })
})
