import * as L from '@gradus/layers'
import { GradusError, Rng, ShapeError, ValueError } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

/** Types refuse these at once; what runs untyped must hear the same words. */
const untyped = (model: L.ModelLike, ...stages: readonly unknown[]): L.AnyModel =>
  stages.reduce<L.AnyModel>((so, stage) => (stage as (m: L.AnyModel) => L.AnyModel)(so), model as L.AnyModel)

const thrown = (f: () => unknown): readonly [string, string] => {
  try {
    f()
  } catch (error) {
    if (error instanceof GradusError) return [error.name, error.message]
    throw error
  }
  throw new Error('nothing was thrown')
}

const mlp = L.pipe(L.input([64]), L.dense(32), L.relu(), L.dropout(0.2), L.dense(10))
const key = Rng.key(0)
const start = L.init(mlp, key)

describe('a model is a value', () => {
  test('a stage leaves the model before it as it was', () => {
    const before = L.pipe(L.input([4]), L.dense(3))
    const copy = structuredClone({ ...before, layers: before.layers.map((l) => l.name) })
    const after = L.pipe(before, L.relu(), L.dense(2))
    expect({ ...before, layers: before.layers.map((l) => l.name) }).toEqual(copy)
    expect(after.layers.map((l) => l.name)).toEqual(['dense_0', 'relu_0', 'dense_1'])
  })
  test('two models may share their beginning', () => {
    const body = L.pipe(L.input([4]), L.dense(3))
    const [a, b] = [L.pipe(body, L.dense(2)), L.pipe(body, L.dense(5))]
    expect([body.output, a.output, b.output]).toEqual([[3], [2], [5]])
  })
  test('a stage may be used twice', () => {
    const hidden = L.dense(3)
    expect(L.pipe(L.input([3]), hidden, hidden).layers.map((l) => l.name)).toEqual(['dense_0', 'dense_1'])
  })
  test('named layers are not counted', () => {
    const model = L.pipe(L.input([3]), L.dense(3), L.named('middle', L.dense(3)), L.dense(3))
    expect(Object.keys(L.init(model, key).params)).toEqual(['dense_0', 'middle', 'dense_1'])
  })
  test('a name of one model is free in another', () => {
    const head = L.named('head', L.dense(2))
    expect(L.pipe(L.input([3]), head).layers[0]?.name).toBe(L.pipe(L.input([4]), head).layers[0]?.name)
  })
})

describe('init', () => {
  test('gives a record for each layer that has parameters', () => {
    expect(T.Tree.entries(start.params).map(([path, leaf]) => [path, leaf.shape, leaf.dtype])).toEqual([
      ['dense_0.kernel', [64, 32], 'float32'],
      ['dense_0.bias', [32], 'float32'],
      ['dense_1.kernel', [32, 10], 'float32'],
      ['dense_1.bias', [10], 'float32'],
    ])
    expect(start.state).toEqual({})
  })
  test('gives state where there is some', () => {
    const { params, state } = L.init(L.pipe(L.input([2]), L.relu(), L.batchNorm()), key)
    expect(T.toNested(params.batchNorm_0.gamma)).toEqual([1, 1])
    expect(T.toNested(params.batchNorm_0.beta)).toEqual([0, 0])
    expect(T.toNested(state.batchNorm_0.mean)).toEqual([0, 0])
    expect(T.toNested(state.batchNorm_0.variance)).toEqual([1, 1])
    expect(T.item(state.batchNorm_0.count)).toBe(0)
  })
  test('the same key gives the same bits, another key others', () => {
    expect(T.Tree.equals(L.init(mlp, Rng.key(0)).params, start.params)).toBe(true)
    expect(T.Tree.equals(L.init(mlp, Rng.key(1)).params, start.params)).toBe(false)
  })
  test('layers behind and between do not change what a layer begins with', () => {
    const longer = L.pipe(
      L.input([64]),
      L.dense(32),
      L.tanh(),
      L.dense(10),
      L.relu(),
      L.batchNorm(),
      L.dense(2),
    )
    const { params } = L.init(longer, key)
    expect(
      T.Tree.equals([params.dense_0, params.dense_1], [start.params.dense_0, start.params.dense_1]),
    ).toBe(true)
  })
  test('takes initialisers from the options', () => {
    const twos = <const S extends Shape>(_key: Rng.Key, shape: S) => T.full(shape, 2)
    const { params } = L.init(L.pipe(L.input([1]), L.dense(2, { init: twos, biasInit: twos })), key)
    expect(T.toNested(params.dense_0.kernel)).toEqual([[2, 2]])
    expect(T.toNested(params.dense_0.bias)).toEqual([2, 2])
  })
  test('refuses an initialiser that gives another shape', () => {
    const wrong = () => T.zeros([3]) as never
    expect(thrown(() => L.init(L.pipe(L.input([4]), L.dense(2, { init: wrong })), key))).toEqual([
      'ShapeError',
      'init: the initialiser of dense_0.kernel gave [3], it was asked for [4,2].',
    ])
  })
})

