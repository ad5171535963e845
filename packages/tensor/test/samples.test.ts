import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../src/index.ts'
import * as T from '../src/index.ts'
import { Rng } from '../src/index.ts'
import { load } from './golden.ts'
import { numbers, type Stored } from './harness/stored.ts'

type Lists =
  | 'randint'
  | 'randintWide'
  | 'randintMiddle'
  | 'categorical'
  | 'categoricalMany'
  | 'choice'
  | 'choiceOnce'
  | 'choiceP'
  | 'choiceOnceP'

type Stream = Readonly<Record<Lists, readonly number[]>> & {
  readonly seed: number
  readonly gumbel: Stored
  readonly exponential: Stored
}

const { streams } = load<{ readonly streams: readonly Stream[] }>('samples')
const read = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

const near = (found: readonly number[], wanted: readonly number[], units: number): void => {
  expect(found.length).toBe(wanted.length)
  found.forEach((v, i) =>
    expect(Math.abs(v - wanted[i]!)).toBeLessThanOrEqual(
      units * 2 ** -23 * Math.max(1, Math.abs(wanted[i]!)),
    ),
  )
}

describe.each(streams)('the stream of seed $seed equals that of JAX', (s) => {
  const key = Rng.key(s.seed)
  const logits = T.reshape(T.linspace(-1, 2, 12), [3, 4])
  const probabilities = T.tensor([0.1, 0.4, 0.2, 0.3])

  test('whole numbers', () => {
    expect(read(Rng.randint(key, [20], { min: -3, max: 12 }))).toEqual(s.randint)
    expect(read(Rng.randint(key, [20], { min: -(2 ** 31), max: 2 ** 31 - 1 }))).toEqual(s.randintWide)
    expect(read(Rng.randint(key, [20], { max: 100_000 }))).toEqual(s.randintMiddle)
  })
  test('classes and choices', () => {
    expect(read(Rng.categorical(key, logits))).toEqual(s.categorical)
    expect(read(Rng.categorical(key, logits, { shape: [5, 3] }))).toEqual(s.categoricalMany)
    expect(read(Rng.choice(key, 9, [12]))).toEqual(s.choice)
    expect(read(Rng.choice(key, 9, [5], { replace: false }))).toEqual(s.choiceOnce)
    expect(read(Rng.choice(key, 4, [12], { probabilities }))).toEqual(s.choiceP)
    expect(read(Rng.choice(key, 4, [3], { replace: false, probabilities }))).toEqual(s.choiceOnceP)
  })
  test('gumbel and exponential numbers but for the last bits', () => {
    near(read(Rng.gumbel(key, [16])), numbers(s.gumbel), 4)
    near(read(Rng.exponential(key, [16])), numbers(s.exponential), 2)
  })
})

const n = 20_000

/** The largest distance between the distribution of samples and a cumulative distribution (Kolmogorov and Smirnov). */
const distance = (samples: readonly number[], cumulative: (x: number) => number): number =>
  samples
    .toSorted((a, b) => a - b)
    .reduce((d, x, i, all) => {
      const p = cumulative(x)
      return Math.max(d, p - i / all.length, (i + 1) / all.length - p)
    }, 0)

/** One in a thousand right samplers is farther off than this; the seeds are fixed, so it happens always or never. */
const critical = 1.95 / Math.sqrt(n)

const erf = (x: number): number => T.item(T.erf(T.tensor(x, { dtype: 'float64' })) as AnyTensor)
/** The distribution of a sum of `a` exponential numbers. */
const erlang =
  (a: number) =>
  (x: number): number => {
    let term = 1
    let sum = 1
    for (let i = 1; i < a; i++) sum += term *= x / i
    return 1 - Math.exp(-x) * sum
  }

const key = Rng.key(2026)

