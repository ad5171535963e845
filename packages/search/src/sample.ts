import type { Json } from './Json.ts'
import * as Key from './Key.ts'
import type { Config, Space } from './Space.ts'
import { stepCount, stepValue } from './steps.ts'

/**
 * Draws one configuration.
 *
 * A field of a record draws with a key made of the record's key and the field's name, so adding, removing or
 * reordering fields leaves what the others draw as it was.
 *
 * @example
 * ```ts
 * import { choice, contains, int, Key, logUniform, record, sample } from '@gradus/search'
 *
 * const space = record({ learningRate: logUniform(1e-4, 1e-1), units: int(16, 128), bias: choice([true, false]) })
 * contains(space)(sample(space)(Key.fromSeed(0))) // => true
 * ```
 */
export const sample =
  <const S extends Space>(space: S) =>
  (key: Key.Key): Config<S> =>
    draw(space, key) as Config<S>

const draw = (space: Space, key: Key.Key): Json => {
  switch (space.kind) {
    case 'uniform':
      return between(space, mix(space.low, space.high, Key.uniform(key)))
    case 'logUniform':
      return between(space, Math.exp(mix(Math.log(space.low), Math.log(space.high), Key.uniform(key))))
    case 'int':
      return between(space, space.low + Math.floor(Key.uniform(key) * (space.high - space.low + 1)))
    case 'logInt':
      return between(
        space,
        Math.floor(Math.exp(mix(Math.log(space.low), Math.log(space.high + 1), Key.uniform(key)))),
      )
    case 'quantized':
      return stepValue(space, pick(key, stepCount(space)))
    case 'choice':
      return space.values[pick(key, space.values.length)]!
    case 'constant':
      return space.value
    case 'record':
      return Object.fromEntries(
        Object.entries(space.fields).map(([name, field]) => [name, draw(field, Key.foldInName(key, name))]),
      )
  }
}

/** Written as a mixture because `high - low` can overflow. */
const mix = (low: number, high: number, u: number): number => low * (1 - u) + high * u

/** Rounding in `exp` and `log` may step over an end by one unit in the last place. */
const between = ({ low, high }: { readonly low: number; readonly high: number }, x: number): number =>
  Math.min(high, Math.max(low, x))

const pick = (key: Key.Key, count: number): number => Math.floor(Key.uniform(key) * count)