describe('what does not fit throws the words of the types', () => {
  const cases: readonly (readonly [string, () => unknown, string, string])[] = [
    [
      'dense on an image',
      () => untyped(L.input([1, 28, 28]), L.dense(10)),
      'ShapeError',
      'dense: expects one feature axis [n], this model gives [1,28,28]. Put L.flatten() before it.',
    ],
    [
      'batchNorm on a scalar',
      () => untyped(L.input([]), L.batchNorm()),
      'ShapeError',
      'batchNorm: expects channels [c], or channels over places [c,...], this model gives []. Put L.flatten() before it.',
    ],
    [
      'a name twice',
      () => untyped(L.input([4]), L.named('head', L.dense(3)), L.named('head', L.relu())),
      'ValueError',
      'relu: this model already has a layer called head. Give one of them another name with L.named.',
    ],
    [
      'a counted name that was given',
      () => untyped(L.input([4]), L.named('dense_0', L.relu()), L.dense(3)),
      'ValueError',
      'dense: this model already has a layer called dense_0. Give one of them another name with L.named.',
    ],
    [
      'an empty name',
      () => L.named('', L.relu()),
      'ValueError',
      "named: a name must not be empty or hold a dot, got ''.",
    ],
    [
      'a dotted name',
      () => L.named('a.b', L.relu()),
      'ValueError',
      "named: a name must not be empty or hold a dot, got 'a.b'.",
    ],
    [
      'an input without extent',
      () => L.input([3, 0]),
      'ShapeError',
      'input: dimensions must be positive integers, got [3,0].',
    ],
    [
      'half an input',
      () => L.input([2.5]),
      'ShapeError',
      'input: dimensions must be positive integers, got [2.5].',
    ],
    ['no units', () => L.dense(0), 'ValueError', 'dense: units must be a positive integer, got 0.'],
    ['half a unit', () => L.dense(1.5), 'ValueError', 'dense: units must be a positive integer, got 1.5.'],
    [
      'NaN units',
      () => L.dense(Number.NaN),
      'ValueError',
      'dense: units must be a positive integer, got NaN.',
    ],
    ['dropping all', () => L.dropout(1), 'ValueError', 'dropout: rate must be in [0, 1), got 1.'],
    ['a negative rate', () => L.dropout(-0.1), 'ValueError', 'dropout: rate must be in [0, 1), got -0.1.'],
    ['decay 1', () => L.batchNorm({ decay: 1 }), 'ValueError', 'batchNorm: decay must be in [0, 1), got 1.'],
    [
      'eps 0',
      () => L.batchNorm({ eps: 0 }),
      'ValueError',
      'batchNorm: eps must be positive and finite, got 0.',
    ],
    [
      'an infinite slope',
      () => L.leakyRelu({ negativeSlope: Infinity }),
      'ValueError',
      'leakyRelu: negativeSlope must be finite, got Infinity.',
    ],
    ['alpha NaN', () => L.elu({ alpha: Number.NaN }), 'ValueError', 'elu: alpha must be finite, got NaN.'],
  ]
  test.each(cases)('%s', (_name, f, name, message) => {
    expect(thrown(f)).toEqual([name, message])
  })
})

