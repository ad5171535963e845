/**
 * Progression of diabetes.
 *
 * @module
 */
import type { Tensor } from '@gradus/tensor'
import type { Dataset } from '../Dataset.ts'
import type { DataCard } from './DataCard.ts'
import { packed } from './diabetes.data.ts'
import { measured, once } from './unpack.ts'

/** The type of {@link diabetes}. */
export type Diabetes = Dataset<Tensor<readonly [442, 10]>, Tensor<readonly [442, 1]>>

/** About {@link diabetes}. */
export const diabetesCard = {
  title: 'Progression of diabetes',
  task: 'regression',
  featureNames: ['age', 'sex', 'bmi', 'bp', 's1', 's2', 's3', 's4', 's5', 's6'],
  classNames: [],
  source: 'https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html',
  citation:
    'B. Efron, T. Hastie, I. Johnstone & R. Tibshirani (2004). Least angle regression. Annals of Statistics 32, 407-499.',
  license: 'CC BY 4.0',
} as const satisfies DataCard

/**
 * 442 people with diabetes: age, sex (1 or 2), body mass index, blood pressure and six blood values, unscaled; to predict
 * is a measure of the progression of the disease a year later (25 to 346). Each call gives the same dataset.
 *
 * Source: B. Efron, T. Hastie, I. Johnstone & R. Tibshirani (2004), as scikit-learn ships it.
 */
export const diabetes: () => Diabetes = /* @__PURE__ */ once(() => measured(packed, 442, 10))
