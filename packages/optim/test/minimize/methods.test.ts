import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { lossOf, type Point, startOf } from './problems.ts'

/** A minimiser with the type of its state forgotten. */
type Any = O.Minimizer<O.Iterate>

const forget = <S extends O.Iterate>(method: O.Minimizer<S>): Any => method as unknown as Any

const rows: Readonly<Record<string, Any>> = {
  gradientDescent: forget(O.gradientDescent()),
  'gradientDescent, strongWolfe': forget(O.gradientDescent({ lineSearch: O.strongWolfe() })),
  'conjugateGradient, fletcherReeves': forget(O.conjugateGradient({ rule: 'fletcherReeves' })),
  'conjugateGradient, polakRibiere': forget(O.conjugateGradient({ rule: 'polakRibiere' })),
  'conjugateGradient, hagerZhang': forget(O.conjugateGradient({ rule: 'hagerZhang' })),
  'conjugateGradient, hagerZhang, by its own line search': forget(
    O.conjugateGradient({ rule: 'hagerZhang', lineSearch: O.hagerZhang() }),
  ),
  lbfgs: forget(O.lbfgs()),
  'lbfgs, memory of one': forget(O.lbfgs({ memory: 1 })),
  'lbfgs, hagerZhang': forget(O.lbfgs({ lineSearch: O.hagerZhang() })),
  bfgs: forget(O.bfgs()),
  'bfgs, backtracking': forget(O.bfgs({ lineSearch: O.backtracking() })),
  newtonCg: forget(O.newtonCg()),
  newton: forget(O.newton()),
}

/** Logistic regression on six examples with a penalty, in parameters of two shapes: convex, with one minimum. */
const examples = T.tensor(
  [
    [1, 2],
    [2, 1],
    [0, 1],
    [-1, 0],
    [-2, -1],
    [0.5, -1],
  ],
  { dtype: 'float64' },
)
const labels = T.tensor([1, 1, 1, 0, 0, 0], { dtype: 'float64' })

interface Params {
  readonly kernel: Tensor<readonly [2], 'float64'>
  readonly bias: readonly [Tensor<readonly [], 'float64'>]
}

const regression = ({ kernel, bias: [bias] }: Params): Tensor<readonly [], 'float64'> => {
  const z = T.add(T.matmul(examples, kernel), bias)
  const fit = T.mean(T.sub(T.softplus(z), T.mul(labels, z)))
  return T.add(fit, T.mul(T.add(T.sum(T.square(kernel)), T.square(bias)), 0.05))
}

const start: Params = {
  kernel: T.tensor([0, 0], { dtype: 'float64' }),
  bias: [T.tensor(0, { dtype: 'float64' })],
}

const reference = O.minimize(regression, start, O.newton(), { gradientTolerance: 1e-14 })

describe.each(Object.entries(rows))('%s', (name, method) => {
  test('finds the minimum of a convex function of a tree, and says that the gradient vanished', () => {
    const { params, value, reason, reports } = O.minimize(regression, start, method, {
      gradientTolerance: 1e-7,
    })
    expect(reason).toBe('gradient')
    expect(value).toBeCloseTo(reference.value, 12)
    expect(T.toNested(T.sub(params.kernel, reference.params.kernel)).every((d) => Math.abs(d) < 1e-5)).toBe(
      true,
    )
    expect(T.item(params.bias[0])).toBeCloseTo(T.item(reference.params.bias[0]), 5)
    expect(reports.map(({ step }) => step)).toEqual(reports.map((_, i) => i))
    expect(reports[0]).toMatchObject({ stepLength: 0, value: Math.fround(0) + Math.log(2) })
    expect(reports.at(-1)?.gradientNorm).toBeLessThanOrEqual(1e-7)
  })

  test('says what it asked for, neither more nor less', () => {
    const whole = O.objective(lossOf('Wood'), startOf('Wood'))
    const asked = { evaluations: 0, products: 0, hessians: 0 }
    const counted: O.Objective = {
      ...whole,
      evaluate: (at) => (asked.evaluations++, whole.evaluate(at)),
      product: (at, by) => (asked.products++, whole.product(at, by)),
      hessian: (at) => (asked.hessians++, whole.hessian(at)),
    }
    const end = Array.from({ length: 8 }).reduce<O.Iterate>(
      (state) => method.update(counted, state),
      method.init(counted),
    )
    expect(end.work).toEqual(asked)
  })

  test('a state can be continued twice, to the same end', () => {
    const whole = O.objective(lossOf('Beale'), startOf('Beale'))
    const state = method.update(whole, method.update(whole, method.init(whole)))
    const before = [...T.toTypedArray(state.at)]
    const [once, again] = [method.update(whole, state), method.update(whole, state)]
    expect(T.toNested(again.at)).toEqual(T.toNested(once.at))
    expect([...T.toTypedArray(state.at)]).toEqual(before)
    expect(once.value).toBeLessThan(state.value)
  })

  test('float32 keeps its type, and gets as far as its digits go', () => {
    const bowl = (w: Tensor<readonly [2]>): Tensor<readonly []> =>
      T.sum(T.mul(T.square(T.sub(w, 1)), T.tensor([1, 10])))
    const { params, reason } = O.minimize(bowl, T.tensor([3, -1]), method)
    expect(params.dtype).toBe('float32')
    expect(reason).toBe('gradient')
    expect(T.toNested(params).every((w) => Math.abs(w - 1) < 1e-3)).toBe(true)
  })

  test('at a minimum, or with nothing to change, it stays', () => {
    const bowl = (w: Tensor<readonly [number]>): Tensor<readonly []> => T.sum(T.square(w))
    const there = O.minimize(bowl, T.zeros([3]) as Tensor<readonly [number]>, method)
    expect([there.reason, there.reports.length, T.toNested(there.params)]).toEqual(['gradient', 1, [0, 0, 0]])
    const nothing = O.minimize(() => T.tensor(2), {}, method)
    expect([nothing.reason, nothing.value, nothing.params]).toEqual(['gradient', 2, {}])
  })

  test('where the value ends in no number, it stays where it is finite', () => {
    // √(1 - w²), upside down, is a number from -1 to 1 alone.
    const arch = (w: Tensor<readonly [], 'float64'>): Tensor<readonly [], 'float64'> =>
      T.neg(T.sqrt(T.sub(1, T.square(w))))
    const { params, reason, reports } = O.minimize(arch, T.tensor(0.9, { dtype: 'float64' }), method)
    expect(reason, name).toBe('gradient')
    expect(T.item(params)).toBeCloseTo(0, 6)
    expect(reports.every(({ value }) => Number.isFinite(value))).toBe(true)
  })
})

