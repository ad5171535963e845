import { checkGradients, grad, jit, scan, vmap } from '@gradus/autograd'
import * as Loss from '@gradus/losses'
import * as T from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { expectClose, golden, type Numbers, toTensor } from './golden.ts'

type Output = Tensor<Shape, FloatDType>
type AnyLoss = (output: Output, target: AnyTensor, options?: Loss.ReductionOptions) => AnyTensor

/** A loss with settings, but for the reduction. */
const set =
  <O extends object>(
    loss: (output: Output, target: AnyTensor, options: O) => AnyTensor,
    settings: O,
  ): AnyLoss =>
  (output, target, options) =>
    loss(output, target, { ...settings, ...options })

const classWeights = [0.5, 2, 1, 0.25]
const weights = [1, 0.5, 0, 2, 3, 0.125]

/** The rows of the anchors' partners, which lie beside each other in the golden file. */
const partner = (target: AnyTensor, which: number): Output => {
  const [rows = 0, , size = 0] = target.shape
  return T.reshape(T.slice(target, [0, which, 0], [rows, which + 1, size]), [
    rows,
    size,
  ]) as AnyTensor as Output
}

/** A new loss joins here, under the name of its golden values, and all checks come with it. */
const rows: Readonly<Record<string, AnyLoss>> = {
  'softmaxCrossEntropy, integers': Loss.softmaxCrossEntropy,
  'softmaxCrossEntropy, extreme': Loss.softmaxCrossEntropy,
  'softmaxCrossEntropy, distributions': Loss.softmaxCrossEntropy,
  'softmaxCrossEntropy, integers, smoothing 0.1': set(Loss.softmaxCrossEntropy, { labelSmoothing: 0.1 }),
  'softmaxCrossEntropy, distributions, smoothing 0.1': set(Loss.softmaxCrossEntropy, { labelSmoothing: 0.1 }),
  binaryCrossEntropy: Loss.binaryCrossEntropy,
  'binaryCrossEntropy, extreme': Loss.binaryCrossEntropy,
  mse: Loss.mse,
  mae: Loss.mae,
  huber: Loss.huber,
  'huber, delta 0.5': set(Loss.huber, { delta: 0.5 }),
  logCosh: Loss.logCosh,
  'logCosh, extreme': Loss.logCosh,
  'mse, half': set(Loss.mse, { half: true }),
  hinge: Loss.hinge,
  squaredHinge: Loss.squaredHinge,
  focal: Loss.focal,
  'focal, extreme': Loss.focal,
  'focal, gamma 0.5, alpha 0.25': set(Loss.focal, { gamma: 0.5, alpha: 0.25 }),
  dice: Loss.dice,
  kl: Loss.kl,
  triplet: (anchor, target, options) =>
    Loss.triplet(anchor, partner(target, 0), partner(target, 1), options) as AnyTensor,
  'softmaxCrossEntropy, integers, class weights': set(Loss.softmaxCrossEntropy, { classWeights }),
  'softmaxCrossEntropy, integers, class weights, smoothing 0.1': set(Loss.softmaxCrossEntropy, {
    classWeights,
    labelSmoothing: 0.1,
  }),
  'softmaxCrossEntropy, integers, ignored': set(Loss.softmaxCrossEntropy, { ignoreLabel: -1 }),
  'softmaxCrossEntropy, integers, class weights, ignored': set(Loss.softmaxCrossEntropy, {
    classWeights,
    ignoreLabel: -1,
  }),
  'softmaxCrossEntropy, integers, weights': (output, target, options) =>
    Loss.softmaxCrossEntropy(output, target, { ...options, weights: weights.slice(0, target.shape[0]) }),
  'nll, integers': Loss.nll,
  'nll, class weights': set(Loss.nll, { classWeights }),
  'binaryCrossEntropy, probabilities': (output, target, options) =>
    Loss.binaryCrossEntropy(output, target, { ...options, from: 'probabilities' }),
  multiclassHinge: Loss.multiclassHinge,
  'multiclassHinge, margin 3': set(Loss.multiclassHinge, { margin: 3 }),
  poisson: Loss.poisson,
  cosine: Loss.cosine,
  ctc: Loss.ctc,
  'ctc, lengths': (output, target, options) =>
    Loss.ctc(output, target, {
      ...options,
      logitLengths: [7, 5, 6].slice(0, target.shape[0]),
      labelLengths: [2, 3, 1].slice(0, target.shape[0]),
    }),
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

    test('gradients equal those of the reference', () => {
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

  test('a batch of no examples is refused', () => {
    const none = (numbers: Numbers, dtype: 'float32' | 'int32'): AnyTensor => {
      const whole = toTensor(numbers, dtype)
      return T.zeros([0, ...whole.shape.slice(1)], { dtype })
    }
    const output = none(golden.output, 'float32') as Output
    expect(() => loss(output, none(golden.target, golden.integers ? 'int32' : 'float32'))).toThrow(
      `the batch is empty, the output has shape [${output.shape.join(',')}].`,
    )
  })

  describe('compiled and mapped', () => {
    const output = toTensor(golden.output, 'float64') as Output
    const target = toTensor(golden.target, golden.integers ? 'int32' : 'float64')

    test.each(['none', 'sum', 'mean'] as const)(
      'jit = eager, targets traced too, reduction %s',
      (reduction) => {
        const compiled = jit((x: Output, y: AnyTensor) => loss(x, y, { reduction }))
        expectClose(compiled(output, target), golden[reduction], 1e-12, 1e-15)
      },
    )

    test('the compiled gradient is that of the reference', () => {
      const compiled = jit((x: Output, y: AnyTensor) =>
        grad((z: Output) => loss(z, y) as Tensor<readonly [], FloatDType>)(x),
      )
      expectClose(compiled(output, target), golden.gradient, 1e-12, 1e-15)
    })

    test('two batches at once, by vmap, are each by itself', () => {
      const twice = (x: AnyTensor): AnyTensor => T.stack([x, T.flip(x, { axis: -1 })] as readonly AnyTensor[])
      const both = vmap((x: Output, y: AnyTensor) => loss(x, y))(
        twice(output) as Tensor<readonly [2, ...number[]], FloatDType> as never,
        T.stack([target, target] as readonly AnyTensor[]) as never,
      ) as AnyTensor
      const flipped = loss(T.flip(output, { axis: -1 }), target)
      expectClose(both, [golden.mean, T.item(flipped as Tensor<readonly []>)], 1e-12, 1e-15)
    })

    test('a loop inside the graph adds up the losses of batches', () => {
      const flipped = T.flip(output, { axis: -1 }) as Output
      const add = (total: AnyTensor, x: AnyTensor): readonly [AnyTensor, AnyTensor] => {
        const value = loss(x as Output, target)
        return [T.add(total, value), value]
      }
      const batches = T.stack([output, flipped] as readonly AnyTensor[])
      const [total, each] = scan(add, T.tensor(0, { dtype: 'float64' }) as AnyTensor, batches as never)
      const second = T.item(loss(flipped, target) as Tensor<readonly []>)
      expectClose(each as AnyTensor, [golden.mean, second], 1e-12, 1e-15)
      expectClose(total, golden.mean + second, 1e-12, 1e-15)
    })
  })
})
