import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import {
  checkGradients,
  customJvp,
  customVjp,
  evalShape,
  foriLoop,
  grad,
  hvp,
  jit,
  jvp,
  remat,
  type Scalar,
  valueAndGrad,
  vmap,
} from '../src/index.ts'
import { near, values } from './harness/conformance.ts'

type S = Tensor<readonly []>
type V = Tensor<readonly [3], 'float64'>
const s = (x: number): S => T.tensor(x)
const v: V = T.tensor([0.5, -1, 2], { dtype: 'float64' })

/** `Σ w x²` over a tree, with a right derivative, and one that is marked by a factor of 10. */
interface P {
  readonly w: V
  readonly pair: readonly [Tensor<readonly [], 'float64'>, { readonly x: V }]
}
const params: P = {
  w: T.tensor([1, 2, 3], { dtype: 'float64' }),
  pair: [T.tensor(4, { dtype: 'float64' }), { x: v }],
}
const energy = (p: P, y: V): Scalar => T.mul(T.sum(T.mul(T.mul(p.w, T.square(p.pair[1].x)), y)), p.pair[0])
const backwardOf = (factor: number) => ({
  forward: (p: P, y: V) => [energy(p, y), { p, y, note: 'kept' }] as const,
  backward: ({ p, y }: { readonly p: P; readonly y: V }, c: Scalar): readonly [P, V] => {
    const x = p.pair[1].x
    const by = (z: AnyTensor): AnyTensor => T.mul(T.mul(z, c) as AnyTensor, factor) as AnyTensor
    const scaled = T.mul(y, p.pair[0])
    return [
      {
        w: by(T.mul(T.square(x), scaled)) as V,
        pair: [
          by(T.sum(T.mul(T.mul(p.w, T.square(x)), y))) as never,
          { x: by(T.mul(T.mul(T.mul(p.w, x), 2), scaled)) as V },
        ],
      },
      by(T.mul(T.mul(p.w, T.square(x)), p.pair[0])) as V,
    ]
  },
})
const own = customVjp(energy, backwardOf(1))
const marked = customVjp(energy, backwardOf(10))

const cubeWith = (factor: number) =>
  customJvp(
    (x: S) => T.mul(x, T.square(x)),
    ([x], [t]) => [T.mul(x, T.square(x)), T.mul(T.mul(t, T.square(x)), factor)],
  )

const sameTree = (a: unknown, b: unknown): void => {
  expect(T.Tree.paths(a)).toEqual(T.Tree.paths(b))
  T.Tree.entries(a).forEach(([, x], i) => near(values(x), values(T.Tree.leaves(b)[i]!)))
}
const scaledTree = <A>(tree: A, by: number): A => T.Tree.map((x) => T.mul(x, by) as AnyTensor)(tree)

