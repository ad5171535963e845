/** Numbers that optimisers are set by, which may be tensors that a step computes or a state holds. */
import * as T from '@gradus/tensor'
import type { FloatDType, Tensor } from '@gradus/tensor'

/** A setting: a plain number, which is checked, or a scalar tensor, whose value nobody may know yet. */
export type Hyperparameter = number | Tensor<readonly [], FloatDType>

/** `1 - x`. */
export const complement = (x: Hyperparameter): Hyperparameter =>
  typeof x === 'number' ? 1 - x : (T.sub(1, x) as Tensor<readonly [], FloatDType>)

/** `-x`. */
export const opposite = (x: Hyperparameter): Hyperparameter =>
  typeof x === 'number' ? -x : (T.neg(x) as Tensor<readonly [], FloatDType>)
