/** Whole numbers counted. */
import { bind } from '../bind.ts'
import { type DType, type ToSum, toSum } from '../DType.ts'
import { ShapeError, showShape, ValueError } from '../errors.ts'
import { castTo, sameShape } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, sizeOf, type Tensor } from '../Tensor.ts'
import { checkPositions, filled, type Positions, toPositions } from './positions.ts'

/** How many counts, and what each element counts as: 1 unless said. */
export interface BincountOptions<N extends number = number, W extends AnyTensor = AnyTensor> {
  readonly length?: N
  readonly weights?: W
}

/** The element type of counts: that of sums of the weights, where there are any. */
export type CountType<W extends AnyTensor> = AnyTensor extends W ? 'int32' : ToSum<DTypeOf<W> & DType>

/** Refuses weights that are not one for each element. */
export const checkWeights = (op: string, weights: AnyTensor, x: AnyTensor): void => {
  if (!sameShape(weights.shape, x.shape))
    throw new ShapeError(
      op,
      `each element needs a weight, got weights ${showShape(weights.shape)} for ${showShape(x.shape)}`,
    )
}

const lengthOf = (x: AnyTensor): number => {
  if (!(x instanceof Concrete))
    throw new ValueError(
      'bincount',
      'how many counts there are depends on values, which are not known inside a transformation. Say { length }?',
    )
  return Array.from(Concrete.values(x)).reduce((n, v) => Math.max(n, v + 1), 0)
}

/**
 * How often each whole number from 0 occurs; with weights, the sum of the weights where it occurs.
 *
 * @param x - int32 or uint8 from 0, of any shape.
 * @returns `[length]`, or one more than the largest element where no length is said.
 * @throws ValueError where an element is negative or not below the length.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const labels = T.tensor([0, 2, 2, 1], { dtype: 'int32' })
 * T.toNested(T.bincount(labels, { length: 4 })) // => [1, 1, 2, 0]
 * T.toNested(T.bincount(labels, { weights: T.tensor([1, 0.5, 0.25, 3]) })) // => [1, 3, 0.75]
 * ```
 */
export const bincount = <
  X extends Positions,
  const N extends number = number,
  W extends AnyTensor = AnyTensor,
>(
  x: X,
  options: BincountOptions<N, W> = {},
): Tensor<readonly [N], CountType<W>> => {
  const positions = toPositions(x, 'bincount')
  const length: number = options.length ?? lengthOf(positions)
  if (!Number.isInteger(length) || length < 0)
    throw new ValueError('bincount', `the length is a whole number from 0, got ${length}`)
  if (positions instanceof Concrete) checkPositions(positions, () => length, 'bincount')
  const weights = options.weights ?? filled(1, positions)
  checkWeights('bincount', weights, positions)
  const flat = { shape: [sizeOf(positions.shape)] }
  const parts = [castTo(weights, toSum(weights.dtype)), positions].map((t) => bind('reshape', [t], flat))
  return bind('scatterSum', parts, { axis: 0, size: length }) as never
}
