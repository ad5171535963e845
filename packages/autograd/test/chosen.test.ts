import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { checkGradients, grad, hessian, hvp, jit, jvp, remat, type Scalar, scan, vmap } from '../src/index.ts'
import { double, near, values } from './harness/conformance.ts'

type F = (x: AnyTensor) => unknown
const x = double([-1, 0, 2, 0.5], [4])
const isPositive = (v: AnyTensor): AnyTensor => T.greater(v, 0) as AnyTensor
const summed =
  (f: F) =>
  (v: AnyTensor): Scalar =>
    T.sum(f(v) as AnyTensor) as Scalar
const guard =
  (f: F, other: number | F = 0): F =>
  (v) =>
    T.where(isPositive(v), f(v) as AnyTensor, typeof other === 'number' ? other : (other(v) as AnyTensor))

/** Functions that are not finite, or have no finite slope, on the side that is not chosen; and what the slope is on the other. */
const cases: Readonly<Record<string, readonly [F, (v: number) => number]>> = {
  log: [guard(T.log), (v) => 1 / v],
  sqrt: [guard(T.sqrt), (v) => 0.5 / Math.sqrt(v)],
  'one over': [guard((v) => T.div(1, v)), (v) => -1 / v ** 2],
  'a root by pow': [guard((v) => T.pow(v, 0.5)), (v) => 0.5 / Math.sqrt(v)],
  'a special function': [guard(T.log1p), (v) => 1 / (1 + v)],
  'an exponential that overflows': [guard((v) => T.exp(T.div(-1, T.mul(v, 1e-3)))), (v) => (1000 / v ** 2) * Math.exp(-1000 / v)], // prettier-ignore
  'x ln x': [guard((v) => T.mul(v, T.log(v) as AnyTensor)), (v) => Math.log(v) + 1],
  'a chain': [guard((v) => T.square(T.add(T.neg(T.sqrt(T.mul(v, 4)) as AnyTensor) as AnyTensor, 3) as AnyTensor)), (v) => 2 * (3 - 2 * Math.sqrt(v)) * -1 / Math.sqrt(v)], // prettier-ignore
  'on the other side': [
    (v) => T.where(T.lessEqual(v, 0) as AnyTensor, 0, T.log(v) as AnyTensor),
    (v) => 1 / v,
  ],
  'both sides': [guard(T.sqrt, (v) => T.mul(v, 3)), (v) => (v > 0 ? 0.5 / Math.sqrt(v) : 3)],
  'twice': [guard(guard(T.log)), (v) => 1 / v], // prettier-ignore
  'through movements': [
    (v) => {
      const wide = T.reshape(T.log(T.flip(v)) as AnyTensor, [2, 2]) as AnyTensor
      return T.where(isPositive(T.reshape(T.flip(v), [2, 2]) as AnyTensor), T.transpose(T.transpose(wide) as AnyTensor) as AnyTensor, 0) // prettier-ignore
    },
    (v) => 1 / v,
  ],
  'through positions': [
    (v) => {
      const at = T.tensor([0, 1, 2, 3], { dtype: 'int32' })
      return T.where(isPositive(v), T.take(T.log(T.concat([v, T.ones([1], { dtype: 'float64' })]) as AnyTensor) as AnyTensor, at) as AnyTensor, 0) // prettier-ignore
    },
    (v) => 1 / v,
  ],
}

