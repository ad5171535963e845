import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import {
  evalShape,
  grad,
  hessian,
  jacobian,
  jvp,
  linearize,
  type Scalar,
  valueAndGrad,
  vjp,
} from '../src/index.ts'

type S = Tensor<readonly []>
const s = (x: number): S => T.tensor(x)
const f = (a: S, b: { readonly w: S; readonly u: S }, c: S): S => T.mul(T.mul(a, T.mul(b.w, b.w)), c)
const point = [s(2), { w: s(3), u: s(1) }, s(5)] as const

describe('argnums', () => {
  test('one', () => {
    expect(T.item(grad(f, { argnums: 0 })(...point))).toBe(45)
    const byB = grad(f, { argnums: 1 })(...point)
    expect([T.item(byB.w), T.item(byB.u)]).toEqual([60, 0])
  })
  test('several, in the order that they are named', () => {
    const [c, a] = grad(f, { argnums: [2, 0] })(...point)
    expect([T.item(c), T.item(a)]).toEqual([18, 45])
    const [value, [b]] = valueAndGrad(f, { argnums: [1] })(...point)
    expect([T.item(value), T.item(b.w)]).toEqual([90, 60])
  })
  test('none', () => expect(grad(f, { argnums: [] })(...point)).toEqual([]))
  test('with an auxiliary result', () => {
    const g = (a: S, b: S) => ({ value: T.mul(a, b), aux: T.add(a, b) })
    const [{ aux }, [da, db]] = valueAndGrad(g, { argnums: [0, 1] })(s(2), s(5))
    expect([aux, da, db].map((x) => T.item(x))).toEqual([7, 5, 2])
  })
  test('again', () => expect(T.item(grad(grad(f, { argnums: 2 }), { argnums: 0 })(...point))).toBe(9))
})

describe('matrices of derivatives by arguments that are named', () => {
  const g = (a: S, v: Tensor<readonly [2]>) => T.mul(T.mul(v, v), a)
  const v = T.tensor([1, 2])
  test.each(['forward', 'reverse'] as const)('jacobian, %s', (mode) => {
    expect(T.toNested(jacobian(g, { mode, argnums: 1 })(s(3), v))).toEqual([[6, 0], [0, 12]]) // prettier-ignore
    const [byV, byA] = jacobian(g, { mode, argnums: [1, 0] })(s(3), v)
    expect([T.toNested(byV), T.toNested(byA)]).toEqual([[[6, 0], [0, 12]], [1, 4]]) // prettier-ignore
  })
  test('hessian', () => {
    const total = (a: S, u: Tensor<readonly [2]>): S => T.sum(g(a, u))
    expect(T.toNested(hessian(total, { argnums: 1 })(s(3), v))).toEqual([[6, 0], [0, 6]]) // prettier-ignore
    const [[aa, av], [va, vv]] = hessian(total, { argnums: [0, 1] })(s(3), v)
    expect([aa, av, va, vv].map((x) => T.toNested(x as AnyTensor))).toEqual([0, [2, 4], [2, 4], [[6, 0], [0, 6]]]) // prettier-ignore
  })
  test('whole numbers among the leaves', () => {
    const f = (p: { readonly v: Tensor<readonly [2]>; readonly n: Tensor<readonly [], 'int32'> }) =>
      T.mul(p.v, p.n)
    const p = { v, n: T.tensor(3, { dtype: 'int32' }) }
    const both = (['forward', 'reverse'] as const).map((mode) => jacobian(f, { mode, allowInt: true })(p))
    both.forEach((j) => expect([T.toNested(j.v), T.toNested(j.n)]).toEqual([[[3, 0], [0, 3]], [0, 0]])) // prettier-ignore
    expect(() => jacobian(f)(p)).toThrow('jacobian: only floats have derivatives, n is int32.')
  })
})

describe('whole numbers and truth values among the leaves', () => {
  const params = {
    w: T.tensor([1, 2]),
    count: T.tensor(3, { dtype: 'int32' }),
    mask: T.tensor([true, false]),
    bytes: T.tensor([1, 2], { dtype: 'uint8' }),
  }
  const loss = (p: typeof params): S => T.sum(T.where(p.mask, T.mul(p.w, p.count), T.mul(p.w, p.bytes)))
  const shown = (tree: unknown): readonly string[] => T.Tree.leaves(tree).map(String)
  const wanted = ['[3. 2.]  float32[2]', '0  int32[]', '[False False]  bool[2]', '[0 0]  uint8[2]']

  test('have zeros of their own type on request', () => {
    const g = grad(loss, { allowInt: true })(params)
    expect(shown(g)).toEqual(wanted)
    expect(shown(vjp(loss, params, { allowInt: true })[1](s(1)))).toEqual(wanted)
    expect(T.item(jvp(loss, params, g, { allowInt: true })[1])).toBe(13)
    expect(T.item(linearize(loss, params, { allowInt: true })[1](g))).toBe(13)
    expect(shown(grad((_: number, p: typeof params) => loss(p), { argnums: 1, allowInt: true })(0, params))).toEqual(wanted) // prettier-ignore
  })
})

