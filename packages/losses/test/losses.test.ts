import { grad, jit } from '@gradus/autograd'
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

type AnyHinge = (x: Tensor, y: Tensor) => AnyTensor

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
      new ShapeError(
        'softmaxCrossEntropy',
        'the output needs an axis that its rows run along, got a scalar.',
      ),
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

  const ints = (numbers: readonly number[]): AnyTensor => T.tensor(numbers, { dtype: 'int32' })

  test.each([
    ['hinge', Loss.hinge],
    ['squaredHinge', Loss.squaredHinge],
  ])('%s: a target that is on no side', (name, loss: AnyHinge) => {
    expect(() => loss(T.zeros([2]), T.tensor([1, 0]))).toThrow(
      new ValueError(name, 'target 0 at row 1, targets are -1 or 1.'),
    )
  })

  test('a count below 0, a probability above 1', () => {
    expect(() => Loss.poisson(T.zeros([2]), T.tensor([1, -2]))).toThrow(
      new ValueError('poisson', 'target -2 at row 1, targets are counts, 0 or more.'),
    )
    expect(() => Loss.focal(T.zeros([2]), T.tensor([1, 2]))).toThrow(
      new ValueError('focal', 'target 2 at row 1, targets are probabilities, 0..1.'),
    )
    expect(() => Loss.dice(T.zeros([1, 2]), T.tensor([[1, 2]]))).toThrow(
      new ValueError('dice', 'target 2 at [0,1], targets are probabilities, 0..1.'),
    )
  })

  test('logits where probabilities were announced', () => {
    expect(() =>
      Loss.binaryCrossEntropy(T.tensor([0.5, 3]), T.tensor([1, 1]), { from: 'probabilities' }),
    ).toThrow(
      new ValueError(
        'binaryCrossEntropy',
        "output 3 at row 1, probabilities are 0..1. Are these logits? Leave out from: 'probabilities'.",
      ),
    )
  })

  test.each<readonly [name: string, loss: (x: Tensor, y: Tensor) => AnyTensor]>([
    ['softmaxCrossEntropy', Loss.softmaxCrossEntropy],
    ['nll', Loss.nll],
    ['kl', Loss.kl],
  ])('%s: rows that are no distributions', (name, loss) => {
    const x: Tensor = T.zeros([2, 2])
    const refusal = (sum: number): ValueError =>
      new ValueError(
        name,
        `the target at row 1 is not a distribution: its numbers must be 0 or more and sum to 1, the sum is ${sum}.`,
      )
    const row = (a: number, b: number): Tensor =>
      T.tensor([
        [0.5, 0.5],
        [a, b],
      ])
    expect(() => loss(x, row(1, 1))).toThrow(refusal(2))
    expect(() => loss(x, row(0, 0))).toThrow(refusal(0))
    expect(() => loss(x, row(1.5, -0.5))).toThrow(refusal(1))
  })

  test('labels that are not integers, where integers are needed', () => {
    const distributions: Tensor = T.ones([2, 1])
    expect(() => Loss.multiclassHinge(distributions, distributions as never)).toThrow(
      new DTypeError('multiclassHinge', 'the labels must be int32 or uint8, got float32.'),
    )
    expect(() => Loss.nll(distributions, distributions, { ignoreLabel: 0 })).toThrow(
      new ValueError('nll', 'ignoreLabel is for integer labels, the labels are float32.'),
    )
  })

  test('weights that do not fit, or are negative', () => {
    const y = ints([1, 2, 3, 4])
    expect(() => Loss.softmaxCrossEntropy(ten, y, { classWeights: [1, 2] })).toThrow(
      new ShapeError('softmaxCrossEntropy', 'classWeights are [2], expected are [10].'),
    )
    expect(() => Loss.softmaxCrossEntropy(ten, y, { weights: T.ones([4, 1]) })).toThrow(
      new ShapeError('softmaxCrossEntropy', 'weights are [4,1], expected are [4].'),
    )
    expect(() => Loss.nll(ten, y, { weights: [1, -1, 1, 1] })).toThrow(
      new ValueError('nll', 'weights must be 0 or more and finite, got -1.'),
    )
  })

  test('settings that are not sizes', () => {
    const x: Tensor = T.zeros([4, 10])
    expect(() => Loss.multiclassHinge(ten, ints([0, 0, 0, 0]), { margin: -1 })).toThrow(
      new ValueError('multiclassHinge', 'margin must be positive and finite, got -1.'),
    )
    expect(() => Loss.triplet(x, x, x, { margin: NaN })).toThrow(
      new ValueError('triplet', 'margin must be positive and finite, got NaN.'),
    )
    expect(() => Loss.dice(x, x, { smooth: 0 })).toThrow(
      new ValueError('dice', 'smooth must be positive and finite, got 0.'),
    )
    expect(() => Loss.focal(x, x, { gamma: -1 })).toThrow(
      new ValueError('focal', 'gamma must be 0 or more and finite, got -1.'),
    )
    expect(() => Loss.focal(x, x, { alpha: 2 })).toThrow(
      new ValueError('focal', 'alpha must be in [0, 1], got 2.'),
    )
    expect(() => Loss.expectedInitialLoss(3, 'mse' as Loss.KnownLoss)).toThrow(
      new ValueError(
        'expectedInitialLoss',
        'nothing is known of mse. Known are softmaxCrossEntropy, nll, binaryCrossEntropy, focal, hinge, ' +
          'squaredHinge, multiclassHinge, poisson.',
      ),
    )
  })

  test('sequences', () => {
    const x: Tensor = T.zeros([2, 4, 3])
    const y = T.tensor(
      [
        [1, 2],
        [2, 2],
      ],
      { dtype: 'int32' },
    )
    expect(() => Loss.ctc(x, ints([1, 2]))).toThrow(
      new ShapeError(
        'ctc',
        'the logits are [2,4,3], the labels [2]. They must be [batch, steps, classes] and [batch, labels].',
      ),
    )
    expect(() => Loss.ctc(x, y, { blank: 2 })).toThrow(
      new ValueError('ctc', 'label 2 at [0,1], classes are 0..2 and 2 is the blank.'),
    )
    expect(() => Loss.ctc(x, y, { blank: 3 })).toThrow(
      new ValueError('ctc', 'blank must be one of the classes 0..2, got 3.'),
    )
    expect(() => Loss.ctc(x, y, { logitLengths: [5, 4] })).toThrow(
      new ValueError('ctc', 'logitLengths must be in 1..4, got 5.'),
    )
    expect(() => Loss.ctc(x, y, { labelLengths: T.ones([2]) })).toThrow(
      new ShapeError('ctc', 'labelLengths must be int32 [2], got float32 [2].'),
    )
  })
})

