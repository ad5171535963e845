import { jit, jvp, vmap } from '@gradus/autograd'
import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { file, type Point } from './problems.ts'

type Square = Tensor<readonly [number, number], 'float64'>

const double = (values: unknown): never => T.tensor(values as number[], { dtype: 'float64' }) as never

const times =
  (matrix: Square) =>
  (x: Point): Point =>
    T.matmul(matrix, x) as Point

const close = (found: Point, expected: readonly number[], digits: number): void =>
  T.toNested(found).forEach((x, i) => expect(x).toBeCloseTo(expected[i] ?? NaN, digits))

describe.each(file.linear.map((system) => [system.right.length, system] as const))(
  'a system of %i',
  (_, { matrix, right, iterates, solution }) => {
    const [a, b]: readonly [Square, Point] = [double(matrix), double(right)]

    test('its first iterates equal those of SciPy', () => {
      iterates.forEach((expected, i) =>
        close(O.linearCg(times(a), b, { maxSteps: i + 1, tolerance: 0 }).x, expected, 10),
      )
    })

    test('solved, it says by how much it is off', () => {
      const { x, residual, definite } = O.linearCg(times(a), b)
      close(x, solution, 8)
      expect(T.item(residual)).toBeCloseTo(T.item(T.norm(T.sub(b, T.matmul(a, x)))), 12)
      expect(T.item(residual)).toBeLessThanOrEqual(1e-10 * T.item(T.norm(b)))
      expect(T.toNested(definite)).toBe(true)
    })

    test('inside jit, and two at once', () => {
      const solve = (m: Square, y: Point): Point => O.linearCg(times(m), y).x
      close(jit(solve)(a, b), solution, 8)
      const both = vmap(solve, { inAxes: [null, 0] })(a, T.stack([b, T.neg(b)]) as never) as unknown as Square
      close(
        T.take(both, T.tensor(1, { dtype: 'int32' })) as Point,
        solution.map((x) => -x),
        8,
      )
    })

    test('from the solution it takes no step; with its inverse at hand, one', () => {
      expect(T.item(O.linearCg(times(a), b, { start: double(solution), tolerance: 1e-9 }).steps)).toBe(0)
      const inverse = T.inv(a) as Square
      expect(T.item(O.linearCg(times(a), b, { precondition: times(inverse) }).steps)).toBe(1)
    })
  },
)

test('a tree of unknowns of two types', () => {
  const right = { a: T.tensor([2, 4]), b: [T.tensor(9, { dtype: 'float64' })] as const }
  const { x } = O.linearCg(
    ({ a, b: [b] }: typeof right): typeof right => ({ a: T.mul(a, 2), b: [T.mul(b, 3)] }),
    right,
  )
  expect([T.toNested(x.a).map((v) => v.toFixed(5)), x.a.dtype]).toEqual([['1.00000', '2.00000'], 'float32'])
  expect([T.item(x.b[0]).toFixed(5), x.b[0].dtype]).toEqual(['3.00000', 'float64'])
})

test('a derivative passes forward: dx/ds of 2x = s·b is b/2', () => {
  const b: Point = double([2, 6])
  const solve = (s: Tensor<readonly [], 'float64'>): Point =>
    O.linearCg((x: Point) => T.mul(x, 2) as Point, T.mul(b, s) as Point).x
  const one = T.tensor(1, { dtype: 'float64' })
  close(jvp(solve, one, one)[1], [1, 3], 10)
})

test('a matrix that is not positive definite shows, and is not followed', () => {
  const { x, definite, steps } = O.linearCg((v: Point) => T.mul(v, double([1, -1])) as Point, double([1, 2]))
  expect([T.toNested(definite), T.item(steps)]).toEqual([false, 1])
  expect(T.toNested(x)).toEqual([0, 0])
})

test('nothing on the right takes no step', () => {
  const { x, steps } = O.linearCg((v: Point) => v, double([0, 0]))
  expect([T.toNested(x), T.item(steps)]).toEqual([[0, 0], 0])
})
