import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkGradients, grad, jvp, type Scalar, valueAndGrad, vjp } from '../src/index.ts'

type F = (x: AnyTensor) => unknown

const at = (x: AnyTensor, f: F): string =>
  String(grad((v: AnyTensor) => T.sum(f(v) as AnyTensor) as Scalar)(x))
const int = (x: T.Nested): Tensor<readonly number[], 'int32'> => T.tensor(x, { dtype: 'int32' }) as never
const cast = (x: AnyTensor, dtype: T.DType): AnyTensor => T.cast(x, dtype) as AnyTensor
const pair: AnyTensor = T.tensor([1, 2])
const square: AnyTensor = T.tensor([[1, 2], [3, 4]]) // prettier-ignore

describe('gradients at the edges of operations', () => {
  test.each<readonly [string, AnyTensor, F, string]>([
    ['an empty slice', pair, (x) => T.slice(x, [1], [1]), '[0. 0.]  float32[2]'],
    ['a row taken twice', pair, (x) => T.take(x, int([0, 0, 1])), '[2. 1.]  float32[2]'],
    ['no row taken', pair, (x) => T.take(x, int([])), '[0. 0.]  float32[2]'],
    ['one position taken', pair, (x) => T.take(x, int(1)), '[0. 1.]  float32[2]'],
    ['a table of columns taken', square, (x) => T.take(x, int([[0, 0], [1, 0]]), { axis: -1 }), '[[3. 1.]\n [3. 1.]]  float32[2,2]'], // prettier-ignore
    [
      'itself behind itself',
      pair,
      (x) => T.mul(T.concat([x, x]), T.tensor([1, 2, 3, 4])),
      '[4. 6.]  float32[2]',
    ],
    ['a constant in front', pair, (x) => T.concat([T.tensor([9]), x]), '[1. 1.]  float32[2]'],
    ['a constant of more precision behind', pair, (x) => T.concat([x, T.tensor([9], { dtype: 'float64' })]), '[1. 1.]  float32[2]'], // prettier-ignore
    ['one number for all', T.tensor(2), (x) => T.mul(x, T.ones([2, 3])), '6.  float32[]'],
    ['one row for none', T.ones([1, 2]), (x) => T.broadcastTo(x, [0, 2]), '[[0. 0.]]  float32[1,2]'],
    ['the largest of no rows', T.zeros([0, 3]), (x) => T.max(x, { axis: 1 }), '[]  float32[0,3]'],
    ['a product of none', T.zeros([0]), (x) => T.prod(x), '[]  float32[0]'],
    ['logSumExp of none', T.zeros([0]), (x) => T.logSumExp(x), '[]  float32[0]'],
    ['softmax of none', T.zeros([2, 0]), (x) => T.softmax(x), '[]  float32[2,0]'],
    ['the deviation of equal numbers', T.tensor([2, 2]), (x) => T.std(x), '[0. 0.]  float32[2]'],
    ['a cube left of 0', T.tensor([-2, 0]), (x) => T.pow(x, 3), '[12.  0.]  float32[2]'],
    ['to the power 0', T.tensor([0, 2]), (x) => T.pow(x, 0), '[0. 0.]  float32[2]'],
    ['clipped, with ties at the ends', T.tensor([-1, 0, 0.5, 1, 2]), (x) => T.clip(x, 0, 1), '[0.  0.5 1.  0.5 0. ]  float32[5]'], // prettier-ignore
    ['relu of NaN', T.tensor([NaN, -1, 0, 1]), (x) => T.relu(x), '[1. 0. 0. 1.]  float32[4]'],
    ['softplus at both ends', T.tensor([-1000, 0, 1000]), (x) => T.softplus(x), '[0.  0.5 1. ]  float32[3]'],
    ['sigmoid at both ends', T.tensor([-1000, 0, 1000]), (x) => T.sigmoid(x), '[0.   0.25 0.  ]  float32[3]'],
    ['through whole numbers', T.tensor([1.5]), (x) => cast(cast(x, 'int32'), 'float32'), '[0.]  float32[1]'],
    ['through more precision', T.tensor([1.5]), (x) => T.square(cast(x, 'float64')), '[3.]  float32[1]'],
    ['the divisor of a remainder', T.tensor([2.5]), (x) => T.mod(7, x), '[-2.]  float32[1]'],
    ['sorted', T.tensor([3, 1, 2]), (x) => T.mul(T.take(x, T.argSort(x)), T.tensor([1, 2, 3])), '[3. 1. 2.]  float32[3]'], // prettier-ignore
    ['the largest picked by its position', T.tensor([1, 3, 2]), (x) => T.mul(T.oneHot(T.argMax(x), 3), x), '[0. 1. 0.]  float32[3]'], // prettier-ignore
    ['a product with whole numbers', T.tensor([[1, 2]]), (x) => T.matmul(x, int([[1], [2]])), '[[1. 2.]]  float32[1,2]'], // prettier-ignore
    ['what does not depend on it', pair, () => T.tensor(1), '[0. 0.]  float32[2]'],
    ['itself', pair, (x) => x, '[1. 1.]  float32[2]'],
  ])('%s', (_, x, f, wanted) => expect(at(x, f)).toBe(wanted))
})