describe('customVjp', () => {
  test('the rule is what derivatives use, over trees and residuals of any structure', () => {
    sameTree(grad(own, { argnums: [0, 1] })(params, v), grad(energy, { argnums: [0, 1] })(params, v))
    sameTree(grad(marked, { argnums: [0, 1] })(params, v), scaledTree(grad(energy, { argnums: [0, 1] })(params, v), 10)) // prettier-ignore
  })
  test('the value is that of the function, transformed or not', () => {
    expect(T.item(marked(params, v))).toBe(T.item(energy(params, v)))
    expect(T.item(valueAndGrad(marked)(params, v)[0])).toBe(T.item(energy(params, v)))
  })
  test('compiled inside and outside, recomputed, and in loops', () => {
    const wanted = grad(marked)(params, v)
    sameTree(jit(grad(marked))(params, v), wanted)
    sameTree(grad(jit(marked))(params, v), wanted)
    sameTree(grad(remat(marked))(params, v), wanted)
    sameTree(jit(grad(remat(marked)))(params, v), wanted)
    const looped = (f: typeof marked) => (p: P) =>
      foriLoop(0, 3, (_, sum) => T.add(sum, f(p, v)) as Scalar, T.zeros([], { dtype: 'float64' }) as Scalar)
    sameTree(grad(looped(marked))(params), scaledTree(wanted, 3))
    sameTree(jit(grad(looped(marked)))(params), scaledTree(wanted, 3))
  })
  test('over many examples at once', () => {
    const points = T.stack([v, T.mul(v, 2), T.neg(v)])
    const looped = T.stack([0, 1, 2].map((i) => grad(marked, { argnums: 1 })(params, T.take(points, T.tensor(i, { dtype: 'int32' })) as V))) // prettier-ignore
    const each = vmap(grad(marked, { argnums: 1 }), { inAxes: [null, 0] })(params, points)
    near(values(each), values(looped))
    const through = grad((ys: typeof points) => T.sum(vmap((y: V) => marked(params, y) as never)(ys) as AnyTensor) as Scalar) // prettier-ignore
    near(values(through(points)), values(looped))
    const slopes = vmap(grad(cubeWith(10)))(T.tensor([1, 2]))
    expect(T.toNested(slopes)).toEqual([10, 40])
  })
  test('derivatives of derivatives differentiate the rule', () => {
    const norm = (f: typeof marked) => (p: P) => T.sum(T.square(grad(f)(p, v).pair[1].x)) as Scalar
    sameTree(grad(norm(own))(params), grad(norm(energy))(params))
    sameTree(grad(norm(marked))(params), scaledTree(grad(norm(energy))(params), 100))
    sameTree(hvp((p: P) => T.sum(grad(own)(p, v).w) as Scalar, params, params), hvp((p: P) => T.sum(grad(energy)(p, v).w) as Scalar, params, params)) // prettier-ignore
  })
  test('arguments that are no tensors, whole numbers, and cotangents left out', () => {
    const pick = customVjp((x: V, at: Tensor<readonly [2], 'int32'>, _by: number) => T.take(x, at), {
      forward: (x, at, by) => [T.take(x, at), { at, by }] as const,
      backward: (r, c) => [T.mul(T.matmul(c, T.oneHot(r.at, 3)), r.by), undefined, undefined], // prettier-ignore
    })
    const at = T.tensor([2, 2], { dtype: 'int32' })
    expect(values(grad((x: V) => T.sum(pick(x, at, 7)) as Scalar)(v))).toEqual([0, 0, 14])
    const [byX, byAt] = grad((x: V, i: typeof at) => T.sum(pick(x, i, 7)) as Scalar, { argnums: [0, 1], allowInt: true })(v, at) // prettier-ignore
    expect([values(byX), String(byAt)]).toEqual([[0, 0, 14], '[0 0]  int32[2]'])
  })
  test('what it closes over may be traced, as long as no derivative is taken by it', () => {
    const scaled = (scale: S) => (x: S) =>
      customVjp((u: S) => T.mul(u, scale), {
        forward: (u) => [T.mul(u, scale), {}] as const,
        backward: (_, c) => [T.mul(T.mul(c, scale), 10)],
      })(x)
    expect(T.item(jit((k: S, x: S) => grad(scaled(k))(x))(s(3), s(2)))).toBe(30)
    expect(T.item(grad((x: S) => scaled(T.stopGradient(T.mul(x, 3)))(x))(s(2)))).toBe(60)
    expect(T.toNested(vmap((k: S) => grad(scaled(k))(s(2)))(T.tensor([3, 4])))).toEqual([30, 40])
  })
  test('a straight-through estimator passes the gradient check of what it stands for', () => {
    const identity = customVjp((x: V) => T.round(x), { forward: (x) => [T.round(x), {}] as const, backward: (_, c) => [c] }) // prettier-ignore
    expect(values(grad((x: V) => T.sum(T.mul(identity(x), v)) as Scalar)(v))).toEqual(values(v))
  })
  test('shapes without values', () =>
    expect(evalShape(own, params, v)).toEqual({ shape: [], dtype: 'float64' }))
})

describe('customJvp', () => {
  test('serves both modes, and their compositions', () => {
    const f = cubeWith(10)
    expect(T.item(f(s(2)))).toBe(8)
    expect(T.item(jvp(f, s(2), s(3))[1])).toBe(120)
    expect(T.item(grad(f)(s(2)))).toBe(40)
    expect(T.item(grad(grad(f))(s(2)))).toBe(40)
    expect(T.item(jit(grad(jit(f)))(s(2)))).toBe(40)
    expect(T.item(jvp(grad(f), s(2), s(1))[1])).toBe(40)
    expect(T.item(grad(remat(f))(s(2)))).toBe(40)
  })
  test('a right rule passes the gradient check to the second order', () => {
    const f = cubeWith(3)
    expect(checkGradients((x: S) => f(T.sin(x)), s(0.7))._tag).toBe('Right')
  })
  test('whole numbers among arguments and results', () => {
    const top = customJvp(
      (x: V) => ({ value: T.max(x), at: T.argMax(x) }),
      ([x], [t]) => [
        { value: T.max(x), at: T.argMax(x) },
        { value: T.mul(T.take(t, T.argMax(x)) as Tensor<readonly [], 'float64'>, 10), at: T.argMax(x) },
      ],
    )
    expect(values(grad((x: V) => top(x).value)(v))).toEqual([0, 0, 10])
    expect(String(jvp(top, v, v)[1].at)).toBe('0  int32[]')
  })
})

