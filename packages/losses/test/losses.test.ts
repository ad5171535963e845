import { grad } from '@gradus/autograd'
import * as Loss from '@gradus/losses'
import * as T from '@gradus/tensor'
import { DTypeError, ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const logits = (rows: number, classes: number): fc.Arbitrary<readonly (readonly number[])[]> =>
  fc.array(
    fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: classes, maxLength: classes }),
    { minLength: rows, maxLength: rows },
  )

const float64 = (numbers: readonly (readonly number[])[]): Tensor<readonly [number, number], 'float64'> =>
  T.tensor(numbers, { dtype: 'float64' })

const labels = (numbers: readonly number[]): Tensor<readonly [number], 'int32'> =>
  T.tensor(numbers, { dtype: 'int32' })

describe('softmaxCrossEntropy', () => {
  test('is never negative, and does not change when a number is added to all logits', () => {
    fc.assert(
      fc.property(logits(3, 4), fc.double({ min: -20, max: 20, noNaN: true }), (x, shift) => {
        const y = labels([0, 3, 1])
        const loss = T.item(Loss.softmaxCrossEntropy(float64(x), y))
        const moved = T.item(Loss.softmaxCrossEntropy(float64(x.map((row) => row.map((v) => v + shift))), y))
        expect(loss).toBeGreaterThanOrEqual(0)
        expect(moved).toBeCloseTo(loss, 9)
      }),
    )
  })

  test('integer labels count as the distributions that they stand for, smoothed or not', () => {
    fc.assert(
      fc.property(logits(3, 4), fc.double({ min: 0, max: 1, noNaN: true }), (x, labelSmoothing) => {
        const y = labels([2, 0, 1])
        const byLabel = Loss.softmaxCrossEntropy(float64(x), y, { labelSmoothing })
        const byRow = Loss.softmaxCrossEntropy(float64(x), T.oneHot(y, 4) as AnyTensor, { labelSmoothing })
        expect(T.item(byLabel)).toBeCloseTo(T.item(byRow), 9)
      }),
    )
  })

  test('the gradients of a row add up to zero', () => {
    fc.assert(
      fc.property(logits(2, 5), (x) => {
        const loss = (z: Tensor<readonly [number, number], 'float64'>): Tensor<readonly [], 'float64'> =>
          Loss.softmaxCrossEntropy(z, labels([4, 0]))
        const rows = T.toTypedArray(T.sum(grad(loss)(float64(x)) as AnyTensor, { axis: 1 }) as AnyTensor)
        expect(Math.max(...[...rows].map(Math.abs))).toBeLessThan(1e-12)
      }),
    )
  })

  test('classes that are ruled out by an infinite logit cost nothing and have no gradient', () => {
    const x = T.tensor([[1, -Infinity, 1]], { dtype: 'float64' })
    const y = T.tensor([0], { dtype: 'int32' })
    const loss = (z: typeof x): Tensor<readonly [], 'float64'> => Loss.softmaxCrossEntropy(z, y)
    expect(T.item(loss(x))).toBeCloseTo(Math.LN2, 12)
    expect(T.toNested(grad(loss)(x))).toEqual([[-0.5, 0, 0.5]])

    const soft = T.tensor([[1, 0, 0]], { dtype: 'float64' })
    expect(T.item(Loss.softmaxCrossEntropy(x, soft))).toBeCloseTo(Math.LN2, 12)
  })

  test('further axes are further examples', () => {
    const x = T.tensor([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ])
    const y = T.tensor([[2, 0]], { dtype: 'int32' })
    expect(Loss.softmaxCrossEntropy(x, y, { reduction: 'none' }).shape).toEqual([1, 2])
    expect(() => Loss.softmaxCrossEntropy(x, T.tensor([[2, 7]], { dtype: 'int32' }))).toThrow(
      new ValueError('softmaxCrossEntropy', 'label 7 at [0,1], classes are 0..2.'),
    )
  })

  test('equal logits lose what expectedInitialLoss says', () => {
    const loss = Loss.softmaxCrossEntropy(T.zeros([5, 10]), T.zeros([5], { dtype: 'int32' }))
    expect(T.item(loss)).toBeCloseTo(Loss.expectedInitialLoss(10), 6)
  })
})

