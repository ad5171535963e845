/**
 * Masks: which steps of a sequence are real, and which only fill it up to the length of the longest.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import { ShapeError } from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { showShape } from '../shapes.ts'

/** From the batch that a layer reads, `[batch, time, features]`, to `[batch, time]`: true where a step is real. */
export type SequenceMask = (x: Tensor) => Tensor<Shape, 'bool'>

/**
 * The mask of sequences that are filled up with steps of one value, 0 if none is said: a step is real where any of its
 * features is another.
 *
 * Layers with a mask give zeros for steps that are not real, so `notPadding()` finds them again behind each of them.
 * Choose a value that no real step consists of: blank rows of a picture are zeros too.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const x = T.tensor([[[1, 2], [3, 0], [0, 0]]]) // [batch, time, features], the third step is padding
 * T.toNested(L.notPadding()(x)) // => [[true, true, false]]
 * ```
 */
export const notPadding =
  (value = 0): SequenceMask =>
  (x) =>
    T.any(T.notEqual(x, value), { axis: -1 })

/**
 * The mask of sequences of known lengths: `[batch]` lengths become `[batch, time]`, true before the length.
 *
 * @throws ShapeError where the lengths are not one axis.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const lengths = T.tensor([1, 3], { dtype: 'int32' })
 * T.toNested(L.lengthMask(lengths, 3)) // => [[true, false, false], [true, true, true]]
 * ```
 */
export const lengthMask = <B extends number, const Time extends number>(
  lengths: Tensor<readonly [B], 'int32'>,
  time: Time,
): Tensor<readonly [B, Time], 'bool'> => {
  const given: Shape = lengths.shape
  if (given.length !== 1)
    throw new ShapeError('lengthMask', `lengths are one axis [batch], got ${showShape(given)}.`)
  return T.less(T.arange(time), T.reshape(lengths as AnyTensor, [given[0] ?? 0, 1])) as AnyTensor as Tensor<
    readonly [B, Time],
    'bool'
  >
}

/** The mask of a batch, checked; undefined where there is none. */
export const maskOf = (kind: string, mask: SequenceMask | undefined, x: Tensor): AnyTensor | undefined => {
  if (mask === undefined) return undefined
  const found: AnyTensor = mask(x)
  if (found.dtype !== 'bool' || found.shape.length !== 2 || found.shape.some((d, i) => d !== x.shape[i]))
    throw new ShapeError(
      kind,
      `the mask must be bool [batch,time] = ${showShape(x.shape.slice(0, 2))}, got ${found.dtype} ${showShape(found.shape)}. L.notPadding() makes one of the batch.`,
    )
  return found
}

/** The output where steps are real, zeros elsewhere. */
export const whereReal = (real: AnyTensor | undefined, output: Tensor): Tensor =>
  real === undefined ? output : (T.where(T.expandDims(real, -1), output, 0) as AnyTensor as Tensor)
