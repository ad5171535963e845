/** Stacks of matrix products, on the engine where that is worth a call of it. */
import { bind, multiplyBy } from './bind.ts'
import { evaluate } from './kernels/evaluate.ts'
import type { Primitives } from './Primitive.ts'
import { type AnyTensor, type Concrete, sizeOf } from './Tensor.ts'
import { engineInfo } from './wasm/default.ts'
import { onEngine } from './wasm/eager.ts'

/** Fewer multiplications are done before the engine is reached. */
const leastWork = 2 ** 15

/** Results that no engine has room for are refused as tensors that are too large. */
const mostElements = 2 ** 29

const product = (inputs: readonly Concrete[], params: Primitives['matmul']): readonly AnyTensor[] => {
  const [a, b] = inputs as readonly [Concrete, Concrete]
  const work = sizeOf(a.shape) * b.shape.at(params.transposeB ? -2 : -1)!
  const elements = work / a.shape.at(params.transposeA ? -2 : -1)!
  const isForEngine = work >= leastWork && elements <= mostElements && engineInfo().name === 'wasm'
  return isForEngine ? [onEngine('matmul', inputs, params)] : evaluate('matmul', inputs, params)
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
