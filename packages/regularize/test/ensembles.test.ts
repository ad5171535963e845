import { jit, vmap } from '@gradus/autograd'
import * as L from '@gradus/layers'
import * as R from '@gradus/regularize'
import * as T from '@gradus/tensor'
import { GradusError, Rng, ShapeError, Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectClose, float64, golden, type Numbers } from './golden.ts'

interface Voting {
  readonly scores: Numbers
  readonly weights: readonly number[]
  readonly votes: Numbers
  readonly labels: readonly number[]
  readonly average: Numbers
}

interface Entropies {
  readonly probabilities: Numbers
  readonly total: Numbers
  readonly aleatoric: Numbers
}

const file = golden('ensembles') as { readonly voting: Voting; readonly uncertainty: Entropies }

type Outputs = Tensor<readonly [number, number, number], 'float64'>
const { weights } = file.voting
const scores = float64(file.voting.scores) as Outputs

const model = L.pipe(L.input([4]), L.dense(8), L.tanh(), L.dense(3))
const members = vmap((key: Rng.Key) => L.init(model, key).params)(
  T.stack(Rng.split(Rng.key(0), 3)) as never,
) as R.Members<L.Params<typeof model>, 3>
const x = Rng.normal(Rng.key(1), [5, 4])
const predict = (params: L.Params<typeof model>, of: typeof x): AnyTensor =>
  L.apply(model, params, {}, of, { mode: 'eval' }).output

describe('members', () => {
  test('stacked and unstacked, the list is the list', () => {
    const list = [1, 2, 3].map((seed) => L.init(model, Rng.key(seed)).params)
    expect(Tree.equals(R.unstackMembers(R.stackMembers(list)), list)).toBe(true)
  })

  test('initialised at once they are those of each key', () => {
    R.unstackMembers(members).forEach((one, i) =>
      expect(Tree.equals(one, L.init(model, Rng.split(Rng.key(0), 3)[i]!).params)).toBe(true),
    )
  })

  test('what an ensemble predicts is what its members predict', () => {
    const all = R.predictAll(predict)(members, x) as AnyTensor
    const alone = R.unstackMembers(members).map((one) => predict(one as never, x))
    expectClose(all, T.toNested(T.stack(alone)) as never, 1e-5, 1e-6)
    const compiled = jit((p: typeof members) => R.predictAll(predict)(p, x))(members) as AnyTensor
    expectClose(compiled, T.toNested(all) as never, 1e-5, 1e-6)
  })

  test('mistakes', () => {
    expect(() => R.stackMembers([])).toThrow(
      new ValueError('stackMembers', 'an ensemble needs a member, got none.'),
    )
    expect(() => R.stackMembers<{}>([{ w: T.zeros([1]) }, { v: T.zeros([1]) }])).toThrow(
      new GradusError('Tree.zipWith', 'the trees differ at the root: a branch {w} against a branch {v}'),
    )
    expect(() => R.unstackMembers({ a: T.zeros([2, 1]), b: T.zeros([3]) })).toThrow(
      new ShapeError('unstackMembers', 'the first axis counts members; a has 2, b has 3.'),
    )
    expect(() => R.unstackMembers({ a: T.zeros([]) })).toThrow(
      new ShapeError('unstackMembers', 'the first axis counts members; a has none, a has none.'),
    )
  })
})

