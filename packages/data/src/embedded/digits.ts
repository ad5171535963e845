/**
 * Handwritten digits.
 *
 * @module
 */
import type { Tensor } from '@gradus/tensor'
import type { Dataset } from '../Dataset.ts'
import type { DataCard } from './DataCard.ts'
import { packed } from './digits.data.ts'
import { labelled, once } from './unpack.ts'

/** The type of {@link digits}. */
export type Digits = Dataset<Tensor<readonly [1797, 64]>, Tensor<readonly [1797], 'int32'>>

/** About {@link digits}. */
export const digitsCard = {
  title: 'Optical recognition of handwritten digits (test part)',
  task: 'classification',
  featureNames: /* @__PURE__ */ Array.from({ length: 64 }, (_, i) => `pixel_${Math.floor(i / 8)}_${i % 8}`),
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  source: 'https://doi.org/10.24432/C50P49',
  citation:
    'E. Alpaydin & C. Kaynak (1998). Optical Recognition of Handwritten Digits. UCI Machine Learning Repository.',
  license: 'CC BY 4.0',
} as const satisfies DataCard

/**
 * 1,797 handwritten digits by 13 people: images of 8 × 8 pixels in rows, each from 0 (paper) to 16 (ink), and the digit as
 * label. Each call gives the same dataset.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { digits, subset } from '@gradus/data'
 *
 * const first = subset([0])(digits())
 * T.toNested(first.y) // => [0]
 * T.toNested(T.slice(first.x, [0, 0], [1, 8])) // => [[0, 0, 5, 13, 9, 1, 0, 0]]
 * ```
 *
 * Source: E. Alpaydin & C. Kaynak (1998), UCI Machine Learning Repository, as scikit-learn ships it.
 */
export const digits: () => Digits = /* @__PURE__ */ once(() => labelled(packed, 1797, 64))
