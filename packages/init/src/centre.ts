import * as T from '@gradus/tensor'
import { ShapeError, type AnyTensor, type Shape, type Tensor } from '@gradus/tensor'

/** Throws unless the shape is that of a convolution kernel. */
export const requireWindow = (operation: string, shape: Shape): void => {
  if (shape.length >= 3 && shape.length <= 5) return
  throw new ShapeError(
    operation,
    `a convolution kernel has rank 3, 4 or 5, got shape [${shape.join(',')}]. For dense kernels use identity or orthogonal.`,
  )
}

/** A matrix `[out, in]` at one place of the window of a kernel, zeros elsewhere. */
export const atPlace = <S extends Shape>(
  matrix: AnyTensor,
  shape: S,
  placeOf: (size: number) => number,
): Tensor<S> => {
  const [outputs = 0, inputs = 0, ...window] = shape
  if (shape.includes(0)) return T.zeros(shape)
  const point = T.reshape(matrix, [outputs, inputs, ...window.map(() => 1)]) as AnyTensor
  const around = window.map((size) => [placeOf(size), size - 1 - placeOf(size)] as const)
  return T.pad(point, [[0, 0], [0, 0], ...around]) as AnyTensor as Tensor<S>
}
