import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import {
  customJvp,
  debugNonFinite,
  evalShape,
  grad,
  jit,
  jvp,
  linearize,
  remat,
  type Scalar,
  scan,
  vjp,
  vmap,
} from '../src/index.ts'

type S = Tensor<readonly []>
type F = (x: S) => S
const s = (x: number): S => T.tensor(x)
const one = s(1)

/** The derivative of a function of one number, by each way there is. */
const ways: Readonly<Record<string, (f: F) => F>> = {
  grad: (f) => (x) => grad(f)(x),
  jvp: (f) => (x) => jvp(f, x, one)[1],
  vjp: (f) => (x) => vjp(f, x)[1](one),
  linearize: (f) => (x) => linearize(f, x)[1](one),
  'grad of jit': (f) => (x) => grad(jit(f))(x),
  'jit of jvp': (f) => jit((x: S) => jvp(f, x, one)[1]),
  'grad of remat': (f) => (x) => grad(remat(f))(x),
  'grad through vmap': (f) => (x) => grad((v: S) => T.sum(vmap(f)(T.reshape(v, [1]) as never)))(x),
  'grad through scan': (f) => (x) =>
    grad((v: S) => scan((_c: S, row: S) => [f(row), row] as const, s(0), T.reshape(v, [1]) as never)[0] as S)(
      x,
    ),
}
const pairs = Object.keys(ways).flatMap((outer) => Object.keys(ways).map((inner) => [outer, inner] as const))

describe.each(pairs)('%s outside, %s inside', (outerName, innerName) => {
  const [outer, inner] = [ways[outerName]!, ways[innerName]!]

  // Source: J. M. Siskind and B. A. Pearlmutter, "Perturbation Confusion and Referential Transparency", IFL 2005:
  // d/dx (x · d/dy (x + y) at y = 1) at x = 1 is 1; with the two perturbations confused it is 2.
  test('d/dx x (d/dy (x + y))', () =>
    expect(T.item(outer((x) => T.mul(x, inner((y) => T.add(x, y))(one)))(one))).toBe(1))

  test('d/dx x (d/dy x y)', () =>
    expect(T.item(outer((x) => T.mul(x, inner((y) => T.mul(x, y))(s(3))))(s(5)))).toBe(10))

  // Both variables at one point, and the inner function at the outer variable itself: d/dx [x · d/dy (x y²) at y = x] = d/dx 2x³.
  test('the inner function at the outer variable', () =>
    expect(T.item(outer((x) => T.mul(x, inner((y) => T.mul(x, T.square(y)))(x)))(s(2)))).toBe(24))

  test('a constant function inside', () =>
    expect(T.item(outer((x) => T.mul(x, inner(() => x)(s(2))))(s(3)))).toBe(0))

  test('the second derivative', () =>
    expect(T.item(outer(inner((x) => T.mul(x, T.square(x))))(s(2)))).toBe(12))
})

describe('functions that answer functions', () => {
  // Source: O. Manzyuk, B. A. Pearlmutter, A. A. Radul, D. R. Rush and J. M. Siskind, "Perturbation confusion in forward
  // automatic differentiation of higher-order functions", Journal of Functional Programming 29, 2019: the shift operator
  // s(u)(f)(x) = f(x + u), whose derivative by u at 0, applied to itself, must take two derivatives.
  test('the derivative of a shift, applied twice, is the second derivative', () => {
    const derivativeOfShift =
      (f: F): F =>
      (x) =>
        jvp((u: S) => f(T.add(x, u)), s(0), one)[1]
    expect(T.item(derivativeOfShift(derivativeOfShift((x) => T.exp(T.mul(x, 2))))(s(0)))).toBe(4)
  })
  test('a pullback made inside is used outside', () => {
    const f = (x: S): S => {
      const [y, pullback] = vjp((v: S) => T.mul(v, T.mul(v, x)), x)
      return T.mul(y, pullback(x))
    }
    // x³ · 2x²·x = 2 x⁶
    expect(T.item(f(s(2)))).toBe(128)
    expect(T.item(grad(f)(s(2)))).toBe(12 * 2 ** 5)
  })
  test('three levels, each with its own variable', () => {
    const f = (x: S): S =>
      grad((y: S) => T.mul(y, jvp((z: S) => T.mul(T.mul(x, y), T.square(z)), T.add(x, y), one)[1]))(x)
    // d/dy [y · 2 x y (x + y)] at y = x: 4x·xy + 6 x y² = 4x³ + 6x³
    expect(T.item(f(s(1)))).toBe(10)
    expect(T.item(grad(f)(s(2)))).toBe(120)
  })
  test('a rule of one’s own inside', () => {
    const square = customJvp(
      (x: S) => T.square(x),
      ([x], [t]) => [T.square(x), T.mul(T.mul(x, 2), t)],
    )
    expect(T.item(grad((x: S) => T.mul(x, grad(square)(x)))(s(3)))).toBe(12)
  })
})

