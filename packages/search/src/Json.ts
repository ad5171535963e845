/**
 * A JSON document as an immutable value: what a space describes, what a log holds.
 *
 * The checks below read own properties only, so a document with a member called `__proto__` is judged by its
 * members and never by its prototype.
 */
export type Json = string | number | boolean | null | readonly Json[] | JsonRecord

export interface JsonRecord {
  readonly [name: string]: Json
}

/** Is `u` an object with named members, that is neither null nor an array? */
export const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === 'object' && u !== null && !Array.isArray(u)

const isList = (u: unknown): u is readonly unknown[] => Array.isArray(u)

/** Is `u` JSON, with finite numbers only? */
export const isJson = (u: unknown): u is Json =>
  u === null ||
  typeof u === 'string' ||
  typeof u === 'boolean' ||
  (typeof u === 'number' ? Number.isFinite(u) : isList(u) ? u.every(isJson) : isRecord(u) && isPlain(u))

const isPlain = (u: Readonly<Record<string, unknown>>): boolean => Object.values(u).every(isJson)

/** Do two JSON documents say the same, whatever the order of their members? */
export const equalJson = (a: unknown, b: unknown): boolean => {
  if (isList(a)) return isList(b) && a.length === b.length && a.every((x, i) => equalJson(x, b[i]))
  if (!isRecord(a)) return a === b
  if (!isRecord(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && equalJson(a[name], b[name]))
  )
}

/** One line that shows a value in a message, cut after `limit` characters. */
export const showValue = (u: unknown, limit = 60): string => {
  const text = showWhole(u)
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`
}

const showWhole = (u: unknown): string => {
  if (u === undefined) return 'nothing'
  if (typeof u === 'number') return Object.is(u, -0) ? '-0' : String(u)
  if (typeof u === 'bigint' || typeof u === 'function' || typeof u === 'symbol') return `a ${typeof u}`
  return JSON.stringify(u)
}
