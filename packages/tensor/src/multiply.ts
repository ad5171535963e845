/** Stacks of matrix products. */
import type { AnyTensor } from './Tensor.ts'
import { bindOnEngine } from './wasm/default.ts'

/** The product of stacks of matrices with equal batch axes, each first transposed where said. */
export const multiply = (
  a: AnyTensor,
  b: AnyTensor,
  { transposeA = false, transposeB = false } = {},
): AnyTensor => bindOnEngine('matmul', [a, b], { transposeA, transposeB })
