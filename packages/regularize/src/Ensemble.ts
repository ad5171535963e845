/**
 * The contract of ensembles: many members as one tree of parameters.
 *
 * The parameters of an ensemble are those of one member with an axis of members in front of each tensor. What `vmap`
 * makes of an initialiser, a training step or a prediction works on all members at once, in one pass of larger
 * operations: `vmap((key) => L.init(model, key).params)(T.stack(Rng.split(key, 5)))` is an ensemble of five.
 *
 * Laws. `unstackMembers(stackMembers(list))` is the list. What an ensemble predicts is what its members predict, stacked.
 * Averages and votes do not depend on the order of members, up to rounding, and of members that agree they give what
 * each of them says.
 *
 * @module
 */
import { type Mapped, type Row, vmap } from '@gradus/autograd'
import * as T from '@gradus/tensor'
import { ShapeError, Tree, ValueError } from '@gradus/tensor'
import type { AnyTensor, DType, Tensor } from '@gradus/tensor'

/** The tree of one member, with an axis of members in front of each tensor. */
export type Members<P, N extends number = number> = Mapped<P, 0, N>

/**
 * The parameters of an ensemble, from those of its members.
 *
 * Throws `ValueError` for no members, `GradusError` where two differ in structure, naming the path, and `ShapeError`
 * where they differ in shape.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const members = R.stackMembers([{ w: T.tensor([1, 2]) }, { w: T.tensor([3, 4]) }])
 * T.toNested(members.w) // => [[1, 2], [3, 4]]
 * ```
 */
export const stackMembers = <P>(members: readonly P[]): Members<P> => {
  const [first, ...rest] = members
  if (first === undefined) throw new ValueError('stackMembers', 'an ensemble needs a member, got none.')
  rest.forEach((other) => Tree.zipWith((a) => a)(first as unknown, other))
  const leaves = members.map((member) => new Map(Tree.entries(member)))
  const stacked = Tree.map((_, path) => T.stack(leaves.map((of) => of.get(path) as AnyTensor)))(first)
  return stacked as Members<P>
}

/** How many members there are: what the first axes agree on. */
const countMembers = (operation: string, members: unknown): number => {
  const counts = Tree.entries(members).map(([path, leaf]) => ({ path, count: leaf.shape[0] }))
  const [first] = counts
  const odd = counts.find(({ count }) => count === undefined || count !== first?.count)
  if (odd !== undefined)
    throw new ShapeError(
      operation,
      `the first axis counts members; ${first?.path} has ${first?.count ?? 'none'}, ${odd.path} has ${odd.count ?? 'none'}.`,
    )
  return first?.count ?? 0
}

/**
 * The parameters of each member of an ensemble.
 *
 * Throws `ShapeError` where the tensors do not agree on how many members there are.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const list = R.unstackMembers({ w: T.tensor([[1, 2], [3, 4]]) })
 * list.map(({ w }) => T.toNested(w)) // => [[1, 2], [3, 4]]
 * ```
 */
export const unstackMembers = <P>(members: P): readonly Row<P>[] =>
  Array.from(
    { length: countMembers('unstackMembers', members) },
    (_, i) => Tree.map((leaf) => T.take(leaf, T.tensor(i, { dtype: 'int32' })))(members) as Row<P>,
  )

/**
 * A prediction of one member as the predictions of all, stacked: `predict` mapped over parameters, with one `x`.
 *
 * Throws what `vmap` throws where the tensors do not agree on how many members there are.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as R from '@gradus/regularize'
 *
 * const predict = (p: { readonly w: T.Tensor<readonly []> }, x: T.Tensor<readonly [2]>) => T.mul(x, p.w)
 * const all = R.predictAll(predict)({ w: T.tensor([1, 10, 100]) }, T.tensor([1, 2]))
 * T.toNested(all) // => [[1, 2], [10, 20], [100, 200]]
 * ```
 */
export const predictAll =
  <P, X, Y>(
    predict: (params: P, x: X) => Y,
  ): (<N extends number>(members: Members<P, N>, x: X) => Mapped<Y, 0, N>) =>
  (members, x) => {
    // `x` is closed over, not mapped with a null axis, so that it may be any structure.
    const each = vmap((params: P) => predict(params, x))
    return each(members as never) as never
  }

/** How much each member counts. */
export interface MemberWeights {
  /** One for each member, zero or more; they need not sum to 1. All alike unless given. */
  readonly weights?: readonly number[] | Tensor<readonly [number], DType>
}

const requireWeights = (operation: string, values: readonly number[], members: number): void => {
  const wrong = values.findIndex((w) => !(Number.isFinite(w) && w >= 0))
  if (wrong >= 0)
    throw new ValueError(
      operation,
      `weights must be zero or more, and finite, got ${values[wrong]} for member ${wrong}.`,
    )
  if (values.every((w) => w === 0))
    throw new ValueError(operation, `all ${members} weights are zero, so no member counts.`)
}

/** The members' shares of a decision: `[members]`, in the element type that is asked for; they sum to 1. */
export const sharesOf = (
  operation: string,
  members: number,
  { weights }: MemberWeights,
  dtype: DType,
): AnyTensor => {
  if (weights === undefined) return T.full([members], 1 / members, { dtype })
  const given: AnyTensor = T.cast(Array.isArray(weights) ? T.tensor(weights) : (weights as AnyTensor), dtype)
  if (given.shape.length !== 1 || given.shape[0] !== members)
    throw new ShapeError(
      operation,
      `weights must be one for each of ${members} members, got [${given.shape.join(',')}].`,
    )
  if (T.isConcrete(given)) requireWeights(operation, [...T.toTypedArray(given)], members)
  return T.div(given, T.sum(given))
}

/** The members' values weighted and summed. */
export const weighted = (values: AnyTensor, shares: AnyTensor): AnyTensor => {
  const shape = values.shape.map((d, axis) => (axis === 0 ? d : 1))
  return T.sum(T.mul(values, T.reshape(shares, shape)), { axis: 0 })
}
