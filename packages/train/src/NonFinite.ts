/** NaN and infinite values, found at the step where they arise. */
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'

/** A number that a run cannot go on from: what it is of, when, and the first tensor that has a bad value. */
export interface NonFinite {
  readonly _tag: 'NonFinite'
  readonly quantity: 'loss' | 'penalty' | 'gradient' | 'parameters' | 'validation loss'
  readonly value: number
  readonly epoch: number
  readonly step: number
  /** `params.dense_0.kernel`, `gradients.dense_1.bias`, `batch.x`; undefined where all that is known is finite. */
  readonly path: string | undefined
}

const isFiniteTensor = (tensor: AnyTensor): boolean => T.toTypedArray(tensor).every(Number.isFinite)

/** The path of the first leaf with a value that is not finite. */
export const firstBadPath = (tree: unknown): string | undefined =>
  Tree.entries(tree).find(([, leaf]) => !isFiniteTensor(leaf))?.[0]

const advice: Readonly<Record<string, string>> = {
  batch: 'Clean the data: drop or fill in missing values before training.',
  params: 'Lower the learning rate, or clip the gradients (clipByGlobalNorm).',
  gradients:
    'Lower the learning rate, clip the gradients (clipByGlobalNorm), or check the objective near its limits.',
}

/** A `NonFinite` in words: what, when, where, and what to try. */
export const showNonFinite = ({ quantity, value, epoch, step, path }: NonFinite): string => {
  const where = path === undefined ? '' : ` The first bad value is in ${path}.`
  const hint = advice[path?.split('.')[0] ?? 'params'] ?? advice['params']
  return `the ${quantity} became ${value} at step ${step} (epoch ${epoch}).${where} ${hint}`
}
