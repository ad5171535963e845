import { heNormal, zeros } from '@gradus/init'
import type { Initializer } from '@gradus/init'
import type { Shape, Tensor } from '@gradus/tensor'
import { affine } from './affine.ts'
import { positiveInteger } from './checks.ts'
import { layer } from './custom.ts'
import type { LayerType } from './Layer.ts'
import type { Features, NotOneAxis } from './shapes.ts'
import { notOneAxis } from './shapes.ts'
import type { Stage } from './Stage.ts'

/** A dense layer's parameters: the kernel is `[in, out]`. */
export type DenseParams<
  In extends number,
  Units extends number,
  Bias extends boolean = true,
> = Bias extends true
  ? { readonly kernel: Tensor<readonly [In, Units]>; readonly bias: Tensor<readonly [Units]> }
  : { readonly kernel: Tensor<readonly [In, Units]> }

/** The type of `dense`. */
export interface Dense<Units extends number, Bias extends boolean> extends LayerType {
  readonly kind: 'dense'
  readonly output: readonly [Units]
  readonly misfit: NotOneAxis<this['input']>
  readonly params: DenseParams<Features<this['input']>, Units, Bias>
  readonly state: {}
}

/** How a dense layer begins, and whether it has a bias. */
export interface DenseOptions<Bias extends boolean = boolean> {
  readonly init?: Initializer | undefined
  readonly biasInit?: Initializer | undefined
  readonly bias?: Bias | undefined
}

/**
 * A fully connected layer: `y = x W + b`, `x` `[batch, in]`, `W` = `kernel` `[in, units]`, `b` = `bias` `[units]`.
 *
 * The fan-in is inferred from the model. The kernel begins as He normal, which keeps the variance of a ReLU network's
 * activations from layer to layer, the bias as zeros. `bias: false` leaves the bias out, for a layer in front of a
 * normalisation that would cancel it.
 *
 * @throws ShapeError (a type error where types can know) where the model gives more than one feature axis; ValueError
 * where `units` is not a positive integer.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.dense(32), L.relu(), L.dense(10))
 * L.describe(model).map((l) => l.parameters) // => [2080, 0, 330]
 * ```
 */
export const dense = <const Units extends number, const Bias extends boolean = true>(
  units: Units,
  { init = heNormal, biasInit = zeros, bias }: DenseOptions<Bias> = {},
): Stage<Dense<Units, Bias>> => {
  positiveInteger('dense', 'units', units)
  const params = (input: Shape) => ({
    kernel: { shape: [...input, units], init },
    ...(bias === false ? {} : { bias: { shape: [units], init: biasInit } }),
  })
  const anyDense = layer<Dense<number, boolean>>({
    kind: 'dense',
    settings: bias === false ? { bias } : {},
    misfit: notOneAxis,
    output: () => [units],
    params,
    apply: (weights, state, x) => ({ output: affine(weights, x), state }),
  })
  // Which parameters there are hangs on `bias`, which the compiler knows of the caller only.
  return anyDense as unknown as Stage<Dense<Units, Bias>>
}
