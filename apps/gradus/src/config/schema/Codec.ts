import * as E from '#fp/Either'
import * as t from 'io-ts'

/**
 * What decodes one value of a document: io-ts's `Decoder`. Its `name` reads on after "expected", as in
 * `expected a number above 0, found "fast".`
 */
export type Codec<A> = t.Decoder<unknown, A>

/** What a codec decodes to. */
export type ValueOf<C> = C extends t.Decoder<unknown, infer A> ? A : never

export const codec = <A>(name: string, validate: t.Validate<unknown, A>): Codec<A> =>
  new t.Type<A, A>(
    name,
    (value): value is A => E.isRight(validate(value, [])),
    validate,
    (value) => value,
  )

export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The own entries of an object, so that `__proto__` is a key like any other. */
export const entriesOf = (value: object): ReadonlyMap<string, unknown> => new Map(Object.entries(value))
