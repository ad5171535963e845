import { zeros } from '@gradus/init'
import * as T from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import { checkLeaves } from '../checkLeaves.ts'
import type { Ledger, Model, ModelLike, Params, State } from '../Model.ts'
import type { Body, PlacedLayer, Wiring } from '../Wiring.ts'
import type { BatchNormState } from './batchNorm.ts'
import type { ChannelParams } from './channels.ts'
import type { ChannelKernel } from './kernels.ts'
import { channelKernel } from './kernels.ts'

/** The layers of a state that batch normalisation has, whatever their names. */
type NormsOf<S> = {
  [Name in keyof S]: S[Name] extends {
    readonly mean: Tensor
    readonly variance: Tensor
    readonly count: object
  }
    ? Name
    : never
}[keyof S]

type Flat<A> = { [Name in keyof A]: A[Name] }

/** A layer's parameters with the bias that folding may give it; those of layers within it likewise. */
type FoldedLayer<P, S> = P[keyof P] extends AnyTensor
  ? P extends { readonly bias: unknown }
    ? P
    : P extends { readonly kernel: Tensor<infer K> }
      ? Flat<P & { readonly bias?: Tensor<readonly [K['length'] extends 2 ? K[1] & number : number]> }>
      : P
  : FoldedParams<P, S>

/** Which layers were folded is known at run time: what is left of batch normalisation is optional. */
type FoldedParams<P, S> = Flat<
  {
    readonly [Name in keyof P as Exclude<Name, NormsOf<S>>]: FoldedLayer<P[Name], S[Name & keyof S]>
  } & { readonly [Name in NormsOf<S> & keyof P]?: P[Name] }
>

type FoldedState<S> = Flat<
  {
    readonly [Name in keyof S as Exclude<Name, NormsOf<S>>]: S[Name][keyof S[Name]] extends AnyTensor
      ? S[Name]
      : FoldedState<S[Name]>
  } & { readonly [Name in NormsOf<S>]?: S[Name] }
>

/** A model of the same features without the batch normalisations that `foldBatchNorm` folded. */
export type FoldedModel<M> =
  M extends Model<infer In, infer Out, infer P, infer S, infer N>
    ? Model<In, Out, FoldedParams<P, S>, FoldedState<S>, LedgerAfter<N>>
    : never

/** What was before the last stage is not folded, so nothing is known of it. */
type LedgerAfter<N> =
  N extends Ledger<infer Count, infer Shared, unknown> ? Ledger<Count, Shared, unknown> : N

/** What is left where batch normalisation is folded. */
export interface Folded<M extends ModelLike> {
  readonly model: FoldedModel<M>
  readonly params: FoldedParams<Params<M>, State<M>>
  readonly state: FoldedState<State<M>>
}

/**
 * The model without its batch normalisations, in evaluation equal to the one with them: each is folded into the dense
 * layer or the convolution right before it.
 *
 * With `s = gamma / √(variance + eps)` of a channel, the kernel of that channel becomes `s W` and its bias
 * `s (b - mean) + beta`; a layer that had no bias gets one. Within `residual`, `branch` and their like it is the same. A
 * batch normalisation behind anything else, behind a stage under `weightNorm` or `spectralNorm`, or within `tied`, stays.
 * Names stay, those of folded layers are gone. The result is for evaluation: trained on, it would have no batch
 * normalisation.
 *
 * @throws ShapeError (a type error where types can know) where parameters or state are of another model.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.dense(32, { bias: false }), L.batchNorm(), L.relu(), L.dense(10))
 * const { params, state } = L.init(model, Rng.key(0))
 * const folded = L.foldBatchNorm(model, params, state)
 * L.describe(folded.model).map((l) => l.name) // => ['dense_0', 'relu_0', 'dense_1']
 * folded.params.dense_0.bias?.shape // => [32]
 * folded.state // => {}
 * ```
 *
 * Source: Jacob, Kligys, Chen, Zhu, Tang, Howard, Adam & Kalenichenko, Quantization and training of neural networks for
 * efficient integer-arithmetic-only inference, 2018, section 3.2, equation 14.
 */
export const foldBatchNorm = <M extends ModelLike>(
  model: M,
  params: Params<M>,
  state: State<M>,
): Folded<M> => {
  checkLeaves('params', model, params as Leaves, 'foldBatchNorm')
  checkLeaves('state', model, state as Leaves, 'foldBatchNorm')
  const folded = foldWiring(model, params as Leaves, state as Leaves)
  // What is folded is decided here; `FoldedModel` leaves it open.
  return { model: folded.wiring, params: folded.params, state: folded.state } as unknown as Folded<M>
}

