import { readFileSync } from 'node:fs'
import { jit, scan, vmap } from '@gradus/autograd'
import * as Init from '@gradus/init'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Moments = (fans: Init.Fans) => { readonly mean: number; readonly std: number }

interface Row {
  readonly init: Init.Initializer
  /** The mean and the standard deviation of the weights of a kernel; `undefined` for constants. */
  readonly moments?: Moments
  /** Which kernels it makes; all unless given. */
  readonly fits?: (shape: Shape) => boolean
  /** The size that numbers are rounded against: in a factorisation the largest of a column, not each by itself. */
  readonly size?: number
}

const isDense = (shape: Shape): boolean => shape.length === 2
const hasWindow = (shape: Shape): boolean => shape.length > 2
const widens = (shape: Shape): boolean => hasWindow(shape) && (shape[0] ?? 0) >= (shape[1] ?? 0)

const byVariance =
  (variance: (fans: Init.Fans) => number): Moments =>
  (fans) => ({
    mean: 0,
    std: Math.sqrt(variance(fans)),
  })

const average = ({ fanIn, fanOut }: Init.Fans): number => (fanIn + fanOut) / 2

/** A new initialiser joins here, under the name of its golden values, and all checks come with it. */
const rows: Readonly<Record<string, Row>> = {
  zeros: { init: Init.zeros },
  ones: { init: Init.ones },
  'constant(0.01)': { init: Init.constant(0.01) },
  'normal(0.5)': { init: Init.normal(0.5), moments: () => ({ mean: 0, std: 0.5 }) },
  'truncatedNormal(0.5)': {
    init: Init.truncatedNormal(0.5),
    moments: () => ({ mean: 0, std: 0.5 * 0.8796256610342398 }),
  },
  'uniform(0.5)': { init: Init.uniform(0.5), moments: () => ({ mean: 0, std: 0.5 / Math.sqrt(3) }) },
  glorotNormal: { init: Init.glorotNormal, moments: byVariance((f) => 1 / average(f)) },
  glorotUniform: { init: Init.glorotUniform, moments: byVariance((f) => 1 / average(f)) },
  heNormal: { init: Init.heNormal, moments: byVariance((f) => 2 / f.fanIn) },
  heUniform: { init: Init.heUniform, moments: byVariance((f) => 2 / f.fanIn) },
  lecunNormal: { init: Init.lecunNormal, moments: byVariance((f) => 1 / f.fanIn) },
  lecunUniform: { init: Init.lecunUniform, moments: byVariance((f) => 1 / f.fanIn) },
  'varianceScaling, fanOut normal': {
    init: Init.varianceScaling({ scale: 3, mode: 'fanOut', distribution: 'normal' }),
    moments: byVariance((f) => 3 / f.fanOut),
  },
  'varianceScaling, fanAverage truncatedNormal': {
    init: Init.varianceScaling({ scale: 0.5, mode: 'fanAverage', distribution: 'truncatedNormal' }),
    moments: byVariance((f) => 0.5 / average(f)),
  },
  'varianceScaling, fanIn uniform': {
    init: Init.varianceScaling({ scale: 1.5, mode: 'fanIn', distribution: 'uniform' }),
    moments: byVariance((f) => 1.5 / f.fanIn),
  },
  reluBias: { init: Init.reluBias },
  small: { init: Init.small, moments: () => ({ mean: 0, std: 0.01 }) },
  large: { init: Init.large, moments: () => ({ mean: 0, std: 1 }) },
  identity: { init: Init.identity, fits: isDense },
  dirac: { init: Init.dirac, fits: hasWindow },
  orthogonal: { init: Init.orthogonal(), size: 1 },
  'orthogonal(2)': { init: Init.orthogonal(2), size: 2 },
  deltaOrthogonal: { init: Init.deltaOrthogonal(), fits: widens, size: 1 },
  sparse: { init: Init.sparse({ sparsity: 0.6, stddev: 0.1 }), fits: isDense },
}

