import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import {
  checkGraph,
  cond,
  foriLoop,
  grad,
  graphOf,
  jit,
  jvp,
  remat,
  scan,
  switchCase,
  vjp,
  whileLoop,
} from '../src/index.ts'
import { type Case, conforms, double, loadGolden, near, type Rows, values } from './harness/conformance.ts'

interface Golden {
  readonly constants: Readonly<Record<'matrix' | 'rows' | 'vector', readonly number[]>>
  readonly while: Readonly<Record<'x' | 'value' | 'tangent' | 'second', readonly number[]>>
  readonly cases: Readonly<Record<string, Case>>
}

const golden = loadGolden<Golden>('programs')
const matrix = double(golden.constants.matrix, [4, 4])
const rows5 = double(golden.constants.rows, [5, 4])
const vector = double(golden.constants.vector, [4])

const add = (a: AnyTensor | number, b: AnyTensor | number): AnyTensor => T.add(a as AnyTensor, b as AnyTensor)
const mul = (a: AnyTensor | number, b: AnyTensor | number): AnyTensor => T.mul(a as AnyTensor, b as AnyTensor)
const zero: AnyTensor = T.tensor(0, { dtype: 'float64' })
const flat = (x: AnyTensor): AnyTensor => T.reshape(x, [T.sizeOf(x.shape)])
const join = (...xs: readonly AnyTensor[]): AnyTensor => T.concat(xs.map(flat), { axis: 0 })
const at = (x: AnyTensor, i: number): AnyTensor => T.reshape(T.slice(x, [i], [i + 1]), x.shape.slice(1))

const rnn = (w: AnyTensor, xs: AnyTensor, start: AnyTensor, reverse = false): AnyTensor => {
  const step = (h: AnyTensor, x: AnyTensor): readonly [AnyTensor, AnyTensor] => [
    T.tanh(add(T.matmul(h, w), x)),
    mul(h, x),
  ]
  const [h, ys] = scan(step, start, xs, { reverse })
  return join(h, ys)
}

const lstm = (w: AnyTensor): AnyTensor => {
  const step = (
    { h, c }: { readonly h: AnyTensor; readonly c: AnyTensor },
    x: AnyTensor,
  ): readonly [{ readonly h: AnyTensor; readonly c: AnyTensor }, AnyTensor] => {
    const gates = T.split(T.matmul(T.concat([x, h]), w), 4) as readonly AnyTensor[]
    const [i, f, g, o] = gates as [AnyTensor, AnyTensor, AnyTensor, AnyTensor]
    const cell = add(mul(T.sigmoid(f), c), mul(T.sigmoid(i), T.tanh(g)))
    const output = mul(T.sigmoid(o), T.tanh(cell))
    return [{ h: output, c: cell }, output]
  }
  const start = { h: T.zeros([2], { dtype: 'float64' }), c: T.ones([2], { dtype: 'float64' }) }
  const [{ h, c }, hs] = scan(step, start as { readonly h: AnyTensor; readonly c: AnyTensor }, rows5)
  return join(h, c, hs)
}

const nested = (x: AnyTensor): AnyTensor => {
  const inner = (c: AnyTensor, y: AnyTensor): readonly [AnyTensor, AnyTensor] => [
    add(mul(c, y), at(x, 0)),
    T.sin(c),
  ]
  const outer = (c: AnyTensor, row: AnyTensor): readonly [AnyTensor, AnyTensor] => {
    const [d, ys] = scan(inner, c, row)
    return [d, T.sum(ys)]
  }
  const [c, sums] = scan(outer, at(x, 1), T.outer(x, x) as AnyTensor)
  return join(c, sums)
}

const partOfCarry = (x: AnyTensor): AnyTensor => {
  type Carry = { readonly n: AnyTensor; readonly a: AnyTensor; readonly b: AnyTensor }
  const step = ({ n, a, b }: Carry): readonly [Carry, undefined] => [
    { n: add(n, 1), a: mul(a, x), b: add(b, mul(a, n)) },
    undefined,
  ]
  const start: Carry = { n: zero, a: T.onesLike(x), b: T.zerosLike(x) }
  const [{ a, b }] = scan(step, start, undefined, { length: 4 })
  return add(a, b)
}

const positive = (x: AnyTensor): Tensor<readonly [], 'bool'> => T.greater(x, 0) as never

const chosen = (x: AnyTensor): AnyTensor =>
  cond(
    positive(at(x, 0)),
    (y) => mul(T.sin(y), x),
    (y) => mul(T.exp(y), 2),
    x,
  )

