/** A function run forward under a record of its tangents, which a pullback walks backwards. */
import { type AnyTensor, Tree } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { zeros } from './rules/algebra.ts'
import { type AllowInt, checkAlike, checkFloat, type NameOf } from './differentiable.ts'
import { Dual, forwardTrace, split } from './traces/forwardTrace.ts'
import { linearTrace } from './traces/linearTrace.ts'
import { during } from './checking/nonFinite.ts'
import { mapTensors } from './structure.ts'

export interface Recorded<P, Out> {
  readonly out: Out
  readonly pullback: (cotangent: unknown, select?: (out: Out) => unknown) => P
}

/** Runs a function forward under a record of its tangents. `out` holds plain values; the pullback knows their tangents. */
export const record = <P, Out>(
  op: string,
  f: (primal: P) => Out,
  primal: P,
  options: AllowInt = {},
  name?: NameOf,
): Recorded<P, Out> => {
  const leaves = Tree.entries(primal)
  leaves.forEach(([path, leaf]) => checkFloat(op, options, name)(leaf, path))
  const linear = linearTrace()
  const forward = forwardTrace(op)
  const inputs = new Map(
    leaves.flatMap(([path, leaf]) => (T.isFloating(leaf) ? [[path, linear.input(leaf)] as const] : [])),
  )
  const dual = Tree.map((leaf, path): AnyTensor =>
    inputs.has(path) ? new Dual(forward, leaf, inputs.get(path), op) : leaf,
  )(primal)
  const traced = f(dual)
  forward.close()
  const pullback = (cotangent: unknown, select: (out: Out) => unknown = (out) => out): P => {
    const chosen = select(traced)
    const checked = Tree.zipWith((x, c, path) => checkAlike(op, c, 'cotangent', x, 'result', path))(
      chosen,
      cotangent,
    )
    const cotangents = Tree.leaves(checked)
    const results = Tree.leaves(chosen).map((x, i) => [split(forward, x).tangent, cotangents[i]!] as const)
    const pulled = during(' It happened on the way back.', () => linear.pull(results, [...inputs.values()]))
    const byPath = new Map([...inputs.keys()].map((path, i) => [path, pulled[i]]))
    return Tree.map((leaf, path) => byPath.get(path) ?? zeros(leaf))(primal)
  }
  return { out: mapTensors((x) => split(forward, x).primal, traced) as Out, pullback }
}
