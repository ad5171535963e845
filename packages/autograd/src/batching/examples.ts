/** Tensors of many examples: their axes moved, and what all share repeated for each. */
import type { AnyTensor, Shape } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { bind } from '@gradus/tensor/primitives'
import type { Mappable } from '../BatchRule.ts'

export const mapped = (tensor: AnyTensor): Mappable => ({ tensor, isMapped: true })

/** The whole numbers from `from` on, below `to`. */
export const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)

/** The axes in a new order; nothing is done where it is the old one. */
export const permuted = (x: AnyTensor, axes: readonly number[]): AnyTensor =>
  axes.every((a, i) => a === i) ? x : bind('permute', [x], { axes })

/** One axis moved to another place, the others in their order. */
export const moveAxis = (x: AnyTensor, from: number, to: number): AnyTensor => {
  const others = x.shape.map((_, i) => i).filter((i) => i !== from)
  return permuted(x, [...others.slice(0, to), from, ...others.slice(to)])
}

export const reshaped = (x: AnyTensor, shape: Shape): AnyTensor => bind('reshape', [x], { shape })

/** A tensor with the examples along its first axis. */
export const repeated = ({ tensor, isMapped }: Mappable, size: number): AnyTensor =>
  isMapped ? tensor : bind('broadcast', [tensor], { shape: [size, ...tensor.shape] })

/** Something for each example, repeated over all that belongs to it. */
export const perExample = (x: AnyTensor, shape: Shape): AnyTensor =>
  shape.length === x.shape.length
    ? x
    : bind('broadcast', [reshaped(x, [...x.shape, ...shape.slice(x.shape.length).map(() => 1)])], { shape })

/** `0, step, 2 step, …`: a number for each example. */
export const multiples = (size: number, step: number): AnyTensor =>
  T.fromTypedArray(
    Int32Array.from({ length: size }, (_, i) => i * step),
    [size],
  )

/** The tensors as they are. */
export const tensorsIn = (xs: readonly Mappable[]): readonly AnyTensor[] => xs.map((x) => x.tensor)

export const isMapped = ({ isMapped: is }: Mappable): boolean => is
