import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { bindAll } from '@gradus/tensor/primitives'
import { describe, expect, test } from 'vitest'
import {
  cond,
  customVjp,
  grad,
  graphOf,
  jit,
  jvp,
  remat,
  type Scalar,
  scan,
  valueAndGrad,
  vjp,
  vmap,
} from '../src/index.ts'
import { linearTrace } from '../src/traces/linearTrace.ts'
import { looped, nearly, same } from './harness/batched.ts'

type S = Tensor<readonly []>
type V = Tensor<readonly [3]>
type M = Tensor<readonly [2, 3]>

const rows = T.tensor([[1, 2, 3], [4, 5, 6]]) // prettier-ignore
const int = (x: T.Nested): AnyTensor => T.tensor(x, { dtype: 'int32' }) as AnyTensor

describe('axes', () => {
  const sum = (x: AnyTensor): AnyTensor => T.sum(x) as AnyTensor

  test('the first unless said', () => expect(String(vmap(sum)(rows))).toBe('[ 6. 15.]  float32[2]'))
  test('counted from the end', () =>
    expect(String(vmap(sum, { inAxes: -1 })(rows))).toBe('[5. 7. 9.]  float32[3]'))
  test('one for each argument, and none', () =>
    expect(
      String(
        vmap((x: V, y: S) => T.add(x, y), { inAxes: [null, 0] })(T.tensor([1, 2, 3]), T.tensor([10, 20])),
      ),
    ).toBe('[[11. 12. 13.]\n [21. 22. 23.]]  float32[2,3]'))
  test('one for each part', () => {
    const f = (p: { readonly w: V; readonly b: readonly [S, S] }): AnyTensor =>
      T.add(T.mul(p.w, p.b[0]), p.b[1])
    const axes = { inAxes: [{ w: null, b: [0, null] }] } as const
    expect(String(vmap(f, axes)({ w: T.tensor([1, 2, 3]), b: [T.tensor([1, 10]), T.tensor(5)] }))).toBe(
      '[[ 6.  7.  8.]\n [15. 25. 35.]]  float32[2,3]',
    )
  })
  test('of results: last, one for each part, and none for what all share', () => {
    expect(String(vmap((x: V) => T.mul(x, 2), { outAxes: -1 })(rows))).toBe(
      '[[ 2.  8.]\n [ 4. 10.]\n [ 6. 12.]]  float32[3,2]',
    )
    const f = (x: V, y: V) => ({ x: T.sum(x), pair: [y, T.mul(x, y)] as const })
    const out = vmap(f, { inAxes: [0, null], outAxes: { x: 0, pair: [null, 1] } })(rows, T.tensor([1, 0, 2]))
    expect([out.x, ...out.pair].map(String)).toEqual([
      '[ 6. 15.]  float32[2]',
      '[1. 0. 2.]  float32[3]',
      '[[ 1.  4.]\n [ 0.  0.]\n [ 6. 12.]]  float32[3,2]',
    ])
  })
  test('what does not depend on the examples is repeated for them', () =>
    expect(String(vmap((_: V) => T.tensor([7, 8]))(rows))).toBe('[[7. 8.]\n [7. 8.]]  float32[2,2]'))
  test('itself, what is no tensor, and nothing at all', () => {
    const f = (x: V, n: number, name?: string) => ({ x, n, name, none: undefined })
    const out = vmap(f)(rows, 3, 'a')
    expect({ ...out, x: String(out.x) }).toEqual({ x: String(rows), n: 3, name: 'a', none: undefined })
  })
})

