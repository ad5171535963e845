import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireSameShape } from '../Objective.ts'

/** The values of an output and of its target, which have one shape. */
export interface Paired {
  readonly outputs: readonly number[]
  readonly targets: readonly number[]
}

/** Reads an output and a target of one shape. */
export const pair = (operation: string, output: AnyTensor, target: AnyTensor): Paired => {
  requireSameShape(operation, output, target)
  return { outputs: [...T.toTypedArray(output)], targets: [...T.toTypedArray(target)] }
}

/** The sum of the squares of the differences. */
export const squaredErrors = ({ outputs, targets }: Paired): number =>
  outputs.reduce((sum, output, i) => sum + (output - (targets[i] ?? Number.NaN)) ** 2, 0)
