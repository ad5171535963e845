/**
 * The shapes of sequences as types and as words: `[time, features]`.
 *
 * @module
 */
import type { Shape } from '@gradus/tensor'

/** The words of layers that work on sequences. */
export const sequence = {
  expects: 'a sequence [time,features]',
  advice: 'Put L.reshape([time, features]) before it.',
} as const

/** `never` where a shape is time and features or may be, else what to say. */
export type NotSequence<S extends Shape> = number extends S['length']
  ? never
  : S extends readonly [number, number]
    ? never
    : typeof sequence

/** What to say where a shape is not time and features. */
export const notSequence = (input: Shape): typeof sequence | undefined =>
  input.length === 2 ? undefined : sequence

/** The number of steps; `number` where unknown. */
export type TimeOf<S extends Shape> = S extends readonly [infer Time extends number, number] ? Time : number

/** The number of features of a step; `number` where unknown. */
export type WidthOf<S extends Shape> = S extends readonly [number, infer Width extends number]
  ? Width
  : number
