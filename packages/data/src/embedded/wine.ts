/**
 * Wines.
 *
 * @module
 */
import type { Tensor } from '@gradus/tensor'
import type { Dataset } from '../Dataset.ts'
import type { DataCard } from './DataCard.ts'
import { labelled, once } from './unpack.ts'
import { packed } from './wine.data.ts'

/** The type of {@link wine}. */
export type Wine = Dataset<Tensor<readonly [178, 13]>, Tensor<readonly [178], 'int32'>>

/** About {@link wine}. */
export const wineCard = {
  title: 'Wines of three cultivars',
  task: 'classification',
  featureNames: [
    'alcohol',
    'malic_acid',
    'ash',
    'alcalinity_of_ash',
    'magnesium',
    'total_phenols',
    'flavanoids',
    'nonflavanoid_phenols',
    'proanthocyanins',
    'color_intensity',
    'hue',
    'od280/od315_of_diluted_wines',
    'proline',
  ],
  classNames: ['class_0', 'class_1', 'class_2'],
  source: 'https://doi.org/10.24432/C5PC7J',
  citation:
    'M. Forina et al. (1991). PARVUS: an extendible package for data exploration, classification and correlation. Institute of Pharmaceutical and Food Analysis and Technologies, Genoa.',
  license: 'CC BY 4.0',
} as const satisfies DataCard

/**
 * Chemical analyses of 178 wines from one region of Italy, of three cultivars. Each call gives the same dataset.
 *
 * Source: M. Forina et al. (1991), UCI Machine Learning Repository, as scikit-learn ships it.
 */
export const wine: () => Wine = /* @__PURE__ */ once(() => labelled(packed, 178, 13))
