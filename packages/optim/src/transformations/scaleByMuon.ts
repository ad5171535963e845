import * as T from '@gradus/tensor'
import { ShapeError, Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireDecay, requirePositive, requireSteps } from '../checks.ts'
import { zeros } from '../choose.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import type { GradientTransformation, ParamsLike } from '../GradientTransformation.ts'
import { averaged, lookAhead, unbiased } from '../moments.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleByMuon`. */
export interface ScaleByMuonOptions {
  /** The decay of the average of the gradients; 0.95 unless given. */
  readonly beta?: Hyperparameter
  /** Look ahead along the average (Nesterov), unless told otherwise. */
  readonly nesterov?: boolean
  /** How many iterations of Newton-Schulz; 5 unless given. */
  readonly iterations?: number
  /** Added to the norm that a matrix is divided by; 1e-8 unless given. */
  readonly eps?: Hyperparameter
}

/** The state of `scaleByMuon`: updates made, and the average of the gradients. */
export interface ScaleByMuonState<P = ParamsLike> {
  readonly count: Count
  readonly mu: P
}

type Matrix = T.Tensor<readonly [number, number]>

/** The quintic whose iterates send singular values between 0 and 1 to about 1. */
const [a, b, c] = [3.4445, -4.775, 2.0315]

const iterate = (x: Matrix): Matrix => {
  const square = T.matmul(x, T.transpose(x))
  const factor = T.add(T.mul(square, b), T.mul(T.matmul(square, square), c))
  return T.add(T.mul(x, a), T.matmul(factor, x)) as Matrix
}

const iterated = (x: Matrix, times: number): Matrix =>
  Array.from({ length: times }).reduce<Matrix>(iterate, x)

/** About the nearest matrix with orthonormal rows or columns, whichever are fewer. */
const orthogonalized = (x: Matrix, iterations: number, eps: Hyperparameter): Matrix => {
  const start = T.div(x, T.add(T.norm(x as AnyTensor), eps)) as Matrix
  return x.shape[0] > x.shape[1]
    ? T.transpose(iterated(T.transpose(start), iterations))
    : iterated(start, iterations)
}

const requireMatrices = (params: unknown): void =>
  Tree.entries(params).forEach(([path, { shape }]) => {
    if (shape.length !== 2)
      throw new ShapeError(
        'scaleByMuon',
        `parameters must be matrices, ${path === '' ? 'the parameter' : path} has the shape [${shape.join(',')}]. Use muon, which gives others to Adam?`,
      )
  })

/**
 * Replaces the average gradient of each matrix by about the nearest matrix with singular values 1.
 *
 * `mu ← beta·mu + (1 - beta)·g`, `X = M / (‖M‖ + eps)` with `M` the average, corrected and looking ahead, then
 * `X ← a·X + (b·XXᵀ + c·(XXᵀ)²)·X` a few times, and `u = X · √max(1, out / in)` for a kernel `[in, out]`.
 *
 * Throws `ValueError` for `beta` outside [0, 1), iterations that are not whole, or `eps` not positive and
 * finite; and `ShapeError` from `init` for parameters that are not matrices.
 *
 * Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024; numbers equal to
 * `optax.contrib.scale_by_muon` followed by its scaling by shape.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleByMuon()
 * const params = { kernel: T.zeros([2, 2]) }
 * const gradients = { kernel: T.tensor([[4, 0], [0, 1]]) }
 * const [updates] = scaling.update(gradients, scaling.init(params), params)
 *
 * // Both directions count alike, up to the 30 % that the iteration leaves.
 * T.toNested(updates.kernel).flat().map((u) => Math.round(u)) // => [1, 0, 0, 1]
 * ```
 */
export const scaleByMuon = ({
  beta = 0.95,
  nesterov = true,
  iterations = 5,
  eps = 1e-8,
}: ScaleByMuonOptions = {}): GradientTransformation<ScaleByMuonState> => {
  requireDecay('scaleByMuon', 'beta', beta)
  requireSteps('scaleByMuon', 'iterations', iterations)
  requirePositive('scaleByMuon', 'eps', eps)
  const scaled = (average: AnyTensor): AnyTensor => {
    const x = average as Matrix
    const widening = Math.sqrt(Math.max(1, x.shape[1] / x.shape[0]))
    return T.mul(orthogonalized(x, iterations, eps), widening)
  }
  return {
    init: (params) => {
      requireMatrices(params)
      return { count: zeroCount(), mu: zeros(params) }
    },
    update: (updates, state) => {
      const count = increment(state.count)
      const mu = averaged(beta)(updates, state.mu)
      const next = increment(count)
      const along = Tree.zipWith((g, m) =>
        scaled(nesterov ? lookAhead(g, m, beta, count, next) : unbiased(m, beta, count)),
      )
      return [along(updates, mu), { count, mu }]
    },
  }
}
