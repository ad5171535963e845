/** The element type of sums of products. */
import type { DType } from '../DType.ts'
import { DTypeError } from '../errors.ts'
import { meet } from '../operand.ts'
import type { AnyTensor } from '../Tensor.ts'

/** The element type in which two factors meet: one that can be multiplied and summed. */
export const productType = (op: string, a: AnyTensor, b: AnyTensor): DType => {
  const dtype = meet(a, b, op)
  if (dtype === 'bool' || dtype === 'uint8')
    throw new DTypeError(op, `needs int32 or floats, got ${dtype}. Cast first.`)
  return dtype
}
