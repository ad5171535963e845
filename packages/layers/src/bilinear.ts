import { lecunNormal, zeros } from '@gradus/init'
import * as T from '@gradus/tensor'
import type { Shape, Tensor } from '@gradus/tensor'
import { positiveInteger } from './checks.ts'
import type { AbsentOf, Listed, Of } from './combinators/several.ts'
import { absent, chosen, chosenTensors, listed } from './combinators/several.ts'
import { layer } from './custom.ts'
import type { WeightOptions } from './convolution/index.ts'
import type { LayerType, Misfit } from './Layer.ts'
import type { Features, NotOneAxis } from './shapes.ts'
import type { Signal } from './Signal.ts'
import { isFloats } from './Signal.ts'
import type { Stage } from './Stage.ts'

/** The names of the two tensors that a bilinear layer reads. */
type Pair = readonly [left: string, right: string]

/** A kernel `[units, left, right]`, as PyTorch's, and a bias for each unit. */
export type BilinearParams<
  Left extends number,
  Right extends number,
  Units extends number,
  Bias extends boolean,
> = Bias extends true
  ? { readonly kernel: Tensor<readonly [Units, Left, Right]>; readonly bias: Tensor<readonly [Units]> }
  : { readonly kernel: Tensor<readonly [Units, Left, Right]> }

type Width<F> = F extends Shape ? Features<F> : number

type IsVector<F> = F extends Shape ? ([NotOneAxis<F>] extends [never] ? true : false) : false

type NotVectors<In, Names extends Pair> = [AbsentOf<In, Names[number]>] extends [never]
  ? [IsVector<Of<In, Names[0]>>, IsVector<Of<In, Names[1]>>] extends [true, true]
    ? never
    : {
        readonly expects: 'two tensors of one feature axis each'
        readonly advice: `${Listed<In, Names>}.`
      }
  : AbsentOf<In, Names[number]>

/** The type of `bilinear`. */
export interface Bilinear<Units extends number, Names extends Pair, Bias extends boolean> extends LayerType {
  readonly kind: 'bilinear'
  readonly reads: 'several'
  readonly output: readonly [Units]
  readonly misfit: NotVectors<this['signal'], Names>
  readonly params: BilinearParams<
    Width<Of<this['signal'], Names[0]>>,
    Width<Of<this['signal'], Names[1]>>,
    Units,
    Bias
  >
  readonly state: {}
}

const misfitOf = (input: Signal, names: Pair): Misfit | undefined =>
  absent(input, names) ??
  (chosen(input, names).every((one) => isFloats(one) && one.length === 1)
    ? undefined
    : { expects: 'two tensors of one feature axis each', advice: `${listed(input, names)}.` })

const width = (input: Signal, name: string): number => {
  const [one = []] = chosen(input, [name])
  return isFloats(one) ? (one[0] ?? 0) : 0
}

/** `a` by all kernels is one product; what is left is a product of rows. */
const form = (kernel: Tensor, a: Tensor, b: Tensor): Tensor => {
  const [units = 0, left = 0, right = 0] = kernel.shape
  const columns = T.reshape(T.permute(kernel, [1, 0, 2]), [left, units * right]) as Tensor
  const rows = T.reshape(T.matmul(a, columns), [a.shape[0] ?? 0, units, right]) as Tensor
  return T.sum(T.mul(rows, T.expandDims(b, 1) as Tensor) as Tensor, { axis: 2 }) as Tensor
}

/**
 * A bilinear layer of two vectors, by their names: `y_k = leftᵀ W_k right + b_k`, `W` = `kernel` `[units, left, right]`.
 *
 * The kernel begins as Lecun normal for a fan-in of `left · right`, which keeps the variance of a product, the bias as
 * zeros.
 *
 * @throws ShapeError (a type error where types can know) where the model does not give two vectors of these names;
 * ValueError where `units` is not a positive integer.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input({ user: [8], item: [5] }), L.bilinear(3, ['user', 'item']))
 * model.output // => [3]
 * L.describe(model).map((l) => l.parameters) // => [123]
 * ```
 *
 * Source: PyTorch's `nn.Bilinear`; Tenenbaum & Freeman, Separating style and content with bilinear models, 2000.
 */
export const bilinear = <
  const Units extends number,
  const Names extends Pair,
  const Bias extends boolean = true,
>(
  units: Units,
  names: Names,
  options: WeightOptions<Bias> = {},
): Stage<Bilinear<Units, Names, Bias>> => {
  const { init = lecunNormal, biasInit = zeros } = options
  const bias: boolean = options.bias ?? true
  positiveInteger('bilinear', 'units', units)
  return layer<Bilinear<number, Pair, boolean>>({
    kind: 'bilinear',
    reads: 'several',
    settings: { of: names.join(', '), ...(bias ? {} : { bias }) },
    misfit: (input) => misfitOf(input, names),
    output: () => [units],
    params: (input) => ({
      kernel: { shape: [units, width(input, names[0]), width(input, names[1])], init },
      ...(bias ? { bias: { shape: [units], init: biasInit } } : {}),
    }),
    apply: (weights, state, x) => {
      const [a, b] = chosenTensors(x, names) as readonly [Tensor, Tensor]
      const y = form(weights.kernel as Tensor, a, b)
      return { output: 'bias' in weights ? (T.add(y, weights.bias as Tensor) as Tensor) : y, state }
    },
  }) as unknown as Stage<Bilinear<Units, Names, Bias>>
}
