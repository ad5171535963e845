import { ones, zeros } from '@gradus/init'
import * as T from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import type { LeafSpecs } from '../Layer.ts'
import { alongChannels } from './channels.ts'

/** What keeps the division away from zero. */
export interface EpsOption {
  readonly eps?: number | undefined
}

/** A scale that begins as ones and an offset that begins as zeros. */
export const affineSpecs = (shape: Shape): LeafSpecs<'gamma' | 'beta'> => ({
  gamma: { shape, init: ones },
  beta: { shape, init: zeros },
})

type Affine = { readonly gamma: Tensor; readonly beta: Tensor }

/** Scaled and offset, channel by channel. */
export const scaleChannels = ({ gamma, beta }: Affine, x: Tensor): Tensor =>
  T.add(T.mul(x, alongChannels(gamma, x.shape.length)), alongChannels(beta, x.shape.length))

/** `(x - μ) / √(σ² + eps)` with the mean and the (biased) variance over these axes. */
export const standardize = (x: Tensor, axis: readonly number[], eps: number): Tensor => {
  const centred = T.sub(x, T.mean(x, { axis, keepDims: true }) as Tensor)
  const variance = T.mean(T.square(centred), { axis, keepDims: true }) as Tensor
  return T.mul(centred, T.rsqrt(T.add(variance, eps)))
}
