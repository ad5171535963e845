/** Values and gradients against Flax and JAX in double precision; tools/golden/layers.py makes them. */
import { readFileSync } from 'node:fs'
import { grad } from '@gradus/autograd'
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { AnyTensor, DType, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

type Rows = readonly number[] | readonly Rows[]

const golden = <A>(name: string): A =>
  JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8')) as A

/** Golden rows are of any depth, which literal shapes cannot follow. */
const tensor = T.tensor as (rows: unknown, options: { readonly dtype: DType }) => AnyTensor

const double = (rows: unknown, dtype: DType = 'float64'): Tensor => tensor(rows, { dtype }) as Tensor

/** The largest difference, relative to numbers of size one and above. */
const distance = (x: AnyTensor, expected: unknown): number => {
  const theirs = T.toTypedArray(double(expected))
  return Array.from(T.toTypedArray(x), (value, i) => {
    const their = theirs[i] ?? Number.NaN
    return Math.abs(value - their) / Math.max(1, Math.abs(their))
  }).reduce((worst, error) => Math.max(worst, error), 0)
}

const expectEqual = (x: AnyTensor, expected: unknown, tolerance: number): void => {
  expect(x.shape).toEqual(double(expected).shape)
  expect(distance(x, expected)).toBeLessThanOrEqual(tolerance)
}

describe('activations', () => {
  interface Case {
    readonly kind: L.LayerKind
    readonly options: Readonly<Record<string, number | boolean>>
    readonly output: Rows
    readonly gradient: Rows
  }
  const { x, c, cases } = golden<{ x: Rows; c: Rows; cases: readonly Case[] }>('activations')

  const modelOf = ({ kind, options }: Case): L.AnyModel => {
    const model = L.fromSpecs([5], [{ kind, ...options } as L.LayerSpec])
    if (model._tag === 'Left') throw new Error(JSON.stringify(model.left))
    return model.right
  }
  const precisions = [['float64', 1e-14], ['float32', 2e-6]] as const // prettier-ignore

  describe.each(precisions)('%s', (dtype, tolerance) => {
    test.each(cases)('$kind $options', (row) => {
      const f = (v: Tensor): Tensor => L.apply(modelOf(row), {}, {}, v, { mode: 'eval' }).output
      const at = double(x, dtype)
      const weighted = (v: Tensor) => T.sum(T.mul(f(v), double(c, dtype)) as Tensor) as Tensor<readonly []>
      expect(f(at).dtype).toBe(dtype)
      expectEqual(f(at), row.output, tolerance)
      expectEqual(grad(weighted)(at), row.gradient, tolerance * 4)
    })
  })
})

describe('batchNorm', () => {
  interface Step {
    readonly x: Rows
    readonly output: Rows
    readonly gradient: { readonly gamma: Rows; readonly beta: Rows }
    readonly gradientOfX: Rows
    readonly mean: Rows
    readonly variance: Rows
    readonly evaluated: Rows
  }
  const { decay, eps, params, c, steps } = golden<{
    decay: number
    eps: number
    params: { readonly gamma: Rows; readonly beta: Rows }
    c: Rows
    steps: readonly Step[]
  }>('batchNorm')

  const model = L.pipe(L.input([3]), L.batchNorm({ decay, eps }))
  type Vector = Tensor<readonly [3]>
  const weights = {
    batchNorm_0: { gamma: double(params.gamma) as Vector, beta: double(params.beta) as Vector },
  }
  const begin = L.init(model, Rng.key(0)).state
  const train = (w: typeof weights, state: L.State<typeof model>, x: Tensor) =>
    L.apply(model, w, state, x, { mode: 'train', key: Rng.key(0) })

  /** The state before each step. */
  const states = steps.reduce(
    (so, { x }) => [...so, train(weights, so.at(-1) ?? begin, double(x)).state],
    [begin],
  )

  test.each(steps.map((step, i) => [i + 1, step] as const))('step %i', (i, step) => {
    const before = states[i - 1] ?? begin
    const after = states[i] ?? begin
    const loss = (w: typeof weights, x: Tensor) =>
      T.sum(T.mul(train(w, before, x).output, double(c) as Tensor<readonly [8, 3]>) as Tensor) as Tensor<
        readonly []
      >
    const x = double(step.x)
    expectEqual(train(weights, before, x).output, step.output, 1e-12)
    expectEqual(grad(loss)(weights, x).batchNorm_0.gamma, step.gradient.gamma, 1e-12)
    expectEqual(grad(loss)(weights, x).batchNorm_0.beta, step.gradient.beta, 1e-12)
    expectEqual(grad((v: Tensor) => loss(weights, v))(x), step.gradientOfX, 1e-10)
    expect(T.item(after.batchNorm_0.count)).toBe(i)
    // The share of the newest batch is a float32, whatever the batch's type.
    expectEqual(after.batchNorm_0.mean, step.mean, 1e-6)
    expectEqual(after.batchNorm_0.variance, step.variance, 1e-6)
    expectEqual(L.apply(model, weights, after, x, { mode: 'eval' }).output, step.evaluated, 2e-6)
  })
})

test('a model and all its gradients', () => {
  const model = L.pipe(
    L.input([2, 3]),
    L.flatten(),
    L.dense(6),
    L.batchNorm(),
    L.gelu(),
    L.dense(4, { bias: false }),
    L.tanh(),
    L.named('head', L.dense(2)),
  )
  type P = L.Params<typeof model>
  const rows = golden<{ params: object; x: Rows; y: Rows; output: Rows; loss: number; gradient: object }>(
    'model',
  )
  const { params, state } = L.init(model, Rng.key(0))
  const read = (tree: object): P =>
    T.Tree.map((_leaf, path) => {
      const [layer = '', name = ''] = path.split('.')
      return double((tree as Record<string, Record<string, Rows>>)[layer]?.[name]) as AnyTensor
    })(params)
  const x = double(rows.x)
  const run = (p: P): Tensor =>
    L.apply(model, p, state, x, { mode: 'train', key: Rng.key(0) }).output as AnyTensor as Tensor
  const loss = (p: P) => T.mean(T.square(T.sub(run(p), double(rows.y)))) as Tensor<readonly []>
  expectEqual(run(read(rows.params)), rows.output, 1e-12)
  expectEqual(loss(read(rows.params)), rows.loss, 1e-12)
  const gradient = T.Tree.entries(grad(loss)(read(rows.params)))
  const expected = new Map(T.Tree.entries(read(rows.gradient)))
  expect(gradient.map(([path]) => path)).toEqual([...expected.keys()])
  gradient.forEach(([path, g]) => expectEqual(g, T.toNested(expected.get(path) ?? g), 1e-12))
})

describe('keys', () => {
  const keys = golden<{ seed: number; rate: number; x: Rows; dropout: Rows; kernels: readonly Rows[] }>(
    'keys',
  )
  const key = Rng.key(keys.seed)

  test('dropout of the third layer draws from the key folded by 2', () => {
    const model = L.pipe(L.input([6]), L.identity(), L.identity(), L.dropout(keys.rate))
    const x = double(keys.x, 'float32')
    expectEqual(L.apply(model, {}, {}, x, { mode: 'train', key }).output, keys.dropout, 1e-6)
  })
  test('kernels begin as the documented keys say, whatever stands between', () => {
    const model = L.pipe(L.input([6]), L.dense(5), L.relu(), L.dropout(0.5), L.dense(3))
    const { params } = L.init(model, key)
    expectEqual(params.dense_0.kernel, keys.kernels[0], 1e-6)
    expectEqual(params.dense_1.kernel, keys.kernels[1], 1e-6)
  })
})
