import { checkGradients, grad } from '@gradus/autograd'
import * as Loss from '@gradus/losses'
import * as T from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { expectClose, golden, type Numbers, toTensor } from './golden.ts'

type Output = Tensor<Shape, FloatDType>
type AnyLoss = (output: Output, target: AnyTensor, options?: Loss.ReductionOptions) => AnyTensor

const smoothed: AnyLoss = (output, target, options) =>
  Loss.softmaxCrossEntropy(output, target, { ...options, labelSmoothing: 0.1 })

/** A new loss joins here, under the name of its golden values, and all checks come with it. */
const rows: Readonly<Record<string, AnyLoss>> = {
  'softmaxCrossEntropy, integers': Loss.softmaxCrossEntropy,
  'softmaxCrossEntropy, extreme': Loss.softmaxCrossEntropy,
  'softmaxCrossEntropy, distributions': Loss.softmaxCrossEntropy,
  'softmaxCrossEntropy, integers, smoothing 0.1': smoothed,
  'softmaxCrossEntropy, distributions, smoothing 0.1': smoothed,
  binaryCrossEntropy: Loss.binaryCrossEntropy,
  'binaryCrossEntropy, extreme': Loss.binaryCrossEntropy,
  mse: Loss.mse,
  mae: Loss.mae,
  huber: Loss.huber,
  'huber, delta 0.5': (output, target, options) => Loss.huber(output, target, { ...options, delta: 0.5 }),
  logCosh: Loss.logCosh,
  'logCosh, extreme': Loss.logCosh,
}

interface Case {
  readonly output: Numbers
  readonly target: Numbers
  readonly integers: boolean
  readonly none: Numbers
  readonly mean: number
  readonly sum: number
  readonly gradient: Numbers
}

const { cases } = golden('losses') as { readonly cases: Readonly<Record<string, Case>> }

const tolerances: Readonly<Record<FloatDType, readonly [rtol: number, atol: number]>> = {
  float32: [2e-6, 2e-7],
  float64: [1e-12, 1e-15],
}

test('every golden case has a row, and every row a golden case', () => {
  expect(Object.keys(rows)).toEqual(Object.keys(cases))
})

describe.each(Object.entries(rows))('%s', (name, loss) => {
  const golden = cases[name] as Case

  describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
    const [rtol, atol] = tolerances[dtype]
    const output = toTensor(golden.output, dtype) as Output
    const target = toTensor(golden.target, golden.integers ? 'int32' : dtype)

    test.each(['none', 'sum', 'mean'] as const)('values equal the reference, reduction %s', (reduction) => {
      const value = loss(output, target, { reduction })
      expect(value.dtype).toBe(dtype)
      expectClose(value, golden[reduction], rtol, atol)
    })

    test('the mean is what is computed when nothing is said', () => {
      expectClose(loss(output, target), golden.mean, rtol, atol)
    })

    test('gradients equal those of JAX', () => {
      const gradient = grad((x: Output) => loss(x, target) as Tensor<readonly [], FloatDType>)(output)
      expect(gradient.dtype).toBe(dtype)
      expectClose(gradient, golden.gradient, rtol, atol)
    })
  })

  // Next to a loss of 10^4 the differences have no digits left.
  if (!name.endsWith('extreme'))
    test('gradients pass the check by differences', () => {
      const target = toTensor(golden.target, golden.integers ? 'int32' : 'float64')
      const report = checkGradients(
        (x: Output) => loss(x, target) as Tensor<readonly [], FloatDType>,
        toTensor(golden.output, 'float64') as Output,
      )
      expect(report._tag).toBe('Right')
    })

  test('output and target are left as they were', () => {
    const output = toTensor(golden.output, 'float32') as Output
    const target = toTensor(golden.target, golden.integers ? 'int32' : 'float32')
    const before = [T.toNested(output), T.toNested(target)]
    loss(output, target)
    expect([T.toNested(output), T.toNested(target)]).toEqual(before)
  })

  test('one example gives its own loss', () => {
    const first = (numbers: Numbers): Numbers => [(numbers as readonly Numbers[])[0] ?? NaN]
    const output = toTensor(first(golden.output), 'float64') as Output
    const target = toTensor(first(golden.target), golden.integers ? 'int32' : 'float64')
    expectClose(loss(output, target, { reduction: 'none' }), first(golden.none), 1e-12, 1e-15)
  })
})