describe('samples follow their distribution', () => {
  test.each<readonly [string, () => AnyTensor, (x: number) => number]>([
    ['gumbel', () => Rng.gumbel(key, [n]), (x) => Math.exp(-Math.exp(-x))],
    ['exponential', () => Rng.exponential(key, [n]), (x) => 1 - Math.exp(-x)],
    ['gamma 0.5', () => Rng.gamma(key, 0.5, [n]), (x) => erf(Math.sqrt(x))],
    ['gamma 1', () => Rng.gamma(key, 1, [n]), erlang(1)],
    ['gamma 2', () => Rng.gamma(key, 2, [n]), erlang(2)],
    ['gamma 7', () => Rng.gamma(key, 7, [n]), erlang(7)],
    ['beta 2 3', () => Rng.beta(key, 2, 3, [n]), (x) => x * x * (6 - 8 * x + 3 * x * x)],
    ['beta 0.5 0.5', () => Rng.beta(key, 0.5, 0.5, [n]), (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
    [
      'the first share of dirichlet 1 1 1',
      () => T.slice(Rng.dirichlet(key, T.ones([3]), [n]) as AnyTensor, [0, 0], [n, 1]) as AnyTensor,
      (x) => 1 - (1 - x) ** 2,
    ],
    [
      'the last share of dirichlet 1 1 2',
      () => T.slice(Rng.dirichlet(key, T.tensor([1, 1, 2]), [n]) as AnyTensor, [0, 2], [n, 3]) as AnyTensor,
      (x) => x * x * (3 - 2 * x),
    ],
  ])('%s', (_, sample, cumulative) => {
    expect(distance(read(sample()), cumulative)).toBeLessThan(critical)
  })

  test('the test would notice: a gamma of 2.1 is not one of 2', () => {
    expect(distance(read(Rng.gamma(key, 2.1, [n])), erlang(2))).toBeGreaterThan(critical)
  })

  test.each([0.3, 4, 9.99, 10, 35, 1000])('poisson of rate %d has its mean and variance', (rate) => {
    const x = read(Rng.poisson(key, rate, [n]))
    const mean = x.reduce((a, b) => a + b, 0) / n
    const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / n
    expect(Math.abs(mean - rate)).toBeLessThan(4 * Math.sqrt(rate / n))
    expect(Math.abs(variance - rate)).toBeLessThan(4 * Math.sqrt((2 * rate * rate + rate) / n))
  })

  /** Pearson's χ² of counts against what is expected, less the degrees of freedom, in standard deviations. */
  const excess = (counts: readonly number[], expected: readonly number[]): number => {
    const chi = counts.reduce((sum, c, i) => sum + (c - expected[i]!) ** 2 / expected[i]!, 0)
    const freedom = counts.length - 1
    return (chi - freedom) / Math.sqrt(2 * freedom)
  }

  test.each([3, 25])('poisson of rate %d has its probabilities', (rate) => {
    const from = rate === 3 ? 0 : 15
    const bins = rate === 3 ? 8 : 20
    const logs = Array.from({ length: from + bins }, (_, i) => i).reduce<readonly number[]>(
      (all, i) => [...all, i === 0 ? -rate : all[i - 1]! + Math.log(rate / i)],
      [],
    )
    const inside = logs.slice(from).map((l) => n * Math.exp(l))
    const x = read(Rng.poisson(key, rate, [n]))
    const counts = inside.map((_, i) => x.filter((v) => v === from + i).length)
    const rest = (list: readonly number[]): number => n - list.reduce((a, b) => a + b, 0)
    expect(excess([...counts, rest(counts)], [...inside, rest(inside)])).toBeLessThan(3.5)
  })

  test('randint and categorical have their probabilities', () => {
    const dice = T.bincount(Rng.randint(key, [n], { max: 6 }), { length: 6 })
    expect(excess(read(dice), Array(6).fill(n / 6) as number[])).toBeLessThan(3.5)
    const p = [0.1, 0.2, 0.3, 0.4]
    const drawn = Rng.categorical(key, T.log(T.tensor(p)), { shape: [n] })
    expect(
      excess(
        read(T.bincount(drawn, { length: 4 })),
        p.map((v) => v * n),
      ),
    ).toBeLessThan(3.5)
  })

  test('an element does not depend on how many there are', () => {
    expect(read(Rng.gamma(key, 0.4, [5]))).toEqual(read(Rng.gamma(key, 0.4, [50])).slice(0, 5))
    expect(read(Rng.poisson(key, 12, [5]))).toEqual(read(Rng.poisson(key, 12, [50])).slice(0, 5))
  })

  test('parameters broadcast, and tiny concentrations do not become NaN', () => {
    const rates = T.tensor([0, 1000])
    expect(read(Rng.poisson(key, rates, [3, 2])).filter((_, i) => i % 2 === 0)).toEqual([0, 0, 0])
    const shares = Rng.dirichlet(key, T.full([4], 1e-3), [100]) as AnyTensor
    expect(read(T.isNaN(shares))).not.toContain(1)
    near(read(T.sum(shares, { axis: 1 }) as AnyTensor), Array(100).fill(1) as number[], 2)
  })

  test('shapes of no elements', () => {
    expect(Rng.gamma(key, 1, [0, 3]).shape).toEqual([0, 3])
    expect(Rng.choice(key, 0, [0]).shape).toEqual([0])
    expect(Rng.randint(key, [0], { max: 3 }).shape).toEqual([0])
  })
})

describe('mistakes', () => {
  test.each([
    [
      () => Rng.randint(key, [1], { max: 0 }),
      'Rng.randint: min and max are int32, and min is below max, got 0 and 0',
    ],
    [
      () => Rng.categorical(key, T.zeros([2, 3]), { shape: [3] }),
      'Rng.categorical: the shape of the draws must end with [2], one for each row of logits, got [3]',
    ],
    [() => Rng.choice(key, 0, [2]), 'Rng.choice: cannot draw 2 of 0 positions'],
    [
      () => Rng.choice(key, 3, [2, 2], { replace: false }),
      'Rng.choice: cannot draw 4 of 3 positions without putting them back',
    ],
    [
      () => Rng.choice(key, 3, [1], { probabilities: T.tensor([0.5, 0.5]) }),
      'Rng.choice: 3 positions need probabilities of shape [3], got [2]',
    ],
    [
      () => Rng.choice(key, 2, [1], { probabilities: T.tensor([0.5, -0.5]) }),
      'Rng.choice: probabilities are not negative, got -0.5 at 1',
    ],
    [() => Rng.gamma(key, 0, [1]), 'Rng.gamma: a concentration is above 0 and finite, got 0'],
    [() => Rng.beta(key, 1, NaN, [1]), 'Rng.beta: a concentration is above 0 and finite, got NaN'],
    [
      () => Rng.dirichlet(key, T.tensor(1), [1]),
      'Rng.dirichlet: the concentrations need an axis of classes, got a scalar',
    ],
    [() => Rng.poisson(key, -1, [1]), 'Rng.poisson: a rate is from 0 to 1000000000, got -1'],
    [() => Rng.gamma(key, T.ones([2, 1]), [3]), 'Rng.gamma: a parameter [2,1] does not broadcast to [3]'],
  ])('%#', (f, message) => expect(f).toThrow(expect.objectContaining({ message })))
})
