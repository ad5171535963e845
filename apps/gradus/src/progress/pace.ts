import type { Pace } from './Progress.ts'

/** How much is done and since when: what pace and time left follow from. */
export interface Meter {
  readonly startedAt: number
  readonly examples: number
}

export const startMeter = (now: number): Meter => ({ startedAt: now, examples: 0 })

export const advance = (meter: Meter, examples: number): Meter => ({
  ...meter,
  examples: meter.examples + examples,
})

/** `now` and `startedAt` are milliseconds; `left` is the number of examples still to come at most. */
export const paceOf = (meter: Meter, now: number, left: number): Pace => {
  const seconds = (now - meter.startedAt) / 1000
  const rate = seconds > 0 ? meter.examples / seconds : 0
  return { samplesPerSecond: rate, secondsLeft: rate > 0 ? left / rate : Infinity }
}
