import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { bindAll, type PrimitiveName, type Primitives } from '@gradus/tensor/primitives'
import { describe, test } from 'vitest'
import {
  cond,
  customJvp,
  customVjp,
  foriLoop,
  jvp,
  remat,
  scan,
  switchCase,
  vjp,
  whileLoop,
} from '../src/index.ts'
import {
  bool,
  type Call,
  double,
  equalsLoop,
  equalsLoops,
  takesOneStep,
  float,
  key,
  positive,
  signed,
  type Spec,
  whole,
} from './harness/batched.ts'

type S = T.Tensor<readonly []>

const of = <N extends PrimitiveName>(name: N, args: readonly Spec[], params: Primitives[N]): Call => ({
  f: (...xs: readonly AnyTensor[]) => bindAll(name, xs, params),
  args,
})
const call = (args: readonly unknown[], f: Call['f']): Call => ({ f, args })

const matrix = float([2, 3])
const unary = (...args: readonly Spec[]) => <N extends PrimitiveName>(name: N): readonly Call[] =>
  [of(name, args, {} as Primitives[N])] // prettier-ignore
const one = unary(matrix)
const two = unary(
  matrix,
  float([2, 3], (w) => 3 * w + 0.1),
)
const bits = unary(bool([2, 3]), bool([2, 3]))
const spd: Spec = (e) => {
  const a = double([3, 3])(e)
  return T.add(T.matmul(a, T.transpose(a)), T.eye(3, { dtype: 'float64' })) as AnyTensor
}
const symmetric: Spec = (e) => T.add(double([3, 3])(e), T.transpose(double([3, 3])(e))) as AnyTensor
const wide = double([2, 3, 4])
const windows = { strides: [2, 1], dilation: [1, 2] } as const
const triangle = { lower: true, transpose: false, unitDiagonal: false } as const

