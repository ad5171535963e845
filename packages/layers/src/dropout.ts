import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { fraction } from './checks.ts'
import { layer } from './custom.ts'
import type { SameShape } from './Layer.ts'
import type { Stage } from './Stage.ts'

/**
 * Inverted dropout: in training each value is kept with probability `1 - rate` and divided by it, else set to zero, so
 * that the expectation stays and evaluation is the identity.
 *
 * The mask is `Rng.bernoulli(key, 1 - rate, shape)` with the layer's key: one draw per value, the same as JAX's.
 *
 * @throws ValueError where `rate` is not in [0, 1).
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([4]), L.dropout(0.5))
 * T.toNested(L.apply(model, {}, {}, T.ones([1, 4]), { mode: 'eval' }).output) // => [[1, 1, 1, 1]]
 * ```
 *
 * Source: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, Dropout: a simple way to prevent neural networks
 * from overfitting, 2014; its section 10 for the inverted form.
 */
export const dropout = (rate: number): Stage<SameShape<'dropout'>> => {
  fraction('dropout', 'rate', rate)
  return layer<SameShape<'dropout'>>({
    kind: 'dropout',
    settings: { rate },
    apply: (_params, state, x, mode) => ({
      output: mode.mode === 'train' ? drop(rate, mode.key, x) : x,
      state,
    }),
  })
}

const drop = (rate: number, key: Rng.Key, x: Tensor): Tensor =>
  rate === 0 ? x : T.where(Rng.bernoulli(key, 1 - rate, x.shape), T.div(x, 1 - rate), 0)
