import { grad, jit } from '@gradus/autograd'
import * as R from '@gradus/regularize'
import * as T from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { expectClose, float64, golden, type Numbers } from './golden.ts'

interface Solution {
  readonly alpha: number
  readonly coefficients: Numbers
}

interface LinearFile {
  readonly x: readonly Numbers[]
  readonly y: Numbers
  readonly tasks: Numbers
  readonly lasso: readonly Solution[]
  readonly ridge: readonly Solution[]
  readonly elasticNet: readonly (Solution & { readonly l1Ratio: number })[]
  readonly multiTaskLasso: readonly Solution[]
}

const file = golden('linear') as LinearFile
const x = float64(file.x)
const examples = file.x.length

interface Weights {
  readonly kernel: Tensor<Shape, 'float64'>
}
type Loss = (params: Weights) => Tensor<readonly [], 'float64'>

/** Half the squared errors of a regression, divided by the number of examples. */
const halfSquares =
  (y: AnyTensor): Loss =>
  ({ kernel }) =>
    T.div(T.sum(T.square(T.sub(T.matmul(x, kernel as never), y))), 2 * examples) as never

const plus =
  (loss: Loss, penalty: R.Penalty): Loss =>
  (params) =>
    T.add(loss(params), penalty(params)) as never

const steps = 6000

/** Steps of gradient descent, each followed by a map of the parameters. */
const descend = (loss: Loss, rate: number, after: R.Constraint, shape: Shape): Weights => {
  const step = jit((params: Weights): Weights => {
    const { kernel } = grad(loss)(params)
    return after({ kernel: T.sub(params.kernel, T.mul(kernel, rate)) as never })
  })
  const start: Weights = { kernel: T.zeros(shape, { dtype: 'float64' }) }
  return Array.from({ length: steps }).reduce<Weights>((params) => step(params), start)
}

const none: R.Constraint = (params) => params
const zerosOf = (coefficients: AnyTensor): readonly boolean[] =>
  [...T.toTypedArray(coefficients)].map((w) => w === 0)

// The largest eigenvalue of xᵀx / n is below 5, so this rate descends.
const rate = 0.2
const y = float64(file.y)

describe('lasso', () => {
  test.each(file.lasso)(
    'proximal gradient descent ends where scikit-learn does, alpha $alpha',
    (solution) => {
      const { kernel } = descend(halfSquares(y), rate, R.softThreshold(rate * solution.alpha), [10])
      expectClose(kernel, solution.coefficients, 0, 1e-9)
      expect(zerosOf(kernel)).toEqual(zerosOf(float64(solution.coefficients)))
    },
  )

  test('the stronger the penalty, the fewer features are left', () => {
    const counts = file.lasso.map(({ alpha }) => {
      const { kernel } = descend(halfSquares(y), rate, R.softThreshold(rate * alpha), [10])
      return zerosOf(kernel).filter((isZero) => !isZero).length
    })
    expect(counts).toEqual([9, 5, 2])
  })

  test('with the penalty in the loss, plain gradient steps come near, but make no zero', () => {
    const [, { alpha, coefficients } = { alpha: NaN, coefficients: [] }] = file.lasso
    const { kernel } = descend(plus(halfSquares(y), R.l1(alpha)), 0.01, none, [10])
    expectClose(kernel, coefficients, 0, 5e-3)
    expect(zerosOf(kernel).includes(true)).toBe(false)
  })
})

describe('ridge', () => {
  // scikit-learn's cost is the sum of squares, ours half their mean.
  const solve = (alpha: number): AnyTensor =>
    descend(plus(halfSquares(y), R.l2(alpha / (2 * examples))), alpha > 500 ? 0.07 : rate, none, [10]).kernel

  const solutions = file.ridge.map(({ alpha }) => solve(alpha))

  test('gradient descent ends where scikit-learn does', () => {
    file.ridge.forEach(({ coefficients }, i) => expectClose(solutions[i]!, coefficients, 0, 1e-8))
  })

  test('the stronger the penalty, the shorter the weights, and none is zero', () => {
    const lengths = solutions.map((w) => T.item(T.norm(w) as Tensor<readonly []>))
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a))
    expect(new Set(lengths).size).toBe(4)
    expect(solutions.flatMap(zerosOf).includes(true)).toBe(false)
  })
})

describe('elastic net', () => {
  test.each(file.elasticNet)(
    'the smooth part in the loss and the other as a proximal map end where scikit-learn does, ratio $l1Ratio',
    ({ alpha, l1Ratio, coefficients }) => {
      const smooth = plus(halfSquares(y), R.l2((alpha * (1 - l1Ratio)) / 2))
      const { kernel } = descend(smooth, rate, R.softThreshold(rate * alpha * l1Ratio), [10])
      expectClose(kernel, coefficients, 0, 1e-9)
      expect(zerosOf(kernel)).toEqual(zerosOf(float64(coefficients)))
    },
  )
})

describe('group lasso over inputs', () => {
  test.each(file.multiTaskLasso)(
    'is scikit-learn’s multi-task lasso, alpha $alpha',
    ({ alpha, coefficients }) => {
      // its groups are not weighted by the root of their size
      const threshold = (rate * alpha) / Math.sqrt(3)
      const after = R.groupSoftThreshold(threshold, { groups: 'inputs' })
      const { kernel } = descend(halfSquares(float64(file.tasks)), rate, after, [10, 3])
      expectClose(kernel, coefficients, 0, 1e-9)
      expect(zerosOf(kernel)).toEqual(zerosOf(float64(coefficients)))
    },
  )
})
