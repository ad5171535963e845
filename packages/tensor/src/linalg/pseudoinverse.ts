/**
 * Pseudo-inverses with derivatives of every order.
 *
 * Singular vectors have no derivative where singular values are equal, but the pseudo-inverse has. So the vectors are
 * taken as constants `U`, `S`, `V` of the rank `r`, and `a⁺` is written by products with `a`. With
 * `T = a V S⁻¹`, `H = S⁻¹ Uᵀ a` and `K = S⁻¹ Uᵀ a V S⁻¹`, every matrix of rank `r` near `a` is `T K⁻¹ H`, and
 * `a⁺ = H⁺ K T⁺`, where the columns of `T` and the rows of `H` are linearly independent, nearly orthonormal. The derivative
 * is that of G. H. Golub and V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares problems whose
 * variables separate", 1973, also where the rank is not full.
 *
 * @module
 */
import { bind, bindAll } from '../bind.ts'
import { ValueError } from '../errors.ts'
import { castTo, scalar, spread } from '../operand.ts'
import type { AnyTensor } from '../Tensor.ts'
import { identityOf, matmul, matmulTransposed, sizesOf, spreadBatch, transposed } from './matrix.ts'

/** What the pseudo-inverse of some matrices is made of. */
export interface Pseudoinverse {
  /** The singular values, `[…, k]`, as constants. */
  readonly values: AnyTensor
  /** Which of them count. */
  readonly counts: AnyTensor
  /** `a⁺ b` for matrices `b`, whose batch axes those of `a` broadcast to. */
  readonly times: (b: AnyTensor) => AnyTensor
}

const stop = (x: AnyTensor): AnyTensor => bind('stopGradient', [x], {})
const constant = (value: number, like: AnyTensor): AnyTensor => spread(scalar(value, like.dtype), like.shape)

/** What rounding leaves of singular values, relative to the largest. */
export const resolution = (a: AnyTensor): number =>
  Math.max(...sizesOf(a)) * (a.dtype === 'float32' ? 2 ** -23 : 2 ** -52)

/** Which of the descending singular values are above the given part of the first. */
export const countingOf = (s: AnyTensor, relative: number): AnyTensor => {
  if (s.shape.at(-1) === 0) return castTo(s, 'bool')
  const first = bind('slice', [s], { starts: s.shape.map(() => 0), sizes: [...s.shape.slice(0, -1), 1] })
  const largest = spread(first, s.shape)
  return bind('less', [bind('mul', [largest, constant(relative, largest)], {}), s], {})
}

/** The part of the largest singular value below which others count as 0. */
export const checkCutoff = (op: string, rcond: number): number => {
  if (!(rcond >= 0)) throw new ValueError(op, `rcond is a number from 0, got ${rcond}`)
  return rcond
}

/** Each column of `x` times one of the factors. */
const timesColumns = (x: AnyTensor, factors: AnyTensor): AnyTensor => {
  const row = bind('reshape', [factors], {
    shape: [...factors.shape.slice(0, -1), 1, factors.shape.at(-1) ?? 0],
  })
  return bind('mul', [x, spread(row, x.shape)], {})
}

/** `(xᵀ x)⁻¹ b` for the columns that count; the others are zeros, and ones on the diagonal take their place. */
const normalSolve = (x: AnyTensor, counts: AnyTensor, b: AnyTensor): AnyTensor => {
  const products = matmulTransposed(x, x)
  const absent = bind('cast', [bind('not', [counts], {})], { dtype: x.dtype })
  const filled = bind('add', [products, timesColumns(identityOf(products), absent)], {})
  const l = bind('cholesky', [filled], {})
  const lower = { lower: true, transpose: false, unitDiagonal: false }
  const y = bind('triangularSolve', [l, b], lower)
  return bind('triangularSolve', [l, y], { ...lower, transpose: true })
}

/** The pseudo-inverse of matrices; singular values up to `rcond` times the largest count as 0. */
export const pseudoinverseOf = (a: AnyTensor, rcond: number): Pseudoinverse => {
  const [u, s, vh] = bindAll('svd', [stop(a)], { vectors: 'thin' }) as readonly [
    AnyTensor,
    AnyTensor,
    AnyTensor,
  ]
  const counts = countingOf(s, rcond)
  const inverse = bind(
    'select',
    [
      counts,
      bind('div', [constant(1, s), bind('select', [counts, s, constant(1, s)], {})], {}),
      constant(0, s),
    ],
    {},
  )
  const right = timesColumns(transposed(vh), inverse)
  const left = timesColumns(u, inverse)
  const columns = matmul(a, right)
  const rows = matmulTransposed(a, left)
  const core = matmulTransposed(left, columns)
  return {
    values: s,
    counts,
    times: (b) => {
      const batch = b.shape.slice(0, -2)
      const [t, h, k] = [columns, rows, core].map((x) => spreadBatch(x, batch)) as [
        AnyTensor,
        AnyTensor,
        AnyTensor,
      ]
      const own = spread(counts, [...batch, counts.shape.at(-1) ?? 0])
      const inside = normalSolve(t, own, matmulTransposed(t, b))
      return matmul(h, normalSolve(h, own, matmul(k, inside)))
    },
  }
}