describe('mistakes', () => {
  const vjpOf = (forward: unknown, backward: unknown) =>
    customVjp((p: { readonly a: AnyTensor }, x: S): Scalar => T.mul(T.sum(p.a), x) as Scalar, {
      forward,
      backward,
    } as never)
  const point = [{ a: T.ones([2, 3]) as AnyTensor }, s(1)] as const
  const fine = (p: { readonly a: AnyTensor }, x: S) => [T.mul(T.sum(p.a), x), {}]
  const run = (forward: unknown, backward: unknown) => () => grad(vjpOf(forward, backward))(...point)
  const jvpOf = (rule: unknown) => () =>
    jvp(
      customJvp((x: S) => ({ y: x }), rule as never),
      s(1),
      s(1),
    )
  test.each<readonly [string, () => unknown, string]>([
    [
      'forward without residuals',
      run(() => s(1), fine),
      'customVjp: forward answers [result, residuals], it answered a tensor float32[]',
    ],
    [
      'forward of another shape',
      run(() => [T.ones([2]), {}], fine),
      'customVjp: forward answers float32[2], and the function float32[]; both must answer alike.',
    ],
    [
      'one cotangent for all',
      run(fine, () => s(1)),
      'customVjp: backward answers an array of one cotangent for each argument, here 2; it answered a tensor float32[]',
    ],
    [
      'too few cotangents',
      run(fine, () => [undefined]),
      'customVjp: backward answers an array of one cotangent for each argument, here 2; it answered an array of 1',
    ],
    [
      'a cotangent of another shape',
      run(fine, () => [{ a: T.ones([3]) }, undefined]),
      'customVjp: backward answers float32[3] at a for argument 0, where the argument is float32[2,3]; they must be alike. Answer undefined for an argument whose cotangent is zero?',
    ],
    [
      'a cotangent of another type',
      run(fine, () => [undefined, T.zeros([], { dtype: 'float64' })]),
      'customVjp: backward answers float64[] for argument 1, where the argument is float32[]; they must be alike. Answer undefined for an argument whose cotangent is zero?',
    ],
    [
      'a cotangent of another structure',
      run(fine, () => [{ b: T.ones([2, 3]) }, undefined]),
      'customVjp: backward answers not there at a for argument 0, where the argument is float32[2,3]; they must be alike. Answer undefined for an argument whose cotangent is zero?',
    ],
    [
      'forward mode',
      () => jvp((p: P) => own(p, v), params, params),
      'customVjp: the function has a derivative of reverse mode alone, and forward mode asked for its own. Use customJvp, which serves both.',
    ],
    [
      'a rule without a tangent',
      jvpOf(() => ({ y: s(1) })),
      'customJvp: the rule answers [result, tangent], it answered a record {y}',
    ],
    [
      'a rule of another result',
      jvpOf(() => [{ y: T.ones([2]) }, { y: s(1) }]),
      'customJvp: the rule answers float32[2] at y, and the function float32[]; both must answer alike.',
    ],
    [
      'a tangent of another shape',
      jvpOf(() => [{ y: s(1) }, { y: T.ones([2]) }]),
      'customJvp: the rule answers the tangent float32[2] at y, where the result is float32[]; they must be alike.',
    ],
    [
      'a rule that is not linear',
      () =>
        grad(
          customJvp(
            (x: S) => x,
            ([x], [t]) => [x, T.exp(t)],
          ),
        )(s(1)),
      'exp: a forward rule passed a tangent through a primitive that is not linear',
    ],
    [
      'a derivative by what a function closes over',
      () =>
        grad((w: S) =>
          customVjp((x: S) => T.mul(x, w), {
            forward: (x) => [T.mul(x, w), x] as const,
            backward: (x, c) => [T.mul(x, c)],
          })(s(2)),
        )(s(3)),
      'customVjp: the function closes over a tensor float32[] that a derivative is taken by, and its rule answers for its arguments alone. Pass it as an argument, or put stopGradient around it.',
    ],
    [
      'a derivative by what a rule alone closes over',
      () =>
        grad((w: S) =>
          customJvp(
            (x: S) => x,
            ([x], [t]) => [x, T.mul(w, t)],
          )(w),
        )(s(3)),
      'customJvp: the function closes over a tensor float32[] that a derivative is taken by, and its rule answers for its arguments alone. Pass it as an argument, or put stopGradient around it.',
    ],
  ])('%s', (_, f, message) => {
    // prettier-ignore
    expect(f).toThrow(T.GradusError)
    expect(f).toThrow(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`))
  })
})
