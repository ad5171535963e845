import { expect } from 'vitest'
import type { DigitsRun } from './digits.ts'

/** Bit for bit. The first look is a coarse one, so that a failure tells a wrong run from other last bits. */
export const expectSameRun = (found: DigitsRun, recorded: DigitsRun): void => {
  recorded.losses.forEach((loss, epoch) =>
    expect(Math.abs(found.losses[epoch]! - loss), `loss of epoch ${epoch}`).toBeLessThan(1e-6),
  )
  expect(found).toEqual({
    losses: recorded.losses,
    parameters: recorded.parameters,
    validationAccuracy: recorded.validationAccuracy,
  })
}
