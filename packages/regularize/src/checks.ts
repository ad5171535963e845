import { ValueError } from '@gradus/tensor'

/** The number, when it is zero or more, and finite. */
export const requireNonNegative = (operation: string, name: string, value: number): number => {
  if (Number.isFinite(value) && value >= 0) return value
  throw new ValueError(operation, `${name} must be zero or more, and finite, got ${value}.`)
}
