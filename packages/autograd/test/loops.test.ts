import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { cond, foriLoop, scan, switchCase, whileLoop } from '../src/index.ts'

type Scalar = Tensor<readonly []>

const one = T.tensor(1)
const loose = <F>(f: F): ((...args: readonly unknown[]) => unknown) => f as never

describe('scan', () => {
  test('equals the loop that it stands for, both ways', () => {
    const xs = T.tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    const step = (c: Tensor<readonly [2]>, x: Tensor<readonly [2]>) => [T.add(c, x), T.mul(c, x)] as const
    const [sum, products] = scan(step, T.tensor([10, 20]), xs)
    expectTypeOf(sum).toEqualTypeOf<Tensor<readonly [2]>>()
    expectTypeOf(products).toEqualTypeOf<Tensor<readonly [3, 2]>>()
    expect(T.toNested(sum)).toEqual([19, 32])
    expect(T.toNested(products)).toEqual([
      [10, 40],
      [33, 88],
      [70, 156],
    ])
    const [, back] = scan(step, T.tensor([10, 20]), xs, { reverse: true })
    expect(T.toNested(back)).toEqual([
      [18, 60],
      [45, 104],
      [50, 120],
    ])
  })

  test('trees of rows, carries and outputs; other element types', () => {
    const [last, { seen }] = scan(
      (c: { readonly n: Tensor<readonly [], 'int32'> }, x: { readonly k: Tensor<readonly [], 'int32'> }) =>
        [{ n: T.add(c.n, x.k) }, { seen: T.equal(c.n, 3) }] as const,
      { n: T.tensor(0, { dtype: 'int32' }) },
      { k: T.tensor([3, 1], { dtype: 'int32' }) },
    )
    expectTypeOf(seen).toEqualTypeOf<Tensor<readonly [2], 'bool'>>()
    expect([T.item(last.n), T.toNested(seen)]).toEqual([4, [false, true]])
  })

  test('no steps: the carry as it was, outputs without rows', () => {
    const [c, ys] = scan((p: Scalar, x: Scalar) => [T.mul(p, x), p] as const, one, T.zeros([0]))
    expect([T.item(c), ys.shape]).toEqual([1, [0]])
  })

  test.each<readonly [string, () => unknown, string]>([
    [
      'a carry of another shape',
      () => loose(scan)((c: AnyTensor) => [T.expandDims(c, 0), c], one, undefined, { length: 2 }),
      'scan: the carry is float32[] before a step and float32[1] after it; they must be alike. Cast what the body answers, or begin with that type?',
    ],
    [
      'a carry of another type, by path',
      () =>
        loose(scan)(
          (c: { readonly h: AnyTensor }) => [{ h: T.cast(c.h, 'float64') }, c.h],
          { h: one },
          undefined,
          {
            length: 2,
          },
        ),
      'scan: the carry at h is float32[] before a step and float64[] after it; they must be alike. Cast what the body answers, or begin with that type?',
    ],
    [
      'a carry that lost a key',
      () =>
        loose(scan)((c: { readonly a: AnyTensor }) => [{ a: c.a }, c.a], { a: one, b: one }, undefined, {
          length: 2,
        }),
      'scan: the carry at b is float32[] before a step and not there after it; they must be alike. Cast what the body answers, or begin with that type?',
    ],
    [
      'no pair',
      () => loose(scan)((c: AnyTensor) => c, one, undefined, { length: 2 }),
      'scan: the body answers a pair, [the next carry, the output of the step]',
    ],
    [
      'no length',
      () => scan((c: Scalar) => [c, c] as const, one, undefined),
      'scan: without rows the number of steps is not known. Pass { length }.',
    ],
    [
      'a length that rows do not have',
      () => scan((c: Scalar, _: Scalar) => [c, c] as const, one, T.ones([3]), { length: 2 }),
      'scan: there are 2 steps, and 3 rows',
    ],
    [
      'rows of different numbers',
      () => scan((c: Scalar, _) => [c, c] as const, one, { a: T.ones([3]), b: T.ones([4]) }),
      'scan: there are 3 steps, and 4 rows at b',
    ],
    [
      'a scalar for rows',
      () => scan((c: Scalar, _) => [c, c] as const, one, { a: one }),
      'scan: what the loop runs over needs an axis of steps, at a float32[] has none',
    ],
    [
      'half a step',
      () => scan((c: Scalar) => [c, c] as const, one, undefined, { length: 1.5 }),
      'scan: the length is a whole number from 0, got 1.5',
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})

describe('whileLoop and foriLoop', () => {
  test('a loop that never begins', () => {
    expect(
      T.item(
        whileLoop(
          (x) => T.less(x, 0),
          (x) => T.mul(x, 2),
          one,
        ),
      ),
    ).toBe(1)
    expect(T.item(foriLoop(5, 2, (_, c) => T.add(c, 1), one))).toBe(1)
  })

  test('bounds that the program computes', () => {
    const upper = T.add(T.tensor(3, { dtype: 'int32' }), 2)
    expect(T.item(foriLoop(1, upper, (i, c) => T.mul(c, i), T.tensor(1, { dtype: 'int32' })))).toBe(24)
  })

  test.each<readonly [string, () => unknown, string]>([
    [
      'a condition that is no bool',
      () =>
        loose(whileLoop)(
          (x: AnyTensor) => x,
          (x: AnyTensor) => x,
          one,
        ),
      'whileLoop: the condition answers a bool scalar, it answered float32[]. Compare, as in T.less(x, 3)?',
    ],
    [
      'a condition that is no tensor',
      () =>
        loose(whileLoop)(
          () => true,
          (x: AnyTensor) => x,
          one,
        ),
      'whileLoop: the condition answers a bool scalar, it answered boolean. Compare, as in T.less(x, 3)?',
    ],
    [
      'a carry of another type',
      () =>
        loose(whileLoop)(
          (x: AnyTensor) => T.less(x, 3),
          (x: AnyTensor) => T.cast(x, 'int32'),
          one,
        ),
      'whileLoop: the carry is float32[] before a step and int32[] after it; they must be alike. Cast what the body answers, or begin with that type?',
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})

describe('cond and switchCase', () => {
  test('operands may be trees, and branches may close over values', () => {
    const scale = T.tensor(10)
    const f = (p: { readonly a: Scalar }) => T.mul(p.a, scale)
    const g = (p: { readonly a: Scalar }) => p.a
    expect(T.item(cond(T.less(one, 2), f, g, { a: T.tensor(3) }))).toBe(30)
    expect(T.item(cond(T.less(one, 0), f, g, { a: T.tensor(3) }))).toBe(3)
    const none = cond(
      T.less(one, 0),
      () => scale,
      () => one,
    )
    expect(T.item(none)).toBe(1)
  })

  test.each<readonly [string, () => unknown, string]>([
    [
      'branches of different shapes, by path',
      () =>
        loose(cond)(
          T.less(one, 2),
          (x: AnyTensor) => ({ y: x }),
          (x: AnyTensor) => ({ y: T.expandDims(x, 0) }),
          one,
        ),
      'cond: onFalse answers float32[1] at y and onTrue float32[]; branches must answer alike. Cast or reshape one of them?',
    ],
    [
      'branches of different structures',
      () =>
        loose(switchCase)(T.tensor(0, { dtype: 'int32' }), [(x: AnyTensor) => x, (x: AnyTensor) => [x]], one),
      'switchCase: branch 0 answers float32[] and branch 1 not there; branches must answer alike. Cast or reshape one of them?',
    ],
    [
      'a condition that is no bool',
      () =>
        loose(cond)(
          one,
          (x: AnyTensor) => x,
          (x: AnyTensor) => x,
          one,
        ),
      'cond: the condition is a bool scalar, got float32[]. Compare, as in T.less(x, 3)?',
    ],
    [
      'a condition of JavaScript',
      () =>
        loose(cond)(
          true,
          (x: AnyTensor) => x,
          (x: AnyTensor) => x,
          one,
        ),
      'cond: the condition is a bool scalar, got boolean. Compare, as in T.less(x, 3)?',
    ],
    [
      'an index that is no int32',
      () => loose(switchCase)(one, [(x: AnyTensor) => x], one),
      "switchCase: the index is an int32 scalar, got float32[]. Cast it to 'int32'?",
    ],
    [
      'an index that names no branch',
      () => switchCase(T.tensor(2, { dtype: 'int32' }), [(x) => x, (x) => T.neg(x)], one),
      'switchCase: branch 2 is out of range, there are 2',
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