describe('on a quadratic', () => {
  const matrix = T.tensor(
    [
      [4, 1, 0, 0],
      [1, 3, 1, 0],
      [0, 1, 5, 2],
      [0, 0, 2, 6],
    ],
    { dtype: 'float64' },
  )
  const right = T.tensor([1, -2, 3, 4], { dtype: 'float64' })
  const quadratic = (x: Tensor<readonly [4], 'float64'>): Tensor<readonly [], 'float64'> =>
    T.sub(T.div(T.dot(x, T.matmul(matrix, x)), 2), T.dot(right, x))
  const zero = T.zeros([4], { dtype: 'float64' })
  const solution = T.toNested(T.solve(matrix, right))
  const exact = O.strongWolfe({ c2: 1e-3, c1: 1e-4 })
  const linear = [1, 2, 3, 4].map(
    (maxSteps) => O.linearCg((x: typeof zero) => T.matmul(matrix, x), right, { maxSteps, tolerance: 0 }).x,
  )

  test.each([
    ['fletcherReeves', O.conjugateGradient({ rule: 'fletcherReeves', lineSearch: exact })],
    ['polakRibiere', O.conjugateGradient({ rule: 'polakRibiere', lineSearch: exact })],
    ['hagerZhang', O.conjugateGradient({ rule: 'hagerZhang', lineSearch: exact })],
    ['lbfgs', forget(O.lbfgs({ lineSearch: exact }))],
    ['bfgs', forget(O.bfgs({ lineSearch: exact }))],
  ])('with lines searched to their ends %s goes the way of linear conjugate gradients', (_, method) => {
    const path = [...O.iterates(quadratic, zero, method as Any, { maxSteps: 4 })].slice(1)
    path.forEach(({ params }, i) =>
      T.toNested(params).forEach((x, j) =>
        expect(x).toBeCloseTo(T.toNested(linear[i] as typeof zero)[j] ?? NaN, 2),
      ),
    )
    T.toNested(path.at(-1)?.params as typeof zero).forEach((x, i) =>
      expect(x).toBeCloseTo(solution[i] ?? NaN, 2),
    )
  })

  test('newton is there in one step, as soon as its region reaches so far', () => {
    const { params, reports } = O.minimize(quadratic, zero, O.newton({ radius: 100 }))
    expect(reports.length).toBe(2)
    T.toNested(params).forEach((x, i) => expect(x).toBeCloseTo(solution[i] ?? NaN, 12))
    expect(reports[1]).toMatchObject({ evaluations: 2, hessians: 2, products: 0 })
  })

  test('bfgs learns the inverse of the matrix', () => {
    const whole = O.objective(quadratic, zero)
    const method = O.bfgs({ lineSearch: O.strongWolfe({ c1: 1e-10, c2: 1e-9 }) })
    const end = Array.from({ length: 4 }).reduce<O.BfgsState>(
      (state) => method.update(whole, state),
      method.init(whole),
    )
    const product = T.toNested(T.matmul(end.inverse as O.Matrix, matrix as unknown as O.Matrix)) as number[][]
    product.forEach((row, i) => row.forEach((x, j) => expect(x).toBeCloseTo(i === j ? 1 : 0, 5)))
  })

  test('a fixed learning rate takes the step that it says', () => {
    const method = O.gradientDescent({ learningRate: 0.25 })
    const [first, second] = O.iterates(quadratic, zero, method, { maxSteps: 1 })
    expect(T.toNested(first?.params as typeof zero)).toEqual([0, 0, 0, 0])
    expect(T.toNested(second?.params as typeof zero)).toEqual([0.25, -0.5, 0.75, 1])
    const wild = O.minimize(quadratic, zero, O.gradientDescent({ learningRate: 10 }))
    expect(wild.reason).toBe('stuck')
    expect(Number.isFinite(wild.value)).toBe(true)
  })
})

