/** The forward rule of each primitive that answers several tensors, a total table. */
import { GradusError } from '@gradus/tensor'
import type { Primitives, SeveralName } from '@gradus/tensor/primitives'
import { condForward, rematForward } from './branchRules.ts'
import { customForward } from './customRules.ts'
import { luForward, qrForward } from './linalgRules.ts'
import { scanForward } from './scanRules.ts'
import { eighForward, svdForward } from './spectralRules.ts'
import { whileForward } from './whileRule.ts'
import type { SeveralForwardRule } from '../Rule.ts'

/** How a small change of the operands of each primitive changes its results. */
export const severalForwardRules: { readonly [N in SeveralName]: SeveralForwardRule<Primitives[N]> } = {
  lu: luForward,
  qr: qrForward,
  eigh: eighForward,
  svd: svdForward,
  remat: rematForward,
  scan: scanForward,
  whileLoop: whileForward,
  cond: condForward,
  custom: customForward,
  customTangent: () => {
    throw new GradusError(
      'customVjp',
      'the function has a derivative of reverse mode alone, and forward mode asked for its own. Use customJvp, which serves both.',
    )
  },
}