/** Calls of every primitive: the table is total. */
const calls: { readonly [N in PrimitiveName]: readonly Call[] } = {
  neg: one('neg'),
  abs: one('abs'),
  sign: one('sign'),
  exp: one('exp'),
  log: unary(positive([2, 3]))('log'),
  sqrt: unary(positive([2, 3]))('sqrt'),
  tanh: one('tanh'),
  sigmoid: one('sigmoid'),
  special: [of('special', [matrix], { f: 'sin' })],
  polygamma: [of('polygamma', [positive([2])], { order: 1 })],
  toWhole: [of('toWhole', [matrix], { mode: 'floor' })],
  classify: [of('classify', [matrix], { as: 'nan' })],
  not: unary(bool([2, 3]))('not'),
  stopGradient: one('stopGradient'),
  cast: [of('cast', [matrix], { dtype: 'int32' })],
  add: two('add'),
  sub: two('sub'),
  mul: two('mul'),
  div: two('div'),
  mod: two('mod'),
  pow: unary(positive([2, 3]), matrix)('pow'),
  atan2: two('atan2'),
  maximum: two('maximum'),
  minimum: two('minimum'),
  less: two('less'),
  lessEqual: two('lessEqual'),
  equal: unary(signed([4]), signed([4]))('equal'),
  and: bits('and'),
  or: bits('or'),
  shiftRightLogical: unary(signed([4]), whole([4], 9))('shiftRightLogical'),
  select: unary(
    bool([2, 3]),
    matrix,
    float([2, 3], (w) => w - 5),
  )('select'),
  broadcast: [
    of('broadcast', [float([3])], { shape: [2, 3] }),
    of('broadcast', [float([2, 1])], { shape: [4, 2, 3] }),
    of('broadcast', [float([])], { shape: [0, 2] }),
  ],
  reshape: [of('reshape', [matrix], { shape: [3, 2] }), of('reshape', [float([1])], { shape: [] })],
  permute: [of('permute', [wide], { axes: [2, 0, 1] })],
  flip: [of('flip', [wide], { axes: [0, 2] })],
  slice: [of('slice', [wide], { starts: [0, 1, 1], sizes: [2, 2, 1] })],
  pad: [of('pad', [matrix], { low: [1, 0], high: [0, 2] })],
  concat: [of('concat', [matrix, float([2, 1]), float([2, 2])], { axis: 1 })],
  take: [
    of('take', [wide, whole([2, 2], 3)], { axis: 1 }),
    of('take', [wide, whole([3], 2)], { axis: 0 }),
    of('take', [wide, whole([], 4)], { axis: 2 }),
    of('take', [float([0, 2]), whole([0], 1)], { axis: 0 }),
  ],
  scatterSum: [
    of('scatterSum', [double([3, 2, 4]), whole([3], 5)], { axis: 0, size: 5 }),
    of('scatterSum', [double([2, 3, 2, 4]), whole([3, 2], 2)], { axis: 1, size: 2 }),
    of('scatterSum', [double([2, 3]), whole([], 4)], { axis: 2, size: 4 }),
  ],
  lastWriter: [
    of('lastWriter', [whole([4], 3)], { size: 3 }),
    of('lastWriter', [whole([0], 3)], { size: 2 }),
  ],
  argSort: [of('argSort', [wide], { axis: 1 })],
  reduceSum: [of('reduceSum', [wide], { axes: [0, 2] }), of('reduceSum', [float([0, 2])], { axes: [0] })],
  reduceMax: [of('reduceMax', [wide], { axes: [1] })],
  reduceMin: [of('reduceMin', [wide], { axes: [0, 1, 2] })],
  reduceProd: [of('reduceProd', [wide], { axes: [2] })],
  argExtreme: [of('argExtreme', [wide], { axis: 1, largest: false })],
  cumSum: [of('cumSum', [wide], { axis: 1, reverse: true })],
  matmul: [
    of('matmul', [float([2, 3]), float([3, 4])], { transposeA: false, transposeB: false }),
    of('matmul', [float([3, 2]), float([4, 3])], { transposeA: true, transposeB: true }),
    of('matmul', [float([3, 2]), float([3, 1])], { transposeA: true, transposeB: false }),
    of('matmul', [float([1, 3]), float([4, 3])], { transposeA: false, transposeB: true }),
    of('matmul', [float([2, 0]), float([0, 3])], { transposeA: false, transposeB: false }),
    of('matmul', [float([5, 3, 2]), float([5, 3, 4])], { transposeA: true, transposeB: false }),
    of('matmul', [signed([2, 3]), signed([3, 4])], { transposeA: false, transposeB: false }),
  ],
  cholesky: [of('cholesky', [spd], {})],
  triangularSolve: [
    of('triangularSolve', [spd, double([3, 2])], triangle),
    of('triangularSolve', [(e) => T.stack([spd(e), spd(e + 9)]) as AnyTensor, double([2, 3, 1])], triangle),
  ],
  lu: [of('lu', [double([3, 3])], { full: false }), of('lu', [double([2, 3])], { full: true })],
  qr: [of('qr', [double([3, 2])], { complete: true })],
  eigh: [of('eigh', [symmetric], { vectors: true })],
  svd: [of('svd', [double([3, 2])], { vectors: 'thin' })],
  patches: [of('patches', [double([2, 5, 6])], { ...windows, window: [3, 2], counts: [2, 4] })],
  unpatch: [of('unpatch', [double([3, 2, 2, 2, 4])], { ...windows, window: [3, 2], size: [5, 6] })],
  randomBits: [of('randomBits', [key], { shape: [2, 3] }), of('randomBits', [key], { shape: [] })],
  splitKey: [of('splitKey', [key], { count: 3 }), of('splitKey', [key], { count: 0 })],
  foldIn: [of('foldIn', [key, whole([], 1000)], {})],
  randomLogGamma: [of('randomLogGamma', [key, double([2, 3], (w) => w + 1.2)], {})],
  randomPoisson: [of('randomPoisson', [key, double([4], (w) => 9 * w + 10)], {})],
  remat: [
    call([float([3]), float([3])], (x: AnyTensor, y: AnyTensor) =>
      remat((v: AnyTensor) => ({ a: T.mul(v, y), b: y }))(x),
    ),
  ],
  scan: [
    call([float([]), float([4, 2]), float([2])], (c: S, xs: AnyTensor, w: AnyTensor) =>
      scan(
        (s: S, x: AnyTensor) => [T.add(s, T.sum(T.mul(x, w)) as S) as S, [T.mul(x, s), w]] as const,
        c,
        xs as never,
      ),
    ),
    // the second part of the carry is mapped only after the second step
    call([float([]), float([3])], (c: S, x: AnyTensor) =>
      scan(
        (s: { readonly a: S; readonly b: S; readonly n: S }) =>
          [{ a: s.b, b: T.mul(s.a, T.sum(x)) as S, n: T.add(s.n, 1) as S }, s.n] as const,
        { a: c, b: T.tensor(0) as S, n: T.tensor(0) as S },
        undefined,
        { length: 4, reverse: true },
      ),
    ),
    call([float([2])], (x: AnyTensor) =>
      scan((s: AnyTensor) => [s, s] as const, x, undefined, { length: 0 }),
    ),
  ],
  whileLoop: [
    // each example has a number of steps of its own, none for some
    call([positive([]), float([2])], (limit: S, x: AnyTensor) =>
      whileLoop(
        (c: { readonly n: S; readonly x: AnyTensor }) => T.less(c.n, T.mul(limit, 4) as S) as never,
        (c) => ({ n: T.add(c.n, 3) as S, x: T.add(T.mul(c.x, x), 1) as AnyTensor }),
        { n: T.tensor(2) as S, x },
      ),
    ),
    // all examples go the same number of steps
    call([float([2])], (x: AnyTensor) =>
      foriLoop(0, T.tensor(3, { dtype: 'int32' }) as never, (_, s: AnyTensor) => T.mul(s, 2) as AnyTensor, x),
    ),
    // when the loop of an example has ended, its position is none of the axis, and others go on
    call([whole([], 5), float([4])], (n: T.Tensor<readonly [], 'int32'>, x: AnyTensor) =>
      foriLoop(
        T.sub(4, n) as never,
        T.tensor(4, { dtype: 'int32' }) as never,
        (i, s: S) => T.add(s, T.take(x, i)) as S,
        T.tensor(0) as S,
      ),
    ),
    // and so it would be with the position of another example
    call(
      [whole([], 5), whole([], 100), float([4])],
      (n: T.Tensor<readonly [], 'int32'>, from: T.Tensor<readonly [], 'int32'>, x: AnyTensor) =>
        foriLoop(
          from,
          T.add(from, n) as never,
          (i, s: S) => T.add(s, T.take(x, T.sub(i, from) as never)) as S,
          T.tensor(0) as S,
        ),
    ),
  ],
  cond: [
    call([float([]), float([3])], (c: S, x: AnyTensor) =>
      cond(
        T.less(c, 0) as never,
        (v: AnyTensor) => ({ a: T.exp(v) as AnyTensor, b: T.tensor(1) as AnyTensor }),
        (v) => ({ a: v, b: T.sum(v) as AnyTensor }),
        x,
      ),
    ),
    call([whole([], 3), float([3])], (i: T.Tensor<readonly [], 'int32'>, x: AnyTensor) =>
      switchCase(
        i,
        [(v: AnyTensor) => v, (v) => T.mul(v, v) as AnyTensor, (v) => T.ones(v.shape) as AnyTensor],
        x,
      ),
    ),
    // a branch that fails for those that do not take it
    call([whole([], 6), float([4])], (i: T.Tensor<readonly [], 'int32'>, x: AnyTensor) =>
      cond(
        T.less(i, 4) as never,
        (v: AnyTensor) => T.take(v, i) as AnyTensor,
        () => T.tensor(-1) as AnyTensor,
        x,
      ),
    ),
  ],
  custom: [
    // the rule is another than the derivative, so that it shows whether it was used
    call([float([3]), float([3])], (x: AnyTensor, w: AnyTensor) => {
      const scale = customVjp((a: AnyTensor, b: AnyTensor) => T.mul(a, T.sum(b)) as AnyTensor, {
        forward: (a, b) => [T.mul(a, T.sum(b)) as AnyTensor, { a, b }] as const,
        backward: ({ a, b }, c) => [T.mul(c, T.add(T.sum(b), 100)), T.mul(b, T.sum(T.mul(c, a)))] as never,
      })
      const [y, pullback] = vjp((p: readonly [AnyTensor, AnyTensor]) => scale(...p), [x, w])
      return [scale(x, w), y, pullback(x)]
    }),
    call([float([3]), float([])], (x: AnyTensor, w: S) => {
      const twist = customJvp(
        (a: AnyTensor) => ({ a: T.exp(a) as AnyTensor, w }),
        ([a], [t]) => [
          { a: T.exp(a) as AnyTensor, w },
          { a: T.mul(t, 3) as AnyTensor, w: T.zeros([]) as S },
        ],
      )
      return [twist(x), jvp(twist, x, T.ones([3]) as AnyTensor)]
    }),
    // a pullback that answers nothing for an argument, and the same for all examples
    call([float([3]), float([3])], (x: AnyTensor, w: AnyTensor) => {
      const f = customVjp((a: AnyTensor, b: AnyTensor) => T.add(a, b) as AnyTensor, {
        forward: (a, b) => [T.add(a, b) as AnyTensor, {}] as const,
        backward: () => [T.ones([3]), undefined] as never,
      })
      return vjp((p: readonly [AnyTensor, AnyTensor]) => f(...p), [x, w])[1](x)
    }),
  ],
  // known by its transpose alone, which vmap.test.ts holds to a loop
  customTangent: [],
}

describe.each(Object.entries(calls).filter(([, rows]) => rows.length > 0))('%s', (_, rows) => {
  test('of many examples is itself of each', () => rows.forEach(equalsLoop))
  test('of many examples of many is itself of each', () => rows.forEach(equalsLoops))
  test('takes as many steps for many examples as for two', () => rows.forEach(takesOneStep))
})