describe('structures', () => {
  test('arrays, one tensor in two places, and nothing at all', () => {
    const product = (p: readonly [AnyTensor, AnyTensor]): Scalar =>
      T.sum(T.mul(p[0], p[1]) as AnyTensor) as Scalar
    expect(grad(product)([pair, pair]).map(String)).toEqual(['[1. 2.]  float32[2]', '[1. 2.]  float32[2]'])
    expect(grad((_: {}): Scalar => T.tensor(1))({})).toEqual({})
  })

  test('aux in a record without a prototype comes out as plain values', () => {
    const record = (x: Tensor<readonly []>): { readonly x: AnyTensor } =>
      Object.assign(Object.create(null) as object, { x })
    const [{ aux }] = valueAndGrad((x: Tensor<readonly []>) => ({ value: T.mul(x, x), aux: record(x) }))(
      T.tensor(3),
    )
    expect(T.item(aux.x)).toBe(3)
  })

  test('a pullback of a tree adds up', () => {
    const [out, pullback] = vjp(
      (x: Tensor<readonly []>) => ({ a: T.mul(x, 2), b: [T.exp(x)] as const }),
      T.tensor(0),
    )
    expect([T.item(out.a), T.item(out.b[0])]).toEqual([0, 1])
    expect(T.item(pullback({ a: T.tensor(1), b: [T.tensor(10)] }))).toBe(12)
  })

  test('whole numbers among the results change by nothing', () => {
    const [position, change] = jvp((x: AnyTensor) => T.argMax(x) as AnyTensor, pair, pair)
    expect([String(position), String(change)]).toEqual(['1  int32[]', '0  int32[]'])
  })

  test('twenty thousand steps overflow no stack', () => {
    const long = (x: Scalar): Scalar =>
      Array.from({ length: 20_000 }).reduce<AnyTensor>((y) => T.add(y, 1) as AnyTensor, x) as Scalar
    expect(T.item(grad(long)(T.tensor(1)))).toBe(1)
  })
})

describe('checkGradients', () => {
  const sumOf = (f: F) => (x: AnyTensor) => T.sum(f(x) as AnyTensor) as Scalar
  const leaf = (f: F, x: AnyTensor, options = {}) => {
    const result = checkGradients(sumOf(f), x, options)
    return {
      passed: result._tag === 'Right',
      ...(result._tag === 'Right' ? result.right : result.left.report).leaves[0],
    }
  }
  test('NaN fails', () =>
    expect(leaf(T.log, T.tensor([-1]))).toMatchObject({ passed: false, relativeError: Infinity, index: 0 }))
  test('as many elements as were asked for', () =>
    expect(leaf(T.square, T.ones([1000]), { maxPerLeaf: 3 })).toMatchObject({ passed: true, checked: 3 }))
  test('a kink nearer than the step is stepped around', () =>
    expect(leaf(T.relu, T.tensor([1e-6]))).toMatchObject({ passed: true, kink: true }))
  test('nothing to compare passes', () => expect(leaf(T.exp, T.zeros([0]))).toEqual({ passed: true }))
})

