/**
 * The contract of penalties: `params → scalar`, to be added to a loss.
 *
 * Laws. A penalty is never negative, and 0 for parameters that are all 0. Parameters that it does not select
 * do not change it, so their gradient of it is 0. Unless told otherwise it selects weights and leaves biases
 * and the scales and shifts of normalisations alone (`isWeight`). A selection that matches nothing is a
 * mistake, and throws.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { isWeight, requireMatch, type SelectOptions } from './select.ts'

/** What large weights cost. */
export type Penalty = <P>(params: P) => Tensor<readonly []>

/** A penalty from what each selected parameter costs. */
export const penalty =
  (
    operation: string,
    { select = isWeight }: SelectOptions,
    cost: (parameter: AnyTensor) => AnyTensor,
  ): Penalty =>
  (params) => {
    requireMatch(operation, select, params)
    const [first, ...rest] = Tree.entries(params)
      .filter(([path]) => select(path))
      .map(([, leaf]) => cost(leaf))
    const total = rest.reduce((sum, each): AnyTensor => T.add(sum, each), first ?? T.zeros([]))
    return total as Tensor<readonly []>
  }