describe('where curvature is negative', () => {
  /** `x² - y² + y⁴/2`: a saddle at the origin, minima of -1/2 at (0, ±1). */
  const saddle = ([x, y]: readonly [Tensor<readonly [], 'float64'>, Tensor<readonly [], 'float64'>]): Tensor<
    readonly [],
    'float64'
  > => T.add(T.sub(T.square(x), T.square(y)), T.div(T.square(T.square(y)), 2))
  const number = (x: number): Tensor<readonly [], 'float64'> => T.tensor(x, { dtype: 'float64' })

  test('newton leaves a saddle at once; the others stay, unless told to look', () => {
    expect(O.minimize(saddle, [number(0), number(0)], O.newton()).value).toBeCloseTo(-0.5, 12)
    const stays = O.minimize(saddle, [number(0), number(0)], O.lbfgs())
    expect([stays.value, stays.reason]).toEqual([0, 'gradient'])
    const leaves = O.minimize(saddle, [number(0), number(0)], O.lbfgs(), { leaveSaddles: true })
    expect([leaves.value.toFixed(10), leaves.reason]).toEqual(['-0.5000000000', 'gradient'])
  })

  test.each(Object.entries(rows))('%s goes down from where the curvature is negative', (_, method) => {
    const { value, reason } = O.minimize(saddle, [number(0.5), number(0.1)], method)
    expect([value.toFixed(10), reason]).toEqual(['-0.5000000000', 'gradient'])
  })

  test('newton and newtonCg go to the border of their region, not up to the saddle', () => {
    ;[forget(O.newton({ radius: 0.1 })), forget(O.newtonCg({ radius: 0.1 }))].forEach((method) => {
      const [, { report, params }] = [
        ...O.iterates(saddle, [number(0), number(0.2)], method, { maxSteps: 1 }),
      ] as never as [
        unknown,
        O.Snapshot<readonly [Tensor<readonly [], 'float64'>, Tensor<readonly [], 'float64'>]>,
      ]
      expect(report.stepLength).toBeCloseTo(0.1, 6)
      expect(T.item(params[1])).toBeCloseTo(0.3, 6)
    })
  })
})

describe('reasons to stop', () => {
  const valley = lossOf('Rosenbrock')
  const at: Point = startOf('Rosenbrock')

  test('the steps are used up', () => {
    const { reason, reports } = O.minimize(valley, at, O.lbfgs(), { maxSteps: 3 })
    expect([reason, reports.length]).toEqual(['maxSteps', 4])
  })

  test('the value hardly changes', () => {
    const { reason, reports } = O.minimize(valley, at, O.gradientDescent(), { valueTolerance: 0.01 })
    const [before, last] = reports.slice(-2)
    expect(reason).toBe('value')
    expect(Math.abs((last?.value ?? NaN) - (before?.value ?? NaN))).toBeLessThanOrEqual(
      0.01 * (last?.value ?? NaN),
    )
  })

  test('the slope is not that of the value', () => {
    const whole = O.objective(valley, at)
    const wrong: O.Objective = {
      ...whole,
      evaluate: (x) => ({ ...whole.evaluate(x), gradient: T.neg(whole.evaluate(x).gradient) as O.Vector }),
    }
    const method = O.lbfgs()
    const start = method.init(wrong)
    const end = method.update(wrong, start)
    expect([end.stuck, end.moved, end.value]).toEqual([true, 0, start.value])
  })

  test('an iteration can be left when one likes', () => {
    const seen: number[] = []
    for (const { report } of O.iterates(valley, at, O.lbfgs())) {
      seen.push(report.step)
      if (report.value < 1) break
    }
    expect(seen).toEqual(seen.map((_, i) => i))
    expect(seen.length).toBeLessThan(30)
  })
})
