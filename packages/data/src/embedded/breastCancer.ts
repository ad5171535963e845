/**
 * Breast tumours.
 *
 * @module
 */
import type { Tensor } from '@gradus/tensor'
import type { Dataset } from '../Dataset.ts'
import { packed } from './breastCancer.data.ts'
import type { DataCard } from './DataCard.ts'
import { labelled, once } from './unpack.ts'

/** The type of {@link breastCancer}. */
export type BreastCancer = Dataset<Tensor<readonly [569, 30]>, Tensor<readonly [569], 'int32'>>

/** About {@link breastCancer}. */
export const breastCancerCard = {
  title: 'Breast cancer Wisconsin (diagnostic)',
  task: 'classification',
  featureNames: [
    'mean radius',
    'mean texture',
    'mean perimeter',
    'mean area',
    'mean smoothness',
    'mean compactness',
    'mean concavity',
    'mean concave points',
    'mean symmetry',
    'mean fractal dimension',
    'radius error',
    'texture error',
    'perimeter error',
    'area error',
    'smoothness error',
    'compactness error',
    'concavity error',
    'concave points error',
    'symmetry error',
    'fractal dimension error',
    'worst radius',
    'worst texture',
    'worst perimeter',
    'worst area',
    'worst smoothness',
    'worst compactness',
    'worst concavity',
    'worst concave points',
    'worst symmetry',
    'worst fractal dimension',
  ],
  classNames: ['malignant', 'benign'],
  source: 'https://doi.org/10.24432/C5DW2B',
  citation:
    'W. H. Wolberg, W. N. Street & O. L. Mangasarian (1995). Breast Cancer Wisconsin (Diagnostic). UCI Machine Learning Repository.',
  license: 'CC BY 4.0',
} as const satisfies DataCard

/**
 * Measurements of the cell nuclei of 569 breast tumours, malignant (212) or benign (357). Each call gives the same dataset.
 *
 * Source: W. H. Wolberg, W. N. Street & O. L. Mangasarian (1995), UCI Machine Learning Repository, as scikit-learn ships it.
 */
export const breastCancer: () => BreastCancer = /* @__PURE__ */ once(() => labelled(packed, 569, 30))
