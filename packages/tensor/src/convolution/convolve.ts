/** Convolutions over one, two and three spatial axes. */
import { multiply } from '../multiply.ts'
import { bind } from '../bind.ts'
import { productType } from '../einsum/productType.ts'
import { ShapeError, ValueError } from '../errors.ts'
import { castTo, type Fits, type Of, checkTensor } from '../operand.ts'
import type { Promote } from '../promotion.ts'
import { type AnyTensor, type Shape, sizeOf } from '../Tensor.ts'
import type { Convolved, Padding, PerAxis, Spatial } from './Sizes.ts'
import { checkInput, checkKernel, padded, patchesOf, perAxis, slide } from './window.ts'

/** How a kernel moves: `stride` 1, `padding` `'valid'`, `dilation` 1 and `groups` 1 unless said. */
export interface ConvolutionOptions<
  S extends PerAxis = PerAxis,
  P extends Padding = Padding,
  D extends PerAxis = PerAxis,
  G extends number = number,
> {
  /** How far the kernel moves, for all axes or each. */
  readonly stride?: S
  /** Zeros around the input. `'same'`: as many as give `⌈size / stride⌉` places, the odd one at the end. */
  readonly padding?: P
  /** How far the elements of the kernel are apart. */
  readonly dilation?: D
  /** Into how many parts channels are divided, each convolved by itself. */
  readonly groups?: G
}

/** A convolution over `N` spatial axes. */
export interface Convolution<Op extends string, N extends Spatial> {
  <
    X extends AnyTensor,
    K extends AnyTensor,
    const S extends PerAxis = 1,
    const P extends Padding = 'valid',
    const D extends PerAxis = 1,
    const G extends number = 1,
  >(
    x: X,
    kernel: K & Fits<Convolved<Op, N, X['shape'], K['shape'], S, P, D, G>>,
    options?: ConvolutionOptions<S, P, D, G>,
  ): Of<Convolved<Op, N, X['shape'], K['shape'], S, P, D, G>, Promote<X, K>>
}

/** Refuses groups that do not divide the channels. */
export const checkGroups = (op: string, groups: number, channels: number): void => {
  if (!Number.isInteger(groups) || groups < 1)
    throw new ValueError(op, `groups is a whole number from 1, got ${groups}`)
  if (channels % groups !== 0)
    throw new ShapeError(op, `${groups} groups do not divide the ${channels} output channels of the kernel`)
}

const checkChannels = (op: string, x: Shape, kernel: Shape, groups: number): void => {
  const expected = kernel[1]! * groups
  if (x[1] !== expected)
    throw new ShapeError(op, `input has ${x[1]} channels, the kernel expects ${expected}`)
}

const reshape = (x: AnyTensor, shape: Shape): AnyTensor => bind('reshape', [x], { shape })
const permute = (x: AnyTensor, axes: readonly number[]): AnyTensor => bind('permute', [x], { axes })

/** The first two axes exchanged: batch and channels. */
export const swapLeading = (x: AnyTensor): AnyTensor =>
  permute(x, [1, 0, ...x.shape.slice(2).map((_, i) => i + 2)])

/** `[window, groups * size, places]` as the columns of each group: `[groups, window * size, places]`. */
const toColumns = (x: AnyTensor, window: number, groups: number, size: number, places: number): AnyTensor =>
  groups === 1
    ? reshape(x, [1, window * size, places])
    : reshape(permute(reshape(x, [window, groups, size, places]), [1, 0, 2, 3]), [
        groups,
        window * size,
        places,
      ])

/** The kernel as one matrix for each group: `[groups, out, window * in]`. */
export const toMatrices = (kernel: AnyTensor, groups: number): AnyTensor => {
  const [out, size, ...window] = kernel.shape as readonly [number, number, ...number[]]
  const taps = sizeOf(window)
  const rows = permute(reshape(kernel, [out, size, taps]), [0, 2, 1])
  return reshape(rows, [groups, out / groups, taps * size])
}

const convolve = (
  op: string,
  rank: Spatial,
  x: AnyTensor,
  kernel: AnyTensor,
  { stride = 1, padding = 'valid', dilation = 1, groups = 1 }: ConvolutionOptions,
): AnyTensor => {
  checkInput(op, rank, checkTensor(x, op).shape)
  checkKernel(op, rank, kernel.shape)
  checkGroups(op, groups, kernel.shape[0]!)
  checkChannels(op, x.shape, kernel.shape, groups)
  const dtype = productType(op, x, kernel)
  const windows = slide(op, x.shape, {
    window: perAxis(op, 'the size of the kernel', kernel.shape.slice(2), rank),
    strides: perAxis(op, 'stride', stride, rank),
    dilation: perAxis(op, 'dilation', dilation, rank),
    padding,
  })
  const batch = x.shape[0]!
  const places = batch * sizeOf(windows.counts)
  const patches = patchesOf(swapLeading(padded(castTo(x, dtype), windows)), windows)
  const columns = toColumns(patches, sizeOf(windows.window), groups, kernel.shape[1]!, places)
  const product = multiply(toMatrices(castTo(kernel, dtype), groups), columns)
  return swapLeading(reshape(product, [kernel.shape[0]!, batch, ...windows.counts]))
}

const convolution = <Op extends string, N extends Spatial>(op: Op, rank: N): Convolution<Op, N> =>
  ((x: AnyTensor, kernel: AnyTensor, options: ConvolutionOptions = {}) =>
    convolve(op, rank, x, kernel, options)) as never

/**
 * The convolution of `[batch, channels, width]` with kernels `[out, channels / groups, width]`, over one axis.
 *
 * As in all networks, it is a cross-correlation: the kernel is not reversed. `conv2d` has the formula.
 *
 * @throws ShapeError where channels differ, or the kernel does not fit into the padded input.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const signal = T.tensor([[[1, 2, 4, 8]]])
 * const difference = T.tensor([[[-1, 1]]])
 * T.toNested(T.conv1d(signal, difference)) // => [[[1, 2, 4]]]
 * ```
 */
export const conv1d: Convolution<'conv1d', 1> = convolution('conv1d', 1)

/**
 * The convolution of `[batch, channels, height, width]` with kernels `[out, channels / groups, height, width]`.
 *
 * `out[n, o, i, j] = Σ c, u, v  x[n, c, stride i + dilation u - padding, stride j + dilation v - padding] · kernel[o, c, u, v]`
 *
 * where `c` runs over the channels of the group of `o`, and `x` is zero outside. The size of the result along an axis is
 * `⌊(size + padding - dilation (kernel - 1) - 1) / stride⌋ + 1`, where `padding` counts both sides.
 *
 * @throws ShapeError where channels differ, or the kernel does not fit into the padded input.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const image = T.ones([1, 3, 32, 32])
 * const kernel = T.ones([8, 3, 3, 3])
 * T.conv2d(image, kernel, { stride: 2, padding: 1 }).shape // => [1, 8, 16, 16]
 * T.conv2d(image, kernel, { padding: 'same' }).shape // => [1, 8, 32, 32]
 * ```
 */
export const conv2d: Convolution<'conv2d', 2> = convolution('conv2d', 2)

/**
 * The convolution of `[batch, channels, depth, height, width]` with kernels `[out, channels / groups, depth, height, width]`.
 *
 * @throws ShapeError where channels differ, or the kernel does not fit into the padded input.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.conv3d(T.ones([2, 1, 8, 8, 8]), T.ones([4, 1, 3, 3, 3])).shape // => [2, 4, 6, 6, 6]
 * ```
 */
export const conv3d: Convolution<'conv3d', 3> = convolution('conv3d', 3)