describe('of examples that take part or not', () => {
  test('an example prints as what it is', () => {
    let seen = ''
    vmap((x: V) => {
      seen = String(x)
      return x
    })(rows)
    expect(seen).toBe('traced by vmap: float32[3]')
  })

  test('a branch that no example takes is not run', () => {
    const f = (x: S): S =>
      cond(T.less(x, 0) as never, (v: S) => T.take(T.tensor([1]), T.cast(T.mul(v, 0), 'int32') as never) as S, (v: S) => v, x) // prettier-ignore
    expect(String(vmap(f)(T.tensor([1, 2]) as never))).toBe('[1. 2.]  float32[2]')
  })

  test('a branch that an example does not take has no part in its derivative', () => {
    const safe = (x: S): S =>
      cond(
        T.greater(x, 0) as never,
        (v: S) => T.sqrt(v) as S,
        (v: S) => T.mul(v, 0) as S,
        x,
      )
    expect(String(vmap(grad(safe))(T.tensor([4, 0, -1]) as never))).toBe('[0.25 0.   0.  ]  float32[3]')
    const total = (xs: V): Scalar => T.sum(vmap(safe)(xs as never) as AnyTensor) as Scalar
    expect(String(grad(total)(T.tensor([4, 0, -1])))).toBe('[0.25 0.   0.  ]  float32[3]')
  })
})

