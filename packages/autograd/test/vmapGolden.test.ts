import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { cond, customVjp, grad, hessian, jvp, type Scalar, scan, vmap, whileLoop } from '../src/index.ts'
import { tensorsOf } from '../src/structure.ts'
import { double, loadGolden, near, values } from './harness/conformance.ts'

// A row here and one of the same name in tools/golden/autograd_vmap.py.

interface Stored {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

const { inputs, cases, streams } = loadGolden<{
  readonly inputs: Readonly<Record<string, Stored>>
  readonly cases: Readonly<Record<string, readonly Stored[]>>
  readonly streams: Readonly<Record<string, Stored>>
}>('vmap')

type D<S extends readonly number[]> = Tensor<S, 'float64'>
type Vector = D<readonly [3]>
type Real = D<readonly []>
type Int<S extends readonly number[]> = Tensor<S, 'int32'>

const input = <S extends readonly number[]>(name: string): D<S> =>
  double(inputs[name]!.values, inputs[name]!.shape) as D<S>
const whole = <S extends readonly number[]>(name: string): Int<S> => T.cast(input<S>(name), 'int32') as Int<S>
const real = (x: number): Real => double([x], []) as Real
const reals = (xs: readonly number[]): Vector => double(xs, [3]) as Vector

const points = input<readonly [4, 3]>('points')
const others = input<readonly [5, 3]>('others')
const kernel = input<readonly [3, 2]>('kernel')
const bias = input<readonly [2]>('bias')
const labels = whole<readonly [4]>('labels')
const positions = whole<readonly [4, 2]>('positions')
const steps = input<readonly [4, 6, 3]>('steps')
const stack = input<readonly [3, 4, 3]>('stack')
const first = <S extends readonly number[]>(x: AnyTensor): D<S> =>
  T.reshape(T.slice(x, [0], [1]) as AnyTensor, x.shape.slice(1)) as D<S>

const loss = (
  p: { readonly w: D<readonly [3, 2]>; readonly b: D<readonly [2]> },
  x: Vector,
  label: Int<readonly []>,
): Real => T.neg(T.take(T.logSoftmax(T.tanh(T.add(T.matmul(x, p.w), p.b))), label))
const distance = (a: Vector, b: Vector): Real => T.sqrt(T.sum(T.square(T.sub(a, b))))
const recurrent = (w: Vector, xs: D<readonly [6, 3]>): readonly [Vector, D<readonly [6, 3]>] =>
  scan((h: Vector, x: Vector) => [T.tanh(T.add(T.mul(h, w), x)), h] as const, reals([0, 0, 0]), xs)
const doubled = (limit: Real): readonly [Real, Real] =>
  whileLoop(
    ([c]: readonly [Real, Real]) => T.less(c, limit),
    ([c, total]) => [T.mul(c, 2), T.add(total, limit)] as const,
    [real(1), real(0)] as readonly [Real, Real],
  )
const branch = (x: Vector): Real =>
  cond(
    T.greater(first<readonly []>(x), 0),
    (v) => T.sum(T.mul(v, v)),
    (v) => T.sum(T.sin(v)),
    x,
  )
const scaled = customVjp((w: Real, x: Vector) => T.mul(w, x), {
  forward: (w, x) => [T.mul(w, x), [w, x] as const] as const,
  backward: ([w, x], c) => [T.mul(T.sum(T.mul(c, x)), 10), T.mul(c, w)] as const,
})
const smooth = (x: Vector): Real => T.sum(T.mul(T.exp(x), T.cumSum(x)))

const rows: Readonly<Record<string, () => unknown>> = {
  distances: () =>
    vmap(vmap(distance, { inAxes: [null, 0] }), { inAxes: [0, null] })(points, others as never),
  'distances, last axes': () =>
    vmap(distance, { inAxes: [-1, null] })(T.transpose(points), first<readonly [3]>(others)),
  'gradients of each example': () => {
    const { w, b } = vmap(grad(loss), { inAxes: [null, 0, 0] })({ w: kernel, b: bias }, points, labels)
    return [w, b]
  },
  'gradient of their mean': () =>
    grad((w: D<readonly [3, 2]>) =>
      T.mean(vmap(loss, { inAxes: [{ w: null, b: null }, 0, 0] })({ w, b: bias }, points, labels)),
    )(kernel),
  'einsum, axes in the middle': () =>
    vmap((a: D<readonly [3, 3]>, b: D<readonly [3, 2]>) => T.einsum('ij,jk->ik', a, b), {
      inAxes: [1, null],
      outAxes: 1,
    })(stack, kernel),
  'rows at positions': () => vmap((x: Vector, i: Int<readonly [2]>) => T.take(x, i))(points, positions),
  'shared rows at positions': () =>
    vmap((x: D<readonly [5, 3]>, i: Int<readonly [2]>) => T.take(x, i), { inAxes: [null, 0] })(
      others,
      positions,
    ),
  'added at positions': () =>
    vmap((x: Vector, i: Int<readonly [2]>, v: D<readonly [2]>) => T.addAt(x, i, v))(
      points,
      positions,
      input<readonly [4, 2]>('values'),
    ),
  sorted: () => vmap((x: D<readonly [4]>) => T.sort(x), { inAxes: 1, outAxes: -1 })(points),
  'convolutions with kernels of their own': () =>
    vmap((x: D<readonly [2, 5, 5]>, k: D<readonly [3, 2, 3, 3]>) =>
      first(T.conv2d(T.expandDims(x, 0) as D<readonly [1, 2, 5, 5]>, k)),
    )(input<readonly [4, 2, 5, 5]>('images'), input<readonly [4, 3, 2, 3, 3]>('kernels')),
  scan: () => vmap(recurrent, { inAxes: [null, 0] })(reals([0.5, -0.5, 1]), steps),
  'gradient of scan': () =>
    vmap(
      grad((w: Vector, xs: D<readonly [6, 3]>) => T.sum(recurrent(w, xs)[0])),
      { inAxes: [null, 0] },
    )(reals([0.5, -0.5, 1]), steps),
  while: () => vmap(doubled)(input<readonly [4]>('limits')),
  cond: () => vmap(branch)(points),
  'gradient of cond': () => vmap(grad(branch))(points),
  'custom rule': () =>
    grad((w: Real): Scalar => T.sum(T.sin(vmap(scaled, { inAxes: [null, 0] })(w, points))))(real(2)),
  hessians: () => vmap((x: Vector) => hessian(smooth)(x))(points),
  'hessian by directions': () =>
    vmap((t: Vector) => jvp(grad(smooth), first<readonly [3]>(points), t)[1])(T.eye(3, { dtype: 'float64' })),
  'inverse of each': () => {
    const squares = T.einsum('bi,bj->bij', points, points)
    return vmap((a: D<readonly [3, 3]>) => T.inv(a))(T.add(squares, T.eye(3, { dtype: 'float64' })))
  },
}

test('every golden case has its row', () => expect(Object.keys(rows)).toEqual(Object.keys(cases)))

test.each(Object.entries(rows))('%s', (name, row) => {
  const found = tensorsOf(row())
  expect(found.map((x) => x.shape)).toEqual(cases[name]!.map((x) => x.shape))
  found.forEach((x, i) => near(values(x), cases[name]![i]!.values))
})

describe('streams of many keys', () => {
  const drawn = vmap((k: T.Rng.Key) => {
    const [a, b] = T.Rng.split(k)
    const logits = T.cast(first<readonly [3]>(points), 'float32')
    return {
      split: T.stack(T.Rng.split(k, 3)),
      foldIn: T.Rng.foldIn(k, 7),
      uniform: T.Rng.uniform(a, [3]),
      normal: T.Rng.normal(b, [2, 2]),
      permutation: T.Rng.permutation(a, 6),
      categorical: T.Rng.categorical(b, logits, { shape: [5] }),
    }
  })(whole<readonly [4, 2]>('keys'))

  test.each(Object.entries(drawn))('%s', (name, x) => {
    expect(x.shape).toEqual(streams[name]!.shape)
    const tolerance = x.dtype === 'int32' ? 0 : 2 ** -22
    const wanted = streams[name]!.values
    expect(values(x).map((v, i) => (Math.abs(v - wanted[i]!) <= tolerance ? wanted[i] : v))).toEqual(wanted)
  })
})
