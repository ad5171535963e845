/**
 * The contract between operations and transformations: the closed set of primitives that every operation is composed of.
 *
 * A primitive takes tensors whose shapes and element types already fit (operations broadcast and promote before they
 * call), and parameters that are plain data. Tables over the set are total by type, so a primitive without, say, a
 * derivative rule does not compile.
 *
 * @module
 */
import type { DType } from './DType.ts'
import type { SpecialFunction } from './Special.ts'
import type { AnyTensor, Shape } from './Tensor.ts'

type None = Readonly<Record<never, never>>

/** The parameters of each primitive. */
export interface Primitives {
  // one operand, elementwise
  readonly neg: None
  readonly abs: None
  readonly sign: None
  readonly exp: None
  readonly expm1: None
  readonly log: None
  readonly log1p: None
  readonly sqrt: None
  readonly sin: None
  readonly cos: None
  readonly tanh: None
  readonly sigmoid: None
  readonly erf: None
  readonly erfInv: None
  readonly special: { readonly f: SpecialFunction }
  /** The derivative of order `order + 1` of `ln Γ`. */
  readonly polygamma: { readonly order: number }
  readonly floor: None
  readonly ceil: None
  readonly round: None
  readonly isFinite: None
  readonly isNaN: None
  readonly not: None
  readonly stopGradient: None
  readonly cast: { readonly dtype: DType }
  // two operands of one shape and type, elementwise
  readonly add: None
  readonly sub: None
  readonly mul: None
  readonly div: None
  readonly mod: None
  readonly pow: None
  readonly atan2: None
  readonly maximum: None
  readonly minimum: None
  readonly less: None
  readonly lessEqual: None
  readonly equal: None
  readonly and: None
  readonly or: None
  readonly shiftRightLogical: None
  // condition, two values
  readonly select: None
  // movement
  readonly broadcast: { readonly shape: Shape }
  readonly reshape: { readonly shape: Shape }
  readonly permute: { readonly axes: readonly number[] }
  readonly flip: { readonly axes: readonly number[] }
  readonly slice: { readonly starts: readonly number[]; readonly sizes: readonly number[] }
  readonly pad: { readonly low: readonly number[]; readonly high: readonly number[] }
  readonly concat: { readonly axis: number }
  /** Rows of the first operand along `axis`, chosen by the second, an int32 tensor; its shape replaces the axis. */
  readonly take: { readonly axis: number }
  /** Sums the first operand into zeros of length `size` along `axis` at the indices of the second: the transpose of `take`. */
  readonly scatterSum: { readonly axis: number; readonly size: number }
  /** For each of `size` places, which of the positions names it last; -1 for none. */
  readonly lastWriter: { readonly size: number }
  readonly argSort: { readonly axis: number }
  // reduction
  readonly reduceSum: { readonly axes: readonly number[] }
  readonly reduceMax: { readonly axes: readonly number[] }
  readonly reduceMin: { readonly axes: readonly number[] }
  readonly reduceProd: { readonly axes: readonly number[] }
  readonly argMax: { readonly axis: number }
  readonly argMin: { readonly axis: number }
  /** The sum of all elements up to each along `axis`, or from each on. */
  readonly cumSum: { readonly axis: number; readonly reverse: boolean }
  // contraction
  /** Batched matrix product of operands with equal batch axes, each first transposed in its last two axes where said. */
  readonly matmul: { readonly transposeA: boolean; readonly transposeB: boolean }
  // windows over the last axes, one for each entry of `window`
  /** Element `[k..., lead..., i...]` is `x[lead..., (strides i + dilation k)...]`; `counts` windows along each axis. */
  readonly patches: {
    readonly window: Shape
    readonly counts: Shape
    readonly strides: Shape
    readonly dilation: Shape
  }
  /** Sums patches into zeros of the given `size` in the last axes: the transpose of `patches`. */
  readonly unpatch: {
    readonly window: Shape
    readonly size: Shape
    readonly strides: Shape
    readonly dilation: Shape
  }
  // random bits: a key of shape [2]
  readonly randomBits: { readonly shape: Shape }
  readonly splitKey: { readonly count: number }
  readonly foldIn: None
  /** The logarithms of gamma variables, of a key and shape parameters. */
  readonly randomLogGamma: None
  /** Poisson variables, of a key and rates. */
  readonly randomPoisson: None
}

/** The name of a primitive. */
export type PrimitiveName = keyof Primitives

/** A transformation at work: what its traced values do when a primitive meets them. */
export interface Trace {
  /** Later traces are inner ones and have higher levels. */
  readonly level: number
  readonly process: <N extends PrimitiveName>(
    name: N,
    inputs: readonly AnyTensor[],
    params: Primitives[N],
  ) => AnyTensor
}

/** A stand-in for a tensor inside a transformation. */
export interface Traced extends AnyTensor {
  readonly trace: Trace
}

/** Is this tensor a stand-in, and whose? */
export const isTraced = (x: AnyTensor): x is Traced => 'trace' in x
