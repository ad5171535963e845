import * as E from '#fp/Either'
import { pipe } from '#fp/function'

import type { Failure } from '../cli/Failure.ts'
import { misused } from '../cli/Failure.ts'
import { entriesOf, isObject } from './schema/Codec.ts'
import type { Path } from './schema/Problem.ts'
import { showPath } from './schema/Problem.ts'

/** One value of a configuration to put in place of what the file says. */
export interface Override {
  readonly path: Path
  readonly value: unknown
}

const step = /^(?:\.?([A-Za-z_$][\w$]*)|\[(\d+)\])/

/** The steps of `model.layers[0].units`; undefined for what is no path. */
export const parsePath = (written: string): Path | undefined => {
  if (written === '') return []
  const match = step.exec(written)
  if (match === null || (written.startsWith('.') && match[1] === undefined)) return undefined
  const rest = parsePath(written.slice(match[0].length))
  if (rest === undefined) return undefined
  return [match[1] ?? Number(match[2]), ...rest]
}

/** JSON where it is JSON, else the text itself: `adam` needs no quotes. */
const parseValue = (written: string): unknown => {
  try {
    return JSON.parse(written) as unknown
  } catch {
    return written
  }
}

/** `train.epochs=5`. */
export const parseOverride = (written: string): E.Either<Failure, Override> => {
  const sign = written.indexOf('=')
  const path = sign > 0 ? parsePath(written.slice(0, sign)) : undefined
  return path === undefined
    ? E.left(
        misused(`--set expects path=value, as in --set train.epochs=5, and got ${JSON.stringify(written)}.`),
      )
    : E.right({ path, value: parseValue(written.slice(sign + 1)) })
}

/** Why a path does not fit a document: where it leads through something that has no such part. */
const noSuchPlace = (path: Path): string => `there is no ${showPath(path)} to set`

/** The document with the value at `path` replaced; missing objects on the way are made, missing list items are not. */
export const setAt =
  (path: Path, value: unknown, walked: Path = []) =>
  (document: unknown): E.Either<string, unknown> => {
    const [first, ...rest] = path
    if (first === undefined) return E.right(value)
    const here = [...walked, first]
    const inner = setAt(rest, value, here)
    if (typeof first === 'number') {
      if (!Array.isArray(document) || first >= document.length) return E.left(noSuchPlace(here))
      return pipe(
        inner(document[first]),
        E.map((item) => document.with(first, item) as unknown),
      )
    }
    if (document !== undefined && !isObject(document)) return E.left(noSuchPlace(here))
    const entries = document === undefined ? new Map<string, unknown>() : entriesOf(document)
    return pipe(
      inner(entries.get(first)),
      E.map((item) => Object.fromEntries([...entries, [first, item]]) as unknown),
    )
  }

export const applyOverrides =
  (overrides: readonly Override[]) =>
  (document: unknown): E.Either<string, unknown> =>
    overrides.reduce<E.Either<string, unknown>>(
      (result, { path, value }) => pipe(result, E.chain(setAt(path, value))),
      E.right(document),
    )
