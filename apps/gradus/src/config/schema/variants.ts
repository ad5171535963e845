import * as t from 'io-ts'

import type { Codec, ValueOf } from './Codec.ts'
import { codec, entriesOf, isObject } from './Codec.ts'
import type { ObjectCodec } from './object.ts'
import { explainChoice } from './scalars.ts'
import { showFound } from './show.ts'

type Cases = Readonly<Record<string, ObjectCodec<unknown>>>

/** A codec of several kinds of object also tells them. */
export interface VariantsCodec<A> extends Codec<A> {
  readonly cases: Cases
}

type OneOf<V extends Cases> = ValueOf<V[keyof V]>

const build = <A>(
  name: string,
  cases: Cases,
  choose: (value: object) => string | undefined,
  refuse: (value: object, context: t.Context) => t.Validation<A>,
): VariantsCodec<A> => {
  const validate = (value: unknown, context: t.Context): t.Validation<A> => {
    if (!isObject(value)) return t.failure(value, context)
    const chosen = cases[choose(value) ?? '']
    return chosen === undefined
      ? refuse(value, context)
      : (chosen.validate(value, context) as t.Validation<A>)
  }
  return Object.assign(codec(name, validate), { cases })
}

/**
 * Objects told apart by the name under `key`, which each case has among its fields. The problems reported are
 * those of the chosen case alone.
 */
export const variants = <V extends Cases>(key: string, name: string, cases: V): VariantsCodec<OneOf<V>> => {
  const names = Object.keys(cases)
  const read = (value: object): unknown => entriesOf(value).get(key)
  return build(
    name,
    cases,
    (value) => names.find((known) => known === read(value)),
    (value, context) => {
      const found = read(value)
      return t.failure(found, t.appendContext(context, key, t.unknown, found), explainChoice(found, names))
    },
  )
}

/** Objects told apart by which of the given keys they have; where none is there, the whole object is the problem. */
export const variantsByKey = <V extends Cases>(name: string, cases: V): VariantsCodec<OneOf<V>> =>
  build(
    name,
    cases,
    (value) => Object.keys(cases).find((key) => Object.hasOwn(value, key)),
    (value, context) => t.failure(value, context, `expected ${name}, found ${showFound(value)}.`),
  )
