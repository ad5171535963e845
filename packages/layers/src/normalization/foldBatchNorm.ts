import { zeros } from '@gradus/init'
import * as T from '@gradus/tensor'
import type { AnyTensor, Shape, Tensor } from '@gradus/tensor'
import type { Model, ModelLike, Params, PlacedLayer, State } from '../Model.ts'
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

/** Which layers were folded is known at run time: what is left of batch normalisation is optional. */
type WithoutNorms<All, S, Leaves> = Flat<
  { readonly [Name in Exclude<keyof All, NormsOf<S>>]: Leaves[Name & keyof Leaves] } & {
    readonly [Name in NormsOf<S> & keyof All]?: All[Name]
  }
>

type Flat<A> = { [Name in keyof A]: A[Name] }

/** A layer's parameters with the bias that folding may give it. */
type WithBias<P> = P extends { readonly bias: unknown }
  ? P
  : P extends { readonly kernel: Tensor<infer K> }
    ? Flat<P & { readonly bias?: Tensor<readonly [K['length'] extends 2 ? K[1] & number : number]> }>
    : P

type FoldedParams<P, S> = WithoutNorms<P, S, { readonly [Name in keyof P]: WithBias<P[Name]> }>

type FoldedState<S> = WithoutNorms<S, S, S>

/** A model of the same features without the batch normalisations that `foldBatchNorm` folded. */
export type FoldedModel<M> =
  M extends Model<infer In, infer Out, infer P, infer S, infer N>
    ? Model<In, Out, FoldedParams<P, S>, FoldedState<S>, N>
    : never

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
 * `s (b - mean) + beta`; a layer that had no bias gets one. A batch normalisation behind anything else, or behind a stage
 * under `weightNorm` or `spectralNorm`, stays. Names stay, those of folded layers are gone. The result is for evaluation:
 * trained on, it would have no batch normalisation.
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
  const rest = model.layers.reduce<readonly Filled[]>(
    (so, layer) => foldOne(so, { layer, params: leavesOf(params, layer), state: leavesOf(state, layer) }),
    [],
  )
  const part = (of: 'params' | 'state') =>
    Object.fromEntries(rest.filter((l) => Object.keys(l[of]).length > 0).map((l) => [l.layer.name, l[of]]))
  // What is folded is decided here; `FoldedModel` leaves it open.
  return {
    model: { ...model, layers: rest.map((l) => l.layer) },
    params: part('params'),
    state: part('state'),
  } as unknown as Folded<M>
}

type Leaves = Readonly<Record<string, AnyTensor>>

/** A layer with its numbers. */
interface Filled {
  readonly layer: PlacedLayer
  readonly params: Leaves
  readonly state: Leaves
}

const leavesOf = (tree: object, { name }: PlacedLayer): Leaves =>
  (tree as Readonly<Record<string, Leaves>>)[name] ?? {}

/** The layers so far and the next one: folded into the last of them where it can be. */
const foldOne = (so: readonly Filled[], next: Filled): readonly Filled[] => {
  const last = so.at(-1)
  if (last === undefined || next.layer.kind !== 'batchNorm') return [...so, next]
  const kernel = channelKernel(last.layer, last.layer.output)
  return kernel === undefined ? [...so, next] : [...so.slice(0, -1), merge(last, next, kernel)]
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
