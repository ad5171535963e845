import { ValueError } from '@gradus/tensor'

/** The number, when it can be a scale or a standard deviation. */
export const requireScale = (operation: string, name: string, value: number): number => {
  if (Number.isFinite(value) && value > 0) return value
  throw new ValueError(operation, `${name} must be positive and finite, got ${value}.`)
}
