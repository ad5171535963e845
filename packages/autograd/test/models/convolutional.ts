/** Models of images. */
import * as T from '@gradus/tensor'
import type { Parameters } from './feedForward.ts'
import { add, batchNorm, channels, classes, crossEntropy, dense, meanSquare, type X } from './pieces.ts'

/** Two convolutions, the second in groups, each with batch normalisation. */
export const convolutional =
  (images: X) =>
  (p: Parameters<'k1' | 'scale1' | 'shift1' | 'k2' | 'scale2' | 'shift2' | 'w' | 'b'>): X => {
    const first: X = T.relu(batchNorm(T.conv2d(images, p.k1, { padding: 1 }), p.scale1, p.shift1))
    const pooled: X = T.maxPool2d(first, 2)
    const wide = T.conv2d(pooled, p.k2, { stride: 2, padding: 1, groups: 2 })
    const second: X = T.relu(batchNorm(wide, p.scale2, p.shift2))
    return crossEntropy(dense(T.globalAveragePool(second), p.w, p.b), classes([2, 0, 1, 2], 3))
  }

export const autoencoder =
  (pictures: X) =>
  (p: Parameters<'down' | 'bias' | 'up' | 'end'>): X => {
    const code: X = T.softplus(add(T.conv2d(pictures, p.down, { stride: 2 }), channels(p.bias, 4)))
    return meanSquare(add(T.convTranspose2d(code, p.up, { stride: 2 }), channels(p.end, 4)), pictures)
  }
