/** Stacks of matrix products, on the engine where that is worth a call of it. */
import { bind } from './bind.ts'
import { isTraced } from './Primitive.ts'
import { type AnyTensor, type Concrete, sizeOf } from './Tensor.ts'
import { onEngine } from './wasm/eager.ts'

/** Fewer multiplications are done before the engine is reached. */
const leastWork = 2 ** 15

/** The product of stacks of matrices with equal batch axes, each first transposed where said. */
export const multiply = (
  a: AnyTensor,
  b: AnyTensor,
  { transposeA = false, transposeB = false } = {},
): AnyTensor => {
  const params = { transposeA, transposeB }
  const columns = b.shape.at(transposeB ? -2 : -1) ?? 0
  return isTraced(a) || isTraced(b) || sizeOf(a.shape) * columns < leastWork
    ? bind('matmul', [a, b], params)
    : onEngine('matmul', [a, b] as unknown as readonly Concrete[], params)
}
