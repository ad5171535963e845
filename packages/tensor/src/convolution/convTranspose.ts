/** Transposed convolutions: the maps that carry a convolution's result back to the size of its input. */
import { multiply } from '../multiply.ts'
import { bind } from '../bind.ts'
import { productType } from '../einsum/productType.ts'
import { ShapeError, ValueError } from '../errors.ts'
import { castTo, type Fits, type Of, checkTensor } from '../operand.ts'
import type { Promote } from '../promotion.ts'
import { type AnyTensor, type Shape, sizeOf } from '../Tensor.ts'
import { checkGroups, type ConvolutionOptions, swapLeading, toMatrices } from './convolve.ts'
import type { ConvolvedBack, Padding, PerAxis, Spatial } from './Sizes.ts'
import { checkInput, checkKernel, explicitPadding, extentOf, halves, perAxis } from './window.ts'

/** How the kernel of the convolution moves whose transpose is meant. */
export interface TransposedConvolutionOptions<
  S extends PerAxis = PerAxis,
  P extends Padding = Padding,
  D extends PerAxis = PerAxis,
  G extends number = number,
  M extends PerAxis = PerAxis,
> extends ConvolutionOptions<S, P, D, G> {
  /** How much larger the result is at the end: which of the `stride` sizes that give the input's is meant. */
  readonly outputPadding?: M
}

/** A transposed convolution over `N` spatial axes. */
export interface TransposedConvolution<Op extends string, N extends Spatial> {
  <
    X extends AnyTensor,
    K extends AnyTensor,
    const S extends PerAxis = 1,
    const P extends Padding = 'valid',
    const D extends PerAxis = 1,
    const G extends number = 1,
    const M extends PerAxis = 0,
  >(
    x: X,
    kernel: K & Fits<ConvolvedBack<Op, N, X['shape'], K['shape'], S, P, D, G, M>>,
    options?: TransposedConvolutionOptions<S, P, D, G, M>,
  ): Of<ConvolvedBack<Op, N, X['shape'], K['shape'], S, P, D, G, M>, Promote<X, K>>
}

interface Placement {
  readonly window: Shape
  readonly strides: Shape
  readonly dilation: Shape
  readonly low: Shape
  /** The spatial sizes of the result, and of what is cut to it. */
  readonly sizes: Shape
  readonly full: Shape
}

type Moves = Pick<Placement, 'window' | 'strides' | 'dilation'>

const checkMore = (op: string, more: Shape, strides: Shape): Shape => {
  if (more.some((m, i) => m > 0 && m >= strides[i]!))
    throw new ValueError(
      op,
      `outputPadding is less than the stride, got [${more.join(',')}] with [${strides.join(',')}]`,
    )
  return more
}

const checkSizes = (op: string, sizes: Shape): Shape => {
  const axis = sizes.findIndex((d) => d < 0)
  if (axis >= 0)
    throw new ShapeError(
      op,
      `the padding takes away more than there is along axis ${axis + 2}: ${sizes[axis]}`,
    )
  return sizes
}

const place = (op: string, spatial: Shape, moves: Moves, padding: Padding, more: Shape): Placement => {
  const extents = moves.window.map((k, i) => extentOf(k, moves.dilation[i]!))
  const pairs =
    explicitPadding(op, padding, spatial.length) ??
    spatial.map((_, i) => halves(Math.max(extents[i]! - moves.strides[i]!, 0)))
  const sizes = spatial.map((d, i) =>
    padding === 'same'
      ? d * moves.strides[i]! + more[i]!
      : Math.max(d - 1, 0) * moves.strides[i]! + extents[i]! - pairs[i]![0] - pairs[i]![1] + more[i]!,
  )
  checkSizes(op, sizes)
  return {
    ...moves,
    sizes,
    low: pairs.map((p) => p[0]),
    full: sizes.map((d, i) => d + pairs[i]![0] + pairs[i]![1]),
  }
}

const reshape = (x: AnyTensor, shape: Shape): AnyTensor => bind('reshape', [x], { shape })

/** The columns of each group, `[groups, window * size, ...]`, as patches: `[window, groups * size, ...]`. */
const fromColumns = (x: AnyTensor, window: number, size: number): AnyTensor => {
  const [groups, , places] = x.shape as readonly [number, number, number]
  return groups === 1
    ? reshape(x, [window, size, places])
    : bind('permute', [reshape(x, [groups, window, size, places])], { axes: [1, 0, 2, 3] })
}

