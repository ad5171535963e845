import { requirePositive } from '../checks.ts'
import { firstIterate, type Iterate, type Minimizer, type Objective } from './Minimizer.ts'
import type { NewtonOptions } from './newton.ts'
import { type Proposal, trust } from './trustRegion.ts'
import { along, dot, length, times, type Vector } from './vectors.ts'

/** The state of `newtonCg`: where it is, and how far the model is trusted. */
export interface NewtonCgState extends Iterate {
  readonly radius: number
  /** The length of the gradient at the start. */
  readonly slope: number
}

/** Where conjugate gradients are: the step so far and `H` times it, what is left of the gradient, and the next direction. */
interface Inner {
  readonly step: Vector
  readonly bent: Vector
  readonly rest: Vector
  readonly direction: Vector
  readonly products: number
}

/** How far along a direction the border of the region is. */
const toBorder = (step: Vector, direction: Vector, radius: number): number => {
  const [a, b, c] = [dot(direction, direction), dot(step, direction), dot(step, step) - radius * radius]
  const root = Math.sqrt(Math.max(0, b * b - a * c))
  // The one of two forms that does not subtract like numbers.
  return b > 0 ? -c / (b + root) : (root - b) / a
}

const proposal = (gradient: Vector, { step, bent, products }: Inner): Proposal => ({
  step,
  promised: -dot(gradient, step) - dot(step, bent) / 2,
  work: { products },
})

const go = (inner: Inner, t: number, curved: Vector): Inner => ({
  ...inner,
  step: along(inner.step, t, inner.direction),
  bent: along(inner.bent, t, curved),
  rest: along(inner.rest, t, curved),
  products: inner.products + 1,
})

/** Conjugate gradients on the quadratic, as far as it is trusted, or as negative curvature leads to the border. */
const steihaug = (objective: Objective, { at, gradient, slope }: NewtonCgState, radius: number): Proposal => {
  const small = Math.min(0.5, length(gradient) / slope) * length(gradient)
  const most = 2 * (gradient.shape[0] ?? 0) + 10
  const iterate = (inner: Inner): Proposal => {
    const { step, rest, direction, products } = inner
    if (products >= most) return proposal(gradient, inner)
    const curved = objective.product(at, direction)
    const curvature = dot(direction, curved)
    const t = dot(rest, rest) / curvature
    if (!(curvature > 0) || length(along(step, t, direction)) >= radius)
      return proposal(gradient, go(inner, toBorder(step, direction, radius), curved))
    const next = go(inner, t, curved)
    if (length(next.rest) <= small) return proposal(gradient, next)
    const kept = dot(next.rest, next.rest) / dot(rest, rest)
    return iterate({ ...next, direction: along(times(-1, next.rest), kept, direction) })
  }
  const none = times(0, gradient)
  return iterate({ step: none, bent: none, rest: gradient, direction: times(-1, gradient), products: 0 })
}

/**
 * Newton's method without the matrix: the quadratic's lowest point by conjugate gradients, from products of the second
 * derivatives with vectors, which cost about two gradients each; in a trust region.
 *
 * The inner iteration ends when `‖Hp + g‖ ≤ min(1/2, ‖g‖ / ‖g₀‖)·‖g‖` with `g₀` the gradient at the start, so that the units of the
 * value do not matter; or at the border of the region, where a direction of negative curvature leads too.
 *
 * Throws `ValueError` for a radius that is not positive and finite.
 *
 * Source: Steihaug, "The conjugate gradient method and trust regions in large scale optimization", 1983; Nocedal and Wright, "Numerical
 * Optimization", 2006, algorithm 7.2.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const bowl = (w: T.Tensor<readonly [2]>) => T.sum(T.mul(T.square(w), T.tensor([1, 10])))
 * const { params, reason } = O.minimize(bowl, T.tensor([3, 1]), O.newtonCg())
 * reason // => 'gradient'
 * T.toNested(params).map((w) => Math.abs(w) < 1e-4) // => [true, true]
 * ```
 */
export const newtonCg = ({ radius = 1 }: NewtonOptions = {}): Minimizer<NewtonCgState> => {
  requirePositive('newtonCg', 'radius', radius)
  return {
    name: 'newtonCg',
    init: (objective) => {
      const start = firstIterate(objective)
      return { ...start, radius, slope: length(start.gradient) }
    },
    update: (objective, state) => {
      const next = trust(objective, state, state.radius, (limit) => steihaug(objective, state, limit))
      return { ...state, ...next.iterate, radius: next.radius }
    },
  }
}
