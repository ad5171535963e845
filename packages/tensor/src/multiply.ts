/** Stacks of matrix products, on the engine where that is worth a call of it. */
import { bind, multiplyBy } from './bind.ts'
import { evaluate } from './kernels/evaluate.ts'
import type { Primitives } from './Primitive.ts'
import { type AnyTensor, type Concrete, sizeOf } from './Tensor.ts'
import { engineInfo } from './wasm/default.ts'
import { onEngine } from './wasm/eager.ts'

/** Fewer multiplications are done before the engine is reached. */
const leastWork = 2 ** 15

const product = (inputs: readonly Concrete[], params: Primitives['matmul']): readonly AnyTensor[] => {
  const [a, b] = inputs as readonly [Concrete, Concrete]
  const columns = b.shape.at(params.transposeB ? -2 : -1)!
  return sizeOf(a.shape) * columns < leastWork || engineInfo().name === 'reference'
    ? evaluate('matmul', inputs, params)
    : [onEngine('matmul', inputs, params)]
}

/** The product of stacks of matrices with equal batch axes, each first transposed where said. */
export const multiply = (
  a: AnyTensor,
  b: AnyTensor,
  { transposeA = false, transposeB = false } = {},
): AnyTensor => {
  multiplyBy(product)
  return bind('matmul', [a, b], { transposeA, transposeB })
}