describe('laws', () => {
  // A chain of movements with any shapes, zeros among them: each is linear, so J t = f(t), and ⟨f(t), c⟩ = ⟨t, Jᵀ c⟩.
  const shapes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 })
  const movements: readonly F[] = [
    (x) => T.transpose(x as AnyTensor),
    (x) => T.flip(x, { axis: -1 }),
    (x) =>
      T.pad(
        x,
        x.shape.map(() => [1, 0] as const),
      ),
    (x) => T.slice(x, [0], [-1]),
    (x) => T.sum(x, { axis: -1, keepDims: true }),
    (x) => T.reshape(x, [T.sizeOf(x.shape)]),
    (x) => T.concat([x, x] as const, { axis: -1 }),
    (x) => T.broadcastTo(T.expandDims(x, 0) as AnyTensor, [2, ...x.shape]),
    (x) => T.take(x, int(x.shape[0] === 0 ? [] : [0, x.shape[0]! - 1, 0])),
  ]
  const double = (shape: readonly number[], f: (i: number) => number): AnyTensor =>
    T.fromTypedArray(Float64Array.from({ length: T.sizeOf(shape) }, (_, i) => f(i)), shape) // prettier-ignore
  const inner = (a: AnyTensor, b: AnyTensor): number => T.item(T.sum(T.mul(a, b) as AnyTensor))

  test('movements are linear, and their transposes keep inner products', () => {
    fc.assert(
      fc.property(shapes, fc.array(fc.nat(movements.length - 1), { maxLength: 4 }), (shape, picks) => {
        const f = (x: AnyTensor): AnyTensor =>
          picks.reduce<AnyTensor>((y, i) => movements[i]!(y) as AnyTensor, x)
        const [x, t] = [double(shape, Math.sin), double(shape, Math.cos)]
        const [y, change] = jvp(f, x, t)
        expect(T.Tree.equals(change, f(t))).toBe(true)
        const c = double(y.shape, (i) => Math.sin(i + 1))
        const pulled = vjp(f, x)[1](c)
        expect(pulled.shape).toEqual(x.shape)
        const wanted = inner(change, c)
        expect(Math.abs(inner(t, pulled) - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)))
      }),
    )
  })
})

describe('mistakes', () => {
  test.each<readonly [string, () => unknown, string]>([
    [
      'a tangent of another shape',
      () => jvp((x: AnyTensor) => x, pair, T.zeros([3])),
      'jvp: the tangent is float32[3], the argument is float32[2]; they must be alike',
    ],
    [
      'a tangent of another shape in a tree',
      () =>
        jvp((p: { readonly a: AnyTensor }) => p.a, { a: pair }, { a: T.zeros([2], { dtype: 'float64' }) }),
      'jvp: the tangent at a is float64[2], the argument is float32[2]; they must be alike',
    ],
    [
      'a tangent of another structure',
      () => jvp(((p: { readonly a: AnyTensor }) => p.a) as never, { a: pair }, { b: pair } as never),
      'Tree.zipWith: the trees differ at the root: a branch {a} against a branch {b}',
    ],
    [
      'a cotangent in a tree',
      () => vjp((x: AnyTensor) => ({ a: x }), pair)[1]({ a: T.zeros([3]) }),
      'vjp: the cotangent at a is float32[3], the result is float32[2]; they must be alike',
    ],
    [
      'a result of whole numbers',
      () => at(pair, (x) => cast(x, 'int32')),
      'grad: only floats have derivatives, the result is int32. Its gradient would be 0 everywhere; leave out the cast or the rounding.',
    ],
    [
      'a promise',
      () => grad((async (x: AnyTensor) => T.sum(x)) as never)(pair as never),
      'grad: the function must return a scalar tensor, or { value, aux } with one as value; it returned a Promise. Await before it.',
    ],
    [
      'a position out of range',
      () => at(pair, (x) => T.take(x, int([2]))),
      'take: index 2 at position 0 is out of range, the axis has 2 elements (0..1).',
    ],
  ])('%s', (_, f, message) => {
    // prettier-ignore
    expect(f).toThrow(T.GradusError)
    expect(f).toThrow(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`))
  })
})
