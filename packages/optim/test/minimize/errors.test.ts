import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import { DTypeError, type GradusError, ShapeError, ValueError } from '@gradus/tensor'
import { expect, test } from 'vitest'

const bowl = (w: T.Tensor<readonly [2]>): T.Tensor<readonly []> => T.sum(T.square(w))
const at = T.tensor([1, 2])
const fall = (step: number): O.Look => ({ step, value: (step - 1) ** 2, slope: 2 * (step - 1) })
const rise = (step: number): O.Look => ({ step, value: step, slope: 1 })

const upwards =
  'the direction must go down, its slope is 1. Take the negative gradient, or what a positive definite matrix makes of it?'

const cases: readonly (readonly [error: GradusError, mistake: () => unknown])[] = [
  [
    new ValueError('objective', 'the start must be finite, w is not.'),
    () => O.minimize(({ w }) => bowl(w), { w: T.tensor([1, NaN]) }, O.lbfgs()),
  ],
  [
    new ValueError('objective', 'the start must be finite, it is not.'),
    () => O.minimize(bowl, T.tensor([Infinity, 1]), O.newton()),
  ],
  [
    new ValueError('objective', 'the value at the start must be finite, got Infinity.'),
    () => O.minimize((w) => T.sum(T.div(1, w)), T.tensor([0, 1]), O.bfgs()),
  ],
  [
    new ValueError('objective', 'the gradient at the start must be finite, that by w is not.'),
    () => O.minimize(({ w }) => T.sum(T.sqrt(w)), { v: at, w: T.tensor([0, 1]) }, O.bfgs()),
  ],
  [
    new ShapeError(
      'grad',
      'the function must return a scalar, it returned [2]. Take its sum or mean, or use vjp.',
    ),
    () => O.minimize((w: typeof at) => T.square(w) as never, at, O.lbfgs()),
  ],
  [
    new DTypeError(
      'grad',
      'only floats have derivatives, the result is int32. Its gradient would be 0 everywhere; leave out the cast or the rounding.',
    ),
    () => O.minimize((w: typeof at) => T.sum(T.cast(w, 'int32')) as never, at, O.lbfgs()),
  ],
  [
    new ValueError('gradientDescent', 'the learning rate must be positive and finite, got 0.'),
    () => O.gradientDescent({ learningRate: 0 }),
  ],
  [
    new ValueError('gradientDescent', 'the learning rate must be positive and finite, got NaN.'),
    () => O.gradientDescent({ learningRate: NaN }),
  ],
  [new ValueError('newton', 'radius must be positive and finite, got 0.'), () => O.newton({ radius: 0 })],
  [
    new ValueError('newtonCg', 'radius must be positive and finite, got -1.'),
    () => O.newtonCg({ radius: -1 }),
  ],
  [
    new ValueError('lbfgs', 'memory must be a whole number of steps, 1 or more, got 0.'),
    () => O.lbfgs({ memory: 0 }),
  ],
  [
    new ValueError('strongWolfe', 'the constants must be 0 < c1 < c2 < 1, got c1 0.9 and c2 0.1.'),
    () => O.strongWolfe({ c1: 0.9, c2: 0.1 }),
  ],
  [
    new ValueError('strongWolfe', 'the constants must be 0 < c1 < c2 < 1, got c1 0 and c2 0.9.'),
    () => O.strongWolfe({ c1: 0 }),
  ],
  [new ValueError('strongWolfe', 'eps must be in [0, 1), got 1.'), () => O.strongWolfe({ eps: 1 })],
  [
    new ValueError('hagerZhang', 'the constants must be 0 < c1 < c2 < 1, got c1 0.1 and c2 1.'),
    () => O.hagerZhang({ c2: 1 }),
  ],
  [new ValueError('hagerZhang', 'c1 must be less than 0.5, got 0.6.'), () => O.hagerZhang({ c1: 0.6 })],
  [
    new ValueError('hagerZhang', 'grow must be more than 1, and finite, got 1.'),
    () => O.hagerZhang({ grow: 1 }),
  ],
  [new ValueError('hagerZhang', 'theta must be between 0 and 1, got 0.'), () => O.hagerZhang({ theta: 0 })],
  [new ValueError('hagerZhang', 'gamma must be between 0 and 1, got 1.'), () => O.hagerZhang({ gamma: 1 })],
  [new ValueError('hagerZhang', 'eps must be in [0, 1), got -1.'), () => O.hagerZhang({ eps: -1 })],
  [new ValueError('backtracking', 'c1 must be between 0 and 1, got 1.'), () => O.backtracking({ c1: 1 })],
  [
    new ValueError('backtracking', 'shrink must be between 0 and 1, got NaN.'),
    () => O.backtracking({ shrink: NaN }),
  ],
  [
    new ValueError('backtracking', 'maxLooks must be a whole number of steps, 1 or more, got 0.'),
    () => O.backtracking({ maxLooks: 0 }),
  ],
  ...Object.entries({
    backtracking: O.backtracking,
    strongWolfe: O.strongWolfe,
    hagerZhang: O.hagerZhang,
  }).flatMap(([name, search]) => [
    [new ValueError(name, upwards), () => search()({ start: rise(0), look: rise }, 1)] as const,
    [
      new ValueError(name, 'the first step must be positive and finite, got 0.'),
      () => search()({ start: fall(0), look: fall }, 0),
    ] as const,
  ]),
  [
    new ValueError('minimize', 'gradientTolerance must be zero or more, and finite, got -1.'),
    () => O.minimize(bowl, at, O.lbfgs(), { gradientTolerance: -1 }),
  ],
  [
    new ValueError('minimize', 'valueTolerance must be zero or more, and finite, got NaN.'),
    () => O.minimize(bowl, at, O.lbfgs(), { valueTolerance: NaN }),
  ],
  [
    new ValueError('minimize', 'maxSteps must be a whole number of steps, 0 or more, got 1.5.'),
    () => O.minimize(bowl, at, O.lbfgs(), { maxSteps: 1.5 }),
  ],
  [
    new ValueError('linearCg', 'tolerance must be zero or more, and finite, got -1.'),
    () => O.linearCg((x: typeof at) => x, at, { tolerance: -1 }),
  ],
  [
    new ValueError('linearCg', 'maxSteps must be a whole number of steps, 0 or more, got -1.'),
    () => O.linearCg((x: typeof at) => x, at, { maxSteps: -1 }),
  ],
]

test.each(cases.map(([error, mistake]) => [error.message, error, mistake] as const))(
  '%s',
  (_, error, mistake) => {
    expect(mistake).toThrow(error)
  },
)
