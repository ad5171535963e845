/** Convolutions, there and back. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator } from '../operator.ts'
import { byRank, none, placed, same } from './windows.ts'

type Ints = readonly number[]

/** How a kernel moves. */
interface Moves {
  readonly stride: Ints
  readonly padding: readonly (readonly [number, number])[]
  readonly dilation: Ints
  readonly groups: number
  readonly outputPadding?: Ints
}

type Convolve = (x: AnyTensor, kernel: AnyTensor, moves: Moves) => AnyTensor

const forwards: readonly [Convolve, Convolve, Convolve] = [T.conv1d, T.conv2d, T.conv3d]
const backwards: readonly [Convolve, Convolve, Convolve] = [
  T.convTranspose1d,
  T.convTranspose2d,
  T.convTranspose3d,
]

const withBias = (y: AnyTensor, bias: AnyTensor | undefined): AnyTensor =>
  bias === undefined ? y : T.add(y, T.reshape(bias, [bias.shape[0]!, ...y.shape.slice(2).map(() => 1)]))

const checkKernel = (kernel: AnyTensor, shape: Ints | undefined): Ints => {
  const window = kernel.shape.slice(2)
  if (shape !== undefined && shape.join() !== window.join())
    throw never('a kernel_shape that is not the kernel’s')
  return window
}

export const convolutionAttributes = {
  auto_pad: 'NOTSET',
  dilations: none,
  group: 1,
  kernel_shape: none,
  pads: none,
  strides: none,
}

/** A convolution by ONNX's attributes. */
export const convolved = (x: AnyTensor, kernel: AnyTensor, a: typeof convolutionAttributes): AnyTensor => {
  const window = checkKernel(kernel, a.kernel_shape)
  const spatial = x.shape.slice(2)
  const moves = { ...placed(spatial, { ...a, window }), groups: a.group }
  return byRank(forwards, spatial.length)(x, kernel, moves)
}

const conv: Operator = operator(
  { inputs: 2, optional: 1, attributes: convolutionAttributes },
  ([x, kernel, bias], attributes) => withBias(convolved(x, kernel, attributes), bias),
)

/** Padding from a wanted size; where there is none to take away, the result is larger at the end. */
const towards = (
  sizes: Ints,
  full: Ints,
  upper: boolean,
): Pick<Moves, 'padding'> & { readonly more: Ints } => {
  const totals = sizes.map((d, i) => full[i]! - d)
  return {
    padding: totals.map((t) => same(Math.max(t, 0), upper)),
    more: totals.map((t) => Math.max(-t, 0)),
  }
}

const convTranspose: Operator = operator(
  {
    inputs: 2,
    optional: 1,
    attributes: { ...convolutionAttributes, output_padding: none, output_shape: none },
  },
  ([x, kernel, bias], { output_padding, output_shape, ...a }) => {
    const window = checkKernel(kernel, a.kernel_shape)
    const spatial = x.shape.slice(2)
    const { stride, dilation, padding } = placed(spatial, { ...a, window })
    const outputPadding = output_padding ?? window.map(() => 0)
    const full = spatial.map(
      (d, i) => stride[i]! * (d - 1) + dilation[i]! * (window[i]! - 1) + 1 + outputPadding[i]!,
    )
    const sizes =
      output_shape ?? (a.auto_pad === 'NOTSET' ? undefined : spatial.map((d, i) => d * stride[i]!))
    const wanted = sizes === undefined ? undefined : towards(sizes, full, a.auto_pad === 'SAME_UPPER')
    const moves = {
      stride,
      dilation,
      groups: a.group,
      padding: wanted?.padding ?? padding,
      outputPadding: outputPadding.map((d, i) => d + (wanted?.more[i] ?? 0)),
    }
    return withBias(byRank(backwards, spatial.length)(x, kernel, moves), bias)
  },
)

export const convolutions: Readonly<Record<string, Operator>> = { Conv: conv, ConvTranspose: convTranspose }
