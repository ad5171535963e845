import { large } from '@gradus/init'
import type { Initializer } from '@gradus/init'
import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { positiveInteger } from './checks.ts'
import { layer } from './custom.ts'
import type { LayerType } from './Layer.ts'
import type { Stage } from './Stage.ts'

/** What an embedding learns: a row for each word. */
export type EmbeddingParams<Words extends number, Width extends number> = {
  readonly table: Tensor<readonly [Words, Width]>
}

/** The type of `embedding`. */
export interface Embedding<Words extends number, Width extends number> extends LayerType {
  readonly kind: 'embedding'
  readonly reads: 'int32'
  readonly output: readonly [...this['input'], Width]
  readonly params: EmbeddingParams<Words, Width>
  readonly state: {}
}

/** How the rows begin: as standard normal numbers unless said. */
export interface EmbeddingOptions {
  readonly init?: Initializer | undefined
}

/** Refuses a word that the table has no row for, where its values are known; compiled, `take` refuses it. */
const checkWords = (x: Tensor<Shape, 'int32'>, words: number): void => {
  if (!T.isConcrete(x)) return
  const values = T.toTypedArray(x)
  const at = values.findIndex((word) => word < 0 || word >= words)
  if (at >= 0)
    throw new ValueError(
      'embedding',
      `word ${values[at]} is not in the vocabulary, which is 0..${words - 1}. It is number ${at} of the batch.`,
    )
}

/**
 * Vectors for words: features of whole numbers, of any shape, become rows of a learned table: `[...input]` becomes
 * `[...input, width]`.
 *
 * The model begins with `L.input(shape, { dtype: 'int32' })`; words are numbers from 0 to `words - 1`. It is a dense layer
 * without bias on one-hot rows, without the rows. The table is `[words, width]`.
 *
 * @throws ShapeError (a type error where types can know) where the model does not give whole numbers; ValueError where
 * `words` or `width` is not a positive integer, and in `apply` for a word that is not in the vocabulary.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([3], { dtype: 'int32' }), L.embedding(1000, 16))
 * const { params, state } = L.init(model, Rng.key(0))
 * const sentence = T.tensor([[4, 998, 4]], { dtype: 'int32' })
 * L.apply(model, params, state, sentence, { mode: 'eval' }).output.shape // => [1, 3, 16]
 * ```
 *
 * Source: Bengio, Ducharme, Vincent & Jauvin, A neural probabilistic language model, 2003, section 2.
 */
export const embedding = <const Words extends number, const Width extends number>(
  words: Words,
  width: Width,
  { init = large }: EmbeddingOptions = {},
): Stage<Embedding<Words, Width>> => {
  positiveInteger('embedding', 'words', words)
  positiveInteger('embedding', 'width', width)
  return layer<Embedding<number, number>>({
    kind: 'embedding',
    reads: 'int32',
    settings: { words },
    output: (input) => [...input, width],
    params: () => ({ table: { shape: [words, width], init } }),
    apply: ({ table }, state, x) => {
      checkWords(x, words)
      return { output: T.take(table as Tensor, x) as Tensor, state }
    },
  }) as unknown as Stage<Embedding<Words, Width>>
}