describe('mistakes inside a trace cannot be refused, and make NaN of the loss and its gradients', () => {
  const ints = (numbers: readonly number[]): AnyTensor => T.tensor(numbers, { dtype: 'int32' })
  const two: AnyTensor = T.tensor([
    [0.25, 0.5],
    [0.5, 0.25],
  ])

  type Loss2 = (x: Tensor, y: AnyTensor, options?: Loss.ReductionOptions) => AnyTensor

  const rows: readonly (readonly [name: string, loss: Loss2, output: AnyTensor, target: AnyTensor])[] = [
    ['softmaxCrossEntropy', Loss.softmaxCrossEntropy, two, ints([0, 2])],
    ['softmaxCrossEntropy, below 0', Loss.softmaxCrossEntropy, two, ints([0, -1])],
    [
      'softmaxCrossEntropy, distributions',
      Loss.softmaxCrossEntropy,
      two,
      T.tensor([
        [0, 1],
        [0, 0],
      ]),
    ],
    [
      'softmaxCrossEntropy, weighed',
      (x, y) => Loss.softmaxCrossEntropy(x, y, { reduction: 'none', classWeights: [1, 2] }),
      two,
      ints([0, 2]),
    ],
    [
      'softmaxCrossEntropy, ignored',
      (x, y) => Loss.softmaxCrossEntropy(x, y, { reduction: 'none', ignoreLabel: -1 }),
      two,
      ints([-1, 2]),
    ],
    ['nll', Loss.nll, two, ints([0, 2])],
    ['multiclassHinge', Loss.multiclassHinge as Loss2, two, ints([0, 2])],
    [
      'kl',
      Loss.kl,
      two,
      T.tensor([
        [0, 1],
        [1, 1],
      ]),
    ],
    [
      'dice',
      Loss.dice,
      two,
      T.tensor([
        [0, 1],
        [1, 2],
      ]),
    ],
    ['hinge', Loss.hinge, T.zeros([2]), T.tensor([1, 0])],
    ['hinge, beyond its margin', Loss.hinge, T.tensor([0, 3]), T.tensor([1, 2])],
    ['multiclassHinge, beyond its margin', Loss.multiclassHinge as Loss2, T.neg(T.mul(two, 9)), ints([0, 2])],
    ['squaredHinge', Loss.squaredHinge, T.zeros([2]), T.tensor([1, 0])],
    ['binaryCrossEntropy', Loss.binaryCrossEntropy, T.zeros([2]), T.tensor([1, 2])],
    ['focal', Loss.focal, T.zeros([2]), T.tensor([1, 2])],
    ['poisson', Loss.poisson, T.zeros([2]), T.tensor([1, -2])],
    ['ctc', Loss.ctc, T.zeros([2, 3, 2]), T.tensor([[1], [2]], { dtype: 'int32' }) as AnyTensor],
    ['ctc, the blank', Loss.ctc, T.zeros([2, 3, 2]), T.tensor([[1], [0]], { dtype: 'int32' }) as AnyTensor],
  ]

  test.each(rows)('%s', (_name, loss, output, target) => {
    const each = jit((x: Tensor, y: AnyTensor) => loss(x, y, { reduction: 'none' }))
    const [first, second] = T.toTypedArray(each(output as Tensor, target))
    expect([Number.isFinite(first), second]).toEqual([true, NaN])

    const sum = jit((x: Tensor, y: AnyTensor) =>
      grad((z: Tensor) => T.sum(loss(z, y, { reduction: 'none' })) as Tensor<readonly []>)(x),
    )
    const slopes = [...T.toTypedArray(sum(output as Tensor, target))]
    const [right, wrong] = [slopes.slice(0, slopes.length / 2), slopes.slice(slopes.length / 2)]
    expect(right.every(Number.isFinite)).toBe(true)
    expect(wrong.every(Number.isNaN)).toBe(true)
  })

  test('lengths of sequences that are out of range', () => {
    const loss = jit((lengths: AnyTensor) =>
      Loss.ctc(T.zeros([2, 3, 2]), T.ones([2, 1], { dtype: 'int32' }), {
        logitLengths: lengths,
        reduction: 'none',
      }),
    )
    expect(T.toNested(loss(ints([3, 4])) as Tensor<readonly [2]>)[1]).toBeNaN()
  })
})

