/** The transpose of each primitive that answers several tensors, a total table. */
import { GradusError } from '@gradus/tensor'
import type { Primitives, SeveralName } from '@gradus/tensor/primitives'
import { condTranspose, rematTranspose } from './branchRules.ts'
import { customTangentTranspose } from './customRules.ts'
import { scanTranspose } from './scanRules.ts'
import type { SeveralTransposeRule } from './Rule.ts'

const refused = (why: string) => (): never => {
  throw new GradusError('transpose', why)
}

const notLinear = (name: string) =>
  refused(`a forward rule passed a tangent through ${name}, which is not linear`)

/** How the cotangents of each primitive's results become those of its operands, where it is linear. */
export const severalTransposeRules: { readonly [N in SeveralName]: SeveralTransposeRule<Primitives[N]> } = {
  lu: notLinear('lu'),
  qr: notLinear('qr'),
  eigh: notLinear('eigh'),
  svd: notLinear('svd'),
  remat: rematTranspose,
  scan: scanTranspose,
  whileLoop: refused(
    'a while loop runs forward alone: how many steps it will take back is not known. Use scan or foriLoop with a fixed length, or jvp.',
  ),
  cond: condTranspose,
  custom: refused('a forward rule passed a tangent through a function with a derivative of its own'),
  customTangent: customTangentTranspose,
}