describe('a tensor that outlives its transformation', () => {
  const leaked = (run: (keep: (x: AnyTensor) => void) => unknown): string => {
    let kept: AnyTensor = one
    run((x) => {
      kept = x
    })
    try {
      return String(T.add(kept, 1))
    } catch (e) {
      return e instanceof T.GradusError ? e.message : String(e)
    }
  }
  const text = (name: string): string =>
    `${name}: a traced tensor outlived the call that traced it: traced by ${name}: float32[]. Return it from the function, rather than storing it outside.`
  const keeping = (keep: (x: AnyTensor) => void) => (x: S) => {
    keep(x)
    return x
  }
  test.each<readonly [string, (f: F) => unknown]>([
    ['grad', (f) => grad(f)(one)],
    ['vjp', (f) => vjp(f, one)],
    ['jvp', (f) => jvp(f, one, one)],
    ['linearize', (f) => linearize(f, one)],
    ['evalShape', (f) => evalShape(f, one)],
    ['jit', (f) => jit(f)(one)],
    ['remat', (f) => remat(f)(one)],
    ['vmap', (f) => vmap(f)(T.ones([2]))],
    ['debugNonFinite', (f) => debugNonFinite(f)(one)],
  ])('%s', (name, run) => expect(leaked((keep) => run(keeping(keep)))).toBe(text(name)))

  test('of the transformation inside, in the one outside', () =>
    expect(() =>
      jit((x: S) => {
        let kept: S = x
        grad((y: S): Scalar => {
          kept = y
          return y
        })(x)
        return T.mul(kept, x)
      })(one),
    ).toThrow(text('grad')))
})

describe('a traced value read as a number', () => {
  const readers: Readonly<Record<string, (x: S) => unknown>> = {
    item: (x) => (T.item(x) > 0 ? x : T.neg(x)),
    toNested: (x) => T.toNested(x),
    toTypedArray: (x) => T.toTypedArray(x),
  }
  const transformations: Readonly<Record<string, (f: F) => unknown>> = {
    grad: (f) => grad(f)(one),
    vjp: (f) => vjp(f, one),
    jvp: (f) => jvp(f, one, one),
    jit: (f) => jit(f)(one),
    vmap: (f) => vmap(f)(T.ones([2])),
    linearize: (f) => linearize(f, one),
    evalShape: (f) => evalShape(f, one),
    remat: (f) => remat(f)(one),
  }
  test.each(Object.keys(readers).flatMap((r) => Object.keys(transformations).map((t) => [r, t] as const)))(
    '%s inside %s',
    (reader, name) =>
      expect(() => transformations[name]!(readers[reader] as F)).toThrow(
        new T.GradusError(
          reader,
          `a tensor inside a transformation (traced by ${name}: float32[]) has no values yet. Compute with operations, choose with where or cond, and read values from what the transformed function returns.`,
        ),
      ),
  )
  test('read, which answers later', async () => {
    let later: Promise<unknown> = Promise.resolve()
    grad((x: S) => {
      later = T.read(x)
      return x
    })(one)
    await expect(later).rejects.toThrow(
      'a tensor inside a transformation (traced by grad: float32[]) has no values yet. Compute with operations, choose with where or cond, and read values from what the transformed function returns.',
    )
  })
  test.each<readonly [string, (x: S) => unknown]>([
    ['compared', (x) => (x as never as number) > 0],
    ['added', (x) => (x as never as number) * 2],
    ['concatenated', (x) => (x as never as number) + 1],
  ])('%s as a number', (_, f) =>
    expect(() => grad(f as F)(one)).toThrow(
      new T.GradusError(
        'grad',
        'a traced tensor float32[] has no value to compare or to compute with as a number. Use operations: where(condition, a, b) or cond instead of a branch, add instead of +.',
      ),
    ),
  )
})
