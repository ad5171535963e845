import * as E from '#fp/Either'
import * as t from 'io-ts'

import type { Codec } from './Codec.ts'
import { codec, entriesOf, isObject } from './Codec.ts'

/** An object with keys of the user's own, at least one, and values of one kind. */
export const recordOf = <A>(inner: Codec<A>, what: string): Codec<Readonly<Record<string, A>>> =>
  codec(what, (value, context) => {
    if (!isObject(value) || Object.keys(value).length === 0) return t.failure(value, context)
    const results = [...entriesOf(value)].map(
      ([key, item]) => [key, inner.validate(item, t.appendContext(context, key, inner, item))] as const,
    )
    const errors = results.flatMap(([, result]) => (E.isLeft(result) ? result.left : []))
    const entries = results.flatMap(([key, result]) =>
      E.isRight(result) ? [[key, result.right] as const] : [],
    )
    return errors.length > 0 ? t.failures(errors) : t.success(Object.fromEntries(entries))
  })