const convolveBack = (
  op: string,
  rank: Spatial,
  x: AnyTensor,
  kernel: AnyTensor,
  {
    stride = 1,
    padding = 'valid',
    dilation = 1,
    groups = 1,
    outputPadding = 0,
  }: TransposedConvolutionOptions,
): AnyTensor => {
  checkInput(op, rank, checkTensor(x, op).shape)
  checkKernel(op, rank, kernel.shape)
  checkGroups(op, groups, kernel.shape[0]!)
  if (x.shape[1] !== kernel.shape[0])
    throw new ShapeError(op, `input has ${x.shape[1]} channels, the kernel gives ${kernel.shape[0]}`)
  const dtype = productType(op, x, kernel)
  const strides = perAxis(op, 'stride', stride, rank)
  const [batch, channels, ...spatial] = x.shape as readonly [number, number, ...number[]]
  const moves = {
    window: perAxis(op, 'the size of the kernel', kernel.shape.slice(2), rank),
    strides,
    dilation: perAxis(op, 'dilation', dilation, rank),
  }
  const more = checkMore(op, perAxis(op, 'outputPadding', outputPadding, rank, 0), strides)
  const at = place(op, spatial, moves, padding, more)
  const size = kernel.shape[1]!
  const rows = reshape(swapLeading(castTo(x, dtype)), [groups, channels / groups, batch * sizeOf(spatial)])
  const columns = multiply(toMatrices(castTo(kernel, dtype), groups), rows, { transposeA: true })
  const patches = reshape(fromColumns(columns, sizeOf(at.window), size), [
    ...at.window,
    groups * size,
    batch,
    ...spatial,
  ])
  const whole = swapLeading(bind('unpatch', [patches], { ...moves, size: at.full }))
  return bind('slice', [whole], { starts: [0, 0, ...at.low], sizes: [batch, groups * size, ...at.sizes] })
}

const transposed = <Op extends string, N extends Spatial>(op: Op, rank: N): TransposedConvolution<Op, N> =>
  ((x: AnyTensor, kernel: AnyTensor, options: TransposedConvolutionOptions = {}) =>
    convolveBack(op, rank, x, kernel, options)) as never

/**
 * The transpose of `conv1d` with the same kernel `[out, channels / groups, width]`: from its result's shape to its input's.
 *
 * @throws ShapeError where the channels of `x` are not as many as the kernel gives.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[[1, 2, 3]]])
 * T.toNested(T.convTranspose1d(x, T.tensor([[[1, 10]]]), { stride: 2 })) // => [[[1, 10, 2, 20, 3, 30]]]
 * ```
 */
export const convTranspose1d: TransposedConvolution<'convTranspose1d', 1> = transposed('convTranspose1d', 1)

/**
 * The transpose of `conv2d` with the same kernel `[out, channels / groups, height, width]`: from its result's shape to its
 * input's. `⟨conv2d(x, kernel), y⟩ = ⟨x, convTranspose2d(y, kernel)⟩`.
 *
 * The size of the result is `(size - 1) stride + dilation (kernel - 1) + 1 - padding + outputPadding`, and with padding
 * `'same'` `size · stride + outputPadding`. The kernel has the axes of PyTorch's `conv_transpose2d`.
 *
 * @throws ShapeError where the channels of `x` are not as many as the kernel gives.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const kernel = T.ones([8, 3, 4, 4])
 * T.convTranspose2d(T.ones([1, 8, 16, 16]), kernel, { stride: 2, padding: 1 }).shape // => [1, 3, 32, 32]
 * ```
 */
export const convTranspose2d: TransposedConvolution<'convTranspose2d', 2> = transposed('convTranspose2d', 2)

/**
 * The transpose of `conv3d` with the same kernel `[out, channels / groups, depth, height, width]`.
 *
 * @throws ShapeError where the channels of `x` are not as many as the kernel gives.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.convTranspose3d(T.ones([1, 4, 2, 2, 2]), T.ones([4, 2, 3, 3, 3])).shape // => [1, 2, 4, 4, 4]
 * ```
 */
export const convTranspose3d: TransposedConvolution<'convTranspose3d', 3> = transposed('convTranspose3d', 3)