describe('with other transformations', () => {
  interface Params {
    readonly kernel: Tensor<readonly [3, 2]>
    readonly bias: Tensor<readonly [2]>
  }
  const params: Params = {
    kernel: T.tensor([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]]), // prettier-ignore
    bias: T.tensor([0.05, -0.1]),
  }
  const xs = T.tensor([[1, 2, 3], [-1, 0.5, 2], [0, 1, -1]]) // prettier-ignore
  const labels = int([0, 1, 1]) as Tensor<readonly [3], 'int32'>
  const loss = (p: Params, x: V, label: Tensor<readonly [], 'int32'>): S =>
    T.neg(T.take(T.logSoftmax(T.tanh(T.add(T.matmul(x, p.kernel), p.bias))), label)) as S
  const each = [0, 1, 2].map((i) => [T.take(xs, int(i) as never), T.take(labels, int(i) as never)] as const)
  test('gradients of each example, in one go, are those of a loop', () => {
    const all = vmap(grad(loss), { inAxes: [null, 0, 0] })(params, xs, labels)
    nearly(all, looped(each.map(([x, y]) => grad(loss)(params, x as V, y as never))))
  })

  test('and so they are compiled', () => {
    const all = vmap(grad(loss), { inAxes: [null, 0, 0] })
    nearly(jit(all)(params, xs, labels), all(params, xs, labels))
    nearly(vmap(jit(grad(loss)), { inAxes: [null, 0, 0] })(params, xs, labels), all(params, xs, labels))
  })

  test('values and gradients, through remat', () => {
    const f = valueAndGrad((p: Params, x: V) =>
      loss(p, remat((v: V) => T.mul(v, v))(x) as V, int(1) as never),
    )
    const [values, gradients] = vmap(f, { inAxes: [null, 0] })(params, xs)
    nearly([values, gradients], looped(each.map(([x]) => f(params, x as V)))) // prettier-ignore
  })

  test('the gradient of a mean over vmap is the mean of gradients', () => {
    const mean = (p: Params): S => T.mean(vmap(loss, { inAxes: [null, 0, 0] })(p, xs, labels)) as S
    const gradients = vmap(grad(loss), { inAxes: [null, 0, 0] })(params, xs, labels)
    nearly(
      grad(mean)(params),
      T.Tree.map((g) => T.mean(g, { axis: 0 }) as AnyTensor)(gradients as unknown as Params),
    )
  })

  test('jvp of vmap, and vmap of jvp', () => {
    const f = (x: V): V => T.mul(T.sin(x), T.sum(x)) as V
    const tangents = T.cos(xs)
    const [y, dy] = jvp((x: AnyTensor) => vmap(f)(x as never), xs as AnyTensor, tangents as AnyTensor)
    const [z, dz] = vmap((x: V, t: V) => jvp(f, x, t))(xs, tangents)
    same([y, dy], [z, dz])
    const loop = each.map(([x], i) => jvp(f, x as V, T.take(tangents, int(i) as never) as V))
    nearly([y, dy], looped(loop))
  })

  test('a Hessian: forward over reverse along each direction', () => {
    const f = (x: V): S => T.sum(T.mul(T.exp(x), T.cumSum(x))) as S
    const x = T.tensor([0.1, -0.3, 0.2])
    const hessian = vmap((t: V) => jvp(grad(f), x, t)[1])(T.eye(3) as never) as AnyTensor
    const columns = [0, 1, 2].map(
      (i) => jvp(grad(f), x, T.take(T.eye(3), int(i) as never) as V)[1] as AnyTensor,
    )
    nearly(hessian, T.stack(columns))
    nearly(hessian, T.transpose(hessian))
  })

  test('a pullback mapped over cotangents gives the rows of a Jacobian', () => {
    const f = (x: V): Tensor<readonly [2]> => T.matmul(T.tanh(x), params.kernel) as never
    const [, pullback] = vjp(f, T.tensor([0.1, -0.3, 0.2]))
    const rowsOf = [0, 1].map((i) => pullback(T.take(T.eye(2), int(i) as never) as never) as AnyTensor)
    nearly(vmap(pullback)(T.eye(2) as never), T.stack(rowsOf))
  })

  test('gradients of loops over rows, for each example', () => {
    const recurrent = (w: V, steps: M): S =>
      T.sum(
        scan((h: V, x: V) => [T.tanh(T.add(T.mul(h, w), x)) as V, h] as const, T.zeros([3]) as V, steps)[0],
      ) as S
    const inputs = T.stack([rows, T.neg(rows), T.mul(rows, 0.1)]) as never
    const all = vmap(grad(recurrent), { inAxes: [null, 0] })(T.tensor([0.5, -0.5, 1]), inputs)
    const loop = [rows, T.neg(rows), T.mul(rows, 0.1)].map((x) =>
      grad(recurrent)(T.tensor([0.5, -0.5, 1]), x as M),
    )
    nearly(all, T.stack(loop as never))
  })

  test('a custom rule that shares a parameter sums what examples ask of it', () => {
    const scale = customVjp((w: S, x: V) => T.mul(x, w) as V, {
      forward: (w, x) => [T.mul(x, w) as V, { w, x }] as const,
      backward: ({ w, x }, c) => [T.mul(T.sum(T.mul(c, x)), 10) as S, T.mul(c, w) as V],
    })
    const total = ([w, x]: readonly [S, M]): Scalar =>
      T.sum(vmap(scale, { inAxes: [null, 0] })(w, x) as AnyTensor) as Scalar
    expect(grad(total)([T.tensor(2), rows]).map(String)).toEqual([
      '210.  float32[]',
      '[[2. 2. 2.]\n [2. 2. 2.]]  float32[2,3]',
    ])
  })

  test('a change that is known by its pullback alone', () => {
    const pullback = (kept: readonly AnyTensor[], cotangents: readonly AnyTensor[]) => [
      T.mul(kept[0]!, cotangents[0]!) as AnyTensor,
      undefined,
      T.ones([2]) as AnyTensor,
    ]
    const change = (k: AnyTensor, ...ts: readonly AnyTensor[]) =>
      bindAll('customTangent', [k, ...ts], {
        pullback,
        linear: 3,
        results: [{ shape: [2], dtype: 'float32' }],
      })[0]!
    const kept = T.tensor([[1, 2], [3, 4], [5, 6]]) // prettier-ignore
    const record = linearTrace()
    const mapped = [0, 1, 2].map(() => record.input({ shape: [3, 2], dtype: 'float32' }))
    const shared = record.input({ shape: [2], dtype: 'float32' })
    const y = vmap(change, { inAxes: [0, 0, 0, 0] })(kept, ...mapped) as AnyTensor
    const z = vmap(change, { inAxes: [0, null, 0, null] } as never)(
      kept,
      shared,
      mapped[0]!,
      shared,
    ) as AnyTensor
    const c = T.tensor([[1, 1], [10, 10], [100, 100]]) as AnyTensor // prettier-ignore
    expect(record.pull([[y, c]], mapped).map(String)).toEqual([
      '[[  1.   2.]\n [ 30.  40.]\n [500. 600.]]  float32[3,2]',
      'undefined',
      '[[1. 1.]\n [1. 1.]\n [1. 1.]]  float32[3,2]',
    ])
    expect(record.pull([[z, c]], [shared]).map(String)).toEqual(['[534. 645.]  float32[2]'])
  })

  test('keys: each example draws what it would draw alone', () => {
    const draw = (k: T.Rng.Key) => {
      const [a, b] = T.Rng.split(k)
      return [
        T.Rng.normal(a, [4]),
        T.Rng.permutation(b, 5),
        T.Rng.foldIn(a, 3),
        T.Rng.categorical(a, T.zeros([6])),
      ]
    }
    const keys = T.Rng.split(T.Rng.key(3), 4)
    const found = vmap(draw)(T.stack(keys) as never)
    same(
      found,
      draw(keys[0]).map((_, i) => T.stack(keys.map((k) => draw(k)[i] as AnyTensor))),
    )
  })

  test('three maps, one in another', () => {
    const f = (x: S, y: S, z: S): S => T.mul(x, T.add(y, z)) as S
    const table = vmap(
      vmap(vmap(f, { inAxes: [null, null, 0] }) as never, { inAxes: [null, 0, null] }) as never,
      { inAxes: [0, null, null] },
    )(T.tensor([1, 2]) as never, T.tensor([10, 20, 30]) as never, T.tensor([0, 1]) as never) // prettier-ignore
    expect(String(table)).toBe(
      '[[[10. 11.]\n  [20. 21.]\n  [30. 31.]]\n\n [[20. 22.]\n  [40. 42.]\n  [60. 62.]]]  float32[2,3,2]',
    )
  })

  test.each<readonly [string, readonly (0 | null)[], readonly (readonly number[])[], string]>([
    ['a shared matrix on the right', [0, null], [[5, 2, 3], [3, 4]], 'float32[10,4]'], // prettier-ignore
    ['a shared matrix on the left', [null, 0], [[2, 3], [5, 3, 4]], 'float32[20,2]'], // prettier-ignore
    ['a shared matrix and vectors', [null, 0], [[2, 3], [5, 3]], 'float32[5,2]'], // prettier-ignore
  ])('%s meets all examples in one product', (_, inAxes, [a, b], product) => {
    const f = vmap((x: AnyTensor, y: AnyTensor) => T.matmul(x, y) as AnyTensor, { inAxes })
    const products = String(graphOf(f)(T.ones(a!), T.ones(b!)))
      .split('\n')
      .filter((line) => line.includes('matmul'))
    expect(products.map((line) => line.trim().split(' ')[1])).toEqual([product])
  })
})

