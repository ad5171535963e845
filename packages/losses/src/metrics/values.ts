import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireSameShape } from '../Objective.ts'

/** An output and its target, of one shape and in float64. */
export interface Paired {
  readonly output: AnyTensor
  readonly target: AnyTensor
}

/** An output and a target of one shape. */
export const pair = (operation: string, output: AnyTensor, target: AnyTensor): Paired => {
  requireSameShape(operation, output, target)
  return { output: T.cast(output, 'float64'), target: T.cast(target, 'float64') }
}

/** The squares of the differences. */
export const squaredErrors = ({ output, target }: Paired): AnyTensor => T.square(T.sub(output, target))
