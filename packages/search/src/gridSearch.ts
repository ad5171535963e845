import { equalJson, type Json } from './Json.ts'
import { SearchError } from './SearchError.ts'
import type { Config, NumberSpace, Space } from './Space.ts'
import { stepCount, stepValue } from './steps.ts'
import type { Strategy } from './Strategy.ts'

export interface GridOptions {
  /** How many values to take from a range of numbers, both ends included; 5 unless told. */
  readonly points?: number
}

/**
 * Grid search: every combination of evenly spaced values, the last field turning fastest; ends by itself.
 *
 * Ranges give `points` values, evenly spaced on their own scale (in the logarithm for `logUniform` and
 * `logInt`), rounded to integers or steps where those are asked for; choices give all their values.
 *
 * Throws `SearchError` unless `points` is an integer of at least 2.
 *
 * @example
 * ```ts
 * import { emptyHistory, gridSearch, Key, logUniform } from '@gradus/search'
 *
 * gridSearch({ points: 3 })(logUniform(0.01, 1), emptyHistory('minimize'), Key.fromSeed(0)) // => [0.01]
 * ```
 */
export const gridSearch = ({ points = 5 }: GridOptions = {}): Strategy => {
  checkPoints('gridSearch', points)
  return (space, history) => {
    const at = history.trials.length
    return at < size(space, points) ? [pointAt(space, points, at) as Config<typeof space>] : []
  }
}

/**
 * How many configurations the grid has.
 *
 * @example
 * ```ts
 * import { choice, gridSize, record, uniform } from '@gradus/search'
 *
 * gridSize({ points: 4 })(record({ rate: uniform(0, 1), activation: choice(['relu', 'tanh']) })) // => 8
 * ```
 */
export const gridSize = ({ points = 5 }: GridOptions = {}): ((space: Space) => number) => {
  checkPoints('gridSize', points)
  return (space) => size(space, points)
}

const checkPoints = (operation: string, points: number): void => {
  if (Number.isSafeInteger(points) && points >= 2) return
  throw new SearchError(operation, `points must be an integer of at least 2, got ${points}.`)
}

const size = (space: Space, points: number): number =>
  space.kind === 'record'
    ? Object.values(space.fields).reduce((product, field) => product * size(field, points), 1)
    : axis(space, points).length

/** The point with this index, read as a number whose digits are the fields: no grid is ever built. */
const pointAt = (space: Space, points: number, index: number): Json => {
  if (space.kind !== 'record') return axis(space, points)[index]!
  const [, fields] = Object.entries(space.fields).reduceRight<
    readonly [number, readonly (readonly [string, Json])[]]
  >(
    ([rest, done], [name, field]) => {
      const base = size(field, points)
      return [Math.floor(rest / base), [[name, pointAt(field, points, rest % base)], ...done]]
    },
    [index, []],
  )
  return Object.fromEntries(fields)
}

const axis = (space: Exclude<Space, { readonly kind: 'record' }>, points: number): readonly Json[] => {
  if (space.kind === 'choice') return space.values
  if (space.kind === 'constant') return [space.value]
  const values = Array.from({ length: points }, (_, i) => numberAt(space, i / (points - 1)))
  return values.filter((value, i) => i === 0 || !equalJson(value, values[i - 1]))
}

/** The number that lies at the fraction `at`, from 0 to 1, of a range on its own scale; the ends are exact. */
const numberAt = (space: NumberSpace, at: number): number => {
  switch (space.kind) {
    case 'uniform':
      return linear(space, at)
    case 'logUniform':
      return geometric(space, at)
    case 'int':
      return Math.round(linear(space, at))
    case 'logInt':
      return Math.round(geometric(space, at))
    case 'quantized':
      return stepValue(space, Math.round(at * (stepCount(space) - 1)))
  }
}

interface Range {
  readonly low: number
  readonly high: number
}

const linear = ({ low, high }: Range, at: number): number => low * (1 - at) + high * at

/** Rounded to 14 digits, so that halfway from 0.01 to 1 is 0.1. */
const geometric = ({ low, high }: Range, at: number): number =>
  at === 0
    ? low
    : at === 1
      ? high
      : Math.min(
          high,
          Math.max(low, Number(Math.exp(Math.log(low) * (1 - at) + Math.log(high) * at).toPrecision(14))),
        )
