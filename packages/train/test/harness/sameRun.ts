import { expect } from 'vitest'
import type { DigitsRun } from './digits.ts'

/** Bit for bit where the engine is the one that was recorded. The first look is a coarse one, so that a failure tells a wrong run from other last bits. */
export const expectSameRun = (found: DigitsRun, recorded: DigitsRun): void => {
  recorded.losses.forEach((loss, epoch) =>
    expect(Math.abs(found.losses[epoch]! - loss), `loss of epoch ${epoch}`).toBeLessThan(1e-6),
  )
  if (found.engine === recorded.engine)
    expect([...found.losses, found.validationAccuracy, found.parameters]).toEqual([
      ...recorded.losses,
      recorded.validationAccuracy,
      recorded.parameters,
    ])
}
