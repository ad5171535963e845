import { whileLoop } from '@gradus/autograd'
import * as T from '@gradus/tensor'
import { type AnyTensor, type FloatDType, sizeOf, type Tensor, Tree } from '@gradus/tensor'
import { requireNonNegative, requireStepsOrNone } from '../checks.ts'
import { type Count, increment, zeroCount } from '../Count.ts'
import { precisionOf } from '../precision.ts'

type Scalar = Tensor<readonly [], FloatDType>
type Flag = Tensor<readonly [], 'bool'>

/** The settings of `linearCg`. */
export interface LinearCgOptions<P> {
  /** Where to begin; zeros unless given. */
  readonly start?: P
  /** The residual that counts as none, by the length of the right side; 1e-10 in float64 and 1e-5 in float32 unless given. */
  readonly tolerance?: number
  /** Ten times the number of unknowns unless given. */
  readonly maxSteps?: number
  /** About the inverse of the matrix, symmetric and positive definite too. */
  readonly precondition?: (x: P) => P
}

/** What `linearCg` found, in tensors throughout. */
export interface LinearSolution<P> {
  readonly x: P
  /** `‖b - Ax‖`. */
  readonly residual: Scalar
  readonly steps: Count
  /** Was the curvature positive along each direction? Otherwise the matrix is not positive definite, and `x` is where that showed. */
  readonly definite: Flag
}

interface Carry<P> {
  readonly x: P
  readonly rest: P
  readonly direction: P
  /** The residual times what preconditioning makes of it. */
  readonly size: Scalar
  readonly steps: Count
  readonly definite: Flag
}

const dotOf = <P>(dtype: FloatDType, a: P, b: P): Scalar => {
  const products = Tree.zipWith((x, y) => T.cast(T.sum(T.mul(x, y)), dtype))(a, b as NoInfer<P>)
  return Tree.leaves(products).reduce((s, x) => T.add(s, x), T.zeros([], { dtype }) as AnyTensor) as Scalar
}

const alongOf = <P>(a: P, t: Scalar, b: P): P =>
  Tree.zipWith((x, y): AnyTensor => T.add(x, T.mul(y, T.cast(t, y.dtype))))(a, b as NoInfer<P>) as P

/** One step, with the curvature along its direction; without one where that is not positive. */
const stepOf = <P>(
  apply: (x: P) => P,
  precondition: (x: P) => P,
  dtype: FloatDType,
  { x, rest, direction, size, steps }: Carry<P>,
): Carry<P> => {
  const bent = apply(direction)
  const curvature = dotOf(dtype, direction, bent)
  const definite = T.greater(curvature, 0) as Flag
  const t = T.where(definite, T.div(size, curvature), 0) as Scalar
  const left = alongOf(rest, T.neg(t) as Scalar, bent)
  const ready = precondition(left)
  const next = dotOf(dtype, left, ready)
  const kept = T.div(next, size) as Scalar
  return {
    x: alongOf(x, t, direction),
    rest: left,
    direction: alongOf(ready, kept, direction),
    size: next,
    steps: increment(steps),
    definite,
  }
}

/**
 * Solves `A x = b` for a symmetric positive definite `A` that is known by what it does to `x` alone.
 *
 * `x ← x + t·d`, `r ← r - t·Ad`, `d ← r + (r₊·r₊ / r·r)·d` with `t = r·r / d·Ad`; with preconditioning `M⁻¹r` beside `r`. In as many
 * steps as `A` has different eigenvalues, but for rounding.
 *
 * It is one loop inside the graph: `jit`, `vmap` and forward derivatives pass through it. Whether it got there is in the result.
 *
 * @param apply takes a tree of the structure of `right` to another: the matrix.
 * @param right the right side: any tree of floats.
 * @throws ValueError for a tolerance that is negative, or steps that are no whole number.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const matrix = T.tensor([[4, 1], [1, 3]])
 * const { x, steps } = O.linearCg((v: T.Tensor<readonly [2]>) => T.matmul(matrix, v), T.tensor([1, 2]))
 * T.toNested(x).map((v) => v.toFixed(4)) // => ['0.0909', '0.6364']
 * T.item(steps) // => 2
 * ```
 *
 * Source: Hestenes and Stiefel, "Methods of conjugate gradients for solving linear systems", 1952.
 */
export const linearCg = <P>(
  apply: (x: P) => P,
  right: P,
  { start, tolerance, maxSteps, precondition = (x) => x }: LinearCgOptions<NoInfer<P>> = {},
): LinearSolution<P> => {
  const leaves = Tree.leaves(right)
  const dtype = precisionOf(leaves)
  const small = requireNonNegative('linearCg', 'tolerance', tolerance ?? (dtype === 'float64' ? 1e-10 : 1e-5))
  const unknowns = leaves.reduce((n, { shape }) => n + sizeOf(shape), 0)
  const most = requireStepsOrNone('linearCg', 'maxSteps', maxSteps ?? 10 * unknowns)
  const x = start ?? Tree.map(T.zerosLike)(right)
  const rest = start === undefined ? right : alongOf(right, T.tensor(-1, { dtype }), apply(start))
  const direction = precondition(rest)
  const norm = (tree: P): Scalar => T.sqrt(dotOf(dtype, tree, tree)) as Scalar
  const goal = T.mul(norm(right), small)
  const end = whileLoop<Carry<P>>(
    (carry) =>
      T.logicalAnd(
        T.logicalAnd(T.greater(norm(carry.rest), goal), carry.definite),
        T.less(carry.steps, most),
      ) as Flag,
    (carry) => stepOf(apply, precondition, dtype, carry),
    {
      x,
      rest,
      direction,
      size: dotOf(dtype, rest, direction),
      steps: zeroCount(),
      definite: T.ones([], { dtype: 'bool' }),
    },
  )
  return { x: end.x, residual: norm(end.rest), steps: end.steps, definite: end.definite }
}
