import { positiveInteger } from '../checks.ts'
import type { LayerType, Says, Settle } from '../Layer.ts'
import type { Signal } from '../Signal.ts'
import type { Stage } from '../Stage.ts'
import type { BodyOf, FailureOf, OutputOf, OwnParams, OwnState, Part, SharedOf } from './block.ts'
import { inside } from './block.ts'
import { woven } from './woven.ts'

type Times<
  N extends number,
  Parts extends readonly unknown[],
  All extends readonly unknown[],
  Done extends readonly 0[],
> = Done['length'] extends N ? All : Times<N, Parts, readonly [...All, ...Parts], readonly [...Done, 0]>

/** The parts as often as they are repeated; nothing is known of them where the count is not. */
export type Repeated<N extends number, Parts extends readonly unknown[]> = number extends N | Parts['length']
  ? readonly unknown[]
  : Settle<Times<N, Parts, readonly [], readonly []>, readonly unknown[]>

/** The type of `repeat`. */
export interface Repeat<in out N extends number, in out Parts extends readonly unknown[]> extends LayerType {
  readonly kind: 'repeat'
  readonly reads: 'any'
  readonly output: Settle<OutputOf<BodyOf<Repeated<N, Parts>, this['signal']>>, Signal>
  readonly misfit: Settle<FailureOf<BodyOf<Repeated<N, Parts>, this['signal']>>, Says>
  readonly params: Settle<OwnParams<BodyOf<Repeated<N, Parts>, this['signal']>>, object>
  readonly state: Settle<OwnState<BodyOf<Repeated<N, Parts>, this['signal']>>, object>
  readonly shared: Settle<SharedOf<BodyOf<Repeated<N, Parts>, this['signal']>>, object>
}

/**
 * The parts `times` over, each time with weights of their own, named by counting on: `params.repeat_0.dense_1.kernel`.
 *
 * The same weights each time are `L.repeat(times, L.tied('name', part))`.
 *
 * @throws ValueError where `times` is not a positive integer; ShapeError (a type error where types can know) where a part
 * does not fit what is before it, the second time too.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.repeat(3, L.dense(32), L.relu()))
 * L.describe(model)[0]?.layers.map((l) => l.name)
 * // => ['dense_0', 'relu_0', 'dense_1', 'relu_1', 'dense_2', 'relu_2']
 * ```
 */
export const repeat = <const N extends number, const Parts extends readonly Part[]>(
  times: N,
  ...parts: Parts
): Stage<Repeat<N, Parts>> => {
  positiveInteger('repeat', 'times', times)
  return woven<Repeat<N, Parts>>({
    kind: 'repeat',
    settings: { times },
    reads: 'any',
    bodies: inside(Array.from({ length: times }, () => parts).flat()),
    output: (input, [output = input]) => output,
    deal: (x) => [x],
    gather: (x, [y = x]) => y,
  })
}