interface Case {
  readonly name: string
  readonly seed: number
  readonly shape: Shape
  readonly values: readonly number[]
}

const { cases } = JSON.parse(readFileSync(new URL('golden/initializers.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[]
}

const kernel: fc.Arbitrary<Shape> = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 4 })

test('every golden case has a row, and every row golden cases', () => {
  expect(Object.keys(rows)).toEqual([...new Set(cases.map(({ name }) => name))])
})

describe.each(Object.entries(rows))('%s', (name, { init, moments, fits = () => true, size = 1e-7 }) => {
  test('the numbers equal those of JAX for the same keys', () => {
    const own = cases.filter((c) => c.name === name)
    own.forEach(({ seed, shape, values }) => {
      const weights = T.toTypedArray(init(Rng.key(seed), shape))
      // XLA's polynomial for the inverse error function differs in the last bits, more so in the tails.
      const worst = Math.max(
        ...values.map((v, i) => Math.abs(v - (weights[i] ?? NaN)) / (size + Math.abs(v))),
      )
      expect(worst, `${name} [${shape.join(',')}] of seed ${seed}`).toBeLessThan(2e-6)
    })
    expect(own.length).toBeGreaterThan(0)
  })

  test('the result has the shape asked for and is float32; the same key gives the same bits', () => {
    fc.assert(
      fc.property(kernel.filter(fits), fc.nat(), (shape, seed) => {
        const weights = init(Rng.key(seed), shape)
        expect([weights.shape, weights.dtype]).toEqual([shape, 'float32'])
        expect(T.toTypedArray(init(Rng.key(seed), shape))).toEqual(T.toTypedArray(weights))
      }),
      { numRuns: 20 },
    )
  })

  test('kernels without elements are made too', () => {
    const shapes: readonly Shape[] = [
      [0, 4],
      [4, 0],
      [4, 0, 3],
      [4, 3, 0],
    ]
    const own = shapes.filter(fits)
    expect(own.map((shape) => init(Rng.key(0), shape).shape)).toEqual(own)
    expect(own.length).toBeGreaterThan(0)
  })

  test('compiled, mapped over keys and in a loop inside the graph it makes the same weights', () => {
    const shape = [[4, 3], [4, 3, 2]].find(fits) ?? [] // prettier-ignore
    const keys = Rng.split(Rng.key(4))
    const make = (key: Rng.Key): AnyTensor => init(key, shape)
    const alone = T.stack(keys.map(make))
    const stacked = T.stack(keys) as never
    const [, looped] = scan(
      (n: AnyTensor, key: Rng.Key) => [n, make(key)] as const,
      T.tensor(0) as AnyTensor,
      stacked,
    )
    const worst = (found: AnyTensor): number => T.item(T.max(T.abs(T.sub(found, alone))))
    expect(T.toNested(alone)).toEqual(T.toNested(T.stack(keys.map(jit(make)))))
    expect([worst(vmap(make)(stacked)), worst(looped)]).toEqual([0, 0])
  })

  if (moments !== undefined)
    test('mean and standard deviation are those of the formula', () => {
      const shapes: readonly Shape[] = [
        [300, 200],
        [40, 30, 7, 7],
      ]
      shapes.forEach((shape) => {
        const weights: Tensor = init(Rng.key(7), shape)
        const { mean, std } = moments(Init.fans(shape))
        const n = shape.reduce((product, d) => product * d, 1)
        expect(Math.abs(T.item(T.mean(weights)) - mean) / (std / Math.sqrt(n))).toBeLessThan(5)
        expect(Math.abs(T.item(T.std(weights)) / std - 1) * Math.sqrt(n)).toBeLessThan(5)
      })
    })

  if (moments !== undefined)
    test('different keys give different numbers', () => {
      const [a, b] = Rng.split(Rng.key(3))
      expect(T.toTypedArray(init(a, [4, 4]))).not.toEqual(T.toTypedArray(init(b, [4, 4])))
    })
})
