/**
 * The header of a safetensors file: a small JSON grammar, read strictly.
 *
 * `JSON.parse` cannot be used here: it keeps the last of two equal keys without a word, rounds integers above
 * 2^53 and accepts `1.0`, `1e2` and `-0` where the format wants a count. So the few productions that a header may
 * contain are parsers of their own, over the text, and everything else is refused at its place. A header is read
 * once, from left to right, and reading stops at the first fault, so time and memory stay bounded by the limits.
 */
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import { nameFault, quote, showCharacter, showName } from './codec/text.ts'
import type { SafetensorsError, SafetensorsLimits } from './SafetensorsError.ts'

/** What the header says about one tensor, before any of it is compared with the data. */
export interface TensorEntry {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** A header's two parts, in the file's order. */
export interface Header {
  readonly entries: readonly TensorEntry[]
  readonly metadata: ReadonlyMap<string, string>
}

type Result<A> = E.Either<SafetensorsError, A>
interface Place {
  readonly text: string
  readonly at: number
  readonly path: string
}
type Parser<A> = (place: Place) => Result<readonly [value: A, next: number]>

const metadataKey = '__metadata__'

// ---- characters

const blank = /[ \t\n\r]*/y
const skip = (text: string, at: number): number => {
  blank.lastIndex = at
  blank.test(text)
  return blank.lastIndex
}

const notJson = (text: string, at: number, expected: string): E.Either<SafetensorsError, never> =>
  E.left({ _tag: 'HeaderNotJson', position: at, expected, found: showCharacter(text, at) })

const kinds: Readonly<Record<string, string>> = {
  '"': 'a string',
  '{': 'an object',
  '[': 'a list',
  '-': 'a number',
}

const kindAt = (text: string, at: number): string | undefined => {
  if (text.startsWith('true', at) || text.startsWith('false', at)) return 'a boolean'
  if (text.startsWith('null', at)) return 'null'
  const first = text[at] ?? ''
  return first >= '0' && first <= '9' ? 'a number' : kinds[first]
}

/** The fault of a place where another kind of value stands (or nothing that JSON knows). */
const otherKind = ({ text, at, path }: Place, expected: string): E.Either<SafetensorsError, never> => {
  const found = kindAt(text, at)
  return found === undefined
    ? notJson(text, at, expected)
    : E.left({ _tag: 'HeaderField', path, expected, found })
}

// ---- values

/** Where the string that opens at `open` closes: the next quote behind an even number of backslashes. */
const closingQuote = (text: string, open: number): number => {
  for (let quote = text.indexOf('"', open + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let start = quote
    while (text[start - 1] === '\\') start -= 1
    if ((quote - start) % 2 === 0) return quote
  }
  return -1
}

const unquote = (literal: string): string | undefined => {
  try {
    return JSON.parse(literal) as string
  } catch {
    return undefined
  }
}

const string: Parser<string> = (place) => {
  const { text, at } = place
  if (text[at] !== '"') return otherKind(place, 'a string')
  const close = closingQuote(text, at)
  if (close === -1) return notJson(text, text.length, "'\"'")
  const value = unquote(text.slice(at, close + 1))
  return value === undefined ? notJson(text, at, 'a valid string') : E.right([value, close + 1])
}

const digits = /-?\d[\d.eE+-]*/y
const count: Parser<number> = (place) => {
  const expected = 'a whole number from 0 to 9007199254740991'
  digits.lastIndex = place.at
  const raw = digits.exec(place.text)?.[0]
  if (raw === undefined) return otherKind(place, expected)
  // Only the raw text shows 1.0, 1e2, -0 and what lies above 2^53.
  return /^(?:0|[1-9]\d{0,15})$/.test(raw) && Number.isSafeInteger(Number(raw))
    ? E.right([Number(raw), place.at + raw.length])
    : E.left({ _tag: 'HeaderField', path: place.path, expected, found: raw.slice(0, 40) })
}

interface Sequence<A> {
  readonly open: string
  readonly close: string
  readonly expected: string
  readonly limit: number
  readonly item: (place: Place, index: number) => Result<readonly [value: A, next: number]>
}

/** `open item, item close`: both lists and objects. */
const sequence =
  <A>({ open, close, expected, limit, item }: Sequence<A>): Parser<readonly A[]> =>
  (place) => {
    const { text, path } = place
    if (text[place.at] !== open) return otherKind(place, expected)
    const items: A[] = []
    let at = skip(text, place.at + 1)
    if (text[at] === close) return E.right([items, at + 1])
    for (;;) {
      if (items.length === limit) return E.left({ _tag: 'TooMany', path, limit })
      const read = item({ text, at, path }, items.length)
      if (E.isLeft(read)) return read
      items.push(read.right[0])
      at = skip(text, read.right[1])
      if (text[at] === close) return E.right([items, at + 1])
      if (text[at] !== ',') return notJson(text, at, `',' or '${close}'`)
      at = skip(text, at + 1)
    }
  }

const listOfCounts = (expected: string, limit: number): Parser<readonly number[]> =>
  sequence({
    open: '[',
    close: ']',
    expected,
    limit,
    item: (place, index) => count({ ...place, path: `${place.path}[${index}]` }),
  })

/** An object whose values are read by the parser that `value` gives for their key; equal keys are a fault. */
const object =
  <A>(limit: number, value: (key: string, path: string) => Result<Parser<A>>): Parser<readonly A[]> =>
  (place) => {
    const keys = new Set<string>()
    const item: Parser<A> = ({ text, at }) => {
      const read = string({ text, at, path: place.path })
      if (E.isLeft(read)) return read
      const [key, next] = read.right
      const path = place.path === '' ? showName(key) : `${place.path}.${showName(key)}`
      if (keys.has(key)) return E.left({ _tag: 'DuplicateKey', path })
      keys.add(key)
      const colon = skip(text, next)
      if (text[colon] !== ':') return notJson(text, colon, "':'")
      const parser = value(key, path)
      return E.isLeft(parser) ? parser : parser.right({ text, at: skip(text, colon + 1), path })
    }
    return sequence({ open: '{', close: '}', expected: 'an object', limit, item })(place)
  }

const mapParser =
  <A, B>(f: (a: A, path: string) => Result<B>) =>
  (parser: Parser<A>): Parser<B> =>
  (place) => {
    const read = parser(place)
    if (E.isLeft(read)) return read
    const mapped = f(read.right[0], place.path)
    return E.isLeft(mapped) ? mapped : E.right([mapped.right, read.right[1]])
  }

// ---- the grammar

/** Why a tensor or a metadata entry may not be called so, if it may not. */
export const checkName = (name: string): Result<string> => {
  const reason = nameFault(name)
  return reason === undefined ? E.right(name) : E.left({ _tag: 'BadName', name, reason })
}

type Fields = {
  readonly dtype?: string
  readonly shape?: readonly number[]
  readonly offsets?: readonly number[]
}

const field =
  (limits: SafetensorsLimits) =>
  (key: string, path: string): Result<Parser<Fields>> => {
    const shape = listOfCounts('a list of whole numbers', limits.rank)
    const offsets = listOfCounts('a list of two whole numbers', limits.rank)
    if (key === 'dtype')
      return E.right(
        pipe(
          string,
          mapParser((dtype) => E.right({ dtype })),
        ),
      )
    if (key === 'shape')
      return E.right(
        pipe(
          shape,
          mapParser((shape) => E.right({ shape })),
        ),
      )
    if (key === 'data_offsets')
      return E.right(
        pipe(
          offsets,
          mapParser((offsets) => E.right({ offsets })),
        ),
      )
    return E.left({
      _tag: 'HeaderField',
      path,
      expected: 'one of dtype, shape, data_offsets',
      found: quote(key),
    })
  }

const complete =
  (name: string) =>
  (fields: readonly Fields[], path: string): Result<TensorEntry> => {
    const { dtype, shape, offsets } = fields.reduce((all, one) => ({ ...all, ...one }), {})
    const missing = (key: string): Result<TensorEntry> =>
      E.left({ _tag: 'HeaderField', path: `${path}.${key}`, expected: 'a value', found: 'nothing' })
    if (dtype === undefined) return missing('dtype')
    if (shape === undefined) return missing('shape')
    if (offsets === undefined) return missing('data_offsets')
    const [begin, end] = offsets
    if (begin === undefined || end === undefined || offsets.length > 2) {
      const [expected, found] = ['a list of two whole numbers', `a list of ${offsets.length}`]
      return E.left({ _tag: 'HeaderField', path: `${path}.data_offsets`, expected, found })
    }
    return E.right({ name, dtype, shape, begin, end })
  }

const tensorEntry = (limits: SafetensorsLimits, name: string): Parser<TensorEntry> =>
  // Four, so that a fourth key is named by what it is rather than as one too many.
  pipe(object(4, field(limits)), mapParser(complete(name)))

const metadataValue: Parser<string> = pipe(
  string,
  mapParser((value, path) =>
    /\p{Surrogate}/u.test(value)
      ? E.left({ _tag: 'HeaderField', path, expected: 'text', found: 'half of a surrogate pair' })
      : E.right(value),
  ),
)

const metadata = (limits: SafetensorsLimits): Parser<readonly (readonly [string, string])[]> =>
  object(limits.entries, (key) =>
    pipe(
      checkName(key),
      E.map((name) =>
        pipe(
          metadataValue,
          mapParser((value) => E.right([name, value] as const)),
        ),
      ),
    ),
  )

type Member =
  | { readonly _tag: 'tensor'; readonly entry: TensorEntry }
  | { readonly _tag: 'metadata'; readonly pairs: readonly (readonly [string, string])[] }

const member =
  (limits: SafetensorsLimits) =>
  (key: string): Result<Parser<Member>> =>
    key === metadataKey
      ? E.right(
          pipe(
            metadata(limits),
            mapParser((pairs) => E.right({ _tag: 'metadata', pairs })),
          ),
        )
      : pipe(
          checkName(key),
          E.map((name) =>
            pipe(
              tensorEntry(limits, name),
              mapParser((entry) => E.right({ _tag: 'tensor', entry })),
            ),
          ),
        )

const toHeader = (members: readonly Member[]): Header => ({
  entries: members.flatMap((m) => (m._tag === 'tensor' ? [m.entry] : [])),
  metadata: new Map(members.flatMap((m) => (m._tag === 'metadata' ? m.pairs : []))),
})

/** Reads a whole header; JSON's blanks may stand before and after it, nothing else may. */
export const parseHeader = (text: string, limits: SafetensorsLimits): Result<Header> =>
  pipe(
    object(limits.entries + 1, member(limits))({ text, at: skip(text, 0), path: '' }),
    E.chain(([members, next]) => {
      const end = skip(text, next)
      return end === text.length ? E.right(toHeader(members)) : notJson(text, end, 'the end of the header')
    }),
  )

// ---- writing

const pair = (key: string, value: string): string => `${JSON.stringify(key)}:${value}`

const writeEntry = ({ name, dtype, shape, begin, end }: TensorEntry): string =>
  pair(name, `{"dtype":"${dtype}","shape":[${shape.join(',')}],"data_offsets":[${begin},${end}]}`)

/** A header's text, metadata first. Written member by member, since an object would reorder keys such as "10". */
export const writeHeader = ({ entries, metadata }: Header): string => {
  const pairs = [...metadata].map(([key, value]) => pair(key, JSON.stringify(value)))
  const first = pairs.length === 0 ? [] : [pair(metadataKey, `{${pairs.join(',')}}`)]
  return `{${[...first, ...entries.map(writeEntry)].join(',')}}`
}