describe('ignored rows', () => {
  test('do no harm, whatever they hold', () => {
    const x = T.tensor([
      [1, 2],
      [NaN, Infinity],
    ])
    const loss = (z: typeof x): Tensor<readonly []> =>
      Loss.softmaxCrossEntropy(z, labels([0, -1]) as AnyTensor, { ignoreLabel: -1 })
    expect(T.item(loss(x))).toBeCloseTo(Math.log(1 + Math.E), 6)
    expect(T.toNested(grad(loss)(x))[1]).toEqual([0, 0])
  })

  test('the mean of none is NaN', () => {
    const y = labels([7, 7])
    expect(T.item(Loss.softmaxCrossEntropy(T.zeros([2, 3]), y, { ignoreLabel: 7 }))).toBeNaN()
  })
})

describe('ctc', () => {
  test('labels that need more steps than there are lose infinitely much, and teach nothing', () => {
    const x: Tensor<readonly [1, 2, 2]> = T.zeros([1, 2, 2])
    const y = T.tensor([[1, 1]], { dtype: 'int32' })
    const loss = (z: typeof x): Tensor<readonly []> => Loss.ctc(z, y)
    expect(T.item(loss(x))).toBe(Infinity)
    expect([...T.toTypedArray(grad(loss)(x))]).toEqual([0, 0, 0, 0])
  })

  test('sums the probabilities of all paths that say the labels', () => {
    const letters = fc.integer({ min: 0, max: 2 })
    const scores = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 })
    const said = (path: readonly number[]): string =>
      path.filter((c, i) => c !== 0 && c !== path[i - 1]).join('')
    const paths = Array.from({ length: 81 }, (_, n) => [27, 9, 3, 1].map((d) => Math.floor(n / d) % 3))
    fc.assert(
      fc.property(
        scores,
        fc.array(
          letters.filter((c) => c > 0),
          { maxLength: 3 },
        ),
        (flat, word) => {
          const x = T.fromTypedArray(Float64Array.from(flat), [1, 4, 3])
          const p = T.toNested(T.softmax(x))[0] as readonly (readonly number[])[]
          const chance = paths
            .filter((path) => said(path) === word.join(''))
            .reduce((sum, path) => sum + path.reduce((q, c, t) => q * (p[t]?.[c] ?? 0), 1), 0)
          const y: AnyTensor = T.fromTypedArray(Int32Array.from(word), [1, word.length])
          expect(T.item(Loss.ctc(x, y))).toBeCloseTo(-Math.log(chance), 9)
        },
      ),
    )
  })
})

