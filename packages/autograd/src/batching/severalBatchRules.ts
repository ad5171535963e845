/** The batching rule of each primitive that answers several tensors, a total table. */
import { bindAll, type Primitives, type SeveralName } from '@gradus/tensor/primitives'
import { condBatch, rematBatch } from './batchBranchRules.ts'
import { customBatch, customTangentBatch } from './batchCustomRules.ts'
import { scanBatch, whileBatch } from './batchLoopRules.ts'
import type { SeveralBatchRule } from '../BatchRule.ts'
import { mapped, tensorsIn } from './examples.ts'

/** Decompositions take stacks of matrices as they are. */
const stacks =
  <N extends 'lu' | 'qr' | 'eigh' | 'svd'>(name: N): SeveralBatchRule<Primitives[N]> =>
  ({ inputs, params }) =>
    bindAll(name, tensorsIn(inputs), params).map(mapped)

/** What each primitive does to many examples at once. */
export const severalBatchRules: { readonly [N in SeveralName]: SeveralBatchRule<Primitives[N]> } = {
  lu: stacks('lu'),
  qr: stacks('qr'),
  eigh: stacks('eigh'),
  svd: stacks('svd'),
  remat: rematBatch,
  scan: scanBatch,
  whileLoop: whileBatch,
  cond: condBatch,
  custom: customBatch,
  customTangent: customTangentBatch,
}
