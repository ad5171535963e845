import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { positiveInteger } from '../checks.ts'
import type { At, Drawn, Layer, LayerType, LeafSpecs } from '../Layer.ts'
import type { Stage } from '../Stage.ts'
import { stage } from '../Stage.ts'
import type { Kernels, Normalized, Outputs, Wraps } from './kernels.ts'
import { wrappedKernels } from './kernels.ts'

/** A stage's state, and an estimate of the kernel's first left singular vector. */
export type SpectralNormState<Kind, Out, S> = {
  readonly [Name in 'u' | keyof S]: Name extends keyof S ? S[Name] : Tensor<Outputs<Kind, Out>>
}

/** The type of a stage under `spectralNorm`: the stage's own, but for its state. */
export interface SpectralNorm<T extends LayerType> extends Normalized {
  readonly kind: T['kind']
  readonly output: At<T, this['input']>['output']
  readonly misfit: At<T, this['input']>['misfit']
  readonly params: At<T, this['input']>['params']
  readonly state: SpectralNormState<T['kind'], At<T, this['input']>['output'], At<T, this['input']>['state']>
}

/** How often a training step improves the estimate. */
export interface SpectralNormOptions {
  readonly iterations?: number | undefined
}

/**
 * A stage whose kernel is divided by its largest singular value, so that the stage lengthens no difference of inputs.
 *
 * The kernel counts as a matrix `W` of a row per output and a column for each of what outputs are made from. A training
 * step takes `iterations` (1 if not given) steps of the power iteration, `v = Wᵀu / |Wᵀu|`, `u ← W v / |W v|`, and gives
 * the next `u` as state; training and evaluation divide the kernel by `σ = uᵀ W v = |Wᵀu|`, with `u` a constant to
 * derivatives. `u` begins after 15 steps. Kind, name, output and parameters are the stage's own.
 *
 * @throws ValueError (a type error where types can know) where the stage has no kernel, or one that is normalised already;
 * ValueError where `iterations` is not a positive integer.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([2]), L.spectralNorm(L.dense(2, { bias: false })))
 * const { state } = L.init(model, Rng.key(0))
 * const params = { dense_0: { kernel: T.tensor([[4, 0], [0, 2]]) } }
 * const next = L.apply(model, params, state, T.zeros([1, 2]), { mode: 'train', key: Rng.key(1) }).state
 * next.dense_0.u.shape // => [2]
 * ```
 *
 * Source: Miyato, Kataoka, Koyama & Yoshida, Spectral normalization for generative adversarial networks, 2018, algorithm 1.
 * Departure: `v` is taken once more after the last step, so that evaluation divides by what training divided by.
 */
export const spectralNorm = <T extends LayerType>(
  { layer }: Stage<T> & Wraps<'spectralNorm', T>,
  { iterations = 1 }: SpectralNormOptions = {},
): Stage<SpectralNorm<T>> => {
  positiveInteger('spectralNorm', 'iterations', iterations)
  const kernels = wrappedKernels('spectralNorm', layer)
  const wrapped = layer as unknown as Layer
  const normed: Layer = {
    ...wrapped,
    settings: { ...layer.settings, spectralNorm: iterations },
    state: (input) => ({ ...wrapped.state(input), ...beginning(kernels, wrapped.params(input)) }),
    apply: (params, state, x, mode) => {
      const { kernel, ...others } = params as Kernelled
      const { u, ...rest } = state as Estimate
      const matrix = kernels.rows(kernel)
      const next = mode.mode === 'train' ? improve(T.stopGradient(matrix), u, iterations) : u
      const unit = { kernel: T.div(kernel, lengthOf(T.matmul(T.stopGradient(next), matrix))), ...others }
      const step = wrapped.apply(unit, rest, x, mode)
      return { output: step.output, state: mode.mode === 'train' ? { ...step.state, u: next } : state }
    },
  }
  return stage(normed as unknown as Layer<SpectralNorm<T>>)
}

type Vector = Tensor<readonly [number]>

interface Kernelled {
  readonly kernel: Tensor
}

interface Estimate {
  readonly u: Vector
}

type Matrix = Tensor<readonly [number, number]>

/** Below this a square is no length: a kernel of zeros stays one, and has slopes. */
const tiny = 1e-24

const lengthOf = (x: Vector): Tensor<readonly []> => T.sqrt(T.maximum(T.sum(T.square(x)), tiny))

const unit = (x: Vector): Vector => T.div(x, lengthOf(x))

const improve = (matrix: Matrix, u: Vector, iterations: number): Vector =>
  Array.from({ length: iterations }).reduce<Vector>(
    (so) => unit(T.matmul(matrix, unit(T.matmul(so, matrix)))),
    u,
  )

const firstSteps = 15

const beginning = (kernels: Kernels, { kernel }: LeafSpecs): LeafSpecs<'u'> => ({
  u: {
    shape: [kernels.count(kernel?.shape ?? [])],
    init: (key, shape, drawn: Drawn) =>
      improve(
        kernels.rows(drawn['kernel'] as Tensor),
        Rng.normal(key, shape) as Tensor as Vector,
        firstSteps,
      ) as AnyTensor,
  },
})