describe('weights', () => {
  const weight = fc.double({ min: 0.1, max: 5, noNaN: true })
  const settings = fc.record({
    classWeights: fc.array(weight, { minLength: 4, maxLength: 4 }),
    weights: fc.array(weight, { minLength: 3, maxLength: 3 }),
    labelSmoothing: fc.double({ min: 0, max: 1, noNaN: true }),
  })

  test('integers are weighed as the rows that they stand for', () => {
    fc.assert(
      fc.property(logits(3, 4), settings, (x, options) => {
        const y = labels([2, 0, 1])
        const byLabel = Loss.softmaxCrossEntropy(float64(x), y, options)
        const byRow = Loss.softmaxCrossEntropy(float64(x), T.oneHot(y, 4) as AnyTensor, options)
        expect(T.item(byLabel)).toBeCloseTo(T.item(byRow), 9)
      }),
    )
  })

  test('a row of weight 2 counts as two rows, one of weight 0 as none', () => {
    fc.assert(
      fc.property(logits(3, 4), ([a = [], b = [], c = []]) => {
        const weighed = Loss.softmaxCrossEntropy(float64([a, b, c]), labels([1, 2, 3]), {
          weights: [2, 1, 0],
        })
        const repeated = Loss.softmaxCrossEntropy(float64([a, a, b]), labels([1, 1, 2]))
        expect(T.item(weighed)).toBeCloseTo(T.item(repeated), 9)
      }),
    )
  })

  test('equal weights of classes change nothing', () => {
    fc.assert(
      fc.property(logits(3, 4), weight, (x, w) => {
        const y = labels([2, 0, 1])
        const weighed = Loss.softmaxCrossEntropy(float64(x), y, { classWeights: [w, w, w, w] })
        expect(T.item(weighed)).toBeCloseTo(T.item(Loss.softmaxCrossEntropy(float64(x), y)), 9)
      }),
    )
  })

  test('nll of logSoftmax is softmaxCrossEntropy', () => {
    fc.assert(
      fc.property(logits(3, 4), settings, (x, { classWeights, weights }) => {
        const [y, options] = [labels([2, 0, 1]), { classWeights, weights }]
        const nll = Loss.nll(T.logSoftmax(float64(x)), y, options)
        expect(T.item(nll)).toBeCloseTo(T.item(Loss.softmaxCrossEntropy(float64(x), y, options)), 9)
      }),
    )
  })
})