describe('mistakes', () => {
  const id = (x: AnyTensor): AnyTensor => x
  const pair = (a: AnyTensor, b: AnyTensor): AnyTensor => T.add(a, b) as AnyTensor
  const tree = (p: { readonly w: AnyTensor; readonly b: AnyTensor }): AnyTensor => p.w
  let leaked: AnyTensor = rows
  const leak = (x: AnyTensor): AnyTensor => {
    leaked = x
    return x
  }

  test.each<readonly [string, () => unknown, string]>([
    [
      'an axis that is not there',
      () => vmap(id, { inAxes: 2 })(rows),
      'vmap: inAxes names axis 2 of argument 0, which is float32[2,3]. Name null for what all examples share?',
    ],
    [
      'an axis of a scalar in a tree',
      () => vmap(tree)({ w: rows, b: T.tensor(1) }),
      'vmap: inAxes names axis 0 of argument 0 at b, which is float32[]. Name null for what all examples share?',
    ],
    [
      'an axis that is no whole number',
      () => vmap(id, { inAxes: 0.5 })(rows),
      'vmap: an axis is a whole number or null, inAxes has 0.5 for argument 0',
    ],
    [
      'axes for other parts',
      () => vmap(tree as never, { inAxes: [{ w: 0 }] })({ w: rows, b: rows } as never),
      'vmap: inAxes has {w} for argument 0, which is {w, b}. Name an axis for each part, or one for all of them.',
    ],
    [
      'axes for parts of a tensor',
      () => vmap(tree as never, { inAxes: [{ w: [0, 1], b: 0 }] })({ w: rows, b: rows } as never),
      'vmap: inAxes has an array of 2 for argument 0 at w, which is float32[2,3]. Name an axis for each part, or one for all of them.',
    ],
    [
      'axes for other arguments',
      () => vmap(pair, { inAxes: [0] })(rows, rows),
      'vmap: inAxes has 1 entry, and the function was given 2 arguments. Name an axis, or null, for each.',
    ],
    [
      'numbers of examples that differ',
      () => vmap((p: { readonly w: AnyTensor }, b: AnyTensor) => T.add(p.w, b))({ w: rows }, T.zeros([3])),
      'vmap: mapped axes have one size, that of argument 0 at w is 2 and that of argument 1 is 3',
    ],
    [
      'nothing mapped',
      () => vmap(id, { inAxes: null })(rows),
      'vmap: nothing is mapped: inAxes names no axis of any tensor. Name the axis along which the examples lie, as in { inAxes: [0, null] }.',
    ],
    [
      'no axis for a result that differs',
      () => vmap((x: AnyTensor) => ({ y: x }), { outAxes: { y: null } })(rows),
      'vmap: outAxes is null for the result at y, which differs from example to example. Name the axis to put the examples along.',
    ],
    [
      'an axis that a result does not have',
      () => vmap(id, { outAxes: -3 })(rows),
      'vmap: outAxes names axis -3 of the result, which has 2 axes with that of the examples',
    ],
    [
      'axes for another result',
      () => vmap(id, { outAxes: { y: 0 } })(rows),
      'vmap: outAxes has {y} for the result, which is float32[3]. Name an axis for each part, or one for all of them.',
    ],
    [
      'a leak',
      () => {
        vmap(leak)(rows)
        return T.add(leaked, 1)
      },
      'vmap: a traced tensor outlived the call that traced it: traced by vmap: float32[3]. Return it from the function, rather than storing it outside.',
    ],
    [
      'an example read as numbers',
      () => vmap((x: AnyTensor) => T.mul(x, T.item(T.sum(x) as AnyTensor)))(rows),
      'item: a tensor inside a transformation (traced by vmap: float32[]) has no values yet. Compute with operations, choose with where or cond, and read values from what the transformed function returns.',
    ],
    [
      'a branch on an example',
      () => vmap((x: AnyTensor) => ((T.sum(x) as unknown as number) > 0 ? x : T.neg(x)))(rows),
      'vmap: a traced tensor float32[] has no value to compare or to compute with as a number. Use operations: where(condition, a, b) or cond instead of a branch, add instead of +.',
    ],
    [
      'a position that an example does not have',
      () => vmap((x: AnyTensor, i: AnyTensor) => T.take(x, i as never) as AnyTensor)(rows, int([0, 3])),
      'take: index 3 at position 1 is out of range, the axis has 3 elements (0..2).',
    ],
    [
      'a branch that is not there',
      () => vmap((i: AnyTensor) => bindAll('cond', [i], { branches: [] })[0]!)(int([0, 1])),
      'take: index 0 at position 0 is out of range, the axis has 0 elements.',
    ],
  ])('%s', (_, f, message) => {
    // prettier-ignore
    expect(f).toThrow(T.GradusError)
    expect(f).toThrow(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`))
  })
})
