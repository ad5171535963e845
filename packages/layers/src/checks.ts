import { ValueError } from '@gradus/tensor'

const inRange = (operation: string, option: string, rule: string, ok: boolean, value: number): void => {
  if (!ok) throw new ValueError(operation, `${option} must be ${rule}, got ${value}.`)
}

/** Throws where a count is not a positive integer. */
export const positiveInteger = (operation: string, option: string, value: number): void =>
  inRange(operation, option, 'a positive integer', Number.isSafeInteger(value) && value > 0, value)

/** Throws where a share is not in [0, 1). */
export const fraction = (operation: string, option: string, value: number): void =>
  inRange(operation, option, 'in [0, 1)', value >= 0 && value < 1, value)

/** Throws where a number is not positive and finite. */
export const positive = (operation: string, option: string, value: number): void =>
  inRange(operation, option, 'positive and finite', value > 0 && Number.isFinite(value), value)

/** Throws where a number is not finite. */
export const finite = (operation: string, option: string, value: number): void =>
  inRange(operation, option, 'finite', Number.isFinite(value), value)
