/** Matrix products. */
import type { Lowering } from './lower.ts'
import type { View } from '../view.ts'
import { productKernel } from '../product.ts'

const turned = (v: View): View => ({
  ...v,
  shape: [...v.shape.slice(0, -2), v.shape.at(-1)!, v.shape.at(-2)!],
  strides: [...v.strides.slice(0, -2), v.strides.at(-1)!, v.strides.at(-2)!],
})

export const lowerProduct: Lowering<'matmul'> = (p, { operands, params }, variable) => {
  const type = p.typeOf(variable)
  if (type.dtype !== 'float32') return false
  const [a, b] = operands.map(p.stored) as [View, View]
  const reads: readonly [View, View] = [params.transposeA ? turned(a) : a, params.transposeB ? turned(b) : b]
  const to = p.newBuffer(type)
  p.kernel(productKernel(reads[0], reads[1], to), reads, [to])
  p.answer(variable, to)
  return true
}
