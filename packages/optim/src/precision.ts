import type { AnyTensor, FloatDType } from '@gradus/tensor'

/** What scalars beside these leaves compute in: float64 when one of them is, so that none loses precision. */
export const precisionOf = (leaves: readonly AnyTensor[]): FloatDType =>
  leaves.some(({ dtype }) => dtype === 'float64') ? 'float64' : 'float32'
