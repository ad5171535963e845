import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { affine } from '../affine.ts'
import { finite } from '../checks.ts'
import type { Stage } from '../Stage.ts'
import type { Recurrence } from './Recurrence.ts'
import type { RecurrentLayer, RecurrentOptions } from './RecurrentLayer.ts'
import { gateSpecs, recurrentLayer } from './RecurrentLayer.ts'
import type { WidthOf } from './sequenceShape.ts'

/** The parameters of a simple recurrent layer. */
export type SimpleRnnParams<In extends number, Units extends number> = {
  readonly kernel: Tensor<readonly [In, Units]>
  readonly recurrentKernel: Tensor<readonly [Units, Units]>
  readonly bias: Tensor<readonly [Units]>
}

/** The type of `simpleRnn`. */
export interface SimpleRnn<Units extends number, Sequences extends boolean> extends RecurrentLayer<
  'simpleRnn',
  Units,
  Sequences
> {
  readonly params: SimpleRnnParams<WidthOf<this['input']>, Units>
}

const activations = { tanh: T.tanh, relu: T.relu } as unknown as Readonly<
  Record<'tanh' | 'relu', (x: Tensor) => Tensor>
>

/** What a simple recurrent layer may put its sums through. */
export type RnnActivation = keyof typeof activations

/** How a simple recurrent layer runs and begins. */
export interface SimpleRnnOptions<Sequences extends boolean = boolean> extends RecurrentOptions<Sequences> {
  /** `tanh` if not said; with `relu` begin the recurrent kernel as an identity (`Init.identity`). */
  readonly activation?: RnnActivation | undefined
  /** Where the bias begins: at 0 if not said. */
  readonly bias?: number | undefined
}

type Params = SimpleRnnParams<number, number>

const recurrenceOf = (activation: RnnActivation): Recurrence<Params, Tensor> => ({
  project: affine,
  begin: (h) => h,
  hidden: (h) => h,
  step: ({ recurrentKernel }, h, projected) =>
    activations[activation](T.add(projected, T.matmul(h, recurrentKernel))),
})

/**
 * One step of a simple recurrent network, as `scan` takes it: the next carry `h' = f(x W + h U + b)`, which is also the
 * output.
 *
 * `x` is `[..., in]`, `h` is `[..., units]`, `W` = `kernel`, `U` = `recurrentKernel`, `b` = `bias`; `f` is tanh if not said.
 *
 * @throws ShapeError where `x`, the carry and the parameters do not fit each other.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const params: L.SimpleRnnParams<1, 1> = {
 *   kernel: T.ones([1, 1]), recurrentKernel: T.ones([1, 1]), bias: T.zeros([1]),
 * }
 * const [h] = L.simpleRnnCell(params, T.tensor([2]), T.tensor([3]), 'relu')
 * T.toNested(h) // => [5]
 * ```
 */
export const simpleRnnCell = <In extends number, Units extends number, Batch extends Shape>(
  params: SimpleRnnParams<In, Units>,
  carry: Tensor<readonly [...Batch, Units]>,
  x: Tensor<readonly [...Batch, In]>,
  activation: RnnActivation = 'tanh',
): readonly [Tensor<readonly [...Batch, Units]>, Tensor<readonly [...Batch, Units]>] => {
  const weights = params as unknown as Params
  const next = recurrenceOf(activation).step(weights, carry, affine(weights, x))
  return [next, next] as never
}

/**
 * A simple recurrent layer, after Elman: `[batch, time, features]` to the last step's `[batch, units]`, or with
 * `returnSequences` to all steps' `[batch, time, units]`.
 *
 * `hₜ = tanh(xₜ W + hₜ₋₁ U + b)`, or `relu` of it, from `h = 0`. With `mask`, steps that are not real leave the carry as
 * it is and give zeros; the last step is then the last real one.
 *
 * PyTorch's `nn.RNN`: `kernel` is `weight_ih_l0` transposed, `recurrentKernel` is `weight_hh_l0` transposed, `bias` is
 * `bias_ih_l0 + bias_hh_l0`.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no sequence `[time, features]`, and where
 * a mask is not `[batch, time]`; ValueError where `units` is not a positive integer, the bias not finite or the activation
 * unknown.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input([28, 8]), L.simpleRnn(32)).output // => [32]
 * ```
 *
 * Source: Elman, Finding structure in time, 1990; ReLU with an identity: Le, Jaitly & Hinton, A simple way to initialize
 * recurrent networks of rectified linear units, 2015.
 */
export const simpleRnn = <const Units extends number, const Sequences extends boolean = false>(
  units: Units,
  options: SimpleRnnOptions<Sequences> = {},
): Stage<SimpleRnn<Units, Sequences>> => {
  const { activation = 'tanh', bias = 0 } = options
  if (!Object.hasOwn(activations, activation))
    throw new ValueError(
      'simpleRnn',
      `activation must be one of ${Object.keys(activations).join(', ')}, got '${String(activation)}'.`,
    )
  finite('simpleRnn', 'bias', bias)
  return recurrentLayer<SimpleRnn<Units, Sequences>, Params, Tensor>({
    kind: 'simpleRnn',
    units,
    options,
    recurrence: recurrenceOf(activation),
    params: gateSpecs(units, [bias], options),
  })
}
