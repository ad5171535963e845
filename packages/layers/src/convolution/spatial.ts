/**
 * Features with spatial axes, `[channels, ...spatial]`, as types and as words: what convolutions and pools read.
 *
 * @module
 */
import type { Shape } from '@gradus/tensor'
import type { Misfit } from '../Layer.ts'

/** How many spatial axes there are. */
export type Spatial = 1 | 2 | 3

interface AxesOf {
  readonly 1: '[channels,width]'
  readonly 2: '[channels,height,width]'
  readonly 3: '[channels,depth,height,width]'
}

interface RankOf {
  readonly 1: 2
  readonly 2: 3
  readonly 3: 4
}

interface Each {
  readonly 1: readonly [number]
  readonly 2: readonly [number, number]
  readonly 3: readonly [number, number, number]
}

interface EachPair {
  readonly 1: readonly [Pair]
  readonly 2: readonly [Pair, Pair]
  readonly 3: readonly [Pair, Pair, Pair]
}

/** How many elements before and after. */
export type Pair = readonly [before: number, after: number]

/** One number for all spatial axes, or one for each. */
export type PerSpatial<N extends Spatial> = number | Each[N]

/**
 * Zeros around the features: none; as many as keep the size where the stride is 1, the odd one at the end; this many on
 * all sides; or before and after each spatial axis.
 */
export type PaddingOf<N extends Spatial> = 'valid' | 'same' | number | EachPair[N]

/** A number for each spatial axis, as a type. */
export type Spread<N extends Spatial, V> = V extends Shape
  ? V
  : V extends number
    ? { readonly 1: readonly [V]; readonly 2: readonly [V, V]; readonly 3: readonly [V, V, V] }[N]
    : never

/** Sizes that are not known. */
export type UnknownSizes<N extends Spatial> = Each[N]

/** The number of channels; `number` where unknown. */
export type Channels<S extends Shape> = S extends readonly [infer C extends number, ...unknown[]] ? C : number

/** `never` where features have channels and `N` spatial axes, or may have, else what to say. */
export type NotSpatial<N extends Spatial, S extends Shape> = number extends S['length']
  ? never
  : S['length'] extends RankOf[N]
    ? never
    : {
        readonly expects: `feature axes ${AxesOf[N]}`
        readonly advice: `Put L.reshape(${AxesOf[N]}) before it.`
      }

const axesOf: AxesOf = {
  1: '[channels,width]',
  2: '[channels,height,width]',
  3: '[channels,depth,height,width]',
}

/** What to say where features have not channels and `n` spatial axes. */
export const notSpatial = (n: Spatial, input: Shape): Misfit | undefined =>
  input.length === n + 1
    ? undefined
    : { expects: `feature axes ${axesOf[n]}`, advice: `Put L.reshape(${axesOf[n]}) before it.` }

/** `never` where features have channels and any spatial axes, or may have, else what to say. */
export type NotChannels<S extends Shape> = number extends S['length']
  ? never
  : S extends readonly [number, number, ...number[]]
    ? never
    : typeof channelsFirst

const channelsFirst = {
  expects: 'feature axes [channels,...spatial]',
  advice: 'Put L.reshape before it.',
} as const

/** What to say where features have not channels and at least one spatial axis. */
export const notChannels = (input: Shape): typeof channelsFirst | undefined =>
  input.length >= 2 ? undefined : channelsFirst
