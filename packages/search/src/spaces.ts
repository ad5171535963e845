import type { Json } from './Json.ts'
import { brokenRules } from './rules.ts'
import { SearchError } from './SearchError.ts'
import type {
  ChoiceSpace,
  ConstantSpace,
  Fields,
  IntSpace,
  LogIntSpace,
  LogUniformSpace,
  QuantizedSpace,
  RecordSpace,
  Space,
  UniformSpace,
} from './Space.ts'

const sound = <S extends Space>(space: S): S => {
  const [rule] = brokenRules(space)
  if (rule === undefined) return space
  throw new SearchError(space.kind, rule)
}

/**
 * Real numbers from `low` to `high`, all equally likely.
 *
 * Throws `SearchError` unless both are finite and `low < high`.
 *
 * @example
 * ```ts
 * import { contains, uniform } from '@gradus/search'
 *
 * contains(uniform(0, 1))(0.5) // => true
 * ```
 */
export const uniform = (low: number, high: number): UniformSpace => sound({ kind: 'uniform', low, high })

/**
 * Positive real numbers from `low` to `high` whose logarithm is uniform: as many between 0.001 and 0.01 as
 * between 0.01 and 0.1. The scale for learning rates and penalties.
 *
 * Throws `SearchError` unless both are finite and `0 < low < high`.
 *
 * @example
 * ```ts
 * import { contains, logUniform } from '@gradus/search'
 *
 * [1e-5, 1e-2].map(contains(logUniform(1e-4, 1e-1))) // => [false, true]
 * ```
 */
export const logUniform = (low: number, high: number): LogUniformSpace =>
  sound({ kind: 'logUniform', low, high })

/**
 * Integers from `low` to `high`, both included, all equally likely.
 *
 * Throws `SearchError` unless both are safe integers and `low < high`.
 *
 * @example
 * ```ts
 * import { contains, int } from '@gradus/search'
 *
 * [1, 1.5, 3].map(contains(int(1, 3))) // => [true, false, true]
 * ```
 */
export const int = (low: number, high: number): IntSpace => sound({ kind: 'int', low, high })

/**
 * Integers from `low` to `high`, both included, with equal chances for each doubling: widths, batch sizes.
 *
 * P(x) = ln((x + 1) / x) / ln((high + 1) / low).
 *
 * Throws `SearchError` unless both are safe integers and `0 < low < high`.
 *
 * @example
 * ```ts
 * import { contains, logInt } from '@gradus/search'
 *
 * contains(logInt(8, 256))(100) // => true
 * ```
 */
export const logInt = (low: number, high: number): LogIntSpace => sound({ kind: 'logInt', low, high })

/**
 * The numbers `low`, `low + step`, `low + 2·step`, … up to `high`, all equally likely.
 *
 * Values are rounded to 15 significant digits, so that three tenths is 0.3.
 *
 * Throws `SearchError` unless all are finite, `low < high`, `step > 0` and steps stay distinguishable.
 *
 * @example
 * ```ts
 * import { contains, quantized } from '@gradus/search'
 *
 * [0.3, 0.35].map(contains(quantized(0, 0.5, 0.1))) // => [true, false]
 * ```
 */
export const quantized = (low: number, high: number, step: number): QuantizedSpace =>
  sound({ kind: 'quantized', low, high, step })

/**
 * One of the listed values, all equally likely. Values are JSON: names, numbers, lists of layer widths.
 *
 * Throws `SearchError` when the list is empty, repeats a value or holds something that JSON cannot.
 *
 * @example
 * ```ts
 * import { choice, contains } from '@gradus/search'
 *
 * contains(choice(['relu', 'tanh']))('relu') // => true
 * ```
 */
export const choice = <const Values extends readonly Json[]>(values: Values): ChoiceSpace<Values> =>
  sound({ kind: 'choice', values })

/**
 * Always `value`: a setting that stays fixed but belongs to the configuration.
 *
 * Throws `SearchError` when JSON cannot hold the value.
 *
 * @example
 * ```ts
 * import { constant, contains } from '@gradus/search'
 *
 * contains(constant(32))(64) // => false
 * ```
 */
export const constant = <const Value extends Json>(value: Value): ConstantSpace<Value> =>
  sound({ kind: 'constant', value })

/**
 * One space for each field, drawn independently; records nest.
 *
 * @example
 * ```ts
 * import { contains, int, logUniform, record } from '@gradus/search'
 *
 * const space = record({ learningRate: logUniform(1e-4, 1e-1), model: record({ units: int(16, 128) }) })
 * contains(space)({ learningRate: 0.01, model: { units: 64 } }) // => true
 * ```
 */
export const record = <const F extends Fields>(fields: F): RecordSpace<F> => sound({ kind: 'record', fields })
