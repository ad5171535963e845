import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'

/**
 * How many updates have been made: a leaf of the state, so that counting survives compilation and resuming.
 */
export type Count = Tensor<readonly [], 'int32'>

const largest = 2 ** 31 - 1

/** No update yet. */
export const zeroCount = (): Count => T.zeros([], { dtype: 'int32' })

/** One more; at the largest int32 it stays there, where the next number would be negative. */
export const increment = (count: Count): Count => T.add(T.minimum(count, largest - 1), 1)
