import { jit } from '@gradus/autograd'
import * as Loss from '@gradus/losses'
import * as R from '@gradus/regularize'
import * as T from '@gradus/tensor'
import { Rng, ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { expectClose, float64, golden, type Numbers, toTensor } from './golden.ts'

interface AdaCase {
  readonly classes: number
  readonly learningRate: number
  readonly labels: readonly number[]
  readonly predictions: readonly (readonly number[])[]
  readonly weights: readonly Numbers[]
  readonly alphas: readonly number[]
  readonly errors: readonly number[]
  readonly decision: readonly number[]
}

interface GradientCase {
  readonly learningRate: number
  readonly y: readonly number[]
  readonly leaves: readonly (readonly (readonly number[])[])[]
  readonly initial: Numbers
  readonly staged: readonly Numbers[]
}

const file = golden('ensembles') as {
  readonly adaBoost: Readonly<Record<string, AdaCase>>
  readonly gradientBoosting: Readonly<Record<string, GradientCase>>
}

type Labels = Tensor<readonly [number], 'int32'>
type Floats = Tensor<Shape, FloatDType>
const labelsOf = (labels: readonly number[]): Labels => toTensor(labels, 'int32') as Labels

describe.each(Object.entries(file.adaBoost))('SAMME, %s', (_name, golden) => {
  const labels = labelsOf(golden.labels)
  const rule = R.samme(golden)
  const states = golden.predictions.reduce<readonly R.SammeState<'float64'>[]>((done, predicted) => {
    const last = done.at(-1) ?? rule.init(labels.shape[0], { dtype: 'float64' })
    return [...done, rule.update(last, labelsOf(predicted), labels)]
  }, [])

  test('errors and weights of members are those of scikit-learn', () => {
    expectClose(T.stack(states.map(({ error }) => error)), golden.errors, 1e-10, 1e-12)
    expectClose(T.stack(states.map(({ alpha }) => alpha)), golden.alphas, 1e-10, 1e-12)
  })

  test('weights of examples are those that scikit-learn gives the next member', () => {
    golden.weights.slice(1).forEach((weights, m) => expectClose(states[m]!.weights, weights, 1e-10, 1e-14))
  })

  test('compiled, the rule gives the same', () => {
    const compiled = jit((state: R.SammeState<'float64'>, predicted: Labels) =>
      rule.update(state, predicted, labels),
    )
    const start = rule.init(labels.shape[0], { dtype: 'float64' })
    const { alpha, weights } = compiled(start, labelsOf(golden.predictions[0] ?? []))
    expect(T.item(alpha)).toBeCloseTo(golden.alphas[0] ?? NaN, 12)
    expectClose(weights, T.toNested(states[0]!.weights), 1e-12, 1e-15)
  })

  // A member that knows only what a recorded one predicted; the round is told by how many have been fitted.
  const boosting = (rounds: number): R.AdaBoost<{ readonly scores: Tensor }, Tensor> => {
    const recorded = golden.predictions.values()
    const last = golden.predictions.at(-1) ?? []
    return R.adaBoost({
      rounds,
      classes: golden.classes,
      learningRate: golden.learningRate,
      fit: () => ({
        scores: T.oneHot(labelsOf(recorded.next().value ?? last), golden.classes) as AnyTensor as Tensor,
      }),
      predict: ({ scores }) => scores,
    })
  }
  const x = T.zeros([labels.shape[0]]) as Tensor

  test('the whole, over members that predict what scikit-learn’s do, decides as it does', () => {
    const whole = boosting(golden.predictions.length)
    const boosted = whole.fit(Rng.key(0), x, labels)
    expectClose(boosted.alphas, golden.alphas, 1e-4, 1e-5)
    expectClose(boosted.errors, golden.errors, 1e-4, 1e-5)
    expect(T.toNested(whole.predict(boosted, x))).toEqual(golden.decision)
  })
})

describe('the end of boosting', () => {
  const labels = labelsOf([0, 1, 1, 0])
  const rule = R.samme({ classes: 2 })
  const alphas = (predictions: readonly (readonly number[])[]): readonly number[] =>
    predictions.reduce<{ readonly state: R.SammeState; readonly alphas: readonly number[] }>(
      ({ state, alphas: done }, predicted) => {
        const next = rule.update(state, labelsOf(predicted), labels)
        return { state: next, alphas: [...done, T.item(next.alpha)] }
      },
      { state: rule.init(4), alphas: [] },
    ).alphas

  test('members behind one without error count nothing', () => {
    expect(alphas([[0, 1, 1, 0], [0, 1, 1, 1]])).toEqual([1, 0]) // prettier-ignore
  })

  test('one no better than chance counts nothing, nor do those behind it', () => {
    const [first, second, third] = alphas([[0, 1, 1, 1], [1, 0, 0, 0], [0, 1, 1, 1]]) // prettier-ignore
    expect(first).toBeCloseTo(Math.log(3), 6)
    expect([second, third]).toEqual([0, 0])
  })

  const dull = R.adaBoost({
    rounds: 2,
    classes: 2,
    fit: () => ({}),
    predict: (_params, x: Tensor<readonly [number]>) => T.zeros([x.shape[0], 2]) as AnyTensor as Floats,
  })

  test('a first member no better than chance is refused', () => {
    expect(() => dull.fit(Rng.key(0), T.zeros([4]), labels)).toThrow(
      new ValueError(
        'adaBoost',
        'the first member is no better than chance: of 2 classes it gets 0.5 wrong. ' +
          'Train it for longer, or take a larger model.',
      ),
    )
  })

  test('mistakes', () => {
    expect(() => R.samme({ classes: 1 })).toThrow(
      new ValueError('samme', 'classes must be a whole number, 2 or more, got 1.'),
    )
    expect(() => R.samme({ classes: 2, learningRate: 0 })).toThrow(
      new ValueError('samme', 'learningRate must be positive and finite, got 0.'),
    )
    expect(() => rule.init(0)).toThrow(
      new ValueError('samme', 'the number of examples must be a whole number, 1 or more, got 0.'),
    )
    expect(() => rule.update(rule.init(3), labels, labels)).toThrow(
      new ShapeError('samme', 'predictions and labels must be [3], as the weights are, got [4] and [4].'),
    )
    expect(() =>
      R.adaBoost({ rounds: 0, classes: 2, fit: () => ({}), predict: () => T.zeros([1]) as Floats }),
    ).toThrow(new ValueError('adaBoost', 'rounds must be a whole number, 1 or more, got 0.'))
  })
})

describe('boosting over a model', () => {
  const size = 60
  type X = Tensor<readonly [60, 2]>
  // A band: no threshold parts it from what lies on both its sides.
  const x: X = Rng.uniform(Rng.key(1), [size, 2], { min: -1, max: 1 })
  const columns: AnyTensor = T.transpose(x)
  const first: AnyTensor = T.take(columns, T.tensor(0, { dtype: 'int32' }))
  const labels = T.cast(T.less(T.abs(first), 0.4), 'int32') as AnyTensor as Labels

  /** A threshold in one direction: class 1 is where `x · direction` lies above it. */
  interface Stump {
    readonly direction: AnyTensor
    readonly threshold: AnyTensor
  }
  const directions = T.tensor([[1, 0], [0, 1], [-1, 0], [0, -1]]) // prettier-ignore

  /** The best of all thresholds at an example, by weighted errors: without a loop, so that it compiles. */
  const fit = (_key: Rng.Key, of: X, y: Labels, weights: Tensor<readonly [number]>): Stump => {
    const along: AnyTensor = T.matmul(directions, T.transpose(of))
    const above = T.greater(T.expandDims(along, 1), T.expandDims(along, 2))
    const wrong = T.cast(T.notEqual(T.cast(above, 'int32'), y), 'float32')
    const errors: AnyTensor = T.reshape(T.matmul(wrong as AnyTensor, weights as AnyTensor), [4 * size])
    const best = T.argMin(errors) as Tensor<readonly [], 'int32'>
    const which = T.cast(T.floor(T.div(best, size)), 'int32') as Tensor<readonly [], 'int32'>
    return {
      direction: T.take(directions as AnyTensor, which),
      threshold: T.take(T.reshape(along, [4 * size]), best),
    }
  }
  const scores = ({ direction, threshold }: Stump, of: X): Floats => {
    const margin: AnyTensor = T.sub(T.matmul(of as AnyTensor, direction), threshold)
    return T.stack([T.neg(margin), margin], { axis: 1 }) as AnyTensor as Floats
  }
  const boosting = R.adaBoost<Stump, X>({ rounds: 12, classes: 2, fit, predict: scores })
  const accuracy = (predicted: AnyTensor): number =>
    T.item(T.mean(T.cast(T.equal(predicted, labels), 'float32')) as Tensor<readonly []>)

  test('thresholds, boosted, find the band that one does not; compiled, they are the same', () => {
    const boosted = boosting.fit(Rng.key(0), x, labels)
    const [alone] = R.unstackMembers(boosted.params)
    expect(accuracy(T.argMax(scores(alone as Stump, x) as AnyTensor, { axis: 1 }))).toBeLessThan(0.8)
    expect(accuracy(boosting.predict(boosted, x))).toBeGreaterThan(0.95)
    const compiled = jit((of: X, y: Labels) => boosting.fit(Rng.key(0), of, y))(x, labels)
    expectClose(compiled.alphas, T.toNested(boosted.alphas), 1e-4, 1e-5)
    expectClose(compiled.params.threshold, T.toNested(boosted.params.threshold) as never, 1e-5, 1e-6)
  })
})

/** Trees whose splits are recorded: a member is the values of its leaves, one column for each tree of the round. */
interface Leaves {
  readonly values: Tensor<readonly [number, number], 'float64'>
  readonly of: Tensor<readonly [number, number], 'int32'>
}

/** The leaves of one round, `[examples, trees]`, as a matrix of which example is in which leaf, for each tree. */
const membership = (of: readonly (readonly number[])[]): readonly AnyTensor[] =>
  of.map((leaves) => T.cast(T.transpose(T.oneHot(labelsOf(leaves), 4)), 'float64'))

/** `Σ residuals / Σ curvature` in each leaf of each tree. */
const leafValues = (
  of: readonly (readonly number[])[],
  residuals: AnyTensor,
  curvature: (k: number) => AnyTensor,
  factor: number,
): AnyTensor => {
  const columns = T.reshape(residuals, [residuals.shape[0] ?? 0, -1])
  const values = membership(of).map((within, k): AnyTensor => {
    const residual = T.take(columns, T.tensor(k, { dtype: 'int32' }), { axis: 1 })
    const below: AnyTensor = T.matmul(within, curvature(k))
    const empty = T.equal(below, 0)
    const step = T.div(T.matmul(within, residual), T.where(empty, 1, below))
    return T.mul(T.where(empty, 0, step), factor)
  })
  return T.stack(values, { axis: 1 })
}

const valueOf = ({ values, of }: Leaves): AnyTensor => T.takeAlong(values as AnyTensor, of, { axis: 0 })

describe.each([
  {
    name: 'squared error',
    outputs: [],
    target: (y: readonly number[]): AnyTensor => float64(y),
    loss: (scores: Floats, y: AnyTensor): AnyTensor =>
      Loss.mse(scores, y as Floats, { half: true, reduction: 'sum' }),
    curvature: (scores: AnyTensor) => (): AnyTensor => T.onesLike(scores),
    factor: 1,
  },
  {
    name: 'two classes',
    outputs: [1],
    target: (y: readonly number[]): AnyTensor => float64(y.map((label) => [label])),
    loss: (scores: Floats, y: AnyTensor): AnyTensor =>
      Loss.binaryCrossEntropy(scores, y as Floats, { reduction: 'sum' }),
    curvature: (scores: AnyTensor) => (): AnyTensor => {
      const p: AnyTensor = T.sigmoid(T.squeeze(scores, 1))
      return T.mul(p, T.sub(1, p))
    },
    factor: 1,
  },
  {
    name: 'three classes',
    outputs: [3],
    target: (y: readonly number[]): AnyTensor => labelsOf(y),
    loss: (scores: Floats, y: AnyTensor): AnyTensor =>
      Loss.softmaxCrossEntropy(scores as never, y as never, { reduction: 'sum' }),
    curvature:
      (scores: AnyTensor) =>
      (k: number): AnyTensor => {
        const p: AnyTensor = T.take(
          T.softmax(scores, { axis: 1 }) as AnyTensor,
          T.tensor(k, { dtype: 'int32' }),
          {
            axis: 1,
          },
        )
        return T.mul(p, T.sub(1, p))
      },
    // scikit-learn's step for K classes is (K - 1) / K of Newton's
    factor: 2 / 3,
  },
])('gradient boosting, $name', ({ name, target, loss, curvature, factor, outputs }) => {
  const { learningRate, y, leaves, initial, staged } = file.gradientBoosting[name] as GradientCase
  const rounds = leaves.length
  const x = T.zeros([y.length])
  const recorded = leaves.values()
  const boosting = R.gradientBoosting<Leaves, Tensor<readonly [number]>, AnyTensor>({
    rounds,
    learningRate,
    loss: loss as never,
    initial: T.reshape(float64(initial), outputs) as Floats,
    fit: (_key, _x, residuals, scores) => {
      const of = recorded.next().value ?? []
      return {
        values: leafValues(of, residuals, curvature(scores), factor) as Leaves['values'],
        of: T.stack(of.map(labelsOf), { axis: 1 }) as AnyTensor as Leaves['of'],
      }
    },
    predict: (leavesOf) => T.reshape(valueOf(leavesOf), [y.length, ...outputs]) as AnyTensor as Floats,
  })
  const boosted = boosting.fit(Rng.key(0), x, target(y))

  test('scores after each round are those of scikit-learn', () => {
    const found: AnyTensor = boosting.staged(boosted, x)
    expectClose(T.reshape(found, float64(staged).shape), staged, 1e-10, 1e-12)
    expectClose(
      T.reshape(boosting.predict(boosted, x) as AnyTensor, float64(staged.at(-1)!).shape),
      staged.at(-1)!,
      1e-10,
      1e-12,
    )
  })

  test('the loss falls with each round', () => {
    const losses = T.toNested(boosted.losses as Tensor<readonly [number]>)
    expect(losses.length).toBe(rounds + 1)
    expect(losses).toEqual(losses.toSorted((a, b) => b - a))
  })
})

describe('gradient boosting', () => {
  type X = Tensor<readonly [number]>
  const line = (rounds: number, initial = 0): R.GradientBoosting<{ readonly mean: Floats }, X, X> =>
    R.gradientBoosting({
      rounds,
      learningRate: 0.5,
      loss: (scores, y: X) => Loss.mse(scores as X, y, { half: true, reduction: 'sum' }),
      fit: (_key, _x: X, residuals) => ({ mean: T.mean(residuals as AnyTensor) as AnyTensor as Floats }),
      predict: ({ mean }, x) => T.broadcastTo(mean as AnyTensor, [x.shape[0]]) as AnyTensor as Floats,
      initial,
    })

  test('each round leaves the same share of what was missing; an initial value counts at once', () => {
    const x = T.zeros([2])
    const [a, b] = [line(3), line(3, 4)]
    expect(T.toNested(a.predict(a.fit(Rng.key(0), x, T.tensor([7, 9])), x))).toEqual([7, 7])
    expect(T.toNested(b.predict(b.fit(Rng.key(0), x, T.tensor([7, 9])), x))).toEqual([7.5, 7.5])
    expect(T.toNested(a.staged(a.fit(Rng.key(0), x, T.tensor([7, 9])), x))).toEqual([[4, 4], [6, 6], [7, 7]]) // prettier-ignore
  })

  test('compiled, the whole of it gives the same', () => {
    const boosting = line(3)
    const run = (x: X, y: X): AnyTensor => boosting.predict(boosting.fit(Rng.key(0), x, y), x)
    expect(T.toNested(jit(run)(T.zeros([2]), T.tensor([7, 9])))).toEqual([7, 7])
  })

  test('mistakes', () => {
    expect(() => line(0)).toThrow(
      new ValueError('gradientBoosting', 'rounds must be a whole number, 1 or more, got 0.'),
    )
    const settings = {
      rounds: 1,
      loss: (scores: Floats, y: X) => Loss.mse(scores as X, y, { reduction: 'sum' }),
      fit: () => ({}),
      predict: () => T.zeros([3]) as AnyTensor as Floats,
    }
    expect(() => R.gradientBoosting({ ...settings, learningRate: -1 })).toThrow(
      new ValueError('gradientBoosting', 'learningRate must be positive and finite, got -1.'),
    )
    expect(() =>
      R.gradientBoosting({ ...settings, learningRate: 1 }).fit(Rng.key(0), T.zeros([2]), T.zeros([2])),
    ).toThrow(
      new ShapeError(
        'gradientBoosting',
        'a member predicts [3], the scores are [2]. They are [examples, ...] of `initial`.',
      ),
    )
  })
})
