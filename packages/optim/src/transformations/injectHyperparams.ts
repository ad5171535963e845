import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { FloatDType, Tensor } from '@gradus/tensor'
import { requireFinite } from '../checks.ts'
import type { GradientTransformation, Untyped } from '../GradientTransformation.ts'
import { precisionOf } from '../precision.ts'

type Scalar = Tensor<readonly [], FloatDType>

/** A scalar tensor for each hyperparameter. */
export type Hyperparams<H> = { readonly [K in keyof H]: Scalar }

/** The state of `injectHyperparams`: the hyperparameters, and the state of the transformation made of them. */
export interface InjectHyperparamsState<H, S> {
  readonly hyperparams: Hyperparams<H>
  readonly inner: S
}

/**
 * Keeps hyperparameters in the state, where a training loop can read and change them between steps.
 *
 * `make` gets each as a scalar tensor; a learning rate is given as the schedule `() => learningRate`. A step
 * that is compiled stays compiled when their values change.
 *
 * Throws `ValueError` for a value that is not finite.
 *
 * Source: after `optax.inject_hyperparams`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.injectHyperparams({ learningRate: 0.5 }, ({ learningRate }) =>
 *   O.sgd({ learningRate: () => learningRate }),
 * )
 * const params = { w: T.tensor([1]) }
 * const state = { ...optimizer.init(params), hyperparams: { learningRate: T.tensor(0.25) } }
 * const [updates] = optimizer.update({ w: T.tensor([4]) }, state, params)
 * T.toNested(updates.w) // => [-1]
 * ```
 */
export const injectHyperparams = <H extends Readonly<Record<string, number>>, S>(
  hyperparams: H,
  make: (hyperparams: Hyperparams<H>) => GradientTransformation<S>,
): GradientTransformation<InjectHyperparamsState<H, S>> => {
  Object.entries(hyperparams).forEach(([name, value]) => requireFinite('injectHyperparams', name, value))
  const startFor = (params: unknown): Hyperparams<H> => {
    const dtype = precisionOf(Tree.leaves(params))
    const scalars = Object.entries(hyperparams).map(([name, value]) => [name, T.tensor(value, { dtype })])
    return Object.fromEntries(scalars) as Hyperparams<H>
  }
  const injected: Untyped = {
    init: (params) => {
      const start = startFor(params)
      return { hyperparams: start, inner: (make(start) as Untyped).init(params) }
    },
    update: (updates, state: { hyperparams: Hyperparams<H>; inner: never }, params) => {
      const [made, inner] = (make(state.hyperparams) as Untyped).update(updates, state.inner, params)
      return [made, { hyperparams: state.hyperparams, inner }]
    },
  }
  return injected as GradientTransformation<InjectHyperparamsState<H, S>>
}
