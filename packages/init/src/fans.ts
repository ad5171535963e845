import { ShapeError, type Shape } from '@gradus/tensor'

/** How many inputs each output of a kernel sums over, and how many outputs each input reaches. */
export interface Fans {
  readonly fanIn: number
  readonly fanOut: number
}

const product = (dims: Shape): number => dims.reduce((n, d) => n * d, 1)

const show = (shape: Shape): string => `[${shape.join(',')}]`

/** As `fans`, blaming the operation that asked. */
export const fansFor = (operation: string, shape: Shape): Fans => {
  const [first, second, ...window] = shape
  if (first === undefined || second === undefined)
    throw new ShapeError(
      operation,
      `fans need a kernel of rank 2 or more, got shape ${show(shape)}. ` +
        'For biases use zeros or constant.',
    )
  const field = product(window)
  return shape.length === 2
    ? { fanIn: first, fanOut: second }
    : { fanIn: second * field, fanOut: first * field }
}

/**
 * The fans of a kernel.
 *
 * `[in, out]` (dense): `fanIn = in`, `fanOut = out`. `[out, in, ...window]` (convolution): each times the
 * number of positions of the window.
 *
 * Throws `ShapeError` for a shape of rank below 2.
 *
 * @example
 * ```ts
 * import * as Init from '@gradus/init'
 *
 * Init.fans([784, 100]) // => { fanIn: 784, fanOut: 100 }
 * Init.fans([32, 16, 3, 3]) // => { fanIn: 144, fanOut: 288 }
 * ```
 */
export const fans = (shape: Shape): Fans => fansFor('fans', shape)