describe('average, votes and vote', () => {
  test('they are those of NumPy, weighted', () => {
    expectClose(R.average(scores, { weights }), file.voting.average, 1e-13, 1e-15)
    expectClose(R.votes(scores, { weights }), file.voting.votes, 1e-13, 1e-15)
    expect(T.toNested(R.vote(scores, { weights }))).toEqual(file.voting.labels)
  })

  test('weights may be a tensor, traced too', () => {
    const traced = jit((w: Tensor<readonly [number]>) => R.votes(scores, { weights: w }))(T.tensor(weights))
    expectClose(traced, file.voting.votes, 1e-6, 1e-7)
  })

  test('types and shapes are kept, mapped over examples too', () => {
    const single = T.cast(scores, 'float32')
    expect([R.average(single).dtype, R.votes(single).dtype, R.vote(single).dtype]).toEqual([
      'float32',
      'float32',
      'int32',
    ])
    const each = vmap((of: Tensor<readonly [number, number], 'float64'>) => R.votes(of), { inAxes: 1 })(
      scores as never,
    ) as AnyTensor
    expect(Tree.equals(each, R.votes(scores))).toBe(true)
  })

  const table = fc
    .array(fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 5,
    })
    .map((rows) => T.tensor(rows, { dtype: 'float64' }))

  test('the order of members does not matter; members that agree are right', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const backwards = T.flip(rows, { axis: 0 })
        expectClose(R.average(rows), T.toNested(R.average(backwards)), 1e-12, 1e-12)
        expectClose(R.votes(rows), T.toNested(R.votes(backwards)), 1e-12, 1e-12)
        const row: AnyTensor = T.take(rows as AnyTensor, T.tensor(0, { dtype: 'int32' }))
        const alike = T.stack([row, row, row]) as Tensor<readonly [3, number], 'float64'>
        expectClose(R.average(alike), T.toNested(row) as never, 1e-12, 1e-12)
        expect(T.item(R.vote(alike as never) as never)).toBe(T.item(T.argMax(row) as never))
      }),
    )
  })

  test('of as many votes the first class wins', () => {
    expect(T.toNested(R.vote(T.tensor([[[0, 1, 0]], [[0, 0, 1]]])))).toEqual([1])
  })

  test.each([
    ['average', R.average],
    ['votes', R.votes],
  ] as const)('mistakes of %s', (name, combine) => {
    expect(() => combine(scores, { weights: [1, 2] })).toThrow(
      new ShapeError(name, 'weights must be one for each of 5 members, got [2].'),
    )
    expect(() => combine(scores, { weights: [1, 1, 1, -2, 1] })).toThrow(
      new ValueError(name, 'weights must be zero or more, and finite, got -2 for member 3.'),
    )
    expect(() => combine(scores, { weights: [0, 0, 0, 0, 0] })).toThrow(
      new ValueError(name, 'all 5 weights are zero, so no member counts.'),
    )
    expect(() => combine(T.cast(scores, 'int32') as never)).toThrow(
      `${name}: outputs must be float32 or float64, got int32. Use T.cast?`,
    )
  })

  test('axes that are missing', () => {
    expect(() => R.average(T.tensor(1) as never)).toThrow(
      new ShapeError('average', 'outputs must have the axes [members,...], got [].'),
    )
    expect(() => R.votes(T.tensor([1]) as never)).toThrow(
      new ShapeError('votes', 'outputs must have the axes [members,...,classes], got [1].'),
    )
  })
})

describe('uncertainty', () => {
  const probabilities = float64(file.uncertainty.probabilities) as Outputs

  test('entropies are those of SciPy, their difference never negative', () => {
    const { total, aleatoric, epistemic } = R.uncertainty(probabilities)
    expectClose(total, file.uncertainty.total, 1e-12, 1e-14)
    expectClose(aleatoric, file.uncertainty.aleatoric, 1e-12, 1e-14)
    T.toTypedArray(epistemic).forEach((value) => expect(value).toBeGreaterThan(-1e-15))
  })

  test('mistakes', () => {
    expect(() => R.uncertainty(T.tensor([1]) as never)).toThrow(
      new ShapeError('uncertainty', 'probabilities must have the axes [members,...,classes], got [1].'),
    )
  })
})

