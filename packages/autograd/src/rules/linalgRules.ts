/**
 * Derivatives of the triangular factorisations and of triangular systems.
 *
 * Each is written as products and triangular solutions of the factors themselves, so that it has derivatives in turn.
 *
 * Sources: I. Murray, "Differentiation of the Cholesky decomposition", 2016 (equation 8); M. B. Giles, "Collected matrix
 * derivative results for forward and reverse mode algorithmic differentiation", 2008; S. F. Walter and L. Lehmann,
 * "Algorithmic differentiation of linear algebra functions", 2010 (QR).
 *
 * @module
 */
import { type AnyTensor, GradusError } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { bind, bindAll, permuteRows, type Primitives } from '@gradus/tensor/primitives'
import { add, neg, plus, select, sub, through } from './algebra.ts'
import {
  block,
  divideByUpper,
  enlarge,
  matmul,
  matmulTransposed,
  onDiagonal,
  scaled,
  solve,
  strictlyLower,
  transpose,
  upper,
  valuesOf,
} from './matrixAlgebra.ts'
import type { Backward, Forward, Pushed, SeveralForward, Tangent } from '../Rule.ts'

const lower = { lower: true, transpose: false, unitDiagonal: false }
const unitLower = { ...lower, unitDiagonal: true }

/** The lower triangle, with half of the diagonal. */
const halfLower = (x: AnyTensor): AnyTensor =>
  add(strictlyLower(x), scaled(select(onDiagonal(x), x, T.zerosLike(x)), 0.5))

/** `dL = L Φ(L⁻¹ dA L⁻ᵀ)`, where `Φ` is the lower triangle with half of the diagonal. */
export const choleskyForward = ({ tangents: [t], output: l }: Forward<Primitives['cholesky']>): Tangent =>
  through(t, (d) => matmul(l, halfLower(solve(l, transpose(solve(l, d, lower)), lower))))

/** The part of a change that the solution of a triangular system sees. */
const seen = (d: AnyTensor, triangle: Primitives['triangularSolve']): AnyTensor => {
  const k = triangle.unitDiagonal ? 1 : 0
  return (triangle.lower ? T.tril(d, { k: -k }) : T.triu(d, { k })) as AnyTensor
}

/** `dx = a⁻¹ (db - da x)`, with `aᵀ` for `a` where the system is that of the transpose. */
export const triangularSolveForward = ({
  inputs: [a],
  tangents: [ta, tb],
  params,
  output: x,
}: Forward<Primitives['triangularSolve']>): Tangent => {
  const product = params.transpose ? matmulTransposed : matmul
  const moved = through(ta, (d) => neg(product(seen(d, params), x)))
  return through(plus(tb, moved), (d) => solve(a!, d, params))
}

/** It is linear in the right side. */
export const triangularSolveTranspose = ({
  cotangent,
  inputs: [a],
  params,
}: Backward<Primitives['triangularSolve']>): readonly Tangent[] => [
  undefined,
  solve(a!, cotangent, { ...params, transpose: !params.transpose }),
]

/** The first zero among the elements `i, i` for `i < count` of some matrix. */
const zeroPivot = (x: AnyTensor, count: number): number | undefined => {
  const values = valuesOf(x)
  const [m = 0, n = 0] = x.shape.slice(-2)
  if (values === undefined || m * n === 0) return undefined
  for (let start = 0; start < values.length; start += m * n)
    for (let i = 0; i < count; i++) if (values[start + i * n + i] === 0) return i
  return undefined
}

/** A derivative by a pivot of 0 is infinite, but that of the last pivot of a matrix that is not tall is never needed. */
const checkPivots = (packed: AnyTensor, full: boolean): void => {
  const [m = 0, n = 0] = packed.shape.slice(-2)
  const at = full ? undefined : zeroPivot(packed, m > n ? n : m - 1)
  if (at !== undefined)
    throw new GradusError(
      'lu',
      `factors with a pivot of 0 have no derivative, and element [${at},${at}] of u is 0`,
    )
}

