/** Products of matrices. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { binary, operator, type Operator, unary } from '../operator.ts'

const matrix = (x: AnyTensor, transposed: number): AnyTensor => (transposed === 0 ? x : T.transpose(x))

/** `alpha A B + beta C`; before version 7, C broadcasts where said, as it does later. */
const gemm: Operator = operator(
  { inputs: 2, optional: 1, attributes: { alpha: 1, beta: 1, transA: 0, transB: 0, broadcast: 0 } },
  ([a, b, c], { alpha, beta, transA, transB }) => {
    const product = T.mul(alpha, T.matmul(matrix(a, transA), matrix(b, transB)) as AnyTensor)
    return c === undefined ? product : T.add(product, T.mul(beta, c))
  },
)

export const contraction: Readonly<Record<string, Operator>> = {
  Det: unary(T.det),
  Einsum: operator({ inputs: 1, optional: Infinity, attributes: { equation: '' } }, (xs, { equation }) =>
    T.einsum(equation, ...(xs as readonly AnyTensor[])),
  ),
  Gemm: gemm,
  MatMul: binary(T.matmul),
}
