import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { SameShape, Settings } from '../Layer.ts'
import type { Stage } from '../Stage.ts'

/** The stage of an activation: a layer that has only a function. */
export type Activation<Kind extends string> = Stage<SameShape<Kind>>

/**
 * An activation of one's own: a function applied to the batch, which keeps its shape.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const sine = () => L.activation('sine', (x) => T.sin(x))
 * const model = L.pipe(L.input([2]), sine())
 * T.toNested(L.apply(model, {}, {}, T.tensor([[0, Math.PI / 2]]), { mode: 'eval' }).output) // => [[0, 1]]
 * ```
 */
export const activation = <const Kind extends string>(
  kind: Kind,
  f: (x: Tensor) => Tensor,
  settings: Settings = {},
): Activation<Kind> =>
  layer<SameShape<Kind>>({ kind, settings, apply: (_params, state, x) => ({ output: f(x), state }) })

/** `f(x) = x`. */
export const identity = (): Activation<'identity'> => activation('identity', (x) => x)

/** `f(x) = 1` where `x > 0`, else 0: the perceptron's threshold (Rosenblatt, 1958), which has the slope 0 everywhere. */
export const step = (): Activation<'step'> =>
  activation('step', (x) => T.cast(T.greater(x, 0), x.dtype) as Tensor)
