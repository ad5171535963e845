import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { Graph } from '@gradus/tensor/primitives'
import { describe, expect, test } from 'vitest'
import { checkGraph, cond, cost, grad, graphOf, remat, scan, whileLoop } from '../src/index.ts'

type Scalar = Tensor<readonly []>

const layer = (x: AnyTensor, w: AnyTensor): AnyTensor => T.tanh(T.matmul(x, w) as AnyTensor)
const x = T.ones([32, 8])
const w = T.ones([8, 4])

describe('a graph prints as a listing', () => {
  test('one line for each equation, constants by value, parameters by name', () => {
    const f = (a: AnyTensor): AnyTensor => T.sum(T.mul(layer(a, w), 2), { axis: 0 })
    expect(String(graphOf(f)(x))).toBe(`graph(a: float32[32,8]) {
  b: float32[8,4] = …
  c: float32[32,4] = …
  d: float32[32,4] = matmul[transposeA=false transposeB=false] a b
  e: float32[32,4] = tanh d
  f: float32[32,4] = mul e c
  g: float32[4] = reduceSum[axes=[0]] f
  return g
}`)
  })

  test('programs within programs are indented', () => {
    const f = (a: Scalar): Scalar =>
      scan((c: Scalar) => [T.mul(c, a), undefined] as const, a, undefined, { length: 3 })[0]
    expect(String(graphOf(f)(T.tensor(1)))).toBe(`graph(a: float32[]) {
  b: float32[] = scan[body=graph(a: float32[], b: float32[]) {
      c: float32[] = mul b a
      return c
    } length=3 constants=1 carry=1 reverse=false] a a
  return b
}`)
  })

  test('after z comes aa', () => {
    const f = (a: Scalar): AnyTensor => Array.from({ length: 30 }).reduce<AnyTensor>((y) => T.exp(y), a)
    expect(String(graphOf(f)(T.tensor(1)))).toContain('\n  aa: float32[] = exp z\n  ab: float32[] = exp aa\n')
  })

  test('what leads to no result is left out', () => {
    const f = (a: Scalar): Scalar => {
      T.exp(T.sin(a))
      return T.neg(a)
    }
    expect(graphOf(f)(T.tensor(1)).equations.map((e) => e.name)).toEqual(['neg'])
  })
})

describe('what a graph costs', () => {
  const costOf = (f: (a: AnyTensor, b: AnyTensor) => AnyTensor): ReturnType<typeof cost> =>
    cost(graphOf(f)(x, w))

  test('a dense layer: 2 m n k, a function for each element, what is read and written', () => {
    expect(costOf(layer)).toEqual({
      flops: 2 * 32 * 8 * 4,
      transcendentals: 32 * 4,
      bytes: 4 * (32 * 8 + 8 * 4 + 32 * 4) + 4 * (32 * 4 + 32 * 4),
      // the operands, and the two results of 32 × 4 at once
      peakBytes: 4 * (32 * 8 + 8 * 4 + 2 * 32 * 4),
      unbounded: false,
    })
  })

  test('values are freed after their last use', () => {
    const chain = (n: number) => (a: AnyTensor) =>
      Array.from({ length: n }).reduce<AnyTensor>((y) => T.exp(y), a)
    const peak = (n: number): number => cost(graphOf(chain(n))(x)).peakBytes
    expect(peak(1)).toBe(2 * 4 * 32 * 8)
    expect(peak(2)).toBe(3 * 4 * 32 * 8)
    expect(peak(20)).toBe(peak(2))
  })

  test('a loop counts its body times its length; one of unknown length counts once and says so', () => {
    const loop = (a: Scalar): Scalar =>
      scan((c: Scalar) => [T.exp(T.add(c, a)), undefined] as const, a, undefined, { length: 10 })[0]
    expect(cost(graphOf(loop)(T.tensor(1)))).toMatchObject({
      flops: 10,
      transcendentals: 10,
      unbounded: false,
    })
    const endless = (a: Scalar): Scalar =>
      whileLoop(
        (c) => T.less(c, 9),
        (c) => T.exp(c),
        a,
      )
    expect(cost(graphOf(endless)(T.tensor(1)))).toMatchObject({
      flops: 1,
      transcendentals: 1,
      unbounded: true,
    })
  })

  test('of two branches the dearer counts', () => {
    const f = (a: Scalar): Scalar =>
      cond(
        T.less(a, 0),
        (c) => c,
        (c) => T.exp(T.exp(c)),
        a,
      )
    expect(cost(graphOf(f)(T.tensor(1))).transcendentals).toBe(2)
  })

  test('remat lowers the peak of a gradient', () => {
    type Matrix = Tensor<readonly [256, 256]>
    const block = (a: Matrix): Matrix => T.sin(T.sin(T.sin(T.sin(T.sin(T.sin(a))))))
    const deep = (f: (a: Matrix) => Matrix) => grad((a: Matrix): Scalar => T.sum(f(f(f(f(f(f(a))))))))
    const peak = (f: (a: Matrix) => Matrix): number => cost(graphOf(deep(f))(T.zeros([256, 256]))).peakBytes
    expect(peak(remat(block))).toBeLessThan(peak(block) / 2)
  })
})

describe('the type checker of graphs', () => {
  const scalar = { shape: [], dtype: 'float32' } as const
  const good = graphOf((a: Scalar) => T.exp(T.neg(a)))(T.tensor(1))

  test('a graph that fits comes back', () => expect(checkGraph(good)).toBe(good))

  const [neg, exp] = good.equations as [Graph['equations'][number], Graph['equations'][number]]
  const loop = graphOf(
    (a: Scalar) => scan((c: Scalar) => [T.neg(c), undefined] as const, a, undefined, { length: 3 })[0],
  )(T.tensor(1))
  const broken = (body: Graph): Graph => ({
    ...loop,
    equations: loop.equations.map((e) => ({ ...e, params: { ...e.params, body } })) as never,
  })
  const bodyOf = (graph: Graph): Graph => (graph.equations[0]!.params as { readonly body: Graph }).body

  test.each<readonly [string, Graph, string]>([
    [
      'a variable that is not there yet',
      { ...good, equations: [{ ...neg, operands: [5] }, exp] },
      'checkGraph: equation 0 (neg): variable 5 is not there yet, 1 are',
    ],
    [
      'another result than the primitive has',
      { ...good, equations: [{ ...neg, results: [{ shape: [2], dtype: 'float32' }] }, exp] },
      'checkGraph: equation 0 (neg): it answers (float32[2]), expected (float32[])',
    ],
    [
      'a result that is not there',
      { ...good, results: [9] },
      'checkGraph: result: variable 9 is not there, 3 are',
    ],
    [
      'a loop whose body takes something else',
      broken({ ...bodyOf(loop), inputs: [{ shape: [], dtype: 'float64' }] }),
      'checkGraph: equation 0 (scan), equation 0 (neg): it answers (float32[]), expected (float64[])',
    ],
    [
      'a loop whose body takes too much',
      broken({ inputs: [scalar, scalar], constants: [], equations: [], results: [1] }),
      'checkGraph: equation 0 (scan): the body takes (float32[], float32[]), expected (float32[])',
    ],
  ])('%s', (_, graph, message) => {
    expect(() => checkGraph(graph)).toThrow(message)
  })
})
