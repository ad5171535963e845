import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { grad, hessian, hvp, jacobian, jit, jvp, linearize, type Scalar, vjp } from '../src/index.ts'
import { double, loadGolden, near, values } from './harness/conformance.ts'

type S = Tensor<readonly []>
type Flat = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>
>
interface Golden {
  readonly w: readonly number[]
  readonly b: readonly number[]
  readonly x: readonly number[]
  readonly jacobian: Flat
  readonly hessian: Flat
}

const golden = loadGolden<Golden>('jacobians')
const params = { w: double(golden.w, [2, 3]), b: double(golden.b, [3]) }
const x = double(golden.x, [2])

const layer = (p: typeof params, v: AnyTensor) => ({
  y: T.tanh(T.add(T.matmul(v, p.w) as AnyTensor, p.b) as AnyTensor) as AnyTensor,
  s: T.sum(T.mul(T.square(p.w), p.b) as AnyTensor) as AnyTensor,
})
const loss = (p: typeof params, v: AnyTensor): Scalar => {
  const { y, s } = layer(p, v)
  return T.add(T.sum(T.pow(y, 3) as AnyTensor) as AnyTensor, s) as Scalar
}

const equalsGolden = (tree: unknown, wanted: Flat): void => {
  const entries = T.Tree.entries(tree)
  expect(Object.fromEntries(entries.map(([path, leaf]) => [path, leaf.shape]))).toEqual(
    Object.fromEntries(Object.entries(wanted).map(([path, leaf]) => [path, leaf.shape])),
  )
  entries.forEach(([path, leaf]) => near(values(leaf), wanted[path]!.values))
}

describe('jacobian', () => {
  test.each(['forward', 'reverse'] as const)('over trees, %s, equals JAX', (mode) =>
    equalsGolden(jacobian(layer, { mode })(params, x), golden.jacobian),
  )
  test('inside jit', () => equalsGolden(jit(jacobian(layer))(params, x), golden.jacobian))
  test('of a Jacobian', () => {
    const cubes = (v: Tensor<readonly [2]>) => T.mul(v, T.square(v))
    const second = jacobian(jacobian(cubes), { mode: 'forward' })(T.tensor([1, 2]))
    expect(T.toNested(second)).toEqual([[[6, 0], [0, 0]], [[0, 0], [0, 12]]]) // prettier-ignore
  })
  test('of nothing, and by nothing', () => {
    const none = T.zeros([0])
    const more = (v: AnyTensor): AnyTensor => T.concat([v, T.ones([2])]) as AnyTensor
    const first = (v: AnyTensor): AnyTensor => T.slice(v, [0], [0]) as AnyTensor
    expect(['forward', 'reverse'].map((mode) => jacobian(more, { mode: mode as 'forward' })(none).shape)).toEqual([[2, 0], [2, 0]]) // prettier-ignore
    expect(['forward', 'reverse'].map((mode) => jacobian(first, { mode: mode as 'forward' })(T.ones([2])).shape)).toEqual([[0, 2], [0, 2]]) // prettier-ignore
  })
  test('the element type is that of the result', () => {
    const wide = (v: Tensor<readonly [2]>) => T.cast(T.square(v), 'float64')
    expect(jacobian(wide)(T.tensor([1, 2])).dtype).toBe('float64')
    expect(jacobian(wide, { mode: 'forward' })(T.tensor([1, 2])).dtype).toBe('float64')
  })
})

describe('hessian and hvp', () => {
  test('over trees, equals JAX', () => equalsGolden(hessian(loss)(params, x), golden.hessian))
  test('a product is that of the matrix', () => {
    const f = (v: AnyTensor): Scalar => loss({ ...params, b: v }, x)
    const v = double([0.3, -1, 2], [3])
    const matrix = hessian(f)(params.b) as AnyTensor
    near(values(hvp(f, params.b, v)), values(T.matmul(matrix, v) as AnyTensor))
  })
})

describe('linearize', () => {
  const f = (p: typeof params) => layer(p, x)
  const tangent = { w: T.ones([2, 3], { dtype: 'float64' }), b: double([1, 2, 3], [3]) }

  test('is jvp, with the function run once', () => {
    let runs = 0
    const counted = (p: typeof params) => {
      runs++
      return f(p)
    }
    const [y, change] = linearize(counted, params)
    const [value, wanted] = jvp(f, params, tangent)
    expect(T.Tree.equals(y, value)).toBe(true)
    expect(T.Tree.equals(change(tangent), wanted)).toBe(true)
    near(values(change(T.Tree.map((t) => T.mul(t, 2) as AnyTensor)(tangent)).y), values(wanted.y).map((v) => 2 * v)) // prettier-ignore
    expect(runs).toBe(1)
  })
  test('the map is transposed by vjp, and differentiated through by grad', () => {
    const [y, change] = linearize(f, params)
    const back = vjp(change, tangent)[1](y)
    near(values(back.w), values(vjp(f, params)[1](y).w))
    const slope = (v: S): S => linearize((u: S) => T.exp(T.mul(u, v)), v)[1](T.ones([]))
    // d/dv [v exp(uv)] at u = v: the map is taken at u = v, both of which move: exp(v²) (1 + 2v²)
    expect(T.item(grad(slope)(T.tensor(0.5)))).toBeCloseTo(Math.exp(0.25) * 1.5, 6)
  })
  test('inside jit', () => {
    const out = jit((p: typeof params, t: typeof params) => linearize(f, p)[1](t))(params, tangent)
    const wanted = new Map(T.Tree.entries(jvp(f, params, tangent)[1]))
    const found = T.Tree.entries(out)
    expect(found.map(([path]) => path)).toEqual([...wanted.keys()])
    found.forEach(([path, leaf]) => near(values(leaf), values(wanted.get(path)!)))
  })
  test('results that do not change', () => {
    const [y, change] = linearize(
      (v: S) => ({ v, c: T.tensor(3), i: T.argMax(T.tensor([1, 2])) }),
      T.ones([]),
    )
    expect([T.item(y.c), T.item(y.i)]).toEqual([3, 1])
    const d = change(T.tensor(7))
    expect([T.item(d.v), T.item(d.c), T.item(d.i), d.i.dtype]).toEqual([7, 0, 0, 'int32'])
  })
  test('a tangent of another shape', () =>
    expect(() =>
      linearize<AnyTensor, AnyTensor>((v) => v, T.zeros([2]))[1](T.zeros([3]) as AnyTensor),
    ).toThrow('linearize: the tangent is float32[3], the argument is float32[2]; they must be alike'))
})
