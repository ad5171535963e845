import { ValueError } from '@gradus/tensor'
import type { LayerType, Says, Settle } from '../Layer.ts'
import type { NotEmpty } from '../Model.ts'
import type { Signal, Signals, Value, Values } from '../Signal.ts'
import type { Stage } from '../Stage.ts'
import type { Body } from '../Wiring.ts'
import type { BodyOf, Failure, OutputOf, OwnParams, OwnState, Part, SharedOf } from './block.ts'
import { bodyOf } from './block.ts'
import { within, woven } from './woven.ts'

/** Parts by name: a stage, a model, or several of them one after the other. */
export type Branches = { readonly [name: string]: Part | readonly Part[] }

/** One or several parts as a list. */
export type PartsOf<B> = B extends readonly unknown[] ? B : readonly [B]

/** What several bodies are, by name. */
export type BodiesOf<B, In extends { readonly [Name in keyof B]: Signal }> = {
  readonly [Name in keyof B]: BodyOf<PartsOf<B[Name]>, In[Name]>
}

/** Features for each name. */
export type Each<B, In extends Signal> = { readonly [Name in keyof B]: In }

/** What several bodies give. */
export type OutputsOf<Bodies> = { readonly [Name in keyof Bodies]: OutputOf<Bodies[Name]> }

/** What is wrong within one of several bodies, with its name. */
export type FailuresOf<Bodies> = {
  readonly [Name in keyof Bodies]: Bodies[Name] extends Failure<infer Text>
    ? { readonly says: `${Name & string}: ${Text}` }
    : never
}[keyof Bodies]

/** The parameters of several bodies, by their names. */
export type ParamsOf<Bodies> = NotEmpty<{ readonly [Name in keyof Bodies]: OwnParams<Bodies[Name]> }>

/** The state of several bodies, by their names. */
export type StateOf<Bodies> = NotEmpty<{ readonly [Name in keyof Bodies]: OwnState<Bodies[Name]> }>

type EachShared<Bodies> = { readonly [Name in keyof Bodies]: SharedOf<Bodies[Name]> }[keyof Bodies]

type Names<Union> = Union extends unknown ? keyof Union : never

type Under<Union, Name> = Union extends { readonly [N in Name & PropertyKey]: infer Weights }
  ? Weights
  : never

/** The weights that several bodies share with each other or with their surroundings. */
export type SharedOfAll<Bodies> = {
  readonly [Name in Names<EachShared<Bodies>>]: Under<EachShared<Bodies>, Name>
}

type IsUnion<U, All = U> = [U] extends [never]
  ? false
  : U extends unknown
    ? [All] extends [U]
      ? false
      : true
    : never

/** What is wrong with weights that bodies share: they have other shapes in one than in another. */
export type UnlikeOf<Shared> = {
  readonly [Name in keyof Shared]: IsUnion<Shared[Name]> extends true
    ? {
        readonly says: `the weights of ${Name & string} have other shapes in another place. Give it features of one shape in all its places.`
      }
    : never
}[keyof Shared]

type BranchBodies<B, In extends Signal> = BodiesOf<B, Each<B, In>>

/** The type of `branch`. */
export interface Branch<in out B> extends LayerType {
  readonly kind: 'branch'
  readonly reads: 'any'
  readonly output: Settle<OutputsOf<BranchBodies<B, this['signal']>>, Signals>
  readonly misfit: Settle<
    FailuresOf<BranchBodies<B, this['signal']>> | UnlikeOf<SharedOfAll<BranchBodies<B, this['signal']>>>,
    Says
  >
  readonly params: Settle<ParamsOf<BranchBodies<B, this['signal']>>, object>
  readonly state: Settle<StateOf<BranchBodies<B, this['signal']>>, object>
  readonly shared: Settle<SharedOfAll<BranchBodies<B, this['signal']>>, object>
}

/** Throws where there are no parts, or for a name that paths could not hold. */
export const checkBranches = (operation: string, branches: Branches): void => {
  const names = Object.keys(branches)
  const wrong = names.find((name) => name === '' || name.includes('.'))
  if (names.length === 0) throw new ValueError(operation, 'there must be one part or more, got none.')
  if (wrong !== undefined)
    throw new ValueError(operation, `a name must not be empty or hold a dot, got '${wrong}'.`)
}

const listOf = (parts: Part | readonly Part[]): readonly Part[] =>
  Array.isArray(parts) ? (parts as readonly Part[]) : [parts as Part]

/** The bodies of parts by name, each on the features of `input(name)`. */
export const bodiesOf = (branches: Branches, input: (name: string) => Signal): readonly Body[] =>
  Object.entries(branches).map(([name, parts]) => {
    const read = input(name)
    return { name, shared: false, wiring: within(name, () => bodyOf(listOf(parts), read)) }
  })

/** Values by the names of bodies. */
export const byName = <A>(bodies: readonly Body[], values: readonly A[]): { readonly [name: string]: A } =>
  Object.fromEntries(bodies.map(({ name = '' }, i) => [name, values[i] as A]))

/**
 * The same features given to several parts, which give several tensors by name.
 *
 * `L.add`, `L.multiply`, `L.concat` put them together again, `L.pick` takes one, and a model may end in several. Parameters
 * lie under the names: `params.branch_0.left.dense_0.kernel`.
 *
 * @throws ShapeError (a type error where types can know) where a part does not fit what is before it; ValueError where a
 * name is empty or holds a dot, or where there are none.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(
 *   L.input([64]),
 *   L.branch({ body: [L.dense(32), L.relu(), L.dense(16)], skip: L.dense(16) }),
 *   L.add(['body', 'skip']),
 * )
 * const { params } = L.init(model, Rng.key(0))
 * params.branch_0.skip.dense_0.kernel.shape // => [64, 16]
 * ```
 */
export const branch = <const B extends Branches>(branches: B): Stage<Branch<B>> => {
  checkBranches('branch', branches)
  const names = Object.keys(branches)
  return woven<Branch<B>>({
    kind: 'branch',
    reads: 'any',
    bodies: (input) => bodiesOf(branches, () => input),
    output: (_input, outputs) => Object.fromEntries(names.map((name, i) => [name, outputs[i]])) as Signals,
    deal: (x, bodies) => bodies.map(() => x),
    gather: (_x, ys, bodies): Value => byName(bodies, ys) as Values,
  })
}
