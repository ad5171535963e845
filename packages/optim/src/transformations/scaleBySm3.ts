import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import { requireDecay, requireNonNegative } from '../checks.ts'
import { zeros } from '../choose.ts'
import type { GradientTransformation, LeavesLike, ParamsLike } from '../GradientTransformation.ts'
import { averaged } from '../moments.ts'
import { keptAt } from '../perLeaf.ts'
import type { Hyperparameter } from '../Hyperparameter.ts'

/** The settings of `scaleBySm3`. */
export interface ScaleBySm3Options {
  /** The decay of the average of the scaled gradients; 0.9 unless given. */
  readonly b1?: Hyperparameter
  /** Added under the root; 1e-8 unless given. */
  readonly eps?: Hyperparameter
}

/** The state of `scaleBySm3`: for each leaf an accumulator along each axis, and the average of the updates. */
export interface ScaleBySm3State<L = LeavesLike<readonly AnyTensor[]>, P = ParamsLike> {
  readonly accumulators: L
  readonly mu: P
}

/** One accumulator for each axis, thin along it; a vector or a scalar keeps its own. */
const accumulatorsOf = (x: AnyTensor): readonly AnyTensor[] =>
  x.shape.length < 2
    ? [T.zerosLike(x)]
    : x.shape.map((size, axis) =>
        T.zeros(
          x.shape.map((_, i) => (i === axis ? size : 1)),
          { dtype: x.dtype },
        ),
      )

const largestAlong = (x: AnyTensor, axis: number): AnyTensor =>
  T.max(x, { axis: x.shape.map((_, i) => i).filter((i) => i !== axis), keepDims: true })

/** What the accumulators are after this step, from the sums of squares that they bound. */
const accumulated = (sums: AnyTensor): readonly AnyTensor[] =>
  sums.shape.length < 2
    ? [sums]
    : T.sizeOf(sums.shape) === 0
      ? accumulatorsOf(sums)
      : sums.shape.map((_, axis) => largestAlong(sums, axis))

const scaled = (g: AnyTensor, sums: AnyTensor, eps: Hyperparameter): AnyTensor => {
  const some = T.greater(sums, 0)
  return T.where(some, T.div(g, T.sqrt(T.add(T.where(some, sums, 1), eps))), T.zerosLike(g))
}

/**
 * AdaGrad in little memory: a sum of squares for each row and each column in place of each element.
 *
 * `s = g² + min over axes of its accumulators`, each accumulator the largest `s` along its axis,
 * `mu ← b1·mu + (1 - b1) · g / √(s + eps)`, and the update is `mu`.
 *
 * Throws `ValueError` for `b1` outside [0, 1), or an `eps` that is negative or not finite.
 *
 * Source: Anil et al., "Memory-Efficient Adaptive Optimization", 2019, algorithm SM3-II; numbers equal to
 * `optax.scale_by_sm3`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const scaling = O.scaleBySm3({ b1: 0 })
 * const params = { w: T.zeros([2, 2]) }
 * const state = scaling.init(params)
 * T.toNested(scaling.update({ w: T.tensor([[4, -8], [2, 1]]) }, state, params)[0].w)
 * // => [[1, -1], [1, 1]]
 * ```
 */
export const scaleBySm3 = ({
  b1 = 0.9,
  eps = 1e-8,
}: ScaleBySm3Options = {}): GradientTransformation<ScaleBySm3State> => {
  requireDecay('scaleBySm3', 'b1', b1)
  requireNonNegative('scaleBySm3', 'eps', eps)
  return {
    init: (params) => ({ accumulators: Tree.map(accumulatorsOf)(params), mu: zeros(params) }),
    update: (updates, state) => {
      const kept = keptAt(state.accumulators)
      const sums = Tree.map((g, path) => {
        const all = g.shape.length < 2 ? [kept(path, 0)] : g.shape.map((_, axis) => kept(path, axis))
        return T.add(
          T.square(g),
          all.reduce((a, b) => T.minimum(a, b)),
        )
      })(updates)
      const steps = Tree.zipWith((g, s) => scaled(g, s, eps))(updates, sums)
      const mu = averaged(b1)(steps, state.mu)
      return [mu, { accumulators: Tree.map(accumulated)(sums), mu }]
    },
  }
}
