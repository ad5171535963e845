import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decoded, golden, type SchedulesFile } from './golden.ts'

const { cases } = golden('schedules') as SchedulesFile

const rows: Readonly<Record<string, O.Curve>> = {
  constant: O.constant(0.1),
  exponentialDecay: O.exponentialDecay({ initial: 0.1, rate: 0.5, steps: 100 }),
  'exponentialDecay, staircase': O.exponentialDecay({ initial: 0.1, rate: 0.5, steps: 100, staircase: true }),
  'exponentialDecay, begin and end': O.exponentialDecay({
    initial: 0.1,
    rate: 0.5,
    steps: 100,
    begin: 50,
    final: 0.01,
  }),
  cosineDecay: O.cosineDecay({ initial: 0.1, steps: 800 }),
  'cosineDecay, alpha and exponent': O.cosineDecay({ initial: 0.1, steps: 800, final: 0.01, exponent: 2 }),
  warmupCosine: O.warmupCosine({ peak: 0.1, warmupSteps: 100, totalSteps: 900 }),
  'warmupCosine, initial, final and exponent': O.warmupCosine({
    peak: 0.1,
    warmupSteps: 100,
    totalSteps: 900,
    initial: 0.01,
    final: 0.001,
    exponent: 1.5,
  }),
  'warmupCosine, no warm-up': O.warmupCosine({ peak: 0.1, warmupSteps: 0, totalSteps: 900 }),
  stepDecay: O.stepDecay({ initial: 0.1, rate: 0.5, every: 150 }),
  inverseTime: O.inverseTime({ initial: 0.1, rate: 0.5, steps: 100 }),
  'inverseTime, staircase': O.inverseTime({ initial: 0.1, rate: 0.5, steps: 100, staircase: true }),
  polynomial: O.polynomial({ initial: 0.1, steps: 800 }),
  'polynomial, power, begin and end': O.polynomial({
    initial: 0.1,
    final: 0.01,
    power: 2.5,
    steps: 500,
    begin: 100,
  }),
  warmup: O.warmup({ initial: 0.01, peak: 0.1, steps: 300 }),
  cosineRestarts: O.cosineRestarts({ initial: 0.1, final: 0.01, steps: 150 }),
  'cosineRestarts, longer and longer': O.cosineRestarts({ initial: 0.1, steps: 50, factor: 2 }),
  oneCycle: O.oneCycle({ peak: 0.1, totalSteps: 900 }),
  'oneCycle, other constants': O.oneCycle({
    peak: 0.1,
    totalSteps: 800,
    warmupShare: 0.45,
    startFactor: 10,
    endFactor: 100,
  }),
  cyclic: O.cyclic({ min: 0.01, max: 0.1, steps: 120 }),
  'cyclic, triangular2': O.cyclic({ min: 0.01, max: 0.1, steps: 120, decay: 0.5 }),
  piecewiseConstant: O.piecewiseConstant({
    initial: 0.1,
    values: [
      [200, 0.05],
      [600, 0.005],
    ],
  }),
  join: O.join(
    [
      [O.warmup({ peak: 0.1, steps: 100 }), 100],
      [O.constant(0.1), 300],
    ],
    O.exponentialDecay({ initial: 0.1, rate: 0.5, steps: 100 }),
  ),
}

const steps = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

test('every golden case has a row, and every row a golden case', () => {
  expect(Object.keys(rows)).toEqual(Object.keys(cases))
})

describe.each(Object.entries(rows))('%s', (name, schedule) => {
  const expected = decoded(cases[name] ?? '')

  test('the first 1,000 steps equal those of Optax, in float64', () => {
    const worst = Math.max(...steps(1000).map((step) => Math.abs(schedule(step) - (expected[step] ?? NaN))))
    expect(worst).toBeLessThan(1e-15)
  })

  test('a step counted in int32 gives a float32 scalar of the same value', () => {
    const at = (step: number): T.AnyTensor => schedule(T.tensor(step, { dtype: 'int32' }) as T.AnyTensor)
    expect([at(0).dtype, at(0).shape]).toEqual(['float32', []])
    const worst = Math.max(...steps(1000).map((step) => Math.abs(T.item(at(step)) - (expected[step] ?? NaN))))
    expect(worst).toBeLessThan(1e-7)
  })

  test('any step gives a finite value that is not negative', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), (step) => {
        const rate = schedule(step)
        return Number.isFinite(rate) && rate >= 0
      }),
    )
  })
})

test('a schedule of your own works on numbers and on tensors', () => {
  const inverse = O.curve((step) => T.div(0.5, T.add(1, step)))
  expect(inverse(1)).toBe(0.25)
  expect(T.item(inverse(T.tensor(1) as T.AnyTensor))).toBe(0.25)
  expect(inverse(T.tensor(1, { dtype: 'float64' }) as T.AnyTensor).dtype).toBe('float64')
})

test('a plain function is a schedule, and sees the number of updates made', () => {
  const rates = O.scaleByLearningRate((step) => T.add(step, 1))
  const params = { w: T.tensor([1]) }
  const [first, state] = rates.update(params, rates.init(params), params)
  const [second] = rates.update(params, state, params)
  expect([T.toNested(first.w), T.toNested(second.w)]).toEqual([[-1], [-2]])
})
