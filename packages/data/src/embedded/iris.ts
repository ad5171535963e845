/**
 * Iris flowers.
 *
 * @module
 */
import type { Tensor } from '@gradus/tensor'
import type { Dataset } from '../Dataset.ts'
import type { DataCard } from './DataCard.ts'
import { packed } from './iris.data.ts'
import { labelled, once } from './unpack.ts'

/** The type of {@link iris}. */
export type Iris = Dataset<Tensor<readonly [150, 4]>, Tensor<readonly [150], 'int32'>>

/** About {@link iris}. */
export const irisCard = {
  title: 'Iris flowers',
  task: 'classification',
  featureNames: ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'],
  classNames: ['setosa', 'versicolor', 'virginica'],
  source: 'https://doi.org/10.24432/C56C76',
  citation:
    'R. A. Fisher (1936). The use of multiple measurements in taxonomic problems. Annals of Eugenics 7, 179-188.',
  license: 'CC BY 4.0',
} as const satisfies DataCard

/**
 * 150 flowers of three species of iris: lengths and widths of their sepals and petals in centimetres. Each call gives the
 * same dataset.
 *
 * Source: R. A. Fisher (1936), with the numbers of the paper as scikit-learn ships them (two rows differ in UCI's file).
 */
export const iris: () => Iris = /* @__PURE__ */ once(() => labelled(packed, 150, 4))
