/** Freezing, cutting, new heads and foreign weights. */
import { grad } from '@gradus/autograd'
import * as L from '@gradus/layers'
import { GradusError, Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const key = Rng.key(0)
const model = L.pipe(
  L.input([4]),
  L.dense(3),
  L.residual(L.dense(3), L.batchNorm(), L.relu()),
  L.tanh(),
  L.dense(2),
)
const start = L.init(model, key)
const x = Rng.normal(Rng.key(1), [6, 4]) as Tensor<readonly [6, 4]>
const train = { mode: 'train', key: Rng.key(2) } as const

const thrown = (f: () => unknown): readonly [string, string] => {
  try {
    f()
  } catch (error) {
    if (error instanceof GradusError) return [error.name, error.message]
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('freeze', () => {
  const gradientOf = (m: typeof model) =>
    grad(
      (p: typeof start.params) =>
        T.mean(T.square(L.apply(m, p, start.state, x, train).output)) as Tensor<readonly []>,
    )(start.params)
  const isZero = (t: AnyTensor): boolean => T.item(T.countNonzero(t)) === 0
  const still = (m: typeof model): readonly string[] =>
    T.Tree.entries(gradientOf(m)).flatMap(([path, g]) => (isZero(g) ? [path] : []))

  test('what is frozen has no gradient, the rest has that of before', () => {
    const frozen = L.pipe(model, L.freeze('residual_0.dense_0', 'dense_1.bias'))
    expect(still(frozen)).toEqual(['residual_0.dense_0.kernel', 'residual_0.dense_0.bias', 'dense_1.bias'])
    expect(T.Tree.equals(gradientOf(frozen).dense_0, gradientOf(model).dense_0)).toBe(true)
    expect(T.Tree.paths(start.params).filter((path) => !L.isTrainable(frozen)(path))).toEqual(still(frozen))
  })
  test('all at once, and some back', () => {
    const head = L.pipe(model, L.freeze(), L.unfreeze('dense_1'))
    expect(T.Tree.paths(start.params).filter(L.isTrainable(head))).toEqual(['dense_1.kernel', 'dense_1.bias'])
    expect(still(L.pipe(head, L.unfreeze()))).toEqual(still(model))
  })
  test('a frozen batch normalisation keeps its statistics and normalises by them', () => {
    const frozen = L.pipe(model, L.freeze('residual_0.batchNorm_0'))
    const step = L.apply(frozen, start.params, start.state, x, train)
    expect(T.Tree.equals(step.state, start.state)).toBe(true)
    expect(T.Tree.equals(L.apply(model, start.params, start.state, x, train).state, start.state)).toBe(false)
  })
  test('a layer made of parts is frozen by part, and by tensor', () => {
    const attentive = L.pipe(
      L.input([3, 4]),
      L.transformerEncoderBlock(2, { hidden: 5 }),
      L.multiHeadAttention(2),
    )
    const { params } = L.init(attentive, key)
    const paths = [
      'transformerEncoderBlock_0.attention.query',
      'transformerEncoderBlock_0.feedForward',
      'multiHeadAttention_0.value.kernel',
    ] as const
    const frozen = L.pipe(attentive, L.freeze(...paths))
    const sequence = Rng.normal(Rng.key(3), [2, 3, 4]) as Tensor<readonly [2, 3, 4]>
    const weights = Rng.normal(Rng.key(4), [2, 3, 4]) as Tensor<readonly [2, 3, 4]>
    const slope = (m: typeof attentive) =>
      T.Tree.entries(
        grad(
          (p: typeof params) =>
            T.sum(T.mul(L.apply(m, p, {}, sequence, train).output, weights)) as Tensor<readonly []>,
        )(params),
      )
    const [before, after] = [slope(attentive), slope(frozen)]
    const chosen = (path: string): boolean => paths.some((p) => path === p || path.startsWith(`${p}.`))
    expect(after.flatMap(([path, g]) => (isZero(g) ? [path] : []))).toEqual(
      T.Tree.paths(params).filter((path) => chosen(path)),
    )
    expect(T.Tree.paths(params).filter((path) => !L.isTrainable(frozen)(path)).length).toBe(7)
    before.forEach(([path, g], i) => {
      if (!chosen(path)) expect(T.Tree.equals(after[i]?.[1], g), path).toBe(true)
    })
  })
  test('weights that places share are frozen in all of them', () => {
    const tie = L.tied('tie', L.dense(4))
    const twice = L.pipe(L.input([4]), tie, L.relu(), tie, L.freeze('tie.dense_0.kernel'))
    const { params } = L.init(twice, key)
    const g = grad(
      (p: typeof params) => T.sum(L.apply(twice, p, {}, x, train).output) as Tensor<readonly []>,
    )(params)
    expect(isZero(g.tie.dense_0.kernel)).toBe(true)
    expect(isZero(g.tie.dense_0.bias)).toBe(false)
  })
  test('the model before is as it was, and the summary says what is frozen', () => {
    const frozen = L.pipe(model, L.freeze('dense_0'))
    expect(still(model)).toEqual(still(L.pipe(frozen, L.unfreeze())))
    expect(L.summary(frozen).split('\n')[2]).toMatch(/^dense_0 .* frozen$/)
    expect(L.summary(frozen)).toContain('15 of them frozen')
  })
  test('a partition puts together again', () => {
    const { trainable, frozen } = L.partition(L.pipe(model, L.freeze('dense_0')))(start.params)
    expect(T.Tree.paths(frozen)).toEqual(['dense_0.kernel', 'dense_0.bias'])
    expect(T.Tree.equals(T.Tree.combine(trainable, frozen), start.params)).toBe(true)
  })
  test('a path that there is not is refused', () => {
    const none = L.freeze('dense_7') as (m: unknown) => unknown
    expect(thrown(() => none(model))).toEqual([
      'ValueError',
      'freeze: this model has no parameters at dense_7.',
    ])
  })
})

describe('take and replaceHead', () => {
  test('a model up to a layer gives that layer’s features', () => {
    const features = L.pipe(model, L.take('tanh_0'))
    expect(features.output).toEqual([3])
    const { dense_0, residual_0 } = start.params
    const { output } = L.apply(features, { dense_0, residual_0 }, start.state, x, { mode: 'eval' })
    expect(output.shape).toEqual([6, 3])
    expect(L.pipe(features, L.dense(5)).layers.at(-1)?.name).toBe('dense_1')
  })
  test('another head takes the place of the last layer with parameters and of what is behind', () => {
    const ended = L.pipe(model, L.softmax())
    const other = L.pipe(ended, L.replaceHead(L.named('head', L.dense(7)), L.sigmoid()))
    expect(other.layers.map((l) => l.name)).toEqual(['dense_0', 'residual_0', 'tanh_0', 'head', 'sigmoid_0'])
    const fresh = L.init(other, key)
    expect(T.Tree.equals(fresh.params.dense_0, start.params.dense_0)).toBe(true)
  })
  test('refuse what is not there', () => {
    const take = L.take('relu_9') as (m: unknown) => unknown
    const head = L.replaceHead(L.dense(2)) as (m: unknown) => unknown
    expect(thrown(() => take(model))).toEqual(['ValueError', 'take: this model has no layer called relu_9.'])
    expect(thrown(() => head(L.pipe(L.input([2]), L.relu())))).toEqual([
      'ValueError',
      'replaceHead: this model has no layer with parameters.',
    ])
  })
})

describe('loadParams', () => {
  const torch = {
    'fc1.weight': T.reshape(T.arange(12), [3, 4]),
    'fc1.bias': T.ones([3]),
    'block.fc.weight': T.zeros([3, 3]),
    'block.bn.weight': T.full([3], 2),
    'block.bn.running_mean': T.full([3], 5),
    'aux.weight': T.ones([1]),
  } as unknown as L.WeightRecord
  const map = { fc1: 'dense_0', 'block.fc': 'residual_0.dense_0', 'block.bn': 'residual_0.batchNorm_0' }

  test('PyTorch’s names and layouts convert, and what is left over is reported', () => {
    const loaded = L.loadParams(start, map)(torch)
    if (loaded._tag === 'Left') throw new Error(JSON.stringify(loaded.left))
    const { params, state, missing, unused } = loaded.right
    expect(T.toNested(params.dense_0.kernel)).toEqual([[0, 4, 8], [1, 5, 9], [2, 6, 10], [3, 7, 11]]) // prettier-ignore
    expect(T.toNested(params.residual_0.batchNorm_0.gamma)).toEqual([2, 2, 2])
    expect(T.toNested(state.residual_0.batchNorm_0.mean)).toEqual([5, 5, 5])
    expect(params.dense_0.kernel.dtype).toBe('float32')
    expect(unused).toEqual(['aux.weight'])
    expect(missing).toEqual([
      'residual_0.dense_0.bias', 'residual_0.batchNorm_0.beta', 'dense_1.kernel', 'dense_1.bias',
      'residual_0.batchNorm_0.variance', 'residual_0.batchNorm_0.count',
    ]) // prettier-ignore
    expect(params.dense_1).toEqual(start.params.dense_1)
  })
  test('kernels of convolutions are as PyTorch has them', () => {
    const image = L.init(L.pipe(L.input([2, 5, 5]), L.conv2d(3, { kernel: 3 })), key)
    const weight = Rng.normal(key, [3, 2, 3, 3]) as AnyTensor
    const loaded = L.loadParams(image, { conv: 'conv2d_0' })({ 'conv.weight': weight })
    expect(loaded._tag === 'Right' && T.Tree.equals(loaded.right.params.conv2d_0.kernel, weight)).toBe(true)
  })
  test('parameters of one’s own go to their own paths', () => {
    const record = Object.fromEntries(T.Tree.entries(start.params))
    const fresh = L.init(model, Rng.key(9))
    const loaded = L.loadParams(fresh)(record)
    expect(loaded._tag === 'Right' && T.Tree.equals(loaded.right.params, start.params)).toBe(true)
  })
  test('what does not fit names path, expected and got, all at once', () => {
    const wrong = { 'fc1.weight': T.zeros([4, 3]), 'fc1.bias': T.zeros([2]) } as unknown as L.WeightRecord
    const loaded = L.loadParams(start, map)(wrong)
    expect(loaded._tag === 'Left' && loaded.left.map(({ message }) => message)).toEqual([
      'dense_0.kernel: expected [3,4], got [4,3] from fc1.weight.',
      'dense_0.bias: expected [3], got [2] from fc1.bias.',
    ])
  })
  test('a map to nowhere is refused', () => {
    expect(thrown(() => L.loadParams(start, { fc1: 'dense_9' })({}))).toEqual([
      'ValueError',
      'loadParams: this model has no parameters or state at dense_9.',
    ])
  })
})
