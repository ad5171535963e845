/** A function's linear part at a point, computed once and applied many times. */
import { type AnyTensor, Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { runGraph } from '@gradus/tensor/primitives'
import { zeros } from './rules/algebra.ts'
import { type AllowInt, checkAlike, checkFloat, type NameOf } from './differentiable.ts'
import { Dual, forwardTrace, split } from './traces/forwardTrace.ts'
import { stage } from './traces/stage.ts'
import { mapTensors, tensorsOf, withTensors } from './structure.ts'

/** The value, and what happens to tangents, written down. */
export const recordForward = <P, Out>(
  op: string,
  f: (primal: P) => Out,
  primal: P,
  options: AllowInt = {},
  name?: NameOf,
): readonly [Out, (tangent: P) => Out] => {
  const leaves = Tree.entries(primal)
  leaves.forEach(([path, leaf]) => checkFloat(op, options, name)(leaf, path))
  let out: { readonly of: Out } | undefined
  const { graph, free } = stage(
    op,
    (tangents) => {
      const trace = forwardTrace(op)
      const duals = leaves.map(([, x], i) => (T.isFloating(x) ? new Dual(trace, x, tangents[i], op) : x))
      const traced = f(withTensors(primal, duals))
      trace.close()
      out = { of: mapTensors((x) => split(trace, x).primal, traced) as Out }
      return tensorsOf(traced).map((x) => split(trace, x).tangent ?? zeros(x))
    },
    leaves.map(([, x]) => x),
  )
  const value = out!.of
  const alike = Tree.zipWith((x, t, path): AnyTensor => checkAlike(op, t, 'tangent', x, 'argument', path))
  const map = (tangent: P): Out =>
    withTensors(value, runGraph(graph, [...free, ...Tree.leaves(alike(primal, tangent as NoInfer<P>))]))
  return [value, map]
}

/**
 * The value of a function at a point, and the linear map `t ↦ J t`, where `J` is the Jacobian of `f` at `primal`.
 *
 * The function runs once: its values are computed, and what happens to tangents is written down as a graph, which each
 * application runs. `jvp` computes both each time.
 *
 * @param f takes and returns trees of tensors.
 * @returns the result and the map, which may be applied any number of times, and differentiated.
 * @throws DTypeError where a leaf of the argument is not a float, unless `allowInt` makes a constant of it.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { linearize } from '@gradus/autograd'
 *
 * const [y, change] = linearize((x: T.Tensor<readonly [2]>) => T.mul(x, x), T.tensor([3, 5]))
 * T.toNested(y) // => [9, 25]
 * T.toNested(change(T.tensor([1, 0]))) // => [6, 0]
 * T.toNested(change(T.tensor([0, 1]))) // => [0, 10]
 * ```
 *
 * Source: JAX, `jax.linearize`.
 */
export const linearize = <P, Out>(
  f: (primal: P) => Out,
  primal: P,
  options: AllowInt = {},
): readonly [Out, (tangent: P) => Out] => recordForward('linearize', f, primal, options)
