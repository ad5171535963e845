import * as t from 'io-ts'

import type { Codec } from './Codec.ts'
import { codec } from './Codec.ts'
import { nearest } from './nearest.ts'
import { showFound } from './show.ts'

/** Where in a document: keys and list positions from the root. */
export type Path = readonly (string | number)[]

/** One thing that is wrong with a document. `about` says whether the key itself or its value is to blame. */
export interface Problem {
  readonly path: Path
  readonly about: 'key' | 'value'
  readonly message: string
}

const plainKey = /^[A-Za-z_$][\w$]*$/

const showStep = (step: string | number, first: boolean): string => {
  if (typeof step === 'number') return `[${step}]`
  if (!plainKey.test(step)) return `[${JSON.stringify(step)}]`
  return first ? step : `.${step}`
}

/** `model.layers[0].units`. */
export const showPath = (path: Path): string =>
  path.map((step, position) => showStep(step, position === 0)).join('')

export const showProblem = ({ path, message }: Problem): string =>
  path.length === 0 ? message : `${showPath(path)}: ${message}`

/** A problem with the value at `path`. */
export const problem = (path: Path, message: string): Problem => ({ path, about: 'value', message })

/** io-ts keeps no note of which half of an entry is wrong; the context entry of an unknown key has this type. */
export interface UnknownKey extends Codec<never> {
  readonly known: readonly string[]
}

export const unknownKey = (known: readonly string[]): UnknownKey =>
  Object.assign(codec<never>('unknown key', t.failure), { known })

const isUnknownKey = (type: t.Decoder<unknown, unknown>): type is UnknownKey => 'known' in type

const stepOf = (context: t.Context, position: number): string | number => {
  const key = context[position]?.key ?? ''
  return Array.isArray(context[position - 1]?.actual) && /^\d+$/.test(key) ? Number(key) : key
}

const pathOf = (context: t.Context): Path =>
  context.flatMap((entry, position) => (position === 0 ? [] : [stepOf(context, position)]))

const explainKey = (key: string, known: readonly string[], elsewhere: readonly string[]): string => {
  const near = nearest(key, known)
  if (near !== undefined) return `unknown key. Did you mean ${JSON.stringify(near)}?`
  if (elsewhere[0] !== undefined) return `unknown key here. Did you mean ${elsewhere[0]}?`
  return `unknown key. Expected ${known.length === 1 ? '' : 'one of '}${known.join(', ')}.`
}

const explainValue = (value: unknown, expected: string): string =>
  value === undefined ? `missing. Expected ${expected}.` : `expected ${expected}, found ${showFound(value)}.`

/** Every place in a document that has a key of this name. */
export type Places = (key: string) => readonly string[]

/** io-ts's errors as problems, in the order of the document. */
export const problemsOf = (errors: t.Errors, places: Places = () => []): readonly Problem[] =>
  errors.map(({ value, context, message }) => {
    const path = pathOf(context)
    const { key, type } = context.at(-1)!
    return isUnknownKey(type)
      ? { path, about: 'key', message: explainKey(key, type.known, places(key)) }
      : problem(path, message ?? explainValue(value, type.name))
  })
