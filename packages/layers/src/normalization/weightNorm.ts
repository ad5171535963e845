import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import type { At, Layer, LayerType, LeafSpecs } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import { stage } from '../Stage.ts'
import type { Kernels, Normalized, Outputs, Wraps } from './kernels.ts'
import { wrappedKernels } from './kernels.ts'

/** A stage's parameters with the kernel's length and its direction in place of the kernel. */
export type WeightNormParams<Kind, Out, P> = P extends { readonly kernel: Tensor<infer K> }
  ? {
      readonly [Name in 'g' | 'v' | Exclude<keyof P, 'kernel'>]: Name extends 'g'
        ? Tensor<Outputs<Kind, Out>>
        : Name extends 'v'
          ? Tensor<K>
          : Name extends keyof P
            ? P[Name]
            : never
    }
  : never

/** The type of a stage under `weightNorm`: the stage's own, but for its parameters. */
export interface WeightNorm<T extends LayerType> extends Normalized {
  readonly kind: T['kind']
  readonly output: At<T, this['input']>['output']
  readonly misfit: At<T, this['input']>['misfit']
  readonly params: WeightNormParams<T['kind'], At<T, this['input']>['output'], At<T, this['input']>['params']>
  readonly state: At<T, this['input']>['state']
}

/**
 * A stage whose kernel is `W = g v / |v|`, its length learned apart from its direction.
 *
 * The norm is that of what each output is made from: over the inputs of a dense kernel `[in, units]`, over all but the
 * axis of outputs of a convolution's. The parameters are the stage's, with `v` of the kernel's shape and `g`
 * `[out]` in place of `kernel`; `v` begins as the stage's kernel does and `g` as its norm, so that the stage begins as it
 * would have. Kind, name, output and whatever else the stage has are the stage's own.
 *
 * @throws ValueError (a type error where types can know) where the stage has no kernel, or one that is normalised already.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.weightNorm(L.dense(32)), L.relu(), L.dense(10))
 * const { params } = L.init(model, Rng.key(0))
 * Object.keys(params.dense_0) // => ['v', 'g', 'bias']
 * params.dense_0.g.shape // => [32]
 * ```
 *
 * Source: Salimans & Kingma, Weight normalization: a simple reparameterization to accelerate training of deep neural
 * networks, 2016, equation 2. Departure: `g` begins as `|v|` and not from the data of section 3.
 */
export const weightNorm = <T extends LayerType>({
  layer,
}: Stage<T> & Wraps<'weightNorm', T>): Stage<WeightNorm<T>> => {
  const kernels = wrappedKernels('weightNorm', layer)
  const wrapped = layer as unknown as Layer
  const normed: Layer = {
    ...wrapped,
    settings: { ...layer.settings, weightNorm: true },
    params: (input) => split(kernels, wrapped.params(input)),
    apply: (params, state, x, mode) => wrapped.apply(join(kernels, params as Split), state, x, mode),
  }
  return stage(normed as unknown as Layer<WeightNorm<T>>)
}

interface Split {
  readonly g: Tensor
  readonly v: Tensor
}

const split = (kernels: Kernels, { kernel, ...others }: LeafSpecs): LeafSpecs =>
  kernel === undefined
    ? others
    : {
        v: kernel,
        g: {
          shape: [kernels.count(kernel.shape)],
          init: (_key, _shape, { v }) => T.sqrt(kernels.squares(v as Tensor)) as AnyTensor,
        },
        ...others,
      }

/** Below this a square is no length: a kernel of zeros stays one, and has slopes. */
const tiny = 1e-24

const join = (kernels: Kernels, { g, v, ...others }: Split): object => {
  const scale = T.mul(g, T.rsqrt(T.maximum(kernels.squares(v), tiny)))
  return { kernel: kernels.scale(v, scale), ...others }
}
