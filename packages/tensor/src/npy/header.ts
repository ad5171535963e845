/**
 * The header of an npy file: a Python dictionary of three keys, read strictly.
 *
 * NumPy gives the text to Python's own parser. Here the few productions that NumPy writes are read, from left to right, and
 * everything else is refused at its place. Nothing nests, so neither time nor stack can run away.
 */
import * as E from '#fp/Either'
import { showCharacter } from '../codec/text.ts'
import type { Shape } from '../Tensor.ts'
import type { NpyError, NpyLimits } from './NpyError.ts'
import { structured } from './unsupported.ts'

/** What the header says, before any of it is compared with the data. */
export interface NpyHeader {
  readonly descr: string
  readonly fortranOrder: boolean
  readonly shape: Shape
}

type Fields = Partial<NpyHeader>
type Step<A> = E.Either<NpyError, readonly [value: A, next: number]>

// ---- lexemes

interface Lexeme {
  readonly raw: string
  readonly start: number
  readonly next: number
}

const lexeme = /[ \t\n]*('[^'\\\r\n]*'|"[^"\\\r\n]*"|-?\w[\w.+-]*|[^ \t\n]|)/y

const lexemeAt = (text: string, at: number): Lexeme => {
  lexeme.lastIndex = at
  const raw = lexeme.exec(text)?.[1] ?? ''
  return { raw, start: lexeme.lastIndex - raw.length, next: lexeme.lastIndex }
}

const unexpected = (text: string, { start }: Lexeme, expected: string): E.Either<NpyError, never> =>
  E.left({ _tag: 'HeaderSyntax', position: start, expected, found: showCharacter(text, start) })

const wrongField = (
  key: string,
  text: string,
  { raw, start }: Lexeme,
  expected: string,
): E.Either<NpyError, never> =>
  E.left({
    _tag: 'HeaderField',
    key,
    expected,
    found: raw === '' ? showCharacter(text, start) : raw,
  })

const unquote = (raw: string): string | undefined =>
  /^(['"]).*\1$/s.test(raw) && raw.length > 1 ? raw.slice(1, -1) : undefined

// ---- values

const descr = (text: string, at: number): Step<Fields> => {
  const found = lexemeAt(text, at)
  if (found.raw === '[')
    return E.left(structured(text.slice(found.start, text.lastIndexOf(']') + 1 || undefined)))
  const value = unquote(found.raw)
  return value === undefined
    ? wrongField('descr', text, found, 'a string')
    : E.right([{ descr: value }, found.next])
}

const fortranOrder = (text: string, at: number): Step<Fields> => {
  const found = lexemeAt(text, at)
  return found.raw === 'True' || found.raw === 'False'
    ? E.right([{ fortranOrder: found.raw === 'True' }, found.next])
    : wrongField('fortran_order', text, found, 'True or False')
}

const tuple = 'a tuple of whole numbers'

/** Python 2 wrote an L behind long integers. */
const dimension = (text: string, found: Lexeme): E.Either<NpyError, number> => {
  const digits = /^(0|[1-9]\d{0,15})L?$/.exec(found.raw)?.[1]
  return digits !== undefined && Number.isSafeInteger(Number(digits))
    ? E.right(Number(digits))
    : wrongField('shape', text, found, 'whole numbers from 0 to 9007199254740991')
}

const shape =
  ({ rank }: NpyLimits) =>
  (text: string, at: number): Step<Fields> => {
    const open = lexemeAt(text, at)
    if (open.raw !== '(') return wrongField('shape', text, open, tuple)
    const dimensions: number[] = []
    let found = lexemeAt(text, open.next)
    while (found.raw !== ')') {
      if (dimensions.length === rank) return E.left({ _tag: 'TooManyDimensions', limit: rank })
      const d = dimension(text, found)
      if (E.isLeft(d)) return d
      dimensions.push(d.right)
      const comma = lexemeAt(text, found.next)
      if (comma.raw === ')' && dimensions.length === 1)
        return E.left({ _tag: 'HeaderField', key: 'shape', expected: tuple, found: `(${d.right}), a number` })
      if (comma.raw !== ',' && comma.raw !== ')') return unexpected(text, comma, "',' or ')'")
      found = comma.raw === ')' ? comma : lexemeAt(text, comma.next)
    }
    return E.right([{ shape: dimensions }, found.next])
  }

// ---- the dictionary

type Field = readonly [key: keyof NpyHeader, value: (text: string, at: number) => Step<Fields>]

const fieldsOf = (limits: NpyLimits): ReadonlyMap<string, Field> =>
  new Map<string, Field>([
    ['descr', ['descr', descr]],
    ['fortran_order', ['fortranOrder', fortranOrder]],
    ['shape', ['shape', shape(limits)]],
  ])

const entry = (
  text: string,
  first: Lexeme,
  known: ReadonlyMap<string, Field>,
  before: Fields,
): Step<Fields> => {
  const key = unquote(first.raw)
  if (key === undefined) return unexpected(text, first, 'a key')
  const field = known.get(key)
  if (field === undefined) return E.left({ _tag: 'UnknownKey', key })
  if (before[field[0]] !== undefined) return E.left({ _tag: 'DuplicateKey', key })
  const colon = lexemeAt(text, first.next)
  return colon.raw === ':' ? field[1](text, colon.next) : unexpected(text, colon, "':'")
}

const dictionary = (text: string, known: ReadonlyMap<string, Field>): Step<Fields> => {
  const open = lexemeAt(text, 0)
  if (open.raw !== '{') return unexpected(text, open, "'{'")
  let fields: Fields = {}
  let found = lexemeAt(text, open.next)
  while (found.raw !== '}') {
    const read = entry(text, found, known, fields)
    if (E.isLeft(read)) return read
    fields = { ...fields, ...read.right[0] }
    const comma = lexemeAt(text, read.right[1])
    if (comma.raw !== ',' && comma.raw !== '}') return unexpected(text, comma, "',' or '}'")
    found = comma.raw === '}' ? comma : lexemeAt(text, comma.next)
  }
  return E.right([fields, found.next])
}

const complete = ({ descr, fortranOrder, shape }: Fields): E.Either<NpyError, NpyHeader> => {
  const missing = (key: string): E.Either<NpyError, never> => E.left({ _tag: 'MissingKey', key })
  if (descr === undefined) return missing('descr')
  if (fortranOrder === undefined) return missing('fortran_order')
  return shape === undefined ? missing('shape') : E.right({ descr, fortranOrder, shape })
}

/** Reads a whole header; blanks and ends of lines may stand behind it, nothing else may. */
export const parseHeader = (text: string, limits: NpyLimits): E.Either<NpyError, NpyHeader> => {
  const read = dictionary(text, fieldsOf(limits))
  if (E.isLeft(read)) return read
  const end = lexemeAt(text, read.right[1])
  return end.raw === '' ? complete(read.right[0]) : unexpected(text, end, 'the end of the header')
}

// ---- writing

/** NumPy leaves room for 21 digits of the first dimension, so that an array may grow in place. So do we: equal arrays, equal bytes. */
const growth = (shape: Shape): string => (shape[0] === undefined ? '' : ' '.repeat(21 - `${shape[0]}`.length))

/** A header's text, as NumPy writes it but for the padding. */
export const writeHeader = ({ descr, fortranOrder, shape }: NpyHeader): string => {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const order = fortranOrder ? 'True' : 'False'
  return `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${dimensions}), }${growth(shape)}`
}
