/**
 * Channels: the first feature axis, as in `[c, height, width]`, and what belongs to each of them.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'

/** One number for each channel. */
export type PerChannel<S extends Shape> = number extends S['length']
  ? readonly [number]
  : S extends readonly [infer C extends number, ...Shape]
    ? readonly [C]
    : readonly [number]

/** One number for each channel. */
export const perChannel = ([c = 1]: Shape): Shape => [c]

/** The scale and the offset that a normalisation learns for each channel. */
export type ChannelParams<S extends Shape> = {
  readonly gamma: Tensor<PerChannel<S>>
  readonly beta: Tensor<PerChannel<S>>
}

const noChannels = {
  expects: 'channels [c], or channels over places [c,...]',
  advice: 'Put L.flatten() before it.',
} as const

/** `never` where a shape has channels or may have, else what to say. */
export type NoChannels<S extends Shape> = S extends readonly [] ? typeof noChannels : never

/** What to say where a shape has no channels. */
export const notChannels = (input: Shape): typeof noChannels | undefined =>
  input.length === 0 ? noChannels : undefined

/** A number for each channel, in the place of the channels of a batch of that many axes. */
export const alongChannels = (vector: Tensor, axes: number): Tensor =>
  axes <= 2 ? vector : (T.reshape(vector, [...vector.shape, ...Array<number>(axes - 2).fill(1)]) as Tensor)

/** The axes of a batch from one on. */
export const axesFrom = (first: number, x: Tensor): readonly number[] =>
  x.shape.flatMap((_, axis) => (axis >= first ? [axis] : []))
