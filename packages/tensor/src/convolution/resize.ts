/** Images of another size. */
import { bind } from '../bind.ts'
import type { DType, ToFloat } from '../DType.ts'
import { ShapeError, showShape, ValueError } from '../errors.ts'
import { castTo, type Fits, type Of, toFloatTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, type Shape } from '../Tensor.ts'
import type { PerAxis, Resized } from './Sizes.ts'
import { checkInput, perAxis } from './window.ts'

/** How elements between those of the input are found. */
export type ResizeMethod = 'nearest' | 'bilinear'

/** How an image is resized. */
export interface ResizeOptions<M extends ResizeMethod = ResizeMethod> {
  /** `'bilinear'` unless said. */
  readonly method?: M
}

type D<X extends AnyTensor> = DTypeOf<X> & DType

const positions = (at: readonly number[]): Concrete => new Concrete(Int32Array.from(at), [at.length], 'int32')

/** Where the centres of `size` pixels lie among those of `length`, in units of the latter. */
const centres = (length: number, size: number): readonly number[] =>
  Array.from({ length: size }, (_, i) => ((i + 0.5) * length) / size)

const nearestAlong = (x: AnyTensor, axis: number, size: number): AnyTensor =>
  bind('take', [x, positions(centres(x.shape[axis]!, size).map(Math.floor))], { axis })

const linearAlong = (x: AnyTensor, axis: number, size: number): AnyTensor => {
  const last = x.shape[axis]! - 1
  const at = centres(last + 1, size).map((c) => Math.min(last, Math.max(0, c - 0.5)))
  const before = bind('take', [x, positions(at.map(Math.floor))], { axis })
  const after = bind('take', [x, positions(at.map(Math.ceil))], { axis })
  const weigh = (y: AnyTensor, weights: readonly number[]): AnyTensor => {
    const ones = y.shape.map((d, i) => (i === axis ? d : 1))
    const row = castTo(new Concrete(Float64Array.from(weights), ones, 'float64'), x.dtype)
    return bind('mul', [y, bind('broadcast', [row], { shape: y.shape })], {})
  }
  const rests = at.map((c) => c - Math.floor(c))
  return bind(
    'add',
    [
      weigh(
        before,
        rests.map((r) => 1 - r),
      ),
      weigh(after, rests),
    ],
    {},
  )
}

const sizesOf = (shape: Shape, size: PerAxis): Shape => {
  checkInput('resize', 2, shape)
  if (shape.slice(2).includes(0))
    throw new ShapeError('resize', `needs at least one pixel along each axis, got ${showShape(shape)}`)
  return perAxis('resize', 'the size of the result', size, 2)
}

/**
 * The images of `[batch, channels, height, width]` in another size, without smoothing.
 *
 * Pixels are squares and meet at their centres: pixel `i` of `n` lies at `(i + ½) length / n` of the input, as in JAX and
 * in PyTorch with `align_corners=False`. `'bilinear'` weighs the four pixels around that point, those of the edge
 * repeated; `'nearest'` takes the pixel that the point is in, as PyTorch's `'nearest-exact'`, and keeps the element type.
 *
 * @throws ValueError for another method.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[[[1, 2], [3, 4]]]])
 * T.toNested(T.resize(x, [2, 4])) // => [[[[1, 1.25, 1.75, 2], [3, 3.25, 3.75, 4]]]]
 * T.toNested(T.resize(x, [2, 4], { method: 'nearest' })) // => [[[[1, 1, 2, 2], [3, 3, 4, 4]]]]
 * ```
 */
export const resize = <
  X extends AnyTensor,
  const Z extends PerAxis,
  const M extends ResizeMethod = 'bilinear',
>(
  x: X & Fits<Resized<'resize', 2, X['shape'], Z>>,
  size: Z,
  options: ResizeOptions<M> = {},
): Of<Resized<'resize', 2, X['shape'], Z>, M extends 'nearest' ? D<X> : ToFloat<D<X>>> => {
  const sizes = sizesOf(x.shape, size)
  const method: string = options.method ?? 'bilinear'
  if (method !== 'nearest' && method !== 'bilinear')
    throw new ValueError('resize', `the method is 'nearest' or 'bilinear', got '${method}'`)
  const along = method === 'nearest' ? nearestAlong : linearAlong
  const start: AnyTensor = method === 'nearest' ? x : toFloatTensor(x)
  return sizes.reduce((y, n, i) => along(y, i + 2, n), start) as never
}
