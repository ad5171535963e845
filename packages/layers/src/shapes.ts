/**
 * Feature shapes as types and as words, shared by the stages so that the compiler and the run say the same.
 *
 * @module
 */
import type { Shape } from '@gradus/tensor'

/** The words of layers that work on vectors. */
export const oneAxis = {
  expects: 'one feature axis [n]',
  advice: 'Put L.flatten() before it.',
} as const

/** `never` where a shape is one axis of features or may be, else what to say. */
export type NotOneAxis<S extends Shape> = number extends S['length']
  ? never
  : S extends readonly [number]
    ? never
    : typeof oneAxis

/** What to say where a shape is not one axis of features. */
export const notOneAxis = (input: Shape): typeof oneAxis | undefined =>
  input.length === 1 ? undefined : oneAxis

/** The number of features of one axis of them; `number` where unknown. */
export type Features<S extends Shape> = S extends readonly [infer F extends number] ? F : number

/** A shape as messages write it: `[1,28,28]`. */
export const showShape = (shape: Shape): string => `[${shape.join(',')}]`

/** Are two shapes the same? */
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i])
