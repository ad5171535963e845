import * as O from '@gradus/optim'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Look = O.Look

/** A polynomial of even degree that goes down at 0, with a wave on it. */
const lines = fc
  .record({
    slope: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    bend: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    wave: fc.double({ min: 0, max: 10, noNaN: true }),
    often: fc.double({ min: 0.1, max: 10, noNaN: true }),
    first: fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
  })
  .map(({ slope, bend, wave, often, first }) => {
    const look = (step: number): Look => ({
      step,
      value: bend * step ** 4 - slope * step + wave * Math.sin(often * step) ** 2,
      slope: 4 * bend * step ** 3 - slope + wave * often * Math.sin(2 * often * step),
    })
    return { line: { start: look(0), look }, first }
  })

const armijo = (start: Look, { step, value }: Look, c1: number, slack = 0): boolean =>
  value <= start.value + c1 * step * start.slope + slack * Math.abs(start.value)

const holds: Readonly<Record<string, readonly [O.LineSearch, (start: Look, found: Look) => boolean]>> = {
  backtracking: [O.backtracking({ c1: 0.1 }), (start, found) => armijo(start, found, 0.1)],
  strongWolfe: [
    O.strongWolfe({ c1: 0.01, c2: 0.5 }),
    (start, found) =>
      armijo(start, found, 0.01, 1e-15) && Math.abs(found.slope) <= 0.5 * Math.abs(start.slope),
  ],
  hagerZhang: [
    O.hagerZhang({ c1: 0.1, c2: 0.5 }),
    (start, found) =>
      found.slope >= 0.5 * start.slope &&
      (armijo(start, found, 0.1) ||
        (found.slope <= (2 * 0.1 - 1) * start.slope &&
          found.value <= start.value + 1e-6 * Math.abs(start.value))),
  ],
}

describe.each(Object.entries(holds))('%s', (_, [search, condition]) => {
  test('finds a place where its conditions hold, and counts its looks', () => {
    fc.assert(
      fc.property(lines, ({ line, first }) => {
        const seen: number[] = []
        const look = (step: number): Look => (seen.push(step), line.look(step))
        const { found, looks } = search({ start: line.start, look }, first)
        expect(looks).toBe(seen.length)
        expect(found === undefined ? undefined : condition(line.start, found)).toBe(true)
      }),
    )
  })

  test('values that are no numbers are too high, not the end', () => {
    const look = (step: number): Look =>
      step < 0.5
        ? { step, value: (step - 0.3) ** 2, slope: 2 * (step - 0.3) }
        : { step, value: Infinity, slope: NaN }
    const { found } = search({ start: look(0), look }, 100)
    expect(found?.step).toBeGreaterThan(0)
    expect(found?.step).toBeLessThan(0.5)
  })

  test('a line that has no lower place ends without one', () => {
    const look = (step: number): Look => ({ step, value: step === 0 ? 0 : 1, slope: -1 })
    expect(search({ start: look(0), look }, 1).found).toBeUndefined()
  })
})
