import { ValueError } from '@gradus/tensor'
import type { Hyperparameter } from './Hyperparameter.ts'

const fail = (operation: string, name: string, rule: string, value: number, hint: string): never => {
  throw new ValueError(operation, `${name} must be ${rule}, got ${value}.${hint === '' ? '' : ` ${hint}`}`)
}

/** The number, when it is positive and finite. Here and below, a tensor's value is not looked at. */
export const requirePositive = <H extends Hyperparameter>(
  operation: string,
  name: string,
  value: H,
  hint = '',
): H =>
  typeof value !== 'number' || (Number.isFinite(value) && value > 0)
    ? value
    : fail(operation, name, 'positive and finite', value, hint)

/** The number, when it is zero or more, and finite. */
export const requireNonNegative = <H extends Hyperparameter>(
  operation: string,
  name: string,
  value: H,
  hint = '',
): H =>
  typeof value !== 'number' || (Number.isFinite(value) && value >= 0)
    ? value
    : fail(operation, name, 'zero or more, and finite', value, hint)

/** The number, when it is finite. */
export const requireFinite = <H extends Hyperparameter>(operation: string, name: string, value: H): H =>
  typeof value !== 'number' || Number.isFinite(value) ? value : fail(operation, name, 'finite', value, '')

/** The number, when it can be the decay of an average: in [0, 1). */
export const requireDecay = <H extends Hyperparameter>(operation: string, name: string, value: H): H =>
  typeof value !== 'number' || (value >= 0 && value < 1)
    ? value
    : fail(operation, name, 'in [0, 1)', value, '')

/** The number, when it is a whole number of steps, one or more. */
export const requireSteps = (operation: string, name: string, value: number): number =>
  Number.isInteger(value) && value >= 1
    ? value
    : fail(operation, name, 'a whole number of steps, 1 or more', value, '')

/** The number, when it is a whole number of steps, zero or more. */
export const requireStepsOrNone = (operation: string, name: string, value: number): number =>
  Number.isInteger(value) && value >= 0
    ? value
    : fail(operation, name, 'a whole number of steps, 0 or more', value, '')

/** The number, when it is from `low` to below `high`. */
export const requireWithin = <H extends Hyperparameter>(
  operation: string,
  name: string,
  value: H,
  low: number,
  high: number,
): H =>
  typeof value !== 'number' || (value >= low && value < high)
    ? value
    : fail(operation, name, `in [${low}, ${high})`, value, '')

/** The number, when it is between 0 and 1, and neither. */
export const requireShare = (operation: string, name: string, value: number): number =>
  value > 0 && value < 1 ? value : fail(operation, name, 'between 0 and 1', value, '')