describe('bagging', () => {
  const size = 40
  const inputs = Rng.normal(Rng.key(3), [size, 2])
  const targets = T.add(T.matmul(inputs, T.tensor([2, -1])), T.mul(Rng.normal(Rng.key(4), [size]), 0.1))
  type X = Tensor<readonly [number, 2]>
  type Y = Tensor<readonly [number]>
  /** Least squares by the normal equations. */
  const fit = (_key: Rng.Key, of: X, y: Y): { readonly w: AnyTensor } => {
    const square = T.matmul(T.transpose(of), of)
    return { w: T.solve(square as never, T.matmul(T.transpose(of), y) as never) as AnyTensor }
  }
  const bag = R.bagging({ members: 6, fit })
  const found = bag(Rng.key(5), inputs, targets)

  test('each member is what it would be alone, fitted to its own sample', () => {
    Rng.split(Rng.key(5), 6).forEach((key, m) => {
      const [sampleKey, fitKey] = Rng.split(key)
      const sample = R.bootstrap(sampleKey, size)
      const alone = fit(fitKey, T.take(inputs, sample), T.take(targets, sample))
      expectClose(
        T.take(found.w, T.tensor(m, { dtype: 'int32' })) as AnyTensor,
        T.toNested(alone.w) as never,
        1e-4,
        1e-5,
      )
    })
  })

  test('compiled, it gives the same', () => {
    expectClose(jit(bag)(Rng.key(5), inputs, targets).w, T.toNested(found.w) as never, 1e-4, 1e-5)
  })

  test('the average of members is near the truth, and members differ', () => {
    expectClose(R.average(found.w as never), [2, -1], 0, 0.1)
    expect(Math.max(...T.toTypedArray(T.std(found.w, { axis: 0 })))).toBeGreaterThan(1e-3)
  })

  test('a sample draws evenly, and leaves out 1/e of the examples', () => {
    const draws: number = 10_000
    const sample = R.bootstrap(Rng.key(6), draws)
    const out = T.toTypedArray(R.outOfBag(T.tensor([3, 1, 3], { dtype: 'int32' }), 5))
    expect([...out]).toEqual([1, 0, 1, 0, 1])
    const missing = draws - new Set(T.toTypedArray(sample)).size
    expect(Math.abs(missing / draws - Math.exp(-1))).toBeLessThan(0.015)
    const mean = T.item(T.mean(T.cast(sample, 'float64')))
    expect(Math.abs(mean - (draws - 1) / 2)).toBeLessThan((5 * draws) / Math.sqrt(12 * draws))
  })

  test('mistakes', () => {
    expect(() => R.bootstrap(Rng.key(0), 0)).toThrow(
      new ValueError('bootstrap', 'size must be a whole number, 1 or more, got 0.'),
    )
    expect(() => R.outOfBag(T.zeros([1], { dtype: 'int32' }), 0.5)).toThrow(
      new ValueError('outOfBag', 'size must be a whole number, 1 or more, got 0.5.'),
    )
    expect(() => R.bagging({ members: 0, fit })).toThrow(
      new ValueError('bagging', 'members must be a whole number, 1 or more, got 0.'),
    )
    expect(() => bag(Rng.key(0), inputs, T.zeros([3]))).toThrow(
      new ShapeError('bagging', 'x and y must have as many examples, got [40,2] and [3].'),
    )
  })
})

