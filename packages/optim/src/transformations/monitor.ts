import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import type { GradientTransformation, LeavesLike, Untyped } from '../GradientTransformation.ts'

type Scalar = Tensor<readonly []>

/** What `monitor` measured at the last update; all zero before the first. */
export interface Measurements<L = LeavesLike<Scalar>> {
  /** The norm of each leaf of the gradients. */
  readonly gradientNorm: L
  /** The norm of each leaf of the updates. */
  readonly updateNorm: L
  /** The norm of each leaf of the parameters. */
  readonly weightNorm: L
  /** `updateNorm / weightNorm`, about 1e-3 in a healthy run; 0 for weights that are all 0. */
  readonly ratio: L
}

/** The state of `monitor`: measurements, and the state of `inner`. */
export interface MonitorState<S> {
  readonly measured: Measurements
  readonly inner: S
}

const norms = (tree: unknown): unknown => Tree.map((x) => T.cast(T.norm(x), 'float32'))(tree)

const share = (u: AnyTensor, w: AnyTensor): AnyTensor => {
  const some = T.greater(w, 0)
  return T.where(some, T.div(u, T.where(some, w, 1)), 0)
}

const measure = (gradients: unknown, updates: unknown, params: unknown): Measurements<unknown> => {
  const [updateNorm, weightNorm] = [norms(updates), norms(params)]
  return {
    gradientNorm: norms(gradients),
    updateNorm,
    weightNorm,
    ratio: Tree.zipWith(share)(updateNorm, weightNorm),
  }
}

/**
 * Measures what an optimiser does, leaf by leaf, and returns the measurements in its state.
 *
 * Updates are those of `inner`.
 *
 * Source: the ratio of updates to weights is that of CS231n, "Neural Networks Part 3: Learning and Evaluation".
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.monitor(O.sgd({ learningRate: 0.5 }))
 * const params = { w: T.tensor([3, 4]) }
 * const [, state] = optimizer.update({ w: T.tensor([0, 1]) }, optimizer.init(params), params)
 * T.item(state.measured.gradientNorm.w) // => 1
 * T.item(state.measured.ratio.w).toFixed(2) // => '0.10'
 * ```
 */
export const monitor = <S>(inner: GradientTransformation<S>): GradientTransformation<MonitorState<S>> => {
  const some = inner as Untyped
  const watching: Untyped = {
    init: (params) => {
      const none = Tree.map(() => T.zeros([]))(params)
      const measured = { gradientNorm: none, updateNorm: none, weightNorm: none, ratio: none }
      return { measured, inner: some.init(params) }
    },
    update: (gradients, state: { readonly inner: never }, params) => {
      const [updates, next] = some.update(gradients, state.inner, params)
      return [updates, { measured: measure(gradients, updates, params), inner: next }]
    },
  }
  return watching as GradientTransformation<MonitorState<S>>
}
