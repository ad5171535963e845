/**
 * What the package's options must satisfy, and the words for when they do not.
 *
 * @module
 */
import { DTypeError, ShapeError, ValueError } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'

const rule =
  (words: string, holds: (value: number) => boolean) =>
  (operation: string, name: string, value: number): number => {
    if (holds(value)) return value
    throw new ValueError(operation, `${name} must be ${words}, got ${value}.`)
  }

/** The number, when it is zero or more, and finite. */
export const requireNonNegative = rule(
  'zero or more, and finite',
  (value) => Number.isFinite(value) && value >= 0,
)

/** The number, when it is above zero, and finite. */
export const requirePositive = rule('positive and finite', (value) => value > 0 && Number.isFinite(value))

/** The number, when it is a share that leaves something. */
export const requireRate = rule('in [0, 1)', (value) => value >= 0 && value < 1)

/** The number, when it can count things that there must be. */
export const requireCount = rule(
  'a whole number, 1 or more',
  (value) => Number.isSafeInteger(value) && value >= 1,
)

/** The number, when it can count steps. */
export const requireSteps = rule(
  'a whole number, 0 or more',
  (value) => Number.isSafeInteger(value) && value >= 0,
)

/** The number, when it can count classes. */
export const requireClasses = rule(
  'a whole number, 2 or more',
  (value) => Number.isSafeInteger(value) && value >= 2,
)

/** Throws unless a tensor is made of floats. */
export const requireFloats = (operation: string, name: string, x: AnyTensor): void => {
  if (x.dtype === 'float32' || x.dtype === 'float64') return
  throw new DTypeError(operation, `${name} must be float32 or float64, got ${x.dtype}. Use T.cast?`)
}

/** Throws unless a tensor has the axes that are named. */
export const requireAxes = (
  operation: string,
  name: string,
  x: AnyTensor,
  axes: string,
  fits: (rank: number) => boolean,
): void => {
  if (fits(x.shape.length)) return
  throw new ShapeError(operation, `${name} must have the axes ${axes}, got [${x.shape.join(',')}].`)
}
