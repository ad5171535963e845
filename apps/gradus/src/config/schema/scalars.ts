import * as E from '#fp/Either'
import * as t from 'io-ts'

import type { Codec } from './Codec.ts'
import { codec } from './Codec.ts'
import { suggestion } from './nearest.ts'
import { showChoices, showFound } from './show.ts'

/** A codec from the words for what it expects and the test. */
const scalar = <A>(name: string, is: (value: unknown) => value is A): Codec<A> =>
  codec(name, (value, context) => (is(value) ? t.success(value) : t.failure(value, context)))

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const numberThat = (name: string, test: (value: number) => boolean): Codec<number> =>
  scalar(name, (value): value is number => isNumber(value) && test(value))

/** A finite number from `min` to `max`, both allowed. */
export const number = (min: number, max: number): Codec<number> =>
  numberThat(`a number from ${min} to ${max}`, (value) => value >= min && value <= max)

export const positive: Codec<number> = numberThat('a number above 0', (value) => value > 0)

/** Rates of forgetting and of dropping. */
export const fraction: Codec<number> = numberThat(
  'a number of at least 0 and below 1',
  (value) => value >= 0 && value < 1,
)

/** A whole number from `min` to `max`, both allowed. */
export const whole = (min: number, max: number): Codec<number> =>
  numberThat(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && value >= min && value <= max,
  )

export const flag: Codec<boolean> = scalar('true or false', (value) => typeof value === 'boolean')

/** Text of a certain form; `what` says what it stands for: `the name of a column`. */
export const textLike = (what: string, form: RegExp): Codec<string> =>
  scalar(what, (value): value is string => typeof value === 'string' && form.test(value))

/** Text that is not empty. */
export const text = (what: string): Codec<string> => textLike(what, /./s)

/** What is wrong with a value that should have been one of these names. */
export const explainChoice = (found: unknown, names: readonly string[]): string =>
  found === undefined
    ? `missing. Expected ${showChoices(names)}.`
    : `expected ${showChoices(names)}, found ${showFound(found)}.${
        typeof found === 'string' ? suggestion(found, names) : ''
      }`

/** One of the given names; a slip gets the nearest of them. */
export const oneOf = <const N extends string>(...names: readonly N[]): Codec<N> =>
  codec(showChoices(names), (value, context) => {
    const found = names.find((name) => name === value)
    return found === undefined ? t.failure(value, context, explainChoice(value, names)) : t.success(found)
  })

/** What `inner` takes, or null for none. */
export const nullable = <A>(inner: Codec<A>): Codec<A | null> =>
  codec<A | null>(`${inner.name}, or null`, (value, context) =>
    value === null ? t.success(null) : inner.validate(value, context),
  )

/** A list of at least one. */
export const listOf = <A>(inner: Codec<A>, what: string): Codec<readonly A[]> =>
  codec(what, (value, context) => {
    if (!Array.isArray(value) || value.length === 0) return t.failure(value, context)
    const results = value.map((item: unknown, position) =>
      inner.validate(item, t.appendContext(context, String(position), inner, item)),
    )
    const errors = results.flatMap((result) => (E.isLeft(result) ? result.left : []))
    return errors.length > 0
      ? t.failures(errors)
      : t.success(results.flatMap((result) => (E.isRight(result) ? [result.right] : [])))
  })
