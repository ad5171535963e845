/**
 * The last feature axes, which layer and rms normalisation take together.
 *
 * @module
 */
import type { Shape } from '@gradus/tensor'
import type { Misfit } from '../Layer.ts'

/** How many of the last axes are normalised together; unsaid for vectors and sequences of them. */
export type AxesCount = number | undefined

/** How many of the last axes: 1 where nothing is said. */
type CountOf<N extends AxesCount> = N extends number ? N : 1

type Last<S extends Shape, N extends number, Found extends Shape = readonly []> = Found['length'] extends N
  ? Found
  : S extends readonly [...infer Rest extends Shape, infer D extends number]
    ? Last<Rest, N, readonly [D, ...Found]>
    : never

/** The shape of the last axes. */
export type LastAxes<S extends Shape, N extends AxesCount> = number extends S['length'] | CountOf<N>
  ? Shape
  : Last<S, CountOf<N>>

const ambiguous = {
  expects: 'features [n] or [time,n] where axes is not said',
  advice: 'Say how many of the last axes are normalised together, as in axes: 3.',
} as const

interface TooFew<N extends number> {
  readonly expects: `features of ${N} or more axes`
  readonly advice: 'Normalise fewer axes together.'
}

/** `never` where a shape has the axes or may have, else what to say. */
export type NotLastAxes<S extends Shape, N extends AxesCount> = number extends S['length'] | N
  ? never
  : N extends number
    ? [Last<S, N>] extends [never]
      ? TooFew<N>
      : never
    : S['length'] extends 1 | 2
      ? never
      : typeof ambiguous

/** What to say where a shape has not the axes. */
export const notLastAxes =
  (axes: AxesCount) =>
  ({ length }: Shape): Misfit | undefined => {
    if (axes === undefined) return length === 1 || length === 2 ? undefined : ambiguous
    if (length >= axes) return undefined
    return { expects: `features of ${axes} or more axes`, advice: 'Normalise fewer axes together.' }
  }

/** The shape of the last axes. */
export const lastAxes = (input: Shape, axes: AxesCount): Shape => input.slice(input.length - (axes ?? 1))