describe('Monte Carlo dropout', () => {
  const noisy = L.pipe(L.input([4]), L.dense(8), L.batchNorm(), L.dropout(0.5), L.dense(2))
  const { params, state } = L.init(noisy, Rng.key(0))
  const sampled = R.monteCarlo(noisy, { samples: 200 })

  test('samples differ, and their mean is near what evaluation says', () => {
    const samples: AnyTensor = sampled(params, state, x, Rng.key(1))
    expect(samples.shape).toEqual([200, 5, 2])
    const evaluated = L.apply(noisy, params, state, x, { mode: 'eval' }).output
    const error = T.div(T.std(samples, { axis: 0 }), Math.sqrt(200))
    const distance = T.abs(T.sub(T.mean(samples, { axis: 0 }), evaluated))
    expect(T.item(T.all(T.less(distance, T.mul(error, 5))) as never)).toBe(1)
    expect(T.item(T.min(error) as never)).toBeGreaterThan(0)
  })

  test('batch norm is evaluated: an example’s sample does not depend on its company', () => {
    const samples: AnyTensor = sampled(params, state, T.concat([x, T.mul(x, 100)]), Rng.key(1))
    expect(T.item(T.all(T.isFinite(samples)) as never)).toBe(1)
    const quiet = R.monteCarlo(noisy, { samples: 2, draws: ({ kind }) => kind === 'dense' })
    const evaluated = L.apply(noisy, params, state, x, { mode: 'eval' }).output
    const both: AnyTensor = quiet(params, state, x, Rng.key(1))
    expectClose(both, T.toNested(T.stack([evaluated, evaluated])), 1e-6, 1e-6)
  })

  test('within layers that hold others, noise draws and batch norm is evaluated', () => {
    const deep = L.pipe(L.input([4]), L.residual(L.batchNorm(), R.stochasticDepth(0.5)))
    const start = L.init(deep, Rng.key(0))
    const samples: AnyTensor = R.monteCarlo(deep, { samples: 50 })(start.params, start.state, x, Rng.key(2))
    // a fresh batch norm is the identity but for eps, so each sample is x alone, or three times x
    const ratios = new Set([...T.toTypedArray(T.div(samples, x))].map((ratio) => ratio.toFixed(3)))
    expect([...ratios].toSorted((a, b) => a.localeCompare(b))).toEqual(['1.000', '3.000'])
  })

  test('the s-th sample is what training with the s-th key gives', () => {
    const plain = L.pipe(L.input([4]), L.dropout(0.5), L.dense(2))
    const of = L.init(plain, Rng.key(0)).params
    const samples: AnyTensor = R.monteCarlo(plain, { samples: 3 })(of, {}, x, Rng.key(7))
    const alone = Rng.split(Rng.key(7), 3).map(
      (key): AnyTensor => L.apply(plain, of, {}, x, { mode: 'train', key }).output,
    )
    expectClose(samples, T.toNested(T.stack(alone)) as never, 1e-5, 1e-6)
  })

  test('mistakes', () => {
    expect(() => R.monteCarlo(noisy, { samples: 0 })).toThrow(
      new ValueError('monteCarlo', 'samples must be a whole number, 1 or more, got 0.'),
    )
    expect(() => R.monteCarlo(noisy, { samples: 1, draws: ({ name }) => name === 'dropuot_0' })).toThrow(
      new ValueError(
        'monteCarlo',
        'draws matches no layer. The layers are dense_0, batchNorm_0, dropout_0, dense_1.',
      ),
    )
  })
})

describe('test-time augmentation', () => {
  type Picture = Tensor<readonly [number, 3]>
  const flip = (of: Picture): Picture => T.flip(of, { axis: 1 })

  test('views are predicted one by one, and undone in the output', () => {
    const blur = (of: Picture): Picture => T.add(of, T.tensor([1, 0, 0])) as Picture
    const look = R.testTimeAugmentation<Picture, Picture>(blur, [
      { apply: (of) => of },
      { apply: flip, undo: flip },
    ])
    expect(T.toNested(look(T.tensor([[1, 2, 5]])))).toEqual([[[2, 2, 5]], [[1, 2, 6]]])
  })

  test('compiled, it gives the same; a view may draw', () => {
    const noise = (of: Picture): Picture => R.addGaussianNoise(Rng.key(0), of, 0.1)
    const look = R.testTimeAugmentation(
      (of: Picture): Tensor<Shape> => T.sum(of, { axis: 1 }),
      [{ apply: flip }, { apply: noise }],
    )
    const picture: Picture = T.tensor([[1, 2, 5], [3, 4, 5]]) // prettier-ignore
    expectClose(jit(look)(picture), T.toNested(look(picture)) as never, 1e-6, 1e-6)
  })

  test('mistakes', () => {
    expect(() => R.testTimeAugmentation((of: Picture) => of, [])).toThrow(
      new ValueError('testTimeAugmentation', 'a prediction needs a view, got none.'),
    )
  })
})