describe('evalShape', () => {
  const layer = (x: Tensor<readonly [number, 3]>, w: { readonly k: Tensor<readonly [3, 2]> }) => ({
    y: T.matmul(x, w.k),
    top: T.argMax(x),
    name: 'kept',
  })
  test('of shapes and of tensors, without computing', () => {
    const huge = { shape: [1e9, 3], dtype: 'float32' } as const
    expect(evalShape(layer, huge, { k: T.zeros([3, 2]) })).toEqual({
      y: { shape: [1e9, 2], dtype: 'float32' },
      top: { shape: [], dtype: 'int32' },
      name: 'kept',
    })
  })
  test('of a gradient', () =>
    expect(
      evalShape(
        grad((x: Tensor<readonly [4]>) => T.sum(x)),
        { shape: [4], dtype: 'float32' },
      ),
    ).toEqual({
      shape: [4],
      dtype: 'float32',
    }))
  test('the mistakes of operations are theirs', () =>
    expect(() => evalShape((a: AnyTensor, b: AnyTensor) => T.add(a, b), T.zeros([2]), T.zeros([3]))).toThrow(
      'add: cannot broadcast [2] with [3]: 2 against 3',
    ))
})

describe('mistakes', () => {
  test.each<readonly [string, () => unknown, string]>([
    [
      'an argument that is not there',
      () => grad(f, { argnums: 3 as never })(...point),
      'grad: argnums names argument 3, the function was called with 3',
    ],
    [
      'an argument counted from the end',
      () => grad(f, { argnums: [0, -1] as never })(...point),
      'grad: argnums names argument -1, the function was called with 3',
    ],
    [
      'half an argument',
      () => grad(f, { argnums: 0.5 as never })(...point),
      'grad: argnums names argument 0.5, the function was called with 3',
    ],
    [
      'an argument twice',
      () => grad(f, { argnums: [0, 2, 0] })(...point),
      'grad: argnums names argument 0 twice',
    ],
    [
      'a whole number in an argument',
      () =>
        grad((_: S, p: { readonly n: AnyTensor }): Scalar => T.sum(p.n) as Scalar, { argnums: [0, 1] })(
          s(1),
          { n: T.zeros([1], { dtype: 'int32' }) },
        ),
      'grad: only floats have derivatives, n of argument 1 is int32. Pass it as another argument, close over it, or say { allowInt: true } for a derivative of zeros.',
    ],
    [
      'an argument of whole numbers',
      () =>
        grad((x: Tensor<readonly [], 'int32'>) => T.mul(x, 2.5) as never)(T.tensor(1, { dtype: 'int32' })),
      'grad: only floats have derivatives, the argument is int32. Pass it as another argument, close over it, or say { allowInt: true } for a derivative of zeros.',
    ],
    [
      'truth values pushed forward',
      () => jvp((x: AnyTensor) => x, T.tensor([true]), T.tensor([true])),
      'jvp: only floats have derivatives, the argument is bool. Pass it as another argument, close over it, or say { allowInt: true } for a derivative of zeros.',
    ],
    [
      'nothing returned',
      () => grad((() => undefined) as never)(s(1) as never),
      'grad: the function must return a scalar tensor, or { value, aux } with one as value; it returned undefined. Is a return missing?',
    ],
    [
      'null',
      () => grad((() => null) as never)(s(1) as never),
      'grad: the function must return a scalar tensor, or { value, aux } with one as value; it returned null.',
    ],
    [
      'a number',
      () => grad((() => 3.5) as never)(s(1) as never),
      'grad: the function must return a scalar tensor, or { value, aux } with one as value; it returned the number 3.5.',
    ],
    [
      'a record without a value',
      () => valueAndGrad(((x: S) => ({ loss: x, state: {} })) as never)(s(1) as never),
      'grad: the function must return a scalar tensor, or { value, aux } with one as value; it returned a record {loss, state}.',
    ],
    [
      'a number as value',
      () => valueAndGrad((() => ({ value: 3, aux: {} })) as never)(s(1) as never),
      'grad: the function must return a scalar tensor, or { value, aux } with one as value; it returned a record {value, aux}.',
    ],
    [
      'an array',
      () => grad(((x: S) => [x, x]) as never)(s(1) as never),
      'grad: the function must return a scalar tensor, or { value, aux } with one as value; it returned an array of 2.',
    ],
    [
      'a Map',
      () => grad(((x: S) => new Map([['loss', x]])) as never)(s(1) as never),
      'grad: the function must return a scalar tensor, or { value, aux } with one as value; it returned a Map.',
    ],
  ])('%s', (_, g, message) => {
    // prettier-ignore
    expect(g).toThrow(T.GradusError)
    expect(g).toThrow(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`))
  })
})