const chosenInLoop = (x: AnyTensor): AnyTensor => {
  const step = (c: AnyTensor, v: AnyTensor): readonly [AnyTensor, AnyTensor] => [
    cond(
      positive(v),
      (y) => mul(y, v),
      (y) => add(y, v),
      c,
    ),
    c,
  ]
  const [c, ys] = scan(step, at(x, 0), x)
  return join(c, ys)
}

const switched = (x: AnyTensor): AnyTensor =>
  [0, 1, 2, 3]
    .map((k) =>
      mul(
        switchCase(
          T.tensor(k, { dtype: 'int32' }),
          [
            (y: AnyTensor) => y,
            (y: AnyTensor) => T.pow(y, 3),
            (y: AnyTensor) => T.cumSum(y, { axis: 0 }) as AnyTensor,
            (y: AnyTensor) => T.fullLike(y, 2),
          ],
          x,
        ),
        k + 1,
      ),
    )
    .reduce(add)

const rows: Rows = {
  'rnn by weights': (w) => rnn(w, rows5, vector),
  'rnn by rows': (xs) => rnn(matrix, xs, vector),
  'rnn by start': (h) => rnn(matrix, rows5, h),
  'rnn in reverse': (xs) => rnn(matrix, xs, vector, true),
  'rnn by all': (x) => rnn(T.slice(x, [0], [4]), x, at(x, 0)),
  lstm,
  'nested scans': nested,
  'part of the carry': partOfCarry,
  'no steps': (x) => scan((c: AnyTensor) => [mul(c, x), undefined] as const, x, undefined, { length: 0 })[0],
  fori: (x) => foriLoop(1, 4, (i, c) => add(mul(c, x), T.cast(i, 'float64')), x),
  'cond, true': chosen,
  'cond, false': chosen,
  'cond in a loop': chosenInLoop,
  switch: switched,
  remat: remat((x: AnyTensor) => mul(T.sin(T.exp(T.matmul(x, matrix) as AnyTensor)), x)),
  'remat in a loop': (w) => {
    const step = remat(
      (h: AnyTensor, x: AnyTensor) => [T.tanh(add(T.matmul(h, w) as AnyTensor, x)), h] as const,
    )
    return scan(step, vector, rows5)[1]
  },
}

describe('derivatives of programs equal those of JAX', () => {
  conforms(rows, golden.cases, [], ['rnn by start', 'part of the carry', 'fori'])
})

describe('compiled, and inside out', () => {
  test.each(Object.entries(rows))('%s', (name, row) => {
    const c = golden.cases[name]!
    const x = double(c.x, c.shape)
    const f = (v: AnyTensor): AnyTensor => row(v) as AnyTensor
    const total = (v: AnyTensor): Tensor<readonly [], 'float64'> =>
      T.sum(mul(f(v), f(v))) as Tensor<readonly [], 'float64'>
    const wanted = values(grad(total)(x))
    near(values(jit(f)(x)), values(f(x)))
    near(values(jit(grad(total))(x)), wanted)
    near(values(grad(jit(total))(x)), wanted)
    near(values(jit(grad(jit(total)))(x)), wanted)
    checkGraph(graphOf(f)(x))
    checkGraph(graphOf(grad(total))(x))
    checkGraph(graphOf((v: AnyTensor) => jvp(grad(total), v, v)[1])(x))
    checkGraph(graphOf(grad((v: AnyTensor) => T.sum(grad(total)(v)) as Tensor<readonly [], 'float64'>))(x))
  })
})

describe('a loop of unknown length', () => {
  const x = double(golden.while.x, [4])
  const doubling = (v: AnyTensor): AnyTensor =>
    whileLoop(
      ({ c }) => T.less(T.sum(c), 50) as Tensor<readonly [], 'bool'>,
      ({ c, n }) => ({ c: add(mul(c, v), 1), n: add(n, 1) }),
      { c: v, n: T.tensor(0, { dtype: 'int32' }) as AnyTensor },
    ).c
  const wave = (f: (i: number) => number): AnyTensor => double([0, 1, 2, 3].map(f), [4])

  test('value, first and second forward derivative equal those of JAX', () => {
    const [value, tangent] = jvp(doubling, x, wave(Math.sin))
    near(values(value), golden.while.value)
    near(values(tangent), golden.while.tangent)
    near(values(jvp((v: AnyTensor) => jvp(doubling, v, v)[1], x, wave(Math.cos))[1]), golden.while.second)
  })

  test('compiled', () => near(values(jit(doubling)(x)), golden.while.value))

  test('reverse mode is refused in words', () => {
    expect(() => vjp(doubling, x)).toThrow(
      'whileLoop: a while loop runs forward alone: how many steps it would take back is not known. Use scan or foriLoop with a fixed length, or jvp.',
    )
  })
})