type Leaves = Readonly<Record<string, object>>

interface FoldedWiring {
  readonly wiring: Wiring
  readonly params: Leaves
  readonly state: Leaves
}

/** A layer with its numbers, and those of layers within it. */
interface Filled {
  readonly layer: PlacedLayer
  readonly params: Leaves
  readonly state: Leaves
}

const under = (leaves: Leaves, name: string): Leaves => (leaves[name] ?? {}) as Leaves

const foldWiring = (wiring: Wiring, params: Leaves, state: Leaves): FoldedWiring => {
  const rest = wiring.layers.reduce<readonly Filled[]>((so, layer) => {
    const next = { layer, params: under(params, layer.name), state: under(state, layer.name) }
    return foldOne(so, layer.bodies.length === 0 ? next : foldBodies(next))
  }, [])
  const names = wiring.layers.map(({ name }) => name)
  return {
    wiring: { ...wiring, layers: rest.map(({ layer }) => layer) },
    params: { ...without(params, names), ...gathered(rest.map((l) => [l.layer.name, l.params])) },
    state: { ...without(state, names), ...gathered(rest.map((l) => [l.layer.name, l.state])) },
  }
}

/** Shared weights lie beside the layers, and stay there. */
const without = (leaves: Leaves, names: readonly string[]): Leaves =>
  Object.fromEntries(Object.entries(leaves).filter(([name]) => !names.includes(name)))

const gathered = (entries: readonly (readonly [string, Leaves])[]): Leaves =>
  Object.fromEntries(entries.filter(([, leaves]) => Object.keys(leaves).length > 0))

/** A layer with what it holds folded, but for what other places share. */
const foldBodies = ({ layer, params, state }: Filled): Filled => {
  const folded = layer.bodies.map((body) => ({ body, ...foldBody(body, params, state) }))
  const part = (of: 'params' | 'state'): Leaves =>
    Object.fromEntries(
      folded.flatMap(({ body: { name }, [of]: leaves }) =>
        Object.entries(name === undefined ? leaves : gathered([[name, leaves]])),
      ),
    )
  return {
    layer: { ...layer, bodies: folded.map(({ body, wiring }) => ({ ...body, wiring })) },
    params: part('params'),
    state: part('state'),
  }
}

const foldBody = ({ name, shared, wiring }: Body, params: Leaves, state: Leaves): FoldedWiring => {
  if (shared) return { wiring, params: {}, state: {} }
  return name === undefined
    ? foldWiring(wiring, params, state)
    : foldWiring(wiring, under(params, name), under(state, name))
}

/** The layers so far and the next one: folded into the last of them where it can be. */
const foldOne = (so: readonly Filled[], next: Filled): readonly Filled[] => {
  const last = so.at(-1)
  if (last === undefined || next.layer.kind !== 'batchNorm') return [...so, next]
  const kernel = channelKernel(last.layer, last.layer.output)
  // A layer of one's own may be called as ours are.
  return kernel === undefined || !(kernel.name in last.params)
    ? [...so, next]
    : [...so.slice(0, -1), merge(last, next, kernel)]
}

type Norm = ChannelParams<Shape> & BatchNormState<Shape>

/** What evaluation makes of a channel: `scale x + offset`. */
const lineOf = ({ layer, params, state }: Filled): { readonly scale: Tensor; readonly offset: Tensor } => {
  const { gamma, beta, mean, variance } = { ...params, ...state } as unknown as Norm
  const scale = T.mul(gamma, T.rsqrt(T.add(variance, Number(layer.settings['eps']))))
  return { scale, offset: T.sub(beta, T.mul(mean, scale)) }
}

const merge = ({ layer, params, state }: Filled, norm: Filled, { name, kernels }: ChannelKernel): Filled => {
  const { scale, offset } = lineOf(norm)
  const { [name]: kernel, bias } = params as unknown as Readonly<Record<string, Tensor>>
  const folded = {
    [name]: kernels.scale(kernel as Tensor, scale),
    bias: bias === undefined ? offset : T.add(T.mul(bias, scale), offset),
  }
  return { layer: withBias(layer, scale.shape), params: { ...params, ...folded } as Leaves, state }
}

const withBias = (layer: PlacedLayer, shape: Shape): PlacedLayer => {
  const { bias: _none, ...settings } = layer.settings
  return { ...layer, settings, params: { ...layer.params, bias: { shape, init: zeros } } }
}
