import { inspect } from 'node:util'
import { type AnyTensor, Rng, type Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { checkGradients, grad, jvp, showGradientReport, valueAndGrad, vjp } from '../src/index.ts'

type S = Tensor<readonly []>

describe('composition', () => {
  test('derivatives of derivatives', () => {
    const fourth = (x: S): S => T.square(T.square(x))
    expect(T.item(grad(grad(grad(fourth)))(T.tensor(2)))).toBe(48)
    expect(T.item(jvp(grad(fourth), T.tensor(2), T.tensor(1))[1])).toBe(48)
    expect(T.item(grad((x: S): S => jvp(fourth, x, T.tensor(1))[1])(T.tensor(2)))).toBe(48)
  })

  test('nested derivatives keep their perturbations apart', () => {
    const inner = (x: S): S => grad((y: S): S => T.add(x, y))(T.tensor(1))
    expect(T.item(grad((x: S): S => T.mul(x, inner(x)))(T.tensor(1)))).toBe(1)
    const forwardInner = (x: S): S => jvp((y: S): S => T.mul(x, y), T.tensor(3), T.tensor(1))[1]
    expect(T.item(jvp((x: S): S => T.mul(x, forwardInner(x)), T.tensor(5), T.tensor(1))[1])).toBe(10)
    const mixed = (x: S): S => jvp((y: S): S => T.mul(T.stopGradient(x), y), x, T.tensor(1))[1]
    expect(T.item(grad((x: S): S => T.mul(x, mixed(x)))(T.tensor(4)))).toBe(4)
  })

  test('a pullback may be used again, and is linear', () => {
    const [, pullback] = vjp((x: Tensor<readonly [2]>) => T.exp(x), T.tensor([0, 1]))
    const once = T.toNested(pullback(T.tensor([1, 1])))
    expect(T.toNested(pullback(T.tensor([1, 1])))).toEqual(once)
    expect(T.toNested(pullback(T.tensor([2, 2])))).toEqual(once.map((v) => 2 * v))
  })

  test('what the result does not depend on has gradient zero', () => {
    const g = grad((p: { readonly a: S; readonly b: Tensor<readonly [2]> }): S => T.mul(p.a, p.a))({
      a: T.tensor(3),
      b: T.tensor([1, 2]),
    })
    expect([T.item(g.a), T.toNested(g.b)]).toEqual([6, [0, 0]])
    expect(T.item(grad((x: S): S => T.stopGradient(x))(T.tensor(2)))).toBe(0)
  })

  test('aux is carried along as plain values, numbers and all', () => {
    const f = (x: S) => ({ value: T.mul(x, x), aux: { doubled: T.add(x, x), note: 'kept', count: 3 } })
    const [{ value, aux }, g] = valueAndGrad(f)(T.tensor(3))
    expect([T.item(value), T.item(aux.doubled), aux.note, aux.count, T.item(g)]).toEqual([9, 6, 'kept', 3, 6])
  })

  test('a random part with a fixed key is differentiated through', () => {
    const f = (w: Tensor<readonly [8]>) => T.sum(T.where(Rng.bernoulli(Rng.key(1), 0.5, [8]), w, 0))
    expect(T.toNested(grad(f)(T.ones([8])))).toEqual(
      T.toNested(T.cast(Rng.bernoulli(Rng.key(1), 0.5, [8]), 'float32')),
    )
  })
})

describe('where peers give NaN', () => {
  const at0 = (f: (x: S) => S): number => T.item(grad(f)(T.tensor(0)))
  test('norm at 0', () =>
    expect(T.toNested(grad((x: Tensor<readonly [2]>) => T.norm(x))(T.tensor([0, 0])))).toEqual([0, 0]))
  test('relu at 0', () => expect(at0((x) => T.relu(x))).toBe(0))
  test('pow at 0', () => expect(at0((x) => T.pow(x, 2))).toBe(0))
  test('a power of base 0', () => expect(at0((x) => T.pow(T.tensor(0), T.add(x, 1)))).toBe(0))
  test('logSumExp with -inf', () =>
    expect(T.toNested(grad((x: Tensor<readonly [2]>) => T.logSumExp(x))(T.tensor([0, -Infinity])))).toEqual([
      1, 0,
    ]))
  test('shares of a tie sum to 1', () =>
    expect(T.toNested(grad((x: Tensor<readonly [3]>) => T.max(x))(T.tensor([2, 2, 1])))).toEqual([
      0.5, 0.5, 0,
    ]))
  test('no elements', () =>
    expect(grad((x: Tensor<readonly [0]>) => T.sum(T.exp(x)))(T.zeros([0])).shape).toEqual([0]))
  test('a product over an axis of none', () =>
    expect(
      T.toNested(grad((x: Tensor<readonly [2, 0]>) => T.sum(T.matmul(x, T.zeros([0, 3]))))(T.zeros([2, 0]))),
    ).toEqual([[], []]))
})

describe('checkGradients', () => {
  const key = Rng.key(3)
  const params = { w: Rng.normal(key, [4, 3]), b: T.zeros([3]) }
  const x = Rng.normal(Rng.key(4), [5, 4])
  const loss = (p: typeof params): S => T.mean(T.logSumExp(T.tanh(T.add(T.matmul(x, p.w), p.b)), { axis: 1 }))

  test('passes what is right', () => {
    const result = checkGradients(loss, params)
    expect(result._tag).toBe('Right')
    if (result._tag === 'Right')
      expect(showGradientReport(result.right)).toMatch(
        /^pass {2}w\[\d+\]: gradient .+\npass {2}b\[\d\]: gradient/,
      )
  })

  test('refuses what is wrong, and names the path', () => {
    const wrong = (p: typeof params): S => T.add(loss(p), T.sum(T.mul(T.stopGradient(p.b), p.b)))
    const result = checkGradients(wrong, { ...params, b: T.ones([3]) })
    expect(result._tag).toBe('Left')
    if (result._tag === 'Left') {
      expect(result.left.report.leaves.map((l) => [l.path, l.relativeError <= 1e-6])).toEqual([['w', true], ['b', false]]) // prettier-ignore
      expect(showGradientReport(result.left.report)).toContain('FAIL  b[')
    }
  })

  test('suspects a kink', () => {
    const result = checkGradients((v: Tensor<readonly [2]>) => T.sum(T.relu(v)), T.tensor([1, 0]))
    expect(result._tag === 'Left' && result.left.report.leaves[0]?.kink).toBe(true)
  })
})

describe('mistakes', () => {
  const message = (f: () => unknown): string => {
    try {
      f()
      return 'nothing was thrown'
    } catch (e) {
      return e instanceof Error ? e.message : String(e)
    }
  }
  test('a result that is no scalar', () =>
    expect(message(() => grad(((x: AnyTensor) => x) as never)(T.zeros([2, 3])))).toBe(
      'grad: the function must return a scalar, it returned [2,3]. Take its sum or mean, or use vjp.',
    ))
  test('a result that is no tensor', () =>
    expect(message(() => grad((() => 3) as never)(T.zeros([2])))).toBe(
      'grad: the function must return a scalar tensor, or { value, aux } with one as value; it returned the number 3.',
    ))
  test('a leaf that is no float', () =>
    expect(
      message(() =>
        grad((p: { readonly steps: AnyTensor }) => T.sum(p.steps) as never)({
          steps: T.zeros([], { dtype: 'int32' }),
        }),
      ),
    ).toBe(
      'grad: only floats have derivatives, steps is int32. Pass it as another argument, close over it, or say { allowInt: true } for a derivative of zeros.',
    ))
  test('reading a traced value', () =>
    expect(message(() => grad((x: S) => T.tensor(T.item(x)))(T.tensor(1)))).toBe(
      'item: a tensor inside a transformation (traced by grad: float32[]) has no values yet. Compute with operations, choose with where or cond, and read values from what the transformed function returns.',
    ))
  test('branching on a traced value', () =>
    expect(message(() => grad((x: S) => ((x as never as number) > 0 ? x : T.neg(x)))(T.tensor(1)))).toBe(
      'grad: a traced tensor float32[] has no value to compare or to compute with as a number. Use operations: where(condition, a, b) or cond instead of a branch, add instead of +.',
    ))
  test('a cotangent of another shape', () =>
    expect(message(() => vjp((x: AnyTensor) => x, T.zeros([2]))[1](T.zeros([3])))).toBe(
      'vjp: the cotangent is float32[3], the result is float32[2]; they must be alike',
    ))
  test('a traced tensor says what it is', () => {
    const seen: string[] = []
    grad((x: Tensor<readonly [2]>) => {
      seen.push(inspect(x), String(x), JSON.stringify({ x }))
      return T.sum(x)
    })(T.zeros([2]))
    const words = 'traced by grad: float32[2]'
    expect(seen).toEqual([words, words, `{"x":"${words}"}`])
  })
})
