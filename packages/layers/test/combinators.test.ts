/** Layers that hold others: parameters and keys, values, gradients, and what they refuse in the words of the types. */
import { checkGradients, grad, jit } from '@gradus/autograd'
import * as L from '@gradus/layers'
import { GradusError, Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const key = Rng.key(0)
const vector = L.input([4])
const train = { mode: 'train', key: Rng.key(9) } as const

const pathsOf = (model: L.SignalModel): readonly string[] => T.Tree.paths(L.init(model, key).params)

const thrown = (f: () => unknown): readonly [string, string] => {
  try {
    f()
  } catch (error) {
    if (error instanceof GradusError) return [error.name, error.message]
    throw error
  }
  throw new Error('nothing was thrown')
}

/** Types refuse these at once; what runs untyped must hear the same words. */
const untyped = (model: unknown, ...stages: readonly unknown[]): unknown =>
  stages.reduce((so, stage) => (stage as (m: unknown) => unknown)(so), model)

const x = Rng.normal(Rng.key(1), [5, 4]) as Tensor<readonly [5, 4]>

describe('values', () => {
  test('residual adds what it reads', () => {
    const body = L.pipe(vector, L.dense(4), L.tanh())
    const model = L.pipe(vector, L.residual(body))
    const { params, state } = L.init(model, key)
    const inner = L.apply(body, params.residual_0, {}, x, { mode: 'eval' }).output
    expect(T.toNested(L.apply(model, params, state, x, { mode: 'eval' }).output)).toEqual(
      T.toNested(T.add(x, inner)),
    )
  })
  test('branch, add, multiply and concat', () => {
    const branched = L.pipe(vector, L.branch({ a: L.identity(), b: L.tanh() }))
    const run = (model: L.SignalModel) =>
      (L.apply as unknown as (...args: readonly unknown[]) => { readonly output: AnyTensor })(
        model, {}, {}, x, { mode: 'eval' },
      ).output // prettier-ignore
    expect(run(L.pipe(branched, L.add(['a', 'b'])))).toEqual(T.add(x, T.tanh(x)))
    expect(run(L.pipe(branched, L.multiply(['a', 'b'])))).toEqual(T.mul(x, T.tanh(x)))
    expect(run(L.pipe(branched, L.concat(['b', 'a'])))).toEqual(T.concat([T.tanh(x), x], { axis: 1 }))
    expect(run(L.pipe(branched, L.concat(['b', 'a'], { axis: -1 })))).toEqual(
      T.concat([T.tanh(x), x], { axis: 1 }),
    )
    expect(run(L.pipe(branched, L.pick('b')))).toEqual(T.tanh(x))
  })
  test('several outputs are a record', () => {
    const model = L.pipe(vector, L.branch({ a: L.dense(2), b: L.relu() }))
    const { params } = L.init(model, key)
    const { output } = L.apply(model, params, {}, x, { mode: 'eval' })
    expect([output.a.shape, output.b.shape]).toEqual([[5, 2], [5, 4]]) // prettier-ignore
  })
  test('several inputs, one of whole numbers', () => {
    const model = L.pipe(
      L.input({ image: [4], words: { shape: [3], dtype: 'int32' } }),
      L.parallel({ image: L.dense(2) }),
    )
    const { params } = L.init(model, key)
    const words = T.tensor([[1, 2, 3]], { dtype: 'int32' })
    const { output } = L.apply(model, params, {}, { image: T.ones([1, 4]), words }, { mode: 'eval' })
    expect(output.image.shape).toEqual([1, 2])
    expect(T.toNested(output.words)).toEqual([[1, 2, 3]])
  })
})

describe('tied weights', () => {
  const hidden = L.tied('hidden', L.dense(4), L.batchNorm())
  const model = L.pipe(vector, hidden, L.relu(), hidden, L.residual(L.tanh(), hidden), L.dense(1))
  const { params, state } = L.init(model, key)

  test('are one set of parameters and of state at the root', () => {
    expect(pathsOf(model)).toEqual([
      'hidden.dense_0.kernel', 'hidden.dense_0.bias', 'hidden.batchNorm_0.gamma', 'hidden.batchNorm_0.beta',
      'dense_0.kernel', 'dense_0.bias',
    ]) // prettier-ignore
    expect(L.describe(model).reduce((n, l) => n + l.parameters, 0)).toBe(4 * 4 + 4 + 8 + 5)
  })
  test('have the sum of the gradients of their places', () => {
    const loss = (p: typeof params) =>
      T.mean(T.square(L.apply(model, p, state, x, train).output)) as Tensor<readonly []>
    expect(checkGradients(loss, params)._tag).toBe('Right')
  })
  test('hand their state from place to place', () => {
    const { state: next } = L.apply(model, params, state, x, train)
    expect(T.item(next.hidden.batchNorm_0.count)).toBe(3)
    expect(T.Tree.paths(next)).toEqual(T.Tree.paths(state))
  })
})

describe('keys', () => {
  const plain = L.pipe(vector, L.residual(L.dense(4), L.dense(4)), L.branch({ a: L.dense(2), b: L.dense(3) }))
  const more = L.pipe(
    vector,
    L.relu(),
    L.residual(L.dense(4), L.relu(), L.dropout(0.5), L.dense(4)),
    L.tanh(),
    L.branch({ none: L.relu(), a: [L.dropout(0.5), L.dense(2)], b: L.dense(3) }),
  )
  test('activations and dropout in between change no weights, nested too', () => {
    expect(T.Tree.equals(L.init(plain, key).params, L.init(more, key).params)).toBe(true)
  })
  test('a tied layer counts where it first stands', () => {
    const tie = L.tied('tie', L.dense(4))
    const once = L.init(L.pipe(vector, tie, L.dense(2)), key).params
    const twice = L.init(L.pipe(vector, tie, tie, L.dense(2)), key).params
    expect(T.Tree.equals(once, twice)).toBe(true)
  })
  test('dropouts of two branches, and of two places, draw apart', () => {
    const wide = L.input([64])
    const ones = T.ones([1, 64])
    const two = L.pipe(wide, L.branch({ a: L.dropout(0.5), b: L.dropout(0.5) }))
    const { output } = L.apply(two, {}, {}, ones, train)
    expect(T.Tree.equals(output.a, output.b)).toBe(false)
    const drop = L.tied('drop', L.dropout(0.5))
    const chain = L.pipe(wide, drop, drop)
    const kept = T.item(T.countNonzero(L.apply(chain, {}, {}, ones, train).output))
    expect(kept).toBeLessThan(28)
  })
})

test('jit and gradients go through everything at once', () => {
  const model = L.pipe(
    vector,
    L.residual(L.dense(4), L.batchNorm(), L.relu()),
    L.branch({ a: L.repeat(2, L.dense(3), L.tanh()), b: L.block(L.dense(3)) }),
    L.add(['a', 'b']),
    L.named('head', L.dense(1)),
  )
  const { params, state } = L.init(model, key)
  const loss = (p: typeof params) =>
    T.mean(T.square(L.apply(model, p, state, x, train).output)) as Tensor<readonly []>
  const [eager, compiled] = [grad(loss)(params), jit(grad(loss))(params)]
  T.Tree.entries(eager).forEach(([path, g]) => {
    const other = new Map<string, AnyTensor>(T.Tree.entries(compiled)).get(path)
    expect(T.item(T.max(T.abs(T.sub(g as Tensor, other as Tensor))))).toBeLessThan(1e-6)
  })
  expect(checkGradients(loss, params)._tag).toBe('Right')
  expect(T.Tree.equals(L.apply(model, params, state, x, { mode: 'eval' }).state, state)).toBe(true)
})

describe('refuses', () => {
  const image = L.input([1, 8, 8])
  const two = L.input({ left: [3], right: [4] })
  const tied = L.tied('weights', L.dense(3))
  const cases: readonly (readonly [string, () => unknown, string, string])[] = [
    ['a residual connection that changes the shape', () => untyped(vector, L.residual(L.dense(3))), 'ShapeError', 'residual: its parts make [3] of [4], which cannot be added. End them in [4], or add two branches.'],
    ['a part that does not fit', () => untyped(image, L.residual(L.relu(), L.dense(3))), 'ShapeError', 'residual: dense: expects one feature axis [n], this model gives [1,8,8]. Put L.flatten() before it.'],
    ['a part of a branch', () => untyped(image, L.branch({ a: L.relu(), b: [L.relu(), L.dense(2)] })), 'ShapeError', 'branch: b: dense: expects one feature axis [n], this model gives [1,8,8]. Put L.flatten() before it.'],
    ['a model of other features', () => untyped(vector, L.named('e', L.pipe(L.input([32]), L.dense(8)))), 'ShapeError', 'block: model: reads [32], this model gives [4].'],
    ['outputs that cannot be added', () => untyped(two, L.add(['left', 'right'])), 'ShapeError', 'add: expects tensors of one shape, this model gives several tensors. left is [3], right is [4].'],
    ['outputs that cannot be laid end to end', () => untyped(two, L.concat(['left', 'right'], { axis: 1 })), 'ShapeError', 'concat: expects tensors that differ in axis 1 alone, this model gives several tensors. left is [3], right is [4].'],
    ['a name that there is not', () => untyped(two, L.pick('middle')), 'ShapeError', 'pick: expects a tensor called middle, this model gives several tensors. Check its name.'],
    ['a name that there is not, for parts', () => untyped(two, L.parallel({ middle: L.relu() })), 'ShapeError', 'parallel: middle: this model gives no tensor of that name.'],
    ['several tensors for one', () => untyped(two, L.dense(3)), 'ShapeError', 'dense: expects one tensor, this model gives several tensors. Join them by L.add or L.concat, or take one by L.pick.'],
    ['whole numbers for floats', () => untyped(L.input([4], { dtype: 'int32' }), L.dense(3)), 'ShapeError', 'dense: expects floats, this model gives int32 [4]. Put L.embedding before it.'],
    ['one tensor for several', () => untyped(vector, L.pick('left')), 'ShapeError', 'pick: expects several tensors by name, this model gives [4]. Put L.branch before it.'],
    ['tied weights of other shapes', () => untyped(vector, tied, tied), 'ShapeError', 'tied: the weights of weights have other shapes in another place. Give it features of one shape in all its places.'],
    ['tied weights of other shapes in branches', () => untyped(two, L.parallel({ left: tied, right: tied })), 'ShapeError', 'parallel: the weights of weights have other shapes in another place. Give it features of one shape in all its places.'],
    ['tied weights called as a layer', () => untyped(vector, L.dense(4), L.tied('dense_0', L.dense(3))), 'ValueError', 'tied: this model already has a layer called dense_0. Give one of them another name with L.named.'],
    ['a name twice within a layer', () => untyped(vector, L.repeat(2, L.named('hidden', L.dense(4)))), 'ValueError', 'repeat: dense: this model already has a layer called hidden. Give one of them another name with L.named.'],
    ['no repetition', () => L.repeat(0, L.relu()), 'ValueError', 'repeat: times must be a positive integer, got 0.'],
    ['no branch', () => L.branch({}), 'ValueError', 'branch: there must be one part or more, got none.'],
    ['a dotted branch', () => L.branch({ 'a.b': L.relu() }), 'ValueError', "branch: a name must not be empty or hold a dot, got 'a.b'."],
    ['no input', () => L.input({}), 'ValueError', 'input: there must be one input or more, got none.'],
    ['floats for whole numbers', () => L.apply(L.input([4], { dtype: 'int32' }), {}, {}, T.zeros([2, 4]) as never, { mode: 'eval' }), 'DTypeError', "apply: this model reads int32, x is float32. Use T.cast(x, 'int32')."],
    ['one tensor for several in apply', () => L.apply(two, {}, {}, T.zeros([2, 4]) as never, { mode: 'eval' }), 'DTypeError', 'apply: this model reads several tensors by name, x is one.'],
    ['an input that is missing', () => L.apply(two, {}, {}, { left: T.zeros([2, 3]) } as never, { mode: 'eval' }), 'ShapeError', 'apply: x has no right, which this model reads.'],
    ['parameters of another model, by path', () => {
      const model = L.pipe(vector, L.residual(L.dense(4)))
      return L.apply(model, { residual_0: { dense_0: { kernel: T.zeros([3, 3]) }, more: T.zeros([1]) } } as never, {}, x, { mode: 'eval' })
    }, 'ShapeError', 'apply: the parameters are of another model: residual_0.dense_0.kernel is [3,3], expected [4,4]; residual_0.dense_0.bias is missing; residual_0.more is unexpected.'],
  ] // prettier-ignore
  test.each(cases)('%s', (_name, f, name, message) => {
    expect(thrown(f)).toEqual([name, message])
  })
})
