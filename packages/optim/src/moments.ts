/** Averages that forget: what most optimisers remember of gradients. */
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { Count } from './Count.ts'
import { complement, type Hyperparameter } from './Hyperparameter.ts'

/** The next average of values: `decay·average + (1 - decay)·x`. */
export const averaged = (decay: Hyperparameter): (<P>(values: P, average: NoInfer<P>) => P) =>
  Tree.zipWith((x, m) => T.add(T.mul(x, complement(decay)), T.mul(m, decay)))

/** The next average of the squares of values: `decay·average + (1 - decay)·x²`. */
export const averagedSquares = (decay: Hyperparameter): (<P>(values: P, average: NoInfer<P>) => P) =>
  Tree.zipWith((x, v) => T.add(T.mul(T.square(x), complement(decay)), T.mul(v, decay)))

/** The average, corrected for having started at zero: divided by `1 - decay^count`. */
export const unbiased = (average: AnyTensor, decay: Hyperparameter, count: Count): AnyTensor =>
  T.div(average, T.sub(1, T.pow(decay, T.cast(count, average.dtype))))

/** Looks one step ahead along the average, by the gradient of now: `b1·mu_hat(t + 1) + (1 - b1)·g_hat`. */
export const lookAhead = (
  g: AnyTensor,
  mu: AnyTensor,
  b1: Hyperparameter,
  count: Count,
  next: Count,
): AnyTensor => T.add(T.mul(unbiased(mu, b1, next), b1), T.mul(unbiased(g, b1, count), complement(b1)))
