import * as T from '@gradus/tensor'
import { requirePositive } from '../checks.ts'
import { addWork, firstIterate, type Iterate, type Minimizer, type Objective } from './Minimizer.ts'
import { trust } from './trustRegion.ts'
import { type Matrix, roundingOf, type Vector } from './vectors.ts'

/** The settings of `newton` and `newtonCg`. */
export interface NewtonOptions {
  /** How far the quadratic model is trusted at first; 1 unless given. */
  readonly radius?: number
}

/** The second derivatives at a point, by their eigenvectors, with the gradient in the same coordinates. */
interface Spectrum {
  /** From the lowest. */
  readonly curvatures: readonly number[]
  readonly slopes: readonly number[]
  readonly vectors: Matrix
}

/** The state of `newton`: where it is, the curvature there, and how far the model is trusted. */
export interface NewtonState extends Iterate {
  readonly spectrum: Spectrum
  readonly radius: number
}

const spectrumOf = (objective: Objective, { at, gradient }: Iterate): Spectrum => {
  const { eigenvalues, eigenvectors } = T.eigh(objective.hessian(at))
  const slopes = T.matmul(T.transpose(eigenvectors), gradient) as Vector
  return {
    curvatures: [...T.toTypedArray(eigenvalues as Vector)],
    slopes: [...T.toTypedArray(slopes)],
    vectors: eigenvectors as Matrix,
  }
}

const norm = (x: readonly number[]): number => Math.hypot(...x)

/** The number from `low` to `high` where a falling function crosses zero. */
const crossing = (f: (x: number) => number, low: number, high: number): number => {
  const middle = (low + high) / 2
  if (middle === low || middle === high) return high
  return f(middle) > 0 ? crossing(f, middle, high) : crossing(f, low, middle)
}

/**
 * The lowest point of a quadratic within a distance, in the coordinates of its eigenvectors.
 *
 * It is `-(Λ + λ)⁻¹ g` for the one `λ` that makes this long enough and `Λ + λ` positive. Where the gradient says nothing of the
 * lowest curvature, no `λ` does (the hard case), and what is missing is gone along the lowest eigenvector.
 */
const within = ({ curvatures, slopes }: Spectrum, radius: number): readonly number[] => {
  const [lowest = 0] = curvatures
  const shifted = (shift: number): readonly number[] =>
    slopes.map((g, i) => (g === 0 ? 0 : -g / ((curvatures[i] ?? 0) + shift)))
  const least = Math.max(0, -lowest)
  if (lowest > 0 && norm(shifted(0)) <= radius) return shifted(0)
  const most = least + norm(slopes) / radius
  const shift = crossing((s) => norm(shifted(s)) - radius, least, most)
  const step = shifted(shift)
  const missing = Math.sqrt(Math.max(0, radius * radius - norm(step) ** 2))
  const sign = (step[0] ?? 0) < 0 ? -1 : 1
  return lowest < 0 && missing > 1e-6 * radius ? step.map((x, i) => (i === 0 ? x + sign * missing : x)) : step
}

/** What the quadratic falls by. */
const fallOf = ({ curvatures, slopes }: Spectrum, step: readonly number[]): number =>
  -step.reduce((sum, x, i) => sum + (slopes[i] ?? 0) * x + ((curvatures[i] ?? 0) * x * x) / 2, 0)

const toVector = ({ vectors }: Spectrum, step: readonly number[]): Vector =>
  T.matmul(vectors, T.tensor(step, { dtype: vectors.dtype })) as Vector

/** Does the value fall along the lowest eigenvector, by more than rounding makes of a flat one? */
const bends = ({ curvatures }: Spectrum, rounding: number): boolean =>
  (curvatures[0] ?? 0) < -Math.sqrt(rounding) * Math.max(0, ...curvatures.map(Math.abs))

const withSpectrum = (objective: Objective, iterate: Iterate, radius: number): NewtonState => {
  const spectrum = spectrumOf(objective, iterate)
  const work = addWork(iterate.work, { hessians: 1 })
  return { ...iterate, work, spectrum, radius, saddle: bends(spectrum, roundingOf(iterate.at)) }
}

/**
 * Newton's method in a trust region: to the lowest point of the quadratic with the gradient and all second derivatives, no
 * farther than the quadratic was found to hold.
 *
 * `p = argmin g·p + p·Hp / 2` over `‖p‖ ≤ Δ`, exactly, by the eigenvectors of `H`. Where `H` is indefinite the step goes along its
 * negative curvature, from a saddle too, where the gradient is zero. Costs a matrix of the square of the number of parameters, and its
 * eigenvectors: for many parameters take `newtonCg`.
 *
 * Throws `ValueError` for a radius that is not positive and finite.
 *
 * Source: Moré and Sorensen, "Computing a trust region step", 1983; Nocedal and Wright, "Numerical Optimization", 2006, algorithm 4.1 and
 * section 4.3.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * // Flat at the start: a saddle, from which a gradient knows no way.
 * const saddle = ({ x, y }: { readonly x: T.Tensor<readonly []>; readonly y: T.Tensor<readonly []> }) =>
 *   T.add(T.sub(T.square(x), T.square(y)), T.div(T.square(T.square(y)), 2))
 * const { params, value } = O.minimize(saddle, { x: T.tensor(0), y: T.tensor(0) }, O.newton())
 * value // => -0.5
 * Math.abs(T.item(params.y)).toFixed(3) // => '1.000'
 * ```
 */
export const newton = ({ radius = 1 }: NewtonOptions = {}): Minimizer<NewtonState> => {
  requirePositive('newton', 'radius', radius)
  return {
    name: 'newton',
    init: (objective) => withSpectrum(objective, firstIterate(objective), radius),
    update: (objective, state) => {
      const { spectrum } = state
      const next = trust(objective, state, state.radius, (limit) => {
        const step = within(spectrum, limit)
        return { step: toVector(spectrum, step), promised: fallOf(spectrum, step), work: {} }
      })
      return next.iterate.stuck
        ? { ...state, ...next.iterate }
        : withSpectrum(objective, next.iterate, next.radius)
    },
  }
}