describe('apply', () => {
  const evaluate = (model: L.ModelLike, params: object, state: object, x: AnyTensor): unknown =>
    L.apply(model as L.AnyModel, params as never, state as never, x as Tensor, { mode: 'eval' })

  test('evaluates without drawing', () => {
    const x = T.ones([3, 64])
    const [a, b] = [0, 1].map(() => L.apply(mlp, start.params, start.state, x, { mode: 'eval' }).output)
    expect(T.Tree.equals(a, b)).toBe(true)
  })
  test('trains by the key alone', () => {
    const run = (seed: number) =>
      L.apply(mlp, start.params, start.state, T.ones([3, 64]), { mode: 'train', key: Rng.key(seed) }).output
    expect(T.Tree.equals(run(1), run(1))).toBe(true)
    expect(T.Tree.equals(run(1), run(2))).toBe(false)
  })
  test('two dropouts of one model draw apart', () => {
    const model = L.pipe(L.input([64]), L.dropout(0.5), L.dropout(0.5))
    const { output } = L.apply(model, {}, {}, T.ones([1, 64]), { mode: 'train', key })
    const kept = T.item(T.countNonzero(output))
    expect(kept).toBeGreaterThan(4)
    expect(kept).toBeLessThan(28)
  })
  test('dropout of rate 0 changes nothing', () => {
    const x = T.tensor([[1, 2, 3]])
    const { output } = L.apply(L.pipe(L.input([3]), L.dropout(0)), {}, {}, x, { mode: 'train', key })
    expect(T.toNested(output)).toEqual([[1, 2, 3]])
  })
  test('a batch may be empty', () => {
    expect(L.apply(mlp, start.params, start.state, T.zeros([0, 64]), { mode: 'eval' }).output.shape).toEqual([
      0, 10,
    ])
  })

  const other = L.init(L.pipe(L.input([64]), L.dense(16), L.dense(10), L.dense(5), L.batchNorm()), key)
  const normed = L.pipe(L.input([2]), L.batchNorm())
  const cases: readonly (readonly [string, () => unknown, string, string])[] = [
    [
      'other features',
      () => evaluate(mlp, start.params, {}, T.zeros([32, 100])),
      'ShapeError',
      'apply: this model reads [batch,64], x is [32,100]. The first axis counts examples.',
    ],
    [
      'no batch axis',
      () => evaluate(mlp, start.params, {}, T.zeros([64])),
      'ShapeError',
      'apply: this model reads [batch,64], x is [64]. The first axis counts examples.',
    ],
    [
      'a scalar for a batch of scalars',
      () => evaluate(L.input([]), {}, {}, T.tensor(1)),
      'ShapeError',
      'apply: this model reads [batch], x is []. The first axis counts examples.',
    ],
    [
      'bytes',
      () => evaluate(mlp, start.params, {}, T.zeros([32, 64], { dtype: 'uint8' })),
      'DTypeError',
      "apply: this model reads floats, x is uint8. Use T.cast(x, 'float32').",
    ],
    [
      'parameters of another model: every path is named',
      () => evaluate(mlp, other.params, {}, T.zeros([32, 64])),
      'ShapeError',
      'apply: the parameters are of another model: dense_0.kernel is [64,16], expected [64,32]; ' +
        'dense_0.bias is [16], expected [32]; dense_1.kernel is [16,10], expected [32,10]; ' +
        'dense_2.kernel is unexpected; dense_2.bias is unexpected; ' +
        'batchNorm_0.gamma is unexpected; batchNorm_0.beta is unexpected.',
    ],
    [
      'no parameters',
      () => evaluate(normed, {}, L.init(normed, key).state, T.zeros([3, 2])),
      'ShapeError',
      'apply: the parameters are of another model: batchNorm_0.gamma is missing; batchNorm_0.beta is missing.',
    ],
    [
      'a leaf too many',
      () =>
        evaluate(
          normed,
          { batchNorm_0: { ...L.init(normed, key).params.batchNorm_0, delta: T.zeros([2]) } },
          L.init(normed, key).state,
          T.zeros([3, 2]),
        ),
      'ShapeError',
      'apply: the parameters are of another model: batchNorm_0.delta is unexpected.',
    ],
    [
      'state of another model',
      () => evaluate(mlp, start.params, other.state, T.zeros([32, 64])),
      'ShapeError',
      'apply: the state is of another model: batchNorm_0.mean is unexpected; ' +
        'batchNorm_0.variance is unexpected; batchNorm_0.count is unexpected.',
    ],
    [
      'normalising one example',
      () => {
        const { params, state } = L.init(normed, key)
        return L.apply(normed, params, state, T.zeros([1, 2]), { mode: 'train', key })
      },
      'ShapeError',
      'batchNorm: training needs two or more values per channel, the batch is [1,2]. Use larger batches.',
    ],
    [
      'a layer of one’s own that breaks its word',
      () => {
        const model = L.pipe(
          L.input([4]),
          L.activation('firstOnly', (x) => T.slice(x, [0, 0], [x.shape[0] ?? 0, 1]) as AnyTensor as Tensor),
        )
        return evaluate(model, {}, {}, T.zeros([3, 4]))
      },
      'ShapeError',
      'apply: firstOnly_0 gave [3,1], its output says [3,4].',
    ],
    [
      'a mode that there is not',
      () => {
        const { params, state } = L.init(mlp, key)
        return L.apply(mlp, params, state, T.zeros([1, 64]), { mode: 'test' } as never)
      },
      'ValueError',
      `apply: the mode is { mode: 'train', key } or { mode: 'eval' }, got "test".`,
    ],
    [
      'no mode',
      () => {
        const { params, state } = L.init(mlp, key)
        return L.apply(mlp, params, state, T.zeros([1, 64]), undefined as never)
      },
      'ValueError',
      `apply: the mode is { mode: 'train', key } or { mode: 'eval' }, got undefined.`,
    ],
    [
      'training without a key',
      () => {
        const { params, state } = L.init(mlp, key)
        return L.apply(mlp, params, state, T.zeros([1, 64]), { mode: 'train' } as never)
      },
      'ValueError',
      "apply: training draws from a key: { mode: 'train', key: Rng.key(0) }.",
    ],
    [
      'an array for a batch',
      () => {
        const { params, state } = L.init(mlp, key)
        return L.apply(mlp, params, state, [[1]] as never, { mode: 'eval' })
      },
      'DTypeError',
      'apply: x is no tensor. Make it one with T.tensor; this model reads [batch,64].',
    ],
  ]
  test.each(cases)('refuses %s', (_name, f, name, message) => {
    expect(thrown(f)).toEqual([name, message])
  })
  test('its errors are of the classes that are exported', () => {
    expect(() => evaluate(mlp, {}, {}, T.zeros([1, 1]))).toThrow(ShapeError)
    expect(() => L.dense(0)).toThrow(ValueError)
  })
})

