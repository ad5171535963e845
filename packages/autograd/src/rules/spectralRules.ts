/**
 * Derivatives of eigenvalues, singular values and their vectors.
 *
 * Vectors of equal values may be any basis of the space that they share, so that they have no derivative: where values
 * are known, that is said; where they are still traced, the derivative is infinite or NaN. Values closer than rounding
 * leaves them count as equal.
 *
 * Sources: M. B. Giles, "Collected matrix derivative results for forward and reverse mode algorithmic differentiation",
 * 2008; J. Townsend, "Differentiating the singular value decomposition", 2016, whose sums and differences of singular
 * values are taken one by one here, which keeps squares of small values out.
 *
 * @module
 */
import { type AnyTensor, GradusError } from '@gradus/tensor'
import { bind, bindAll, type Primitives } from '@gradus/tensor/primitives'
import { add, div, mul, sub } from './algebra.ts'
import {
  inverseOffDiagonal,
  matmul,
  matmulTransposed,
  repeatRows,
  scaled,
  transpose,
  valuesOf,
} from './matrixAlgebra.ts'
import type { Pushed, SeveralForward } from '../Rule.ts'

/** What rounding leaves of a difference, relative to the largest of `count` values. */
const resolution = (x: AnyTensor, count: number): number => count * 2 ** (x.dtype === 'float32' ? -23 : -52)

interface Kind {
  readonly op: string
  readonly what: string
  readonly valuesOnly: string
}

const eigenvalues: Kind = { op: 'eigh', what: 'eigenvalues', valuesOnly: 'eigvalsh' }
const singularValues: Kind = { op: 'svd', what: 'singular values', valuesOnly: 'svdvals' }

const refuse = ({ op, valuesOnly }: Kind, why: string): never => {
  throw new GradusError(
    op,
    `${why}: vectors have no derivative there. Take ${valuesOnly} where values are enough.`,
  )
}

/** Throws where neighbours among sorted values are as good as equal. */
const checkApart = (x: AnyTensor, kind: Kind): void => {
  const values = valuesOf(x)
  const n = x.shape.at(-1) ?? 0
  if (values === undefined || n === 0) return
  for (let start = 0; start < values.length; start += n) {
    const row = values.subarray(start, start + n)
    const least = resolution(x, n) * Math.max(Math.abs(row[0]!), Math.abs(row[n - 1]!))
    const at = row.findIndex((v, i) => i > 0 && Math.abs(v - row[i - 1]!) <= least)
    if (at > 0)
      refuse(
        kind,
        `${kind.what} ${at - 1} and ${at} are equal within rounding, ${row[at - 1]} and ${row[at]}`,
      )
  }
}

/** A matrix that is not square has vectors of the singular value 0 beyond those that are answered. */
const checkPositive = (s: AnyTensor, m: number, n: number): void => {
  const values = valuesOf(s)
  const k = Math.min(m, n)
  if (m === n || values === undefined || k === 0) return
  for (let start = 0; start < values.length; start += k)
    if (values[start + k - 1]! <= resolution(s, k) * values[start]!)
      refuse(singularValues, `singular value ${k - 1} is 0 within rounding, ${values[start + k - 1]}`)
}

/** `xᵢⱼ = vⱼ` in squares. */
const columnValues = (v: AnyTensor): AnyTensor => repeatRows(v, [...v.shape, v.shape.at(-1) ?? 0])

/** `uᵢ · dA vᵢ` for each column. */
const along = (u: AnyTensor, dv: AnyTensor): AnyTensor =>
  bind('reduceSum', [mul(u, dv)], { axes: [u.shape.length - 2] })

/** `dwᵢ = vᵢᵀ dA vᵢ` and `dV = V (F ∘ Vᵀ dA V)`, where `Fᵢⱼ = 1 / (wⱼ - wᵢ)`, 0 on the diagonal. */
export const eighForward = ({
  inputs: [a],
  tangents: [t],
  params,
}: SeveralForward<Primitives['eigh']>): Pushed => {
  const [w, v] = bindAll('eigh', [a!], { vectors: true }) as readonly [AnyTensor, AnyTensor]
  const outputs = params.vectors ? [w, v] : [w]
  if (t === undefined) return { outputs, tangents: [] }
  const change = matmul(t, v)
  const values = along(v, change)
  if (!params.vectors) return { outputs, tangents: [values] }
  checkApart(w, eigenvalues)
  const all = columnValues(w)
  const apart = inverseOffDiagonal(sub(all, transpose(all)))
  return { outputs, tangents: [values, matmul(v, mul(apart, matmulTransposed(v, change)))] }
}

interface Factors {
  readonly u: AnyTensor
  readonly s: AnyTensor
  readonly v: AnyTensor
}

/** How both sets of vectors turn among themselves: `Uᵀ dU` and `Vᵀ dV`. */
const turns = (s: AnyTensor, inside: AnyTensor): readonly [AnyTensor, AnyTensor] => {
  const all = columnValues(s)
  const other = transpose(inside)
  const even = mul(inverseOffDiagonal(sub(all, transpose(all))), add(inside, other))
  const odd = mul(inverseOffDiagonal(add(all, transpose(all))), sub(inside, other))
  return [scaled(add(even, odd), 0.5), scaled(sub(even, odd), 0.5)]
}

/** What of `change`, one column for each singular value, leaves the space of the vectors `u`. */
const leaving = (u: AnyTensor, change: AnyTensor, s: AnyTensor): AnyTensor =>
  div(sub(change, matmul(u, matmulTransposed(u, change))), repeatRows(s, change.shape))

const vectorTangents = (t: AnyTensor, { u, s, v }: Factors): readonly [AnyTensor, AnyTensor] => {
  const [m = 0, n = 0] = t.shape.slice(-2)
  const change = matmul(t, v)
  const [left, right] = turns(s, matmulTransposed(u, change))
  const [du, dv] = [matmul(u, left), matmul(v, right)]
  if (m > n) return [add(du, leaving(u, change, s)), dv]
  if (m < n) return [du, add(dv, leaving(v, matmulTransposed(t, u), s))]
  return [du, dv]
}

/** `dsᵢ = uᵢᵀ dA vᵢ`; the vectors turn among themselves, and into the space that they leave out. */
export const svdForward = ({
  inputs: [a],
  tangents: [t],
  params,
}: SeveralForward<Primitives['svd']>): Pushed => {
  const [m = 0, n = 0] = a!.shape.slice(-2)
  if (params.vectors === 'full' && m !== n)
    throw new GradusError(
      'svd',
      `the vectors that complete a basis have no derivative, [${m},${n}] has ${Math.abs(m - n)} of them. Leave fullMatrices out.`,
    )
  const all = bindAll('svd', [a!], { vectors: 'thin' }) as readonly [AnyTensor, AnyTensor, AnyTensor]
  const [u, s, vh] = all
  const outputs = params.vectors === 'none' ? [s] : all
  if (t === undefined) return { outputs, tangents: [] }
  const v = transpose(vh)
  const values = along(u, matmul(t, v))
  if (params.vectors === 'none') return { outputs, tangents: [values] }
  checkApart(s, singularValues)
  checkPositive(s, m, n)
  const [du, dv] = vectorTangents(t, { u, s, v })
  return { outputs, tangents: [du, values, transpose(dv)] }
}
