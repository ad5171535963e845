/**
 * Arguments and results taken apart: the tensors in them, and how to put others in their places.
 *
 * @module
 */
import { type AnyTensor, isTensor, Tree } from '@gradus/tensor'
import type { Abstract } from '@gradus/tensor/primitives'

/** A record of any realm; a Map or another class is passed on as it is. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

const join = (path: string, key: string | number): string => (path === '' ? String(key) : `${path}.${key}`)

/** The structure with a function applied to its tensors and their paths; whatever else it holds is kept. */
export const mapTensors = (
  f: (x: AnyTensor, path: string) => AnyTensor,
  value: unknown,
  path: string = '',
): unknown => {
  if (isTensor(value)) return f(value, path)
  if (Array.isArray(value)) return value.map((v, i) => mapTensors(f, v, join(path, i)))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, mapTensors(f, v, join(path, k))]))
}

/** The tensors of a structure, in order. */
export const tensorsOf = (value: unknown): readonly AnyTensor[] => {
  const found: AnyTensor[] = []
  const visit = (part: unknown): void => {
    if (isTensor(part)) found.push(part)
    else if (Array.isArray(part)) part.forEach(visit)
    else if (isRecord(part)) Object.values(part).forEach(visit)
  }
  visit(value)
  return found
}

/** The structure with other tensors in the places of its own, in order. */
export const withTensors = <A>(value: A, tensors: readonly AnyTensor[]): A => {
  let next = 0
  const visit = (part: unknown): unknown => {
    if (isTensor(part)) return tensors[next++]!
    if (Array.isArray(part)) return part.map(visit)
    if (!isRecord(part)) return part
    const copy: Record<string, unknown> = { ...part }
    for (const key of Object.keys(copy)) copy[key] = visit(copy[key])
    return copy
  }
  return visit(value) as A
}

export const showAbstract = ({ shape, dtype }: Abstract): string => `${dtype}[${shape.join(',')}]`

/** Shape and element type of each tensor, by path. */
const layout = (tree: unknown): ReadonlyMap<string, string> =>
  new Map(Tree.entries(tree).map(([path, x]) => [path, showAbstract(x)]))

/** The first path at which two trees differ in shape, element type or in being there, and what each has. */
export const firstDifference = (
  a: unknown,
  b: unknown,
): { readonly path: string; readonly first: string; readonly second: string } | undefined => {
  const [x, y] = [layout(a), layout(b)]
  const path = [...x.keys(), ...y.keys()].find((p) => x.get(p) !== y.get(p))
  return path === undefined
    ? undefined
    : { path, first: x.get(path) ?? 'not there', second: y.get(path) ?? 'not there' }
}

/** ` at h`, or nothing for the root. */
export const atPath = (path: string): string => (path === '' ? '' : ` at ${path}`)
