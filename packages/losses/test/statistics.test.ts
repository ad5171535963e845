import * as Loss from '@gradus/losses'
import { ValueError } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalQuantile } from '../src/statistics/normalQuantile.ts'
import { golden } from './golden.ts'

interface IntervalsFile {
  readonly wilson: readonly {
    readonly successes: number
    readonly n: number
    readonly confidence: number
    readonly lower: number
    readonly upper: number
  }[]
  readonly quantiles: readonly { readonly p: number; readonly z: number }[]
}

const { wilson, quantiles } = golden('intervals') as IntervalsFile

describe('wilsonInterval', () => {
  test('equals SciPy', () => {
    wilson.forEach(({ successes, n, confidence, lower, upper }) => {
      const interval = Loss.wilsonInterval(successes, n, confidence)
      expect(interval.lower).toBeCloseTo(lower, 13)
      expect(interval.upper).toBeCloseTo(upper, 13)
    })
    expect(wilson.length).toBe(40)
  })

  test('holds the share itself, inside [0, 1], and narrows with more trials', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const k = Math.round(share * n)
          const { lower, upper } = Loss.wilsonInterval(k, n)
          const more = Loss.wilsonInterval(k * 10, n * 10)
          expect(lower).toBeGreaterThanOrEqual(0)
          expect(lower).toBeLessThanOrEqual(k / n)
          expect(upper).toBeGreaterThanOrEqual(k / n)
          expect(upper).toBeLessThanOrEqual(1)
          expect(more.upper - more.lower).toBeLessThan(upper - lower)
        },
      ),
    )
  })

  test('no trials say nothing', () => {
    expect(Loss.wilsonInterval(0, 0)).toEqual({ lower: 0, upper: 1 })
  })

  test('counts out of order and confidences outside (0, 1) are refused', () => {
    const text = 'successes must be a whole number from 0 to n, got'
    expect(() => Loss.wilsonInterval(5, 4)).toThrow(new ValueError('wilsonInterval', `${text} 5 of 4.`))
    expect(() => Loss.wilsonInterval(0.5, 4)).toThrow(new ValueError('wilsonInterval', `${text} 0.5 of 4.`))
    expect(() => Loss.wilsonInterval(1, 4, 95)).toThrow(
      new ValueError('wilsonInterval', 'confidence must be between 0 and 1, got 95.'),
    )
  })
})

describe('normalQuantile', () => {
  test('equals SciPy to 15 digits, from the middle to the far tails', () => {
    quantiles.forEach(({ p, z }) => {
      expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(2e-15 * Math.max(1, Math.abs(z)))
    })
  })

  test('0 and 1 have none', () => {
    expect(() => normalQuantile(0)).toThrow(
      new ValueError('normalQuantile', 'p must be between 0 and 1, got 0.'),
    )
  })
})
