import { zeros } from '@gradus/init'
import * as T from '@gradus/tensor'
import type { Multiply, Shape, Tensor } from '@gradus/tensor'
import { affine } from '../affine.ts'
import type { Stage } from '../Stage.ts'
import type { Recurrence } from './Recurrence.ts'
import type { GateBiases, RecurrentLayer, RecurrentOptions } from './RecurrentLayer.ts'
import { gateSpecs, gateStarts, recurrentLayer } from './RecurrentLayer.ts'
import type { WidthOf } from './sequenceShape.ts'

/** The parameters of a GRU; the gates stand side by side, in PyTorch's order: reset, update, candidate. */
export type GruParams<In extends number, Units extends number> = {
  readonly kernel: Tensor<readonly [In, Multiply<3, Units>]>
  readonly recurrentKernel: Tensor<readonly [Units, Multiply<3, Units>]>
  readonly bias: Tensor<readonly [Multiply<3, Units>]>
  /** The part of the candidate's bias that the reset gate acts on. */
  readonly recurrentBias: Tensor<readonly [Units]>
}

/** The type of `gru`. */
export interface Gru<Units extends number, Sequences extends boolean> extends RecurrentLayer<
  'gru',
  Units,
  Sequences
> {
  readonly params: GruParams<WidthOf<this['input']>, Units>
}

/** How a GRU runs and begins. */
export interface GruOptions<Sequences extends boolean = boolean> extends RecurrentOptions<Sequences> {
  /** Where the biases of the gates begin: at 0 if not said. A negative `update` lets through more of the new. */
  readonly biases?: GateBiases<'reset' | 'update' | 'candidate'> | undefined
}

type Params = GruParams<number, number>

const thirds = (x: Tensor): readonly [Tensor, Tensor, Tensor] => T.split(x, 3, { axis: -1 }) as never

const recurrence: Recurrence<Params, Tensor> = {
  project: affine,
  begin: (h) => h,
  hidden: (h) => h,
  step: ({ recurrentKernel, recurrentBias }, h, projected) => {
    const [xr, xz, xn] = thirds(projected)
    const [hr, hz, hn] = thirds(T.matmul(h, recurrentKernel))
    const reset = T.sigmoid(T.add(xr, hr)) as Tensor
    const update = T.sigmoid(T.add(xz, hz)) as Tensor
    const candidate = T.tanh(T.add(xn, T.mul(reset, T.add(hn, recurrentBias)))) as Tensor
    return T.add(candidate, T.mul(update, T.sub(h, candidate)))
  },
}

/**
 * One step of a GRU, as `scan` takes it: the next carry `h`, which is also the output.
 *
 * ```text
 * r = σ(x Wᵣ + h Uᵣ + bᵣ)     z = σ(x W_z + h U_z + b_z)     n = tanh(x Wₙ + bₙ + r (h Uₙ + a))     h' = (1 - z) n + z h
 * ```
 *
 * `x` is `[..., in]`, `h` is `[..., units]`; `W` = `kernel`, `U` = `recurrentKernel`, `b` = `bias` hold the thirds r, z
 * and n; `a` = `recurrentBias`.
 *
 * @throws ShapeError where `x`, the carry and the parameters do not fit each other.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const params: L.GruParams<2, 1> = {
 *   kernel: T.zeros([2, 3]), recurrentKernel: T.zeros([1, 3]), bias: T.zeros([3]), recurrentBias: T.zeros([1]),
 * }
 * const [h] = L.gruCell(params, T.tensor([1]), T.tensor([5, 5]))
 * T.toNested(h) // => [0.5]
 * ```
 */
export const gruCell = <In extends number, Units extends number, Batch extends Shape>(
  params: GruParams<In, Units>,
  carry: Tensor<readonly [...Batch, Units]>,
  x: Tensor<readonly [...Batch, In]>,
): readonly [Tensor<readonly [...Batch, Units]>, Tensor<readonly [...Batch, Units]>] => {
  const weights = params as unknown as Params
  const next = recurrence.step(weights, carry, affine(weights, x))
  return [next, next] as never
}

/**
 * A gated recurrent unit: `[batch, time, features]` to the last step's `[batch, units]`, or with `returnSequences` to
 * all steps' `[batch, time, units]`.
 *
 * The formulas are `gruCell`'s. The carry begins as zeros. With `mask`, steps that are not real leave the carry as it is
 * and give zeros; the last step is then the last real one.
 *
 * PyTorch's `nn.GRU`: `kernel` is `weight_ih_l0` transposed, `recurrentKernel` is `weight_hh_l0` transposed; of
 * `bias_hh_l0` the thirds r and z are added to `bias_ih_l0` for `bias`, and the third n is `recurrentBias`.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no sequence `[time, features]`, and where
 * a mask is not `[batch, time]`; ValueError where `units` is not a positive integer or a bias not finite.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([28, 8]), L.gru(32, { mask: L.notPadding() }), L.dense(10))
 * L.describe(model).map((l) => l.parameters) // => [3968, 330]
 * ```
 *
 * Source: Cho et al., Learning phrase representations using RNN encoder-decoder, 2014, equations 5 to 8. Departures: the
 * reset gate acts behind the product with `U`, as in cuDNN and PyTorch, so that one product serves all gates; and z keeps
 * what was, as there.
 */
export const gru = <const Units extends number, const Sequences extends boolean = false>(
  units: Units,
  options: GruOptions<Sequences> = {},
): Stage<Gru<Units, Sequences>> => {
  const { reset = 0, update = 0, candidate = 0 } = options.biases ?? {}
  const gates = gateSpecs(units, gateStarts('gru', { reset, update, candidate }), options)
  return recurrentLayer<Gru<Units, Sequences>, Params, Tensor>({
    kind: 'gru',
    units,
    options,
    recurrence,
    params: (input) => ({ ...gates(input), recurrentBias: { shape: [units], init: zeros } }),
  })
}
