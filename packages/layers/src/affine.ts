import * as T from '@gradus/tensor'
import { sizeOf } from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'

/** A linear map, with or without an offset. */
export interface Affine {
  readonly kernel: Tensor
  readonly bias?: Tensor
}

/**
 * `x W + b` over the last axis. All axes before it are rows of one matrix product: broadcast over them, the kernel would
 * be copied for each, and so would its gradient.
 */
export const affine = ({ kernel, bias }: Affine, x: Tensor): Tensor => {
  const before = x.shape.slice(0, -1)
  const rows: Tensor = T.reshape(x, [sizeOf(before), x.shape.at(-1) ?? 0])
  const product: Tensor = T.reshape(T.matmul(rows, kernel), [...before, kernel.shape[1] ?? 0])
  return bias === undefined ? product : T.add(product, bias)
}
