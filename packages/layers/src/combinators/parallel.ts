import type { LayerType, Says, Settle } from '../Layer.ts'
import type { OneSignal, Signal, Signals, Values } from '../Signal.ts'
import { isOne } from '../Signal.ts'
import type { Stage } from '../Stage.ts'
import { ShapeError } from '@gradus/tensor'
import type {
  BodiesOf,
  Branches,
  FailuresOf,
  OutputsOf,
  ParamsOf,
  SharedOfAll,
  StateOf,
  UnlikeOf,
} from './branch.ts'
import { bodiesOf, byName, checkBranches } from './branch.ts'
import { woven } from './woven.ts'

type Named<In, Name> = Name extends keyof In ? Settle<In[Name], OneSignal> : OneSignal

type ParallelBodies<B, In> = BodiesOf<B, { readonly [Name in keyof B]: Named<In, Name> }>

type Absent<B, In> = {
  readonly [Name in keyof B]: Name extends keyof In
    ? never
    : { readonly says: `${Name & string}: this model gives no tensor of that name.` }
}[keyof B]

type Others<In, B> = { readonly [Name in Exclude<keyof In, keyof B>]: In[Name] }

type AllOf<In, B, Bodies> = {
  readonly [Name in keyof Others<In, B> | keyof Bodies]: Name extends keyof Bodies
    ? OutputsOf<Bodies>[Name]
    : In[Name & keyof In]
}

type ProblemsOf<B, In> = [Absent<B, In>] extends [never]
  ? FailuresOf<ParallelBodies<B, In>> | UnlikeOf<SharedOfAll<ParallelBodies<B, In>>>
  : Absent<B, In>

/** The type of `parallel`. */
export interface Parallel<in out B> extends LayerType {
  readonly kind: 'parallel'
  readonly reads: 'several'
  readonly output: Settle<AllOf<this['signal'], B, ParallelBodies<B, this['signal']>>, Signals>
  readonly misfit: Settle<ProblemsOf<B, this['signal']>, Says>
  readonly params: Settle<ParamsOf<ParallelBodies<B, this['signal']>>, object>
  readonly state: Settle<StateOf<ParallelBodies<B, this['signal']>>, object>
  readonly shared: Settle<SharedOfAll<ParallelBodies<B, this['signal']>>, object>
}

/**
 * Several tensors, each through parts of its own; those that are not named go on as they are.
 *
 * Two towers with the same weights are `L.parallel({ left: L.tied('tower', part), right: L.tied('tower', part) })`.
 *
 * @throws ShapeError (a type error where types can know) where a part does not fit what is before it, and where the model
 * gives no tensor of a name; ValueError where a name is empty or holds a dot, or where there are none.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(
 *   L.input({ image: [1, 8, 8], size: [2] }),
 *   L.parallel({ image: [L.flatten(), L.dense(16), L.relu()] }),
 *   L.concat(['image', 'size']),
 *   L.dense(3),
 * )
 * const { params, state } = L.init(model, Rng.key(0))
 * const x = { image: T.ones([5, 1, 8, 8]), size: T.ones([5, 2]) }
 * params.dense_0.kernel.shape // => [18, 3]
 * L.apply(model, params, state, x, { mode: 'eval' }).output.shape // => [5, 3]
 * ```
 */
export const parallel = <const B extends Branches>(branches: B): Stage<Parallel<B>> => {
  checkBranches('parallel', branches)
  const names = Object.keys(branches)
  return woven<Parallel<B>>({
    kind: 'parallel',
    reads: 'several',
    bodies: (input) => bodiesOf(branches, (name) => oneOf(input, name)),
    output: (input, outputs) =>
      ({
        ...(input as Signals),
        ...Object.fromEntries(names.map((name, i) => [name, outputs[i]])),
      }) as Signals,
    deal: (x, bodies) => bodies.map(({ name = '' }) => (x as Values)[name] as Values[string]),
    gather: (x, ys, bodies) => ({ ...(x as Values), ...byName(bodies, ys) }) as Values,
  })
}

const oneOf = (input: Signal, name: string): OneSignal => {
  const found = isOne(input) ? undefined : input[name]
  if (found === undefined) throw new ShapeError(name, 'this model gives no tensor of that name.')
  return found
}
