/**
 * What makes calls alike: shapes and element types of tensors, and everything else by its value.
 *
 * @module
 */
import { isTensor } from '@gradus/tensor'
import type { Abstract } from '@gradus/tensor/primitives'
import { isRecord, showAbstract } from './structure.ts'

/** A number for each function and each instance of a class, which are alike only if they are the same. */
type Identity = (x: object) => number

export const identities = (): Identity => {
  const known = new WeakMap<object, number>()
  let count = 0
  return (x) => {
    const id = known.get(x) ?? count++
    known.set(x, id)
    return id
  }
}

/** What has no parts, as text. */
const leafKey = (x: unknown, identity: Identity): string => {
  if (typeof x === 'string') return JSON.stringify(x)
  if (typeof x === 'function') return `function ${identity(x)}`
  if (typeof x === 'object' && x !== null) return `object ${identity(x)}`
  return Object.is(x, -0) ? '-0' : `${typeof x} ${String(x)}`
}

/** Arguments as text. */
export const keyOf = (x: unknown, identity: Identity): string => {
  if (isTensor(x)) return showAbstract(x)
  if (Array.isArray(x)) return `[${x.map((v) => keyOf(v, identity)).join()}]`
  if (!isRecord(x)) return leafKey(x, identity)
  return `{${Object.entries(x)
    .map(([k, v]) => `${JSON.stringify(k)}:${keyOf(v, identity)}`)
    .join()}}`
}

/** Arguments without their tensors. */
export type Skeleton =
  | { readonly kind: 'tensor'; readonly type: Abstract }
  | { readonly kind: 'array'; readonly parts: readonly Skeleton[] }
  | { readonly kind: 'record'; readonly keys: readonly string[]; readonly parts: readonly Skeleton[] }
  | { readonly kind: 'leaf'; readonly key: string }

export const skeletonOf = (x: unknown, identity: Identity): Skeleton => {
  if (isTensor(x)) return { kind: 'tensor', type: { shape: x.shape, dtype: x.dtype } }
  const of = (part: unknown): Skeleton => skeletonOf(part, identity)
  if (Array.isArray(x)) return { kind: 'array', parts: x.map(of) }
  if (!isRecord(x)) return { kind: 'leaf', key: leafKey(x, identity) }
  return { kind: 'record', keys: Object.keys(x), parts: Object.values(x).map(of) }
}

const sameType = (a: Abstract, b: Abstract): boolean =>
  a.dtype === b.dtype &&
  (a.shape === b.shape || (a.shape.length === b.shape.length && a.shape.every((n, i) => n === b.shape[i])))

/** Have arguments this skeleton? As `keyOf` says it, without writing anything down. */
export const fits = (skeleton: Skeleton, x: unknown, identity: Identity): boolean => {
  if (isTensor(x)) return skeleton.kind === 'tensor' && sameType(skeleton.type, x)
  if (Array.isArray(x)) {
    if (skeleton.kind !== 'array' || skeleton.parts.length !== x.length) return false
    return skeleton.parts.every((part, i) => fits(part, x[i], identity))
  }
  if (!isRecord(x)) return skeleton.kind === 'leaf' && skeleton.key === leafKey(x, identity)
  if (skeleton.kind !== 'record') return false
  const keys = Object.keys(x)
  return (
    keys.length === skeleton.keys.length &&
    keys.every((key, i) => key === skeleton.keys[i] && fits(skeleton.parts[i]!, x[key], identity))
  )
}
