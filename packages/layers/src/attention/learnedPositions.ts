import { normal } from '@gradus/init'
import type { Initializer } from '@gradus/init'
import * as T from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType } from '../Layer.ts'
import type { SequenceMask } from '../recurrent/sequenceMask.ts'
import { maskOf, whereReal } from '../recurrent/sequenceMask.ts'
import type { NotSequence } from '../recurrent/sequenceShape.ts'
import { notSequence } from '../recurrent/sequenceShape.ts'
import type { Stage } from '../Stage.ts'

/** A vector for each place in time. */
export type LearnedPositionsParams<S extends Shape> = { readonly positions: Tensor<S> }

/** The type of `learnedPositions`. */
export interface LearnedPositions extends LayerType {
  readonly kind: 'learnedPositions'
  readonly output: this['input']
  readonly misfit: NotSequence<this['input']>
  readonly params: LearnedPositionsParams<this['input']>
  readonly state: {}
}

/** How the positions begin, and which steps are real. */
export interface LearnedPositionsOptions {
  /** Normal with a standard deviation of 0.02, as in BERT and GPT-2, if not said. */
  readonly init?: Initializer | undefined
  /** Which steps are real; the others become zeros. */
  readonly mask?: SequenceMask | undefined
}

/**
 * Adds a learned vector for each place in time to a sequence: `y[t] = x[t] + positions[t]`.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no sequence `[time, features]`.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([16, 8]), L.learnedPositions())
 * L.describe(model)[0]?.parameters // => 128
 * ```
 *
 * Source: Gehring et al., Convolutional sequence to sequence learning, 2017, section 3.1; the beginning: Devlin et al.,
 * BERT, 2019.
 */
export const learnedPositions = ({
  init = normal(0.02),
  mask,
}: LearnedPositionsOptions = {}): Stage<LearnedPositions> =>
  layer<LearnedPositions>({
    kind: 'learnedPositions',
    misfit: notSequence,
    params: (shape) => ({ positions: { shape, init } }),
    apply: ({ positions }, state, x) => ({
      output: whereReal(maskOf('learnedPositions', mask, x), T.add(x, positions as Tensor)),
      state,
    }),
  })
