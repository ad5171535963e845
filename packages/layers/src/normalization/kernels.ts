/**
 * Kernels of dense layers and convolutions: which of their numbers make which output.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { DoesNotFit, Shape, Tensor } from '@gradus/tensor'
import type { LayerType, Settings } from '../Layer.ts'
import { sameShape } from '../shapes.ts'
import { isFloats } from '../Signal.ts'
import type { Signal } from '../Signal.ts'

type Family = 'conv' | 'depthwiseConv' | 'convTranspose'

/** The kinds of stage whose parameters are one kernel and perhaps a bias. */
export type KernelKind = 'dense' | `${Family}${1 | 2 | 3}d`

const families: readonly string[] = ['dense', 'conv', 'depthwiseConv', 'convTranspose']

const familyOf = (kind: string): string => kind.replace(/[123]d$/, '')

/** How many outputs a stage with a kernel has, as a shape: the units of a dense layer, else channels. */
export type Outputs<Kind, Out> = Out extends readonly [...Shape, infer Units extends number]
  ? Kind extends 'dense'
    ? readonly [Units]
    : readonly [Out[0] & number]
  : readonly [number]

/** A kernel's axes and those of them that count outputs; with groups the axis of inputs counts groups too, so it is two. */
interface Layout {
  readonly shape: Shape
  readonly outputs: readonly number[]
}

const layoutOf = (family: string, shape: Shape, groups: number): Layout => {
  if (family === 'dense') return { shape, outputs: [1] }
  if (family !== 'convTranspose') return { shape, outputs: [0] }
  const [inputs = 1, ...others] = shape
  return { shape: [groups, inputs / groups, ...others], outputs: [0, 2] }
}

/** What wrappers and folding do to kernels of a kind, `n` the number of outputs. */
export interface Kernels {
  readonly count: (shape: Shape) => number
  /** The sum of squares for each output, `[n]`. */
  readonly squares: (kernel: Tensor) => Tensor
  /** Each output's numbers times a number of its own. */
  readonly scale: (kernel: Tensor, by: Tensor) => Tensor
  /** `[n, what each output is made from]`. */
  readonly rows: (kernel: Tensor) => Tensor<readonly [number, number]>
}

const reshape = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : (T.reshape(x, shape) as Tensor)

const sizesOf = ({ shape, outputs }: Layout): Shape => outputs.map((axis) => shape[axis] ?? 1)

const othersOf = ({ shape, outputs }: Layout): readonly number[] =>
  shape.flatMap((_, axis) => (outputs.includes(axis) ? [] : [axis]))

const kernelsOf = (kind: string, settings: Settings): Kernels => {
  const layout = ({ shape }: { readonly shape: Shape }): Layout =>
    layoutOf(familyOf(kind), shape, Number(settings['groups'] ?? 1))
  const count = (shape: Shape): number => T.sizeOf(sizesOf(layout({ shape })))
  return {
    count,
    squares: (kernel) => {
      const l = layout(kernel)
      const sums = T.sum(T.square(reshape(kernel, l.shape)), { axis: othersOf(l) }) as Tensor
      return reshape(sums, [count(kernel.shape)])
    },
    scale: (kernel, by) => {
      const { shape, outputs } = layout(kernel)
      const along = shape.map((d, axis) => (outputs.includes(axis) ? d : 1))
      return reshape(T.mul(reshape(kernel, shape), reshape(by, along)), kernel.shape)
    },
    rows: (kernel) => {
      const l = layout(kernel)
      const first = T.permute(reshape(kernel, l.shape), [...l.outputs, ...othersOf(l)]) as Tensor
      return reshape(first, [count(kernel.shape), T.sizeOf(kernel.shape) / count(kernel.shape)]) as never
    },
  }
}

/** What `weightNorm` and `spectralNorm` add to a layer's type. */
export interface Normalized extends LayerType {
  readonly normalized: true
}

const twice = 'this stage has a normalised kernel already. Wrap it once.'

/** Nothing to add where a stage has a kernel to normalise, else the text that the editor shows. */
export type Wraps<Op extends string, T extends LayerType> = T extends Normalized
  ? DoesNotFit<`${Op}: ${typeof twice}`>
  : T['kind'] extends KernelKind
    ? unknown
    : string extends T['kind']
      ? unknown
      : DoesNotFit<`${Op}: wraps a dense layer or a convolution, got ${T['kind']}.`>

interface Described {
  readonly kind: string
  readonly settings: Settings
}

/** The settings by which wrapped stages are known. */
const wrappers = ['weightNorm', 'spectralNorm']

const isWrapped = (settings: Settings): boolean => wrappers.some((name) => name in settings)

/** The kernels of a stage that can be wrapped; throws for others. */
export const wrappedKernels = (op: string, { kind, settings }: Described): Kernels => {
  if (!families.includes(familyOf(kind)))
    throw new ValueError(op, `wraps a dense layer or a convolution, got ${kind}.`)
  if (isWrapped(settings)) throw new ValueError(op, twice)
  return kernelsOf(kind, settings)
}

/**
 * Does each channel of the output, its first feature axis, come from numbers of its own in a kernel, and from a bias? Not
 * so where a dense layer reads sequences, whose first axis is time.
 */
export const makesChannels = (kind: string, output: Signal): boolean =>
  ['separableConv', ...families].includes(familyOf(kind)) &&
  (kind !== 'dense' || (isFloats(output) && output.length === 1))

/** A kernel whose outputs are channels: the parameter's name, and what can be done to it. */
export interface ChannelKernel {
  readonly name: string
  readonly kernels: Kernels
}

/** The kernel that each channel of a layer's output comes from, by a linear map; none where there is none. */
export const channelKernel = ({ kind, settings }: Described, output: Signal): ChannelKernel | undefined =>
  !makesChannels(kind, output) || isWrapped(settings)
    ? undefined
    : {
        name: familyOf(kind) === 'separableConv' ? 'pointwise' : 'kernel',
        kernels: kernelsOf(kind, settings),
      }
