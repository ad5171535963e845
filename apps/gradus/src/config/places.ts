import type { Codec } from './schema/Codec.ts'
import type { Fields } from './schema/object.ts'

const hasFields = (codec: Codec<unknown>): codec is Codec<unknown> & { readonly fields: Fields } =>
  'fields' in codec

const casesOf = (codec: Codec<unknown>): readonly Codec<unknown>[] =>
  'cases' in codec ? Object.values(codec.cases as Readonly<Record<string, Codec<unknown>>>) : [codec]

interface Place {
  readonly key: string
  readonly path: string
}

const placesIn = (codec: Codec<unknown>, above: string): readonly Place[] =>
  casesOf(codec)
    .filter(hasFields)
    .flatMap(({ fields }) =>
      Object.entries(fields).flatMap(([key, field]) => {
        const path = above === '' ? key : `${above}.${key}`
        return [{ key, path }, ...placesIn(field.codec, path)]
      }),
    )

/** Where in a document of this codec a key has its place, so that one in the wrong section can be sent there. */
export const places = (codec: Codec<unknown>): ((key: string) => readonly string[]) => {
  const all = placesIn(codec, '')
  return (key) => all.filter((place) => place.key === key).map(({ path }) => path)
}
