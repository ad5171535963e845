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
import type { Rounding, SpecialFunction } from './Special.ts'
import type { AnyTensor, Shape } from './Tensor.ts'

type None = Readonly<Record<never, never>>

/** The shape and element type of a value. */
export interface Abstract {
  readonly shape: Shape
  readonly dtype: DType
}

/** One call of a primitive in a graph: its results are the next variables. */
export interface Equation<N extends PrimitiveName = PrimitiveName> {
  readonly name: N
  readonly params: Primitives[N]
  /** The variables that it takes. */
  readonly operands: readonly number[]
  readonly results: readonly Abstract[]
}

/**
 * A program without branches: every value has a number, given once. The inputs come first, then the constants, then the
 * results of each equation in order.
 */
export interface Graph {
  readonly inputs: readonly Abstract[]
  readonly constants: readonly AnyTensor[]
  readonly equations: readonly Equation[]
  /** The variables that it answers. */
  readonly results: readonly number[]
}

/** A derivative that somebody wrote for a function, instead of the one that follows from its primitives. */
export type CustomRule =
  | {
      readonly mode: 'jvp'
      /** Results and their tangents, one after the other, from operands and their tangents. */
      readonly jvp: (inputs: readonly AnyTensor[], tangents: readonly AnyTensor[]) => readonly AnyTensor[]
    }
  | {
      readonly mode: 'vjp'
      /** The results, then whatever the pullback needs. */
      readonly forward: (inputs: readonly AnyTensor[]) => readonly AnyTensor[]
      readonly pullback: Pullback
    }

/** The cotangents of operands from what the forward pass kept and the cotangents of results. */
export type Pullback = (
  kept: readonly AnyTensor[],
  cotangents: readonly AnyTensor[],
) => readonly (AnyTensor | undefined)[]

/** The parameters of each primitive. */
export interface Primitives {
  // one operand, elementwise
  readonly neg: None
  readonly abs: None
  readonly sign: None
  readonly exp: None
  readonly log: None
  readonly sqrt: None
  readonly tanh: None
  readonly sigmoid: None
  readonly special: { readonly f: SpecialFunction }
  /** The derivative of order `order + 1` of `ln Γ`. */
  readonly polygamma: { readonly order: number }
  readonly toWhole: { readonly mode: Rounding }
  readonly classify: { readonly as: 'finite' | 'nan' }
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
  readonly argExtreme: { readonly axis: number; readonly largest: boolean }
  /** The sum of all elements up to each along `axis`, or from each on. */
  readonly cumSum: { readonly axis: number; readonly reverse: boolean }
  // contraction
  /** Batched matrix product of operands with equal batch axes, each first transposed in its last two axes where said. */
  readonly matmul: { readonly transposeA: boolean; readonly transposeB: boolean }
  // linear algebra: of each matrix of a stack
  /** Lower triangular `l` with `l lᵀ = a`. */
  readonly cholesky: None
  /** The solution `x` of `a x = b`, or of `aᵀ x = b`, for stacks of equal batch axes; one triangle of `a` is not read. */
  readonly triangularSolve: {
    readonly lower: boolean
    readonly transpose: boolean
    readonly unitDiagonal: boolean
  }
  /**
   * The factors packed in one matrix, the order of rows and of columns (int32) that they belong to, and the sign of these
   * permutations. Columns are exchanged only with `full` pivoting, which brings zero pivots to the end.
   */
  readonly lu: { readonly full: boolean }
  /** `q` and `r`; `q` is square where the factorisation is complete. */
  readonly qr: { readonly complete: boolean }
  /** Eigenvalues in ascending order and, where wanted, eigenvectors as columns, of symmetric matrices. */
  readonly eigh: { readonly vectors: boolean }
  /** `u`, `s` in descending order, `vh`; `s` alone without vectors. */
  readonly svd: { readonly vectors: 'none' | 'thin' | 'full' }
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
  // random numbers: of a key of shape [2], or of each of a stack of keys, whose axes come first in the result
  readonly randomBits: { readonly shape: Shape }
  readonly splitKey: { readonly count: number }
  /** A new key of each key and each number, as many of the one as of the other. */
  readonly foldIn: None
  /** The logarithms of gamma variables, of keys and shape parameters, whose first axes are those of the keys. */
  readonly randomLogGamma: None
  /** Poisson variables, of keys and rates, whose first axes are those of the keys. */
  readonly randomPoisson: None
  // programs within programs
  /** The body, whose derivatives compute it again rather than keep what it computed. */
  readonly remat: { readonly body: Graph }
  /**
   * The body, `length` times. Operands: constants, the carry, and what has one row for each step; the body takes the
   * constants, the carry and a row of each, and answers the carry and a row of each output.
   */
  readonly scan: {
    readonly body: Graph
    readonly length: number
    readonly constants: number
    readonly carry: number
    readonly reverse: boolean
  }
  /** The body, as long as the condition holds. Operands: constants of the condition, constants of the body, the carry. */
  readonly whileLoop: {
    readonly condition: Graph
    readonly body: Graph
    readonly conditionConstants: number
    readonly bodyConstants: number
  }
  /** The branch that the first operand, an int32 scalar, names. */
  readonly cond: { readonly branches: readonly Graph[] }
  /** The body, with a derivative of its own. */
  readonly custom: { readonly body: Graph; readonly rule: CustomRule }
  /** The change of a result of `custom`: linear in the last operands, and known by its transpose alone. */
  readonly customTangent: {
    readonly pullback: Pullback
    readonly linear: number
    readonly results: readonly Abstract[]
  }
}

/** The names of the primitives that answer several tensors; the others answer one. */
export const severalNames = [
  'lu',
  'qr',
  'eigh',
  'svd',
  'remat',
  'scan',
  'whileLoop',
  'cond',
  'custom',
  'customTangent',
] as const

/** A primitive that answers several tensors. */
export type SeveralName = (typeof severalNames)[number]

/** The name of a primitive. */
export type PrimitiveName = keyof Primitives

/** A primitive that answers one tensor. */
export type SingleName = Exclude<PrimitiveName, SeveralName>

const several: ReadonlySet<string> = new Set(severalNames)

/** Does this primitive answer several tensors? */
export const isSeveral = (name: PrimitiveName): name is SeveralName => several.has(name)

/** A transformation at work: what its traced values do when a primitive meets them. */
export interface Trace {
  /** Later traces are inner ones and have higher levels. */
  readonly level: number
  readonly process: <N extends PrimitiveName>(
    name: N,
    inputs: readonly AnyTensor[],
    params: Primitives[N],
  ) => readonly AnyTensor[]
}

/** A stand-in for a tensor inside a transformation. */
export interface Traced extends AnyTensor {
  readonly trace: Trace
}

/** Is this tensor a stand-in, and whose? */
export const isTraced = (x: AnyTensor): x is Traced => 'trace' in x