describe('where formulas have no value or no slope', () => {
  const slopes = (loss: (x: Tensor) => AnyTensor, x: AnyTensor): readonly number[] => [
    ...T.toTypedArray(
      T.add(grad((z: Tensor) => loss(z) as Tensor<readonly []>)(x as Tensor), 0) as AnyTensor,
    ),
  ]

  test('a sure and wrong probability costs 100, and has slope 0', () => {
    const loss = (q: Tensor): AnyTensor =>
      Loss.binaryCrossEntropy(q, T.tensor([1, 0, 1]) as AnyTensor, {
        from: 'probabilities',
        reduction: 'sum',
      })
    expect(T.toTypedArray(loss(T.tensor([0, 1, 1])))[0]).toBe(200)
    expect(slopes(loss, T.tensor([0, 1, 1]))).toEqual([0, 0, -1])
  })

  test('a divergence from what is impossible and not wanted', () => {
    const p = T.tensor([[1, 0]])
    const loss = (q: Tensor): AnyTensor => Loss.kl(q, p as AnyTensor)
    expect(T.toTypedArray(loss(T.tensor([[0, -Infinity]])))[0]).toBe(0)
    expect(slopes(loss, T.tensor([[0, -Infinity]]))).toEqual([-1, 0])
  })

  test('a row of zeros has no direction', () => {
    const loss = (x: Tensor): AnyTensor => Loss.cosine(x, T.tensor([[3, 4]]) as AnyTensor)
    expect(T.toTypedArray(loss(T.zeros([1, 2])))[0]).toBe(1)
    expect(slopes(loss, T.zeros([1, 2])).every(Number.isFinite)).toBe(true)
  })

  test('embeddings that are all one lose the margin, with slope 0', () => {
    const one: Tensor = T.ones([2, 3])
    const loss = (x: Tensor): AnyTensor => Loss.triplet(x, one, one, { margin: 0.5 }) as AnyTensor
    expect(T.toTypedArray(loss(one))[0]).toBe(0.5)
    expect(slopes(loss, one)).toEqual([0, 0, 0, 0, 0, 0])
  })

  test('focal loss of logits at which probabilities underflow', () => {
    const loss = (x: Tensor): AnyTensor => Loss.focal(x, T.tensor([1, 0]) as AnyTensor, { gamma: 0.5 })
    expect(slopes(loss, T.tensor([1000, -1000]))).toEqual([0, 0])
    expect(slopes(loss, T.tensor([-1000, 1000]))).toEqual([-0.5, 0.5])
  })
})

test('equal outputs lose what expectedInitialLoss says', () => {
  const none: Tensor = T.zeros([4, 6])
  const y: AnyTensor = T.tensor([0, 5, 2, 2], { dtype: 'int32' })
  const ones: Tensor = T.ones([4, 6])
  const at = (loss: Loss.KnownLoss): number => Loss.expectedInitialLoss(6, loss)
  expect(T.item(Loss.nll(T.logSoftmax(none), y))).toBeCloseTo(at('nll'), 6)
  expect(T.item(Loss.multiclassHinge(none, y as never))).toBeCloseTo(at('multiclassHinge'), 6)
  expect(T.item(Loss.hinge(none, ones))).toBe(at('hinge'))
  expect(T.item(Loss.squaredHinge(none, ones))).toBe(at('squaredHinge'))
  expect(T.item(Loss.poisson(none, ones))).toBe(at('poisson'))
  expect(T.item(Loss.focal(none, ones))).toBeCloseTo(at('focal'), 6)
  expect(T.item(Loss.binaryCrossEntropy(none, ones))).toBeCloseTo(at('binaryCrossEntropy'), 6)
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
