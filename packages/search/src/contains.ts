import { equalJson, isRecord, type Json } from './Json.ts'
import type { Config, QuantizedSpace, RecordSpace, Space } from './Space.ts'
import { nearestStep, stepCount, stepValue } from './steps.ts'

/**
 * Is `u` one of the configurations that the space describes?
 *
 * Records must have the space's fields and no others.
 *
 * @example
 * ```ts
 * import { choice, contains, record, uniform } from '@gradus/search'
 *
 * const space = record({ rate: uniform(0, 0.5), activation: choice(['relu', 'tanh']) })
 * contains(space)({ rate: 0.2, activation: 'relu' }) // => true
 * contains(space)({ rate: 0.9, activation: 'relu' }) // => false
 * contains(space)({ rate: 0.2 }) // => false
 * ```
 */
export const contains =
  <const S extends Space>(space: S) =>
  (u: unknown): u is Config<S> =>
    holds(space, u)

const holds = (space: Space, u: unknown): boolean => {
  switch (space.kind) {
    case 'uniform':
    case 'logUniform':
      return within(space, u)
    case 'int':
    case 'logInt':
      return Number.isSafeInteger(u) && within(space, u)
    case 'quantized':
      return within(space, u) && onStep(space, u)
    case 'choice':
      return space.values.some((value: Json) => equalJson(value, u))
    case 'constant':
      return equalJson(space.value, u)
    case 'record':
      return holdsFields(space, u)
  }
}

const within = ({ low, high }: { readonly low: number; readonly high: number }, u: unknown): u is number =>
  typeof u === 'number' && low <= u && u <= high

const onStep = (space: QuantizedSpace, x: number): boolean => {
  const index = nearestStep(space, x)
  return index < stepCount(space) && stepValue(space, index) === x
}

const holdsFields = ({ fields }: RecordSpace, u: unknown): boolean => {
  const names = Object.keys(fields)
  return (
    isRecord(u) &&
    Object.keys(u).length === names.length &&
    names.every((name) => Object.hasOwn(u, name) && holds(fields[name]!, u[name]))
  )
}
