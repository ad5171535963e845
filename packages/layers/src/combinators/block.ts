import { ShapeError } from '@gradus/tensor'
import type { Shape } from '@gradus/tensor'
import { begin } from '../input.ts'
import type { At, LayerType, Says, Settle } from '../Layer.ts'
import type {
  AnyLedger,
  AnyModel,
  Append,
  Begin,
  LayerParams,
  LayerState,
  LedgerOf,
  Model,
  Params,
  Problem,
  SignalModel,
  State,
} from '../Model.ts'
import type { SameSignal, ShowSignal, Signal } from '../Signal.ts'
import { sameSignal, showSignal } from '../Signal.ts'
import type { Stage } from '../Stage.ts'
import type { Body, Wiring } from '../Wiring.ts'
import { woven } from './woven.ts'

/** A stage, whatever its layer. */
export interface AnyStage {
  readonly layer: { readonly kind: string; readonly settings: object }
}

/** What models are made of: a stage, or a model, which stands for its layers. */
export type Part = AnyStage | SignalModel

/** What does not fit within a layer, in the words of the run time. */
export interface Failure<Text extends string> {
  readonly failure: Text
}

type Put<M extends SignalModel, T extends LayerType, Name extends string> = [
  Problem<M, At<T, M['output']>, Name>,
] extends [never]
  ? Append<M, T, Name>
  : Failure<Problem<M, At<T, M['output']>, Name>>

type PutPart<M extends SignalModel, P> =
  P extends Stage<infer T, infer Name>
    ? Put<M, T, Name>
    : P extends SignalModel
      ? Put<M, Block<readonly [P]>, never>
      : never

/** The model longer by parts, or what does not fit. */
export type Through<M, Parts> = M extends SignalModel
  ? Parts extends readonly [infer First, ...infer Rest]
    ? Through<PutPart<M, First>, Rest>
    : M
  : M

/** A model of whose layers nothing is known. */
type UnknownBody<In extends Signal> = Model<
  In,
  Shape,
  { readonly [layer: string]: LayerParams },
  { readonly [layer: string]: LayerState },
  AnyLedger
>

/** The model that parts make of some features, or what does not fit. */
export type BodyOf<Parts extends readonly unknown[], In extends Signal> = number extends Parts['length']
  ? UnknownBody<In>
  : Parts extends readonly [infer M extends SignalModel]
    ? SameSignal<M['input'], In> extends true
      ? M
      : Failure<`model: reads ${ShowSignal<M['input']>}, this model gives ${ShowSignal<In>}.`>
    : Through<Begin<In>, Parts>

/** What is wrong within a body; `never` if nothing is. */
export type FailureOf<B> = B extends Failure<infer Text> ? { readonly says: Text } : never

/** What a body gives. */
export type OutputOf<B> = B extends SignalModel ? B['output'] : Shape

type SharedBy<B extends SignalModel> = LedgerOf<B>['shared' & keyof LedgerOf<B>]

type Own<Tree, Shared> = [keyof Shared] extends [never] ? Tree : Omit<Tree, keyof Shared>

/** The parameters that a body has to itself. */
export type OwnParams<B> = B extends SignalModel ? Own<Params<B>, SharedBy<B>> : {}

/** The state that a body has to itself. */
export type OwnState<B> = B extends SignalModel ? Own<State<B>, SharedBy<B>> : {}

/** The weights that a body shares with its surroundings. */
export type SharedOf<B> = B extends SignalModel ? SharedBy<B> : {}

const isModel = (part: Part): part is SignalModel => !('layer' in part)

/** The model longer by one part. */
export const put = (model: AnyModel, part: Part): AnyModel =>
  ((isModel(part) ? block(part) : part) as unknown as (model: AnyModel) => AnyModel)(model)

/** The model that parts make of some features. */
export const bodyOf = (parts: readonly Part[], input: Signal): Wiring => {
  const [only] = parts
  if (parts.length !== 1 || only === undefined || !isModel(only))
    return parts.reduce(put, begin(input) as unknown as AnyModel)
  if (sameSignal(only.input, input)) return only
  throw new ShapeError('model', `reads ${showSignal(only.input)}, this model gives ${showSignal(input)}.`)
}

/** The one body of a layer, whose parameters lie among the layer's own. */
export const inside =
  (parts: readonly Part[]) =>
  (input: Signal): readonly Body[] => [{ name: undefined, shared: false, wiring: bodyOf(parts, input) }]

/** The type of `block`. */
export interface Block<in out Parts extends readonly unknown[]> extends LayerType {
  readonly kind: 'block'
  readonly reads: 'any'
  readonly output: Settle<OutputOf<BodyOf<Parts, this['signal']>>, Signal>
  readonly misfit: Settle<FailureOf<BodyOf<Parts, this['signal']>>, Says>
  readonly params: Settle<OwnParams<BodyOf<Parts, this['signal']>>, object>
  readonly state: Settle<OwnState<BodyOf<Parts, this['signal']>>, object>
  readonly shared: Settle<SharedOf<BodyOf<Parts, this['signal']>>, object>
}

/**
 * Several stages, or a model, as one stage, whose parameters lie together: `params.block_0.dense_0.kernel`.
 *
 * @throws ShapeError (a type error where types can know) where a part does not fit what is before it.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const encoder = L.named('encoder', L.block(L.dense(32), L.relu(), L.dense(8)))
 * const model = L.pipe(L.input([64]), encoder, L.dense(10))
 * L.describe(model).map((l) => [l.name, l.parameters]) // => [['encoder', 2344], ['dense_0', 90]]
 * ```
 */
export const block = <const Parts extends readonly Part[]>(...parts: Parts): Stage<Block<Parts>> =>
  woven<Block<Parts>>({
    kind: 'block',
    reads: 'any',
    bodies: inside(parts),
    output: (input, [output = input]) => output,
    deal: (x) => [x],
    gather: (x, [y = x]) => y,
  })
