/** A trained model's weights as bytes, and back: what is left of a run for those who only use the model. */
import * as L from '@gradus/layers'
import type { ModelLike } from '@gradus/layers'
import { Rng, Tree } from '@gradus/tensor'
import * as t from 'io-ts'
import * as E from '#fp/Either'
import { pipe } from '#fp/function'
import { open, seal } from './container.ts'
import type { Kind } from './container.ts'
import type { FormatError } from './FormatError.ts'
import { firstBadPath } from './NonFinite.ts'
import type { Weights } from './Plan.ts'

const kind: Kind<object> = { name: 'gradus-weights', version: 1, manifest: t.object }

/** Weights as they were read, and the texts that were saved with them. */
export interface DecodedWeights<M extends ModelLike> extends Weights<M> {
  readonly metadata: ReadonlyMap<string, string>
}

/**
 * Weights as the bytes of a safetensors file, which Python's `safetensors` opens: tensors named `params.dense_0.kernel`
 * and `layerState.batchNorm_0.mean`. `metadata` are texts to keep with them, such as the statistics of preprocessing.
 */
export const encodeWeights = <M extends ModelLike>(
  { params, layerState }: Weights<M>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> =>
  seal(kind, {}, new Map(Tree.entries({ params, layerState })), new Map(Object.entries(metadata)))

/**
 * Reads the bytes of weights for this model.
 *
 * Failures: a `FormatError`; where the file is of another model, every path that differs is named.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 * import { decodeWeights, encodeWeights, showFormatError } from '@gradus/train'
 *
 * const model = L.pipe(L.input([4]), L.dense(3))
 * const { params, state } = L.init(model, Rng.key(0))
 * const bytes = encodeWeights({ params, layerState: state }, { classes: 'a,b,c' })
 * const read = decodeWeights(model)(bytes)
 * read._tag === 'Right' && read.right.metadata.get('classes') // => 'a,b,c'
 *
 * const wrong = decodeWeights(L.pipe(L.input([4]), L.dense(2)))(bytes)
 * const lines = wrong._tag === 'Left' ? showFormatError(wrong.left).split('\n') : []
 * lines[1] // => '  params.dense_0.kernel: found [4,3] float32, expected [4,2] float32'
 * ```
 */
export const decodeWeights =
  <M extends ModelLike>(model: M) =>
  (bytes: Uint8Array): E.Either<FormatError, DecodedWeights<M>> => {
    const { params, state } = L.init(model, Rng.key(0))
    return pipe(
      open(kind)(bytes),
      E.chain(({ tensors, metadata }) =>
        pipe(
          Tree.fromPaths({ params, layerState: state })(tensors),
          E.mapLeft((mismatch): FormatError => ({ _tag: 'OtherModel', mismatch })),
          E.map((weights) => ({ ...weights, metadata })),
        ),
      ),
      E.filterOrElse(
        ({ params, layerState }) => firstBadPath({ params, layerState }) === undefined,
        ({ params, layerState }): FormatError => ({
          _tag: 'NotFinite',
          path: firstBadPath({ params, layerState }) ?? '',
        }),
      ),
    )
  }
