/** What metrics count in, and metrics that add up. */
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { metric, type MetricParts, type TensorMetric } from '../Metric.ts'

/**
 * One number of double precision: a count, a sum or a value. Whole numbers are exact up to 2^53; int32 would wrap at 2^31,
 * which the words of a corpus do reach.
 */
export type Double = Tensor<readonly [], 'float64'>

/** Several of them. */
export type Doubles = Tensor<readonly [number], 'float64'>

const dtype = 'float64' as const

/** No counts yet. */
export const none = <const S extends Shape>(shape: S): Tensor<S, 'float64'> => T.zeros(shape, { dtype })

/** The sum of all elements; of bits, how many there are. */
export const total = (x: AnyTensor): Double => T.sum(T.cast(x, dtype)) as AnyTensor as Double

/** How many elements a tensor has. */
export const countOf = ({ shape }: AnyTensor): Double => T.full([], T.sizeOf(shape), { dtype })

/** How often each place is named, or the sum of the weights where it is. */
export const tally = (places: AnyTensor, length: number, weights: AnyTensor = T.onesLike(places)): Doubles =>
  T.bincount(places as Tensor<Shape, 'int32'>, {
    length,
    weights: T.cast(weights, dtype),
  }) as AnyTensor as Doubles

/** Counts, `NaN` all of them where something traced was not allowed: an error cannot be thrown there. */
export const markingCounts =
  (allowed: AnyTensor | undefined) =>
  <A>(counts: A): A =>
    allowed === undefined ? counts : Tree.map((x) => T.where(T.all(allowed), x, Number.NaN))(counts)

/** A metric whose accumulators are added leaf by leaf. */
export const additive = <A, W extends AnyTensor>(
  parts: Omit<MetricParts<A, W>, 'merge'>,
): TensorMetric<A, W> =>
  metric({ ...parts, merge: (a, b) => Tree.zipWith((x, y): AnyTensor => T.add(x, y))(a, b) })
