/** Where the gradient vanishes and the curvature is negative, there is a way down yet. */
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import { addWork, type Iterate, type Objective } from './Minimizer.ts'
import { along, dot, length, roundingOf, times, type Vector } from './vectors.ts'

/** The lowest curvature at a point, as far as some products tell, and the largest of either sign. */
interface Lowest {
  readonly curvature: number
  readonly largest: number
  readonly direction: Vector
  readonly products: number
}

/** Orthonormal directions, each from the product of the one before, and the products' parts along them. */
interface Basis {
  readonly directions: readonly Vector[]
  readonly diagonal: readonly number[]
  readonly beside: readonly number[]
}

const products = 20

const unit = (x: Vector): Vector => times(1 / length(x), x)

/** Twice, since rounding leaves some of what the first time takes away. */
const without = (x: Vector, directions: readonly Vector[]): Vector =>
  [...directions, ...directions].reduce((rest, q) => along(rest, -dot(rest, q), q), x)

const lanczos = (objective: Objective, at: Vector, count: number): Basis => {
  // Drawn, not chosen: what a symmetry of the function would leave out is in it.
  const drawn = unit(T.cast(Rng.normal(Rng.key(0), at.shape), at.dtype) as Vector)
  const extend = ({ directions, diagonal, beside }: Basis): Basis => {
    const last = directions.at(-1) as Vector
    const product = objective.product(at, last)
    const grown = { directions, diagonal: [...diagonal, dot(last, product)], beside }
    const rest = without(product, directions)
    const size = length(rest)
    return directions.length === count || !(size > roundingOf(at) * length(product))
      ? grown
      : extend({ ...grown, directions: [...directions, times(1 / size, rest)], beside: [...beside, size] })
  }
  return extend({ directions: [drawn], diagonal: [], beside: [] })
}

const lowest = (objective: Objective, at: Vector): Lowest => {
  const { directions, diagonal, beside } = lanczos(objective, at, Math.min(products, at.shape[0]))
  const band = diagonal.map((_, i) =>
    diagonal.map((d, j) => (i === j ? d : Math.abs(i - j) === 1 ? (beside[Math.min(i, j)] ?? 0) : 0)),
  )
  const { eigenvalues, eigenvectors } = T.eigh(T.tensor(band, { dtype: 'float64' }))
  const curvatures = [...T.toTypedArray(eigenvalues)]
  const shares = T.toNested(eigenvectors).map((row) => row[0] ?? 0)
  const direction = directions.reduce((sum, q, i) => along(sum, shares[i] ?? 0, q), times(0, at))
  return {
    curvature: curvatures[0] ?? 0,
    largest: Math.max(...curvatures.map(Math.abs)),
    direction,
    products: diagonal.length,
  }
}

/**
 * A lower point along the lowest curvature, where that is negative beyond rounding: with half of the fall that the curvature
 * promises. None at a minimum.
 *
 * Source: Lanczos, "An iteration method for the solution of the eigenvalue problem of linear differential and integral operators",
 * 1950.
 */
export const below = (objective: Objective, from: Iterate): Iterate | undefined => {
  if (from.at.shape[0] === 0) return undefined
  const { curvature, largest, direction, products: asked } = lowest(objective, from.at)
  if (!(curvature < -Math.sqrt(roundingOf(from.at)) * largest)) return undefined
  const sign = dot(from.gradient, direction) > 0 ? -1 : 1
  const attempt = (step: number, looks: number): Iterate | undefined => {
    const there = objective.evaluate(along(from.at, sign * step, direction))
    const work = addWork(from.work, { evaluations: looks, products: asked })
    if (there.value < from.value + (curvature * step * step) / 4)
      return { ...there, work, moved: step, stuck: false }
    return looks < 60 ? attempt(step / 2, looks + 1) : undefined
  }
  return attempt(1, 1)
}
