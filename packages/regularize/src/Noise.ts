/**
 * The contract of noise: `(key, x, how much) → x`, and a stage of a model from each.
 *
 * Laws. The same key gives the same result. Shape and element type are kept. Its expectation over keys is `x`, unless
 * the docstring says otherwise, so that evaluation needs no correction: a stage of noise is the identity there. A rate
 * of 0, and a deviation of 0, give `x` itself. The verbs (`drop`) are the functions, the nouns (`spatialDropout`) the
 * stages. A stage draws what its function draws from the layer's key, `Rng.foldIn(key, place in the model)`.
 *
 * @module
 */
import { layer, type Misfit, type SameShape, type Settings, type Stage } from '@gradus/layers'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import type { AnyTensor, FloatDType, Shape, Tensor } from '@gradus/tensor'
import { requireFloats, requireRate } from './checks.ts'

/** A noise as a function; `amount` is the rate, the deviation or the size that the function's docstring speaks of. */
export type Noise = <S extends Shape, D extends FloatDType>(
  key: Rng.Key,
  x: Tensor<S, D>,
  amount: number,
) => Tensor<S, D>

/** A noise from what it does to any tensor, which keeps its shape and element type. */
export const noise = (f: (key: Rng.Key, x: AnyTensor, amount: number) => AnyTensor): Noise => f as Noise

/** Inverted dropout with one draw for each element of a shape that broadcasts against `x`. */
export const dropAcross = (
  operation: string,
  key: Rng.Key,
  x: AnyTensor,
  rate: number,
  shape: Shape,
): AnyTensor => {
  requireRate(operation, 'rate', rate)
  requireFloats(operation, 'x', x)
  if (rate === 0) return x
  return T.where(Rng.bernoulli(key, 1 - rate, shape), T.div(x, 1 - rate), 0)
}

/** The stage of a noise: the function in training, the identity in evaluation. */
export const noiseStage = <Kind extends string, Type extends SameShape<Kind> = SameShape<Kind>>(
  kind: Kind,
  settings: Settings,
  disturb: (key: Rng.Key, x: Tensor) => Tensor,
  misfit: (input: Shape) => Misfit | undefined = () => undefined,
): Stage<Type> =>
  layer<SameShape<Kind>>({
    kind,
    settings,
    misfit,
    apply: (_params, state, x, mode) => ({
      output: mode.mode === 'train' ? disturb(mode.key, x) : x,
      state,
    }),
    // `Type` may say more of what does not fit than `SameShape` does, and `misfit` says that at run time.
  }) as unknown as Stage<Type>
