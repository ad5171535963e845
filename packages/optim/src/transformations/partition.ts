import { type AnyTensor, Tree, ValueError } from '@gradus/tensor'
import type { GradientTransformation, PartLike, Untyped } from '../GradientTransformation.ts'

/** Transformations by the names of their groups, from the record of their states. */
type Rules<R> = { readonly [K in keyof R]: GradientTransformation<R[K]> }

/** The state of `partition`: the state of each group, for its parameters alone. */
export type PartitionState<R> = { readonly [K in keyof R]: PartLike<R[K]> }

type Label = (path: string, leaf: AnyTensor) => string

const requireRules = (label: Label, names: readonly string[], params: unknown): void =>
  Tree.entries(params).forEach(([path, leaf]) => {
    const name = label(path, leaf)
    if (!names.includes(name))
      throw new ValueError(
        'partition',
        `${path} is of the group ${name}, for which there is no rule. The rules are ${names.join(', ')}.`,
      )
  })

/**
 * A rule for each group of parameters; `label` says by path, or by the tensor's shape, to which group one belongs.
 *
 * Throws `ValueError` from `init` for a group without a rule.
 *
 * Source: after `optax.partition`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as O from '@gradus/optim'
 *
 * const optimizer = O.partition((path) => (path.startsWith('head') ? 'fast' : 'slow'), {
 *   fast: O.sgd({ learningRate: 1 }),
 *   slow: O.sgd({ learningRate: 0.25 }),
 * })
 * const params = { body: T.tensor([1]), head: T.tensor([1]) }
 * const [updates] = optimizer.update(params, optimizer.init(params), params)
 * T.toNested(updates.body) // => [-0.25]
 * T.toNested(updates.head) // => [-1]
 * ```
 */
export const partition = <R>(
  label: (path: string, leaf: AnyTensor) => string & keyof R,
  rules: Rules<R>,
): GradientTransformation<PartitionState<R>> => {
  const groups = Object.entries(rules as Readonly<Record<string, Untyped>>)
  const names = groups.map(([name]) => name)
  // By the parameters: what a transformation before this one made of a leaf does not move it to another group.
  const taker =
    (params: unknown) =>
    (name: string): ((tree: unknown) => Tree.Partition<unknown>) => {
      const labels = new Map(Tree.entries(params).map(([path, leaf]) => [path, label(path, leaf)]))
      return Tree.partition((_, path) => labels.get(path) === name)
    }
  const parts: Untyped = {
    init: (params) => {
      requireRules(label, names, params)
      const take = taker(params)
      return Object.fromEntries(groups.map(([name, rule]) => [name, rule.init(take(name)(params).selected)]))
    },
    update: (updates, states: Readonly<Record<string, never>>, params) => {
      const take = taker(params)
      return groups.reduce<readonly [unknown, Readonly<Record<string, unknown>>]>(
        ([done, next], [name, rule]) => {
          const { selected, rest } = take(name)(done)
          const [made, state] = rule.update(selected, states[name] as never, take(name)(params).selected)
          return [Tree.combine<unknown>(made as never, rest), { ...next, [name]: state }]
        },
        [updates, {}],
      )
    },
  }
  return parts as GradientTransformation<PartitionState<R>>
}
