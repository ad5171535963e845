/**
 * JSON that gives back the numbers and the tensors it was given, and equal bytes for equal values.
 *
 * JSON has no NaN, no infinities and no -0, which an accumulator may hold; here they are written as
 * `{"$number":"NaN"}`, and a tensor as `{"$tensor":{"shape":[],"dtype":"float64","values":[1]}}`. Keys are sorted, so that
 * the bytes do not depend on how a record was put together.
 */
import { fromTransfer, isTensor } from '@gradus/tensor'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const tag = '$number'
const tensorTag = '$tensor'
const unwritable: readonly unknown[] = ['NaN', 'Infinity', '-Infinity', '-0']

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)

const toJson = (value: unknown): Json => {
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { [tag]: Object.is(value, -0) ? '-0' : `${value}` }
  }
  if (isTensor(value)) return { [tensorTag]: value as unknown as Json }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined)
    return Object.fromEntries(entries.sort(byKey).map(([key, v]) => [key, toJson(v)]))
  }
  return value as Json
}

const fromJson = (value: Json): unknown => {
  if (Array.isArray(value)) return value.map(fromJson)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [first] = entries
  if (entries.length === 1 && first?.[0] === tag && unwritable.includes(first[1])) return Number(first[1])
  if (entries.length === 1 && first?.[0] === tensorTag) return fromTransfer(first[1] as unknown)
  return Object.fromEntries(entries.map(([key, v]) => [key, fromJson(v as Json)]))
}

/** Records, lists, texts, tensors and any numbers, as text. */
export const stringify = (value: unknown): string => JSON.stringify(toJson(value))

/** What `stringify` wrote; throws `SyntaxError` for anything that is not JSON, `GradusError` for a tensor that is none. */
export const parse = (text: string): unknown => fromJson(JSON.parse(text) as Json)