const withoutZeros = (u: AnyTensor): AnyTensor => {
  const isZero = bind('equal', [u, T.zerosLike(u)], {})
  return select(bind('and', [isZero, onDiagonal(u)], {}), T.onesLike(u), u)
}

/** `dL` and `dU` in one matrix, as the factors are. */
const packedTangent = (packed: AnyTensor, d: AnyTensor): AnyTensor => {
  const [m = 0, n = 0] = packed.shape.slice(-2)
  const k = Math.min(m, n)
  const [square, u] = [block(packed, [0, 0], [k, k]), upper(block(packed, [0, 0], [k, n]))]
  const safe = withoutZeros(upper(square))
  const left = solve(square, block(d, [0, 0], [k, n]), unitLower)
  // L⁻¹ dA = F U + dU with F = L⁻¹ dL strictly lower: column j of F needs only columns up to j of U.
  const f = strictlyLower(divideByUpper(block(left, [0, 0], [k, k]), safe))
  const du = upper(sub(left, matmul(f, u)))
  const dl = add(f, matmul(strictlyLower(square), f))
  const top = add(enlarge(dl, m, n), enlarge(du, m, n))
  if (m === k) return top
  const rest = sub(block(d, [k, 0], [m - k, k]), matmul(block(packed, [k, 0], [m - k, k]), du))
  const bottom = divideByUpper(rest, safe)
  return bind('concat', [block(top, [0, 0], [k, k]), bottom], { axis: packed.shape.length - 2 })
}

export const luForward = ({
  inputs: [a],
  tangents: [t],
  params,
}: SeveralForward<Primitives['lu']>): Pushed => {
  const outputs = bindAll('lu', [a!], params)
  const [packed, rows, columns] = outputs as readonly [AnyTensor, AnyTensor, AnyTensor]
  checkPivots(packed, params.full)
  const permuted = (d: AnyTensor): AnyTensor => {
    const moved = permuteRows(d, rows)
    return params.full ? transpose(permuteRows(transpose(moved), columns)) : moved
  }
  return { outputs, tangents: [through(t, (d) => packedTangent(packed, permuted(d)))] }
}

const checkRank = (a: AnyTensor, r: AnyTensor, complete: boolean): void => {
  const [m = 0, n = 0] = a.shape.slice(-2)
  if (complete && m > n)
    throw new GradusError(
      'qr',
      `the columns that complete a basis have no derivative, ${m} rows have ${m - n} of them. Take the mode 'reduced'.`,
    )
  if (m < n)
    throw new GradusError(
      'qr',
      `the primitive has a derivative for no more columns than rows, got ${m} and ${n}`,
    )
  const at = zeroPivot(r, n)
  if (at !== undefined)
    throw new GradusError(
      'qr',
      `the factors have a derivative where columns are linearly independent, and element [${at},${at}] of r is 0`,
    )
}

/** With `M = Qᵀ dA R⁻¹` and `Ω` antisymmetric with its lower triangle: `dQ = dA R⁻¹ + Q (Ω - M)`, `dR = (M - Ω) R`. */
export const qrForward = ({
  inputs: [a],
  tangents: [t],
  params,
}: SeveralForward<Primitives['qr']>): Pushed => {
  const outputs = bindAll('qr', [a!], params)
  const [q, r] = outputs as readonly [AnyTensor, AnyTensor]
  if (t === undefined) return { outputs, tangents: [] }
  checkRank(a!, r, params.complete)
  const change = divideByUpper(t, r)
  const inside = matmulTransposed(q, change)
  const below = strictlyLower(inside)
  const rest = sub(inside, sub(below, transpose(below)))
  return { outputs, tangents: [sub(change, matmul(q, rest)), matmul(upper(rest), r)] }
}
