/** Products and systems of matrices for many examples. */
import { type AnyTensor, sizeOf } from '@gradus/tensor'
import { bind, type Primitives } from '@gradus/tensor/primitives'
import type { Batch } from '../BatchRule.ts'
import { moveAxis, permuted, repeated, reshaped } from './examples.ts'

/** Each matrix transposed; a row or a column only changes its shape. */
const transposed = (x: AnyTensor): AnyTensor => {
  const [m = 0, n = 0] = x.shape.slice(-2)
  const last = x.shape.length - 1
  if (m === 1 || n === 1) return reshaped(x, [...x.shape.slice(0, -2), n, m])
  return permuted(x, [...x.shape.keys()].toSpliced(last - 1, 2, last, last - 1))
}

/** The rows of all matrices, one below the other, times one matrix: a single product, as large as all of them. */
const rowsTimes = (rows: AnyTensor, matrix: AnyTensor, transposeB: boolean): AnyTensor => {
  const [size = 0, m = 0, k = 0] = rows.shape
  const all = bind('matmul', [reshaped(rows, [size * m, k]), matrix], { transposeA: false, transposeB })
  return reshaped(all, [size, m, all.shape[1] ?? 0])
}

export const matmulBatch = ({ inputs, params, size }: Batch<Primitives['matmul']>): AnyTensor => {
  const [a, b] = inputs as readonly [(typeof inputs)[0], (typeof inputs)[0]]
  const { transposeA, transposeB } = params
  if (!b.isMapped && b.tensor.shape.length === 2)
    return rowsTimes(transposeA ? transposed(a.tensor) : a.tensor, b.tensor, transposeB)
  // a b = (bᵀ aᵀ)ᵀ
  if (!a.isMapped && a.tensor.shape.length === 2)
    return transposed(rowsTimes(transposeB ? b.tensor : transposed(b.tensor), a.tensor, !transposeA))
  return bind('matmul', [repeated(a, size), repeated(b, size)], params)
}

/** Right sides of one system stand side by side; only systems that differ are solved apart. */
export const triangularSolveBatch = ({
  inputs,
  params,
  size,
}: Batch<Primitives['triangularSolve']>): AnyTensor => {
  const [a, b] = inputs as readonly [(typeof inputs)[0], (typeof inputs)[0]]
  if (a.isMapped) return bind('triangularSolve', [a.tensor, repeated(b, size)], params)
  const last = b.tensor.shape.length - 1
  const columns = moveAxis(b.tensor, 0, last)
  const side = reshaped(columns, [...columns.shape.slice(0, -2), sizeOf(columns.shape.slice(-2))])
  return moveAxis(reshaped(bind('triangularSolve', [a.tensor, side], params), columns.shape), last, 0)
}
