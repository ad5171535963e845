import * as T from '@gradus/tensor'
import type { Multiply, Shape, Tensor } from '@gradus/tensor'
import { affine } from '../affine.ts'
import type { Stage } from '../Stage.ts'
import type { Recurrence } from './Recurrence.ts'
import type { GateBiases, RecurrentLayer, RecurrentOptions } from './RecurrentLayer.ts'
import { gateSpecs, gateStarts, recurrentLayer } from './RecurrentLayer.ts'
import type { WidthOf } from './sequenceShape.ts'

/** The parameters of an LSTM; the gates stand side by side, in PyTorch's order: input, forget, candidate, output. */
export type LstmParams<In extends number, Units extends number> = {
  readonly kernel: Tensor<readonly [In, Multiply<4, Units>]>
  readonly recurrentKernel: Tensor<readonly [Units, Multiply<4, Units>]>
  readonly bias: Tensor<readonly [Multiply<4, Units>]>
}

/** What an LSTM carries from step to step: the hidden state `h` and the cell `c`. */
export type LstmCarry<S extends Shape = Shape> = { readonly h: Tensor<S>; readonly c: Tensor<S> }

/** The type of `lstm`. */
export interface Lstm<Units extends number, Sequences extends boolean> extends RecurrentLayer<
  'lstm',
  Units,
  Sequences
> {
  readonly params: LstmParams<WidthOf<this['input']>, Units>
}

/** How an LSTM runs and begins. */
export interface LstmOptions<Sequences extends boolean = boolean> extends RecurrentOptions<Sequences> {
  /** Where the biases of the gates begin: `forget` at 1, the others at 0. */
  readonly biases?: GateBiases<'input' | 'forget' | 'candidate' | 'output'> | undefined
}

type Params = LstmParams<number, number>

const recurrence: Recurrence<Params, LstmCarry> = {
  project: affine,
  begin: (zeros) => ({ h: zeros, c: zeros }),
  hidden: ({ h }) => h,
  step: ({ recurrentKernel }, { h, c }, projected) => {
    const gates = T.add(projected, T.matmul(h, recurrentKernel)) as Tensor
    const [i, f, g, o] = T.split(gates, 4, { axis: -1 }) as unknown as readonly [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ]
    const cell: Tensor = T.add(T.mul(T.sigmoid(f), c), T.mul(T.sigmoid(i), T.tanh(g)))
    return { h: T.mul(T.sigmoid(o), T.tanh(cell)), c: cell }
  },
}

/**
 * One step of an LSTM, as `scan` takes it: the next carry, and the output, which is its `h`.
 *
 * ```text
 * i, f, g, o = x W + h U + b          c' = σ(f) c + σ(i) tanh(g)          h' = σ(o) tanh(c')
 * ```
 *
 * `x` is `[..., in]`, `h` and `c` are `[..., units]`, `W` = `kernel`, `U` = `recurrentKernel`, `b` = `bias`.
 *
 * @throws ShapeError where `x`, the carry and the parameters do not fit each other.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import { scan } from '@gradus/autograd'
 * import * as L from '@gradus/layers'
 *
 * type Params = L.LstmParams<2, 3>
 * const run = (params: Params, xs: T.Tensor<readonly [5, 2]>) =>
 *   scan((carry: L.LstmCarry<readonly [3]>, x: T.Tensor<readonly [2]>) => L.lstmCell(params, carry, x),
 *     { h: T.zeros([3]), c: T.zeros([3]) }, xs)
 *
 * const params: Params = { kernel: T.ones([2, 12]), recurrentKernel: T.ones([3, 12]), bias: T.zeros([12]) }
 * const [last, outputs] = run(params, T.ones([5, 2]))
 * last.h.shape // => [3]
 * outputs.shape // => [5, 3]
 * ```
 */
export const lstmCell = <In extends number, Units extends number, Batch extends Shape>(
  params: LstmParams<In, Units>,
  carry: LstmCarry<readonly [...Batch, Units]>,
  x: Tensor<readonly [...Batch, In]>,
): readonly [LstmCarry<readonly [...Batch, Units]>, Tensor<readonly [...Batch, Units]>] => {
  const weights = params as unknown as Params
  const next = recurrence.step(weights, carry, affine(weights, x))
  return [next, next.h] as never
}

/**
 * A long short-term memory: `[batch, time, features]` to the last step's `[batch, units]`, or with `returnSequences` to
 * all steps' `[batch, time, units]`.
 *
 * The formulas are `lstmCell`'s. The carry begins as zeros; the forget gate's bias begins at 1, so that the cell
 * remembers before it has learned when to. With `mask`, steps that are not real leave the carry as it is and give zeros;
 * the last step is then the last real one.
 *
 * PyTorch's `nn.LSTM`: `kernel` is `weight_ih_l0` transposed, `recurrentKernel` is `weight_hh_l0` transposed, `bias` is
 * `bias_ih_l0 + bias_hh_l0`.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no sequence `[time, features]`, and where
 * a mask is not `[batch, time]`; ValueError where `units` is not a positive integer or a bias not finite.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([28, 8]), L.lstm(32, { returnSequences: true }), L.lstm(16), L.dense(10))
 * L.describe(model).map((l) => l.outputShape) // => [[28, 32], [16], [10]]
 * ```
 *
 * Source: Hochreiter & Schmidhuber, Long short-term memory, 1997; the forget gate: Gers, Schmidhuber & Cummins, Learning
 * to forget, 2000; its bias: Jozefowicz, Zaremba & Sutskever, An empirical exploration of recurrent network architectures,
 * 2015, section 4.2.
 */
export const lstm = <const Units extends number, const Sequences extends boolean = false>(
  units: Units,
  options: LstmOptions<Sequences> = {},
): Stage<Lstm<Units, Sequences>> => {
  const { input = 0, forget = 1, candidate = 0, output = 0 } = options.biases ?? {}
  const starts = gateStarts('lstm', { input, forget, candidate, output })
  return recurrentLayer<Lstm<Units, Sequences>, Params, LstmCarry>({
    kind: 'lstm',
    units,
    options,
    recurrence,
    params: gateSpecs(units, starts, options),
  })
}