describe('batchNorm', () => {
  test('normalises a batch to mean 0 and variance 1', () => {
    const model = L.pipe(L.input([2]), L.batchNorm())
    const { params, state } = L.init(model, key)
    const x = T.tensor([[1, 10], [2, 30], [6, -40]]) // prettier-ignore
    const { output } = L.apply(model, params, state, x, { mode: 'train', key })
    T.toNested(T.mean(output, { axis: 0 })).forEach((m) => expect(m).toBeCloseTo(0, 6))
    T.toNested(T.variance(output, { axis: 0 })).forEach((v) => expect(v).toBeCloseTo(1, 4))
  })
  test('evaluates before any training as the identity, up to eps', () => {
    const model = L.pipe(L.input([1]), L.batchNorm())
    const { params, state } = L.init(model, key)
    const { output } = L.apply(model, params, state, T.tensor([[3]]), { mode: 'eval' })
    expect(T.item(output)).toBeCloseTo(3, 4)
  })
  test('decay 0 remembers the last batch only', () => {
    const model = L.pipe(L.input([1]), L.batchNorm({ decay: 0 }))
    const { params, state } = L.init(model, key)
    const train = (s: typeof state, x: Tensor) => L.apply(model, params, s, x, { mode: 'train', key }).state
    const last = train(train(state, T.tensor([[5], [7]]) as Tensor), T.tensor([[1], [3]]) as Tensor)
    expect(T.toNested(last.batchNorm_0.mean)).toEqual([2])
    expect(T.toNested(last.batchNorm_0.variance)).toEqual([1])
  })
})
