/** The transpose of each primitive that answers several tensors, or why it has none. A total table. */
import type { Primitives, SeveralName } from '@gradus/tensor/primitives'
import { condTranspose, rematTranspose } from './branchRules.ts'
import { customTangentTranspose } from './customRules.ts'
import { scanTranspose } from './scanRules.ts'
import type { SeveralTransposeRule } from '../Rule.ts'
import { notLinear } from './transposeRules.ts'

/** How the cotangents of each primitive's results become those of its operands, where it is linear. */
export const severalTransposeRules: {
  readonly [N in SeveralName]: SeveralTransposeRule<Primitives[N]> | string
} = {
  lu: notLinear,
  qr: notLinear,
  eigh: notLinear,
  svd: notLinear,
  remat: rematTranspose,
  scan: scanTranspose,
  whileLoop:
    'a while loop runs forward alone: how many steps it would take back is not known. Use scan or foriLoop with a fixed length, or jvp.',
  cond: condTranspose,
  custom: notLinear,
  customTangent: customTangentTranspose,
}