describe('mistakes', () => {
  const ten = T.zeros([4, 10])

  test('a label outside the classes is named with its row', () => {
    expect(() => Loss.softmaxCrossEntropy(ten, T.tensor([1, 2, 3, 12], { dtype: 'int32' }))).toThrow(
      new ValueError('softmaxCrossEntropy', 'label 12 at row 3, classes are 0..9.'),
    )
    expect(() => Loss.softmaxCrossEntropy(ten, T.tensor([0, -1, 0, 0], { dtype: 'int32' }))).toThrow(
      new ValueError('softmaxCrossEntropy', 'label -1 at row 1, classes are 0..9.'),
    )
  })

  test('labels of another shape', () => {
    const five: AnyTensor = T.zeros([5], { dtype: 'int32' })
    expect(() => Loss.softmaxCrossEntropy(ten, five)).toThrow(
      new ShapeError(
        'softmaxCrossEntropy',
        'the logits are [4,10], the labels int32 [5]. Labels are int32 [4], or distributions [4,10].',
      ),
    )
    const floats: AnyTensor = T.zeros([4])
    expect(() => Loss.softmaxCrossEntropy(ten, floats)).toThrow(
      new ShapeError(
        'softmaxCrossEntropy',
        'the logits are [4,10], the labels float32 [4]. Labels are int32 [4], or distributions [4,10].',
      ),
    )
  })

  test('an empty batch', () => {
    expect(() => Loss.softmaxCrossEntropy(T.zeros([0, 10]), T.zeros([0], { dtype: 'int32' }))).toThrow(
      new ShapeError('softmaxCrossEntropy', 'the batch is empty, the output has shape [0,10].'),
    )
    expect(() => Loss.mse(T.zeros([0, 3]), T.zeros([0, 3]))).toThrow(
      new ShapeError('mse', 'the batch is empty, the output has shape [0,3].'),
    )
  })

  test('shapes that would broadcast', () => {
    const column: Tensor = T.zeros([4, 1])
    const flat: Tensor = T.zeros([4])
    expect(() => Loss.mse(column, flat)).toThrow(
      new ShapeError(
        'mse',
        'the output is [4,1], the target [4]. They must have one shape; reshape one of them.',
      ),
    )
  })

  test('an output that is not of floats, or has no classes', () => {
    const whole = T.zeros([2, 2], { dtype: 'int32' }) as unknown as Tensor
    expect(() => Loss.mse(whole, whole)).toThrow(
      new DTypeError('mse', 'the output must be float32 or float64, got int32.'),
    )
    const scalar: Tensor = T.tensor(1)
    expect(() => Loss.softmaxCrossEntropy(scalar, scalar)).toThrow(
      new ShapeError('softmaxCrossEntropy', 'the logits need an axis of classes, got a scalar.'),
    )
  })

  test('options out of range', () => {
    const y = T.zeros([4], { dtype: 'int32' })
    expect(() => Loss.softmaxCrossEntropy(ten, y, { labelSmoothing: 1.5 })).toThrow(
      new ValueError('softmaxCrossEntropy', 'labelSmoothing must be in [0, 1], got 1.5.'),
    )
    expect(() => Loss.huber(ten, ten, { delta: 0 })).toThrow(
      new ValueError('huber', 'delta must be positive and finite, got 0.'),
    )
    expect(() => Loss.expectedInitialLoss(0)).toThrow(
      new ValueError('expectedInitialLoss', 'classes must be a whole number, 1 or more, got 0.'),
    )
  })

  test('a target of a yes-or-no question outside [0, 1]', () => {
    expect(() =>
      Loss.binaryCrossEntropy(
        T.zeros([2, 2]),
        T.tensor([
          [0, 1],
          [2, 0],
        ]),
      ),
    ).toThrow(new ValueError('binaryCrossEntropy', 'target 2 at [1,0], targets are probabilities, 0..1.'))
    expect(() => Loss.binaryCrossEntropy(T.zeros([1]), T.tensor([NaN]))).toThrow(
      new ValueError('binaryCrossEntropy', 'target NaN at row 0, targets are probabilities, 0..1.'),
    )
  })

  test('targets inside a trace have no values to check, and are taken on trust', () => {
    const loss = (p: Tensor<readonly [1]>): Tensor<readonly []> => Loss.binaryCrossEntropy(T.tensor([0]), p)
    expect(T.toNested(grad(loss)(T.tensor([2])))).toEqual([0])
  })
})

test('yes-or-no targets may be bool or int32', () => {
  const x = T.tensor([0.5, -0.5])
  const expected = T.toNested(Loss.binaryCrossEntropy(x, T.tensor([1, 0]), { reduction: 'none' }))
  const options = { reduction: 'none' } as const
  expect(T.toNested(Loss.binaryCrossEntropy(x, T.tensor([true, false]), options))).toEqual(expected)
  expect(T.toNested(Loss.binaryCrossEntropy(x, T.tensor([1, 0], { dtype: 'int32' }), options))).toEqual(
    expected,
  )
})