describe.each(Object.entries(cases))('where around %s', (_, [f, slope]) => {
  const wanted = values(x).map((v) => (v > 0 || slope(-1) === 3 ? slope(v) : 0))

  test('has the derivative of what is chosen, in both modes', () => {
    near(values(grad(summed(f))(x)), wanted)
    const along = jvp(summed(f), x, T.ones([4], { dtype: 'float64' }))[1]
    near(values(along), [wanted.reduce((sum, v) => sum + v, 0)])
  })
  test('compiled, recomputed, over examples and in loops', () => {
    near(values(jit(grad(summed(f)))(x)), wanted)
    near(values(grad(remat(summed(f)))(x)), wanted)
    near(values(vmap(grad(summed(f)))(T.reshape(x, [1, 4]) as never) as AnyTensor), wanted)
    const looped = (v: AnyTensor): Scalar =>
      scan((c: Scalar, row: AnyTensor) => [T.add(c, summed(f)(row)) as Scalar, c] as const, T.zeros([], { dtype: 'float64' }) as Scalar, T.reshape(v, [1, 4]) as never)[0] // prettier-ignore
    near(values(grad(looped)(x)), wanted)
  })
  test('and second derivatives, by both modes over reverse', () => {
    const matrix = hessian(summed(f))(x) as AnyTensor
    expect(values(matrix).every((v) => Number.isFinite(v))).toBe(true)
    const twice = grad((v: AnyTensor) => T.sum(grad(summed(f))(v)) as Scalar)(x)
    near(values(twice), values(hvp(summed(f), x, T.onesLike(x) as AnyTensor)))
  })
})

describe('what spans elements', () => {
  test('one condition for all, of one number', () => {
    const f = (v: AnyTensor): Scalar => {
      const total = T.sum(T.square(v) as AnyTensor) as AnyTensor
      return T.where(T.greater(total, 0) as AnyTensor, T.sqrt(total) as AnyTensor, 0) as Scalar
    }
    expect(values(grad(f)(T.zeros([2], { dtype: 'float64' })))).toEqual([0, 0])
    near(values(grad(f)(double([3, 4], [2]))), [0.6, 0.8])
  })
  test('a mean under a condition', () => {
    const f = (v: AnyTensor): Scalar =>
      T.where(T.all(isPositive(v)) as AnyTensor, T.mean(T.log(v) as AnyTensor) as AnyTensor, 0) as Scalar
    expect(values(grad(f)(x))).toEqual([0, 0, 0, 0])
    expect(values(grad(f)(double([1, 2], [2])))).toEqual([0.5, 0.25])
  })
  test('one number spread over a mask that chooses none, or some', () => {
    const f =
      (mask: readonly boolean[]) =>
      (v: AnyTensor): Scalar =>
        T.sum(T.where(T.tensor(mask), T.log(v) as AnyTensor, 0) as AnyTensor) as Scalar
    expect(values(grad(f([false, false]))(double([0], [])))).toEqual([0])
    expect(values(grad(f([true, false]))(double([2], [])))).toEqual([0.5])
    expect(values(grad(f([true, false]))(double([0], [])))).toEqual([Infinity])
  })
  test('a value that is used outside as well keeps its own derivative', () => {
    const f = (v: AnyTensor): Scalar => {
      const y = T.log(v) as AnyTensor
      return T.sum(
        T.add(T.where(isPositive(v), y, 0) as AnyTensor, T.mul(y, 2) as AnyTensor) as AnyTensor,
      ) as Scalar
    }
    expect(values(grad(f)(double([0, 2], [2])))).toEqual([Infinity, 1.5])
  })
})

describe('a cotangent that happens to be 0 is not one that was not chosen', () => {
  test('√x · √x at 0 has a derivative that nothing knows', () => {
    const f = (v: AnyTensor): Scalar => T.sum(T.mul(T.sqrt(v) as AnyTensor, T.sqrt(v) as AnyTensor) as AnyTensor) as Scalar // prettier-ignore
    expect(values(grad(f)(double([0], [1])))).toEqual([NaN])
  })
  test('ln(x)² at 1 has slope 0 and bends', () => {
    const f = (v: AnyTensor): Scalar => T.sum(T.square(T.log(v) as AnyTensor) as AnyTensor) as Scalar
    const at1 = double([1], [1])
    expect(values(grad(f)(at1))).toEqual([0])
    expect(values(grad((v: AnyTensor) => T.sum(grad(f)(v)) as Scalar)(at1))).toEqual([2])
    expect(checkGradients(guardedSquare, double([0.7, -0.3], [2]))._tag).toBe('Right')
  })
})

const guardedSquare = (v: AnyTensor): Scalar =>
  T.sum(T.square(T.where(isPositive(v), T.log(v) as AnyTensor, T.sin(v) as AnyTensor) as AnyTensor) as AnyTensor) as Scalar // prettier-ignore
