import type { Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { expectTypeOf, test } from 'vitest'
import {
  customJvp,
  customVjp,
  evalShape,
  grad,
  hessian,
  hvp,
  jacobian,
  linearize,
  valueAndGrad,
} from '../src/index.ts'

interface Params {
  readonly kernel: Tensor<readonly [4, 3]>
  readonly layers: readonly [{ readonly bias: Tensor<readonly [3]> }, Tensor<readonly []>]
  readonly count: Tensor<readonly [], 'int32'>
}
type Scale = Tensor<readonly [], 'float64'>
type Row = Tensor<readonly [3]>
const params = {} as Params
const loss = (_p: Params, scale: Scale, row: Row) => T.mul(T.sum(row), scale)

test('the argument that is named', () => {
  expectTypeOf(grad(loss, { argnums: 1 })).toEqualTypeOf<(p: Params, scale: Scale, row: Row) => Scale>()
  expectTypeOf(grad(loss, { argnums: 0, allowInt: true })(params, {} as Scale, {} as Row)).toEqualTypeOf<Params>() // prettier-ignore
})

test('a tuple of exactly those that are named', () => {
  expectTypeOf(grad(loss, { argnums: [2, 0] })).toEqualTypeOf<
    (p: Params, scale: Scale, row: Row) => readonly [Row, Params]
  >()
  expectTypeOf(valueAndGrad(loss, { argnums: [2] })({} as Params, {} as Scale, {} as Row)).toEqualTypeOf<
    readonly [Tensor<readonly [], 'float64'>, readonly [Row]]
  >()
})

test('a generic loss keeps its parameters', () => {
  const train = <P>(f: (p: P, row: Row) => Tensor<readonly []>, p: P, row: Row): P => grad(f)(p, row)
  expectTypeOf(train((p: Params) => p.layers[1], params, {} as Row)).toEqualTypeOf<Params>()
})

test('options without positions are by the first', () =>
  expectTypeOf(grad(loss, { allowInt: true })).toEqualTypeOf<(params: Params, scale: Scale, row: Row) => Params>()) // prettier-ignore

test('Jacobians', () => {
  const f = (x: Tensor<readonly [2, 5]>) => T.sum(x, { axis: 1 })
  expectTypeOf(jacobian(f)).toEqualTypeOf<(params: Tensor<readonly [2, 5]>) => Tensor<readonly [2, 2, 5]>>()
  const g = (p: { readonly w: Row; readonly b: Scale }) => [p.w, { total: T.sum(p.w) }] as const
  const j = jacobian(g, { mode: 'forward' })({} as never)
  expectTypeOf(j[0].w).toEqualTypeOf<Tensor<readonly [3, 3]>>()
  expectTypeOf(j[0].b).toEqualTypeOf<Tensor<readonly [3]>>()
  expectTypeOf(j[1].total.w).toEqualTypeOf<Tensor<readonly [3]>>()
  expectTypeOf(hessian((x: Row) => T.sum(x))({} as Row)).toEqualTypeOf<Tensor<readonly [3, 3]>>()
  const h = (a: Scale, x: Row) => T.mul(T.sum(x), a)
  expectTypeOf(jacobian(h, { argnums: [1, 0] })({} as Scale, {} as Row)).toEqualTypeOf<
    readonly [Tensor<readonly [3], 'float64'>, Tensor<readonly [], 'float64'>]
  >()
  expectTypeOf(hessian(h, { argnums: 1 })({} as Scale, {} as Row)).toEqualTypeOf<Tensor<readonly [3, 3]>>()
  // @ts-expect-error there is no argument 2
  jacobian(h, { argnums: 2 })
  expectTypeOf(hvp((x: Row) => T.sum(x), {} as Row, {} as Row)).toEqualTypeOf<Row>()
})

test('a linear map takes what the function takes, and answers what it answers', () =>
  expectTypeOf(linearize((x: Row) => ({ y: T.sum(x) }), {} as Row)).toEqualTypeOf<
    readonly [{ y: Tensor<readonly []> }, (tangent: Row) => { y: Tensor<readonly []> }]
  >())

test('shapes without values', () => {
  const f = (x: Tensor<readonly [2, 3]>, n: number) => ({ y: T.sum(x, { axis: 0 }), n })
  expectTypeOf(evalShape(f, T.zeros([2, 3]), 4)).toEqualTypeOf<{
    readonly y: { readonly shape: readonly [3]; readonly dtype: 'float32' }
    readonly n: number
  }>()
})

test('functions with derivatives of their own keep their types', () => {
  const f = (p: Params, x: Row, n: number) => ({ y: T.mul(x, n), s: p.layers[1] })
  const reverse = customVjp(f, {
    forward: (p, x, n) => {
      expectTypeOf(p).toEqualTypeOf<Params>()
      return [f(p, x, n), { x }] as const
    },
    backward: (residuals, c) => {
      expectTypeOf(residuals).toEqualTypeOf<{ readonly x: Row }>()
      expectTypeOf(c.y).toEqualTypeOf<Row>()
      return [undefined, c.y, undefined]
    },
  })
  expectTypeOf(reverse).toEqualTypeOf<(p: Params, x: Row, n: number) => { y: Row; s: Tensor<readonly []> }>()
  const forward = customJvp(
    (x: Row) => T.sum(x),
    ([x], [t]) => {
      expectTypeOf(t).toEqualTypeOf<Row>()
      return [T.sum(x), T.sum(t)]
    },
  )
  expectTypeOf(forward).toEqualTypeOf<(x: Row) => Tensor<readonly []>>()
  // @ts-expect-error the cotangent of another shape
  customVjp((x: Row) => x, { forward: (x) => [x, x] as const, backward: () => [{} as Tensor<readonly [4]>] })
  // @ts-expect-error a result of another shape
  customVjp((x: Row) => x, { forward: (x) => [T.sum(x), x] as const, backward: (x) => [x] })
  const same = (x: Row): Row => x
  // @ts-expect-error the tangent of another shape
  customJvp(same, ([x], [t]) => [x, T.sum(t)])
})

test('refused', () => {
  // @ts-expect-error there is no argument 3
  grad(loss, { argnums: 3 })
  // @ts-expect-error nor one from the end
  grad(loss, { argnums: [0, -1] })
  // @ts-expect-error the result is no scalar
  grad((x: Row) => x, { argnums: 0 })
  // @ts-expect-error a tangent is of the argument's type
  linearize((x: Row) => x, {} as Row)[1]({} as Scale)
  // @ts-expect-error another shape
  evalShape((x: Row) => x, { shape: [4], dtype: 'float32' })
})
