import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import {
  cond,
  debugNonFinite,
  foriLoop,
  grad,
  hvp,
  jit,
  remat,
  type Scalar,
  scan,
  valueAndGrad,
  vmap,
  whileLoop,
} from '../src/index.ts'

type S = Tensor<readonly []>
const s = (x: number): S => T.tensor(x)
const said = (f: () => unknown): string => {
  try {
    f()
    return 'nothing was thrown'
  } catch (e) {
    return e instanceof T.GradusError ? e.message : String(e)
  }
}
const run = <A extends readonly unknown[], R>(f: (...args: A) => R, ...args: A): string =>
  said(() => debugNonFinite(f)(...args))

describe('debugNonFinite', () => {
  test.each<readonly [string, () => string, string]>([
    [
      'of one number',
      () => run((x: S) => T.log(T.neg(x)), s(1)),
      'debugNonFinite: log produced NaN (step 2), from operand 0 = -1 (neg, step 1).',
    ],
    [
      'in a row',
      () => run((x: Tensor<readonly [3]>) => T.sqrt(x), T.tensor([1, -4, 9])),
      'debugNonFinite: sqrt produced NaN at index 1 of [3] (step 1), from operand 0 = -4 (the argument).',
    ],
    [
      'in a matrix, from two operands',
      () =>
        run(
          (a: AnyTensor, b: AnyTensor) => T.div(a, b),
          T.ones([2, 3]),
          T.tensor([
            [1, 1, 1],
            [1, 1, 0],
          ]),
        ),
      'debugNonFinite: div produced Infinity at index [1,2] of [2,3] (step 1), from operand 0 = 1 (argument 0), operand 1 = 0 (argument 1).',
    ],
    [
      'by overflow of a sum',
      () => run((p: { readonly w: AnyTensor }) => T.sum(p.w), { w: T.full([2], 3e38) }),
      'debugNonFinite: reduceSum produced Infinity (step 1), from operand 0 = float32[2] (w).',
    ],
    [
      'from a constant',
      () => run((x: S) => T.add(x, NaN), s(1)),
      'debugNonFinite: add produced NaN (step 1), from operand 0 = 1 (the argument), operand 1 = NaN (a constant).',
    ],
    [
      'out of an infinity',
      () => run((x: S) => T.mul(T.sub(x, x), T.tensor(-Infinity)), s(1)),
      'debugNonFinite: mul produced NaN (step 2), from operand 0 = 0 (sub, step 1), operand 1 = -Infinity (a constant).',
    ],
    [
      'in an argument',
      () =>
        run((x: AnyTensor, p: { readonly k: AnyTensor }) => T.add(x, p.k), s(1), {
          k: T.tensor([0, Infinity]),
        }),
      'debugNonFinite: k of argument 1 holds Infinity at index 1 of [2] before anything is computed. Look where it is made.',
    ],
    [
      'in the argument',
      () => run((x: AnyTensor) => x, s(NaN)),
      'debugNonFinite: the argument holds NaN before anything is computed. Look where it is made.',
    ],
    [
      'on the way back',
      () =>
        run(
          grad((x: S) => T.sqrt(x)),
          s(0),
        ),
      'debugNonFinite: div produced Infinity (step 3), from operand 0 = 1 (a constant), operand 1 = 0 (mul, step 2). It happened on the way back.',
    ],
    [
      'in a derivative',
      () =>
        run(
          grad((x: S) => T.asin(x)),
          s(1),
        ),
      'debugNonFinite: div produced Infinity (step 6), from operand 0 = 1 (a constant), operand 1 = 0 (sqrt, step 5). It happened in the derivative of asin.',
    ],
    [
      'inside jit',
      () =>
        run(
          jit((x: S) => T.log(x)),
          s(-1),
        ),
      'debugNonFinite: log produced NaN (step 1), from operand 0 = -1 (the argument).',
    ],
    [
      'inside remat',
      () =>
        run(
          remat((x: S) => T.log(x)),
          s(-1),
        ),
      'debugNonFinite: log produced NaN (step 1), from operand 0 = -1 (the argument).',
    ],
    [
      'inside scan',
      () =>
        run(
          (x: Tensor<readonly [3]>) =>
            scan((c: S, r: S) => [T.add(c, T.log(r)) as S, c] as const, s(0), x)[0],
          T.tensor([1, 2, -3]),
        ),
      'debugNonFinite: log produced NaN (step 5, row 2 of scan), from operand 0 = -3 (the argument).',
    ],
    [
      'inside foriLoop',
      () => run((x: S) => foriLoop(0, 5, (_, c) => T.mul(c, 1e10), x), s(1)),
      'debugNonFinite: mul produced Infinity (step 4, row 3 of scan), from operand 0 = 1e+30 (mul, step 3), operand 1 = 10000000000 (a constant).',
    ],
    [
      'inside whileLoop',
      () =>
        run(
          (x: S) =>
            whileLoop(
              (c) => T.less(c, 1e9),
              (c) => T.mul(T.square(c), 1e37),
              x,
            ),
          s(10),
        ),
      'debugNonFinite: mul produced Infinity (step 3, round 0 of whileLoop), from operand 0 = 100 (mul, step 2), operand 1 = 1e+37 (a constant).',
    ],
    [
      'inside cond',
      () =>
        run(
          (x: S) =>
            cond(
              T.less(x, 0),
              (v) => T.log(v),
              (v) => v,
              x,
            ),
          s(-1),
        ),
      'debugNonFinite: log produced NaN (step 3, branch 1 of cond), from operand 0 = -1 (the argument).',
    ],
    [
      'over examples',
      () =>
        run(
          vmap((x: S) => T.log(x)),
          T.tensor([1, -1]),
        ),
      'debugNonFinite: log produced NaN at index 1 of [2] (step 1), from operand 0 = -1 (the argument).',
    ],
    [
      'inside a gradient, of what is inside',
      () => said(() => grad((x: S) => debugNonFinite((v: S) => T.log(v))(x))(s(-2))),
      'debugNonFinite: log produced NaN (step 1), from operand 0 = -2 (the argument).',
    ],
    [
      'inside jit, which has no values',
      () => said(() => jit((x: S) => debugNonFinite((v: S) => T.log(v))(x))(s(-2))),
      'debugNonFinite: a tensor is traced by jit: float32[], and has no values to look at. Put debugNonFinite around that transformation, and not inside.',
    ],
  ])('%s', (_, f, message) => {
    // prettier-ignore
    expect(f()).toBe(message)
  })

  test('what is finite comes out as it is', () => {
    const f = (p: { readonly w: Tensor<readonly [2]> }, n: number) => ({ y: T.mul(p.w, n), n, note: 'kept' })
    const out = debugNonFinite(f)({ w: T.tensor([1, 2]) }, 3)
    expect([T.toNested(out.y), out.n, out.note]).toEqual([[3, 6], 3, 'kept'])
    expect(T.item(debugNonFinite((x: S) => hvp((v: S): Scalar => T.exp(v), x, x))(s(1)))).toBeCloseTo(
      Math.E,
      6,
    )
    const rows = scan(
      (c: S, r: S) => [T.add(c, r) as S, T.mul(c, r) as S] as const,
      s(0),
      T.tensor([1, 2, 3]),
      { reverse: true },
    )
    const watched = debugNonFinite((x: Tensor<readonly [3]>) => scan((c: S, r: S) => [T.add(c, r) as S, T.mul(c, r) as S] as const, s(0), x, { reverse: true }))(T.tensor([1, 2, 3])) // prettier-ignore
    expect(T.Tree.equals(watched, rows)).toBe(true)
  })

  test('infinities that were meant are let through', () => {
    const masked = (x: Tensor<readonly [3]>) =>
      T.softmax(T.where(T.tensor([true, true, false]), x, -Infinity))
    expect(T.toNested(debugNonFinite(masked)(T.tensor([0, 0, 5])))).toEqual([0.5, 0.5, 0])
    const log = debugNonFinite((x: S) => T.log(x), { allowInfinity: true })
    expect([T.item(log(s(0))), T.item(log(s(Infinity)))]).toEqual([-Infinity, Infinity])
    expect(said(() => log(s(-1)))).toBe(
      'debugNonFinite: log produced NaN (step 1), from operand 0 = -1 (the argument).',
    )
  })

  test('a training loss whose probabilities underflow', () => {
    const params = { hidden: { w: T.full([4, 8], 40), b: T.zeros([8]) }, out: { w: T.full([8, 3], 1) } }
    type Params = typeof params
    const x = T.ones([2, 4])
    const y = T.tensor([[1, 0, 0], [0, 1, 0]]) // prettier-ignore
    const loss = (p: Params): Scalar => {
      const h = T.relu(T.add(T.matmul(x, p.hidden.w), p.hidden.b))
      const scale = T.tensor([0, 1, 2])
      const probabilities = T.softmax(T.mul(T.matmul(h, p.out.w), scale))
      return T.neg(T.mean(T.sum(T.mul(y, T.log(probabilities)), { axis: 1 }))) as Scalar
    }
    expect(Number.isFinite(T.item(loss(params)))).toBe(false)
    expect(said(() => debugNonFinite(valueAndGrad(loss))(params))).toBe(
      'debugNonFinite: log produced -Infinity at index [0,0] of [2,3] (step 27), from operand 0 = 0 (div, step 25).',
    )
  })

  test('a tensor kept from it may not be used later', () => {
    let kept: AnyTensor = s(0)
    debugNonFinite((x: S) => {
      kept = x
      return x
    })(s(1))
    expect(said(() => T.add(kept, 1))).toBe(
      'debugNonFinite: a traced tensor outlived the call that traced it: traced by debugNonFinite: float32[]. Return it from the function, rather than storing it outside.',
    )
  })
})
