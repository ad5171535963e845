import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { checkGradients, grad, hessian, jacobian, type Scalar } from '../src/index.ts'
import { double, loadGolden, near, values } from './harness/conformance.ts'
import { rows } from './harness/numericsRows.ts'

type Numbers = number | string | readonly Numbers[]
interface Case {
  readonly x: readonly Numbers[]
  readonly gradient: readonly Numbers[]
  readonly hessian: readonly Numbers[]
}
/** What is ours, where JAX's derivative is not finite, or is another choice among several. */
interface Ours {
  readonly gradient?: readonly number[]
  readonly hessian?: readonly number[]
  readonly why: string
}

const { cases } = loadGolden<{ readonly cases: Readonly<Record<string, Case>> }>('numerics')

const zeros = (n: number): readonly number[] => Array.from({ length: n }, () => 0)
const undefinedThere = 'undefined there: the subgradient 0, so that nothing moves'
const ours: Readonly<Record<string, Ours>> = {
  'norm at 0': { gradient: zeros(2), hessian: zeros(4), why: undefinedThere },
  'std of equal numbers': { gradient: zeros(3), hessian: zeros(9), why: undefinedThere },
  'atan2 at 0': { gradient: zeros(2), hessian: zeros(4), why: undefinedThere },
  'abs at 0': { gradient: [0], why: 'the middle of the subgradients, as in PyTorch; JAX takes 1' },
  'logSumExp of -inf': { gradient: zeros(2), hessian: zeros(4), why: 'a row that is masked throughout' },
  'pow 1 at 0': { hessian: [0], why: 'x¹ is linear' },
  'pow 0 at 0': { gradient: [0], hessian: [0], why: 'x⁰ is 1' },
  'pow 0 1': { hessian: [0, 1, 0, 0], why: 'the true mixed derivative is -∞' },
  'pow 0 0': { gradient: [0, 0], hessian: [0, 1, 0, 0], why: 'the true derivatives are not finite' },
  'where around log': { gradient: [0], hessian: [0], why: 'the other side was chosen' },
  'where around sqrt': { gradient: [0], hessian: [0], why: 'the other side was chosen' },
}

const numbers = (a: Numbers): readonly number[] =>
  Array.isArray(a) ? (a as readonly Numbers[]).flatMap(numbers) : [Number(a)]
const finite = (a: readonly number[]): readonly number[] | undefined =>
  a.every((v) => Number.isFinite(v)) ? a : undefined

describe('derivatives at the edges of domains', () => {
  test('every golden case has its row', () => expect(Object.keys(rows)).toEqual(Object.keys(cases)))

  test.each(Object.entries(rows))('%s', (name, f) => {
    const c = cases[name]!
    const x = double(numbers(c.x), [c.x.length])
    const own = ours[name]
    near(values(grad(f)(x)), own?.gradient ?? finite(numbers(c.gradient))!)
    const wanted = own?.hessian ?? finite(numbers(c.hessian))!
    near(values(hessian(f)(x) as AnyTensor), wanted)
    near(values(jacobian(grad(f))(x) as AnyTensor), wanted)
  })

  test('what is ours alone is where JAX is not finite, or another choice', () =>
    expect(
      Object.keys(ours).filter((k) =>
        finite([...numbers(cases[k]!.gradient), ...numbers(cases[k]!.hessian)]),
      ),
    ).toEqual(['abs at 0']))
})

describe('products', () => {
  test.each([
    [
      [2, 3, 4],
      [0, 2],
    ],
    [[3, 1, 2], [1]],
    [[5], [0]],
    [[2, 0], [1]],
    [
      [1, 7],
      [0, 1],
    ],
  ] as const)('of %j over %j, with zeros in it', (shape, axis) => {
    const elements = Array.from({ length: T.sizeOf(shape) }, (_, i) => (i % 4 === 1 ? 0 : Math.sin(i) + 1.5))
    // The waves keep the gradient from being 0 where two factors are, next to which differences have no digits.
    const f = (v: AnyTensor): Scalar =>
      T.add(T.sum(T.square(T.prod(v, { axis: axis as never }) as AnyTensor) as AnyTensor) as AnyTensor, T.sum(T.sin(v) as AnyTensor) as AnyTensor) as Scalar // prettier-ignore
    const slopes = (v: AnyTensor): Scalar => T.sum(T.square(grad(f)(v)) as AnyTensor) as Scalar
    expect(checkGradients(f, double(elements, shape))._tag).toBe('Right')
    expect(checkGradients(slopes, double(elements, shape))._tag).toBe('Right')
  })
})

describe('matrices without rows or columns', () => {
  test.each([
    [
      [2, 0],
      [0, 3],
    ],
    [
      [0, 2],
      [2, 3],
    ],
    [
      [2, 3],
      [3, 0],
    ],
    [
      [4, 0, 3],
      [4, 3, 2],
    ],
  ] as const)('%j @ %j', (left, right) => {
    const [a, b] = [double(zeros(T.sizeOf(left)), left), double(zeros(T.sizeOf(right)), right)]
    const f = (x: AnyTensor, y: AnyTensor): Scalar => T.sum(T.square(T.matmul(x, y) as AnyTensor) as AnyTensor) as Scalar // prettier-ignore
    const [byA, byB] = grad(f, { argnums: [0, 1] })(a, b)
    expect([byA.shape, byB.shape]).toEqual([left, right])
    expect([...values(byA), ...values(byB)].every((v) => v === 0)).toBe(true)
  })
})
