import * as E from '#fp/Either'
import * as t from 'io-ts'

import type { Codec } from './Codec.ts'
import { codec, entriesOf, isObject } from './Codec.ts'
import { unknownKey } from './Problem.ts'

/** One key of an object: what it takes and, where it may be left out, what it is then. */
export interface Field<A> {
  readonly codec: Codec<A>
  readonly fallback?: A
}

export type Fields = Readonly<Record<string, Field<unknown>>>

export type Decoded<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer A> ? A : never
}

/** A codec of an object also tells its keys, for help texts and for sending stray keys home. */
export interface ObjectCodec<A> extends Codec<A> {
  readonly fields: Fields
}

export const required = <A>(codec: Codec<A>): Field<A> => ({ codec })

export const orElse = <A>(codec: Codec<A>, fallback: A): Field<A> => ({ codec, fallback })

/** A key whose object may be left out because each of its own keys may. */
export const section = <A>(codec: ObjectCodec<A>): Field<A> => ({
  codec,
  fallback: Object.fromEntries(
    Object.entries(codec.fields).map(([key, field]) => [key, field.fallback]),
  ) as A,
})

type Entries = ReadonlyMap<string, unknown>

const validateField = (key: string, field: Field<unknown>, entries: Entries, context: t.Context) => {
  if (!entries.has(key) && 'fallback' in field) return t.success(field.fallback)
  const found = entries.get(key)
  return field.codec.validate(found, t.appendContext(context, key, field.codec, found))
}

const unknownKeys = (entries: Entries, known: readonly string[], context: t.Context): t.Errors =>
  [...entries]
    .filter(([key]) => !known.includes(key))
    .map(([key, value]) => ({
      value,
      context: t.appendContext(context, key, unknownKey(known), value),
    }))

/**
 * An object with exactly these keys. Every problem in it is reported, not the first alone; keys that are
 * left out and have a fallback are filled in.
 */
export const object = <F extends Fields>(name: string, fields: F): ObjectCodec<Decoded<F>> => {
  const list = Object.entries<Field<unknown>>(fields)
  const known = list.map(([key]) => key)
  const validate = (value: unknown, context: t.Context): t.Validation<Decoded<F>> => {
    if (!isObject(value)) return t.failure(value, context)
    const entries = entriesOf(value)
    const results = list.map(([key, field]) => [key, validateField(key, field, entries, context)] as const)
    const wrong = results.flatMap(([, result]) => (E.isLeft(result) ? result.left : []))
    const errors = [...unknownKeys(entries, known, context), ...wrong]
    const values = results.flatMap(([key, result]) => (E.isRight(result) ? [[key, result.right]] : []))
    return errors.length > 0 ? t.failures(errors) : t.success(Object.fromEntries(values) as Decoded<F>)
  }
  return Object.assign(codec(name, validate), { fields })
}
