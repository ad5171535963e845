import * as T from '@gradus/tensor'
import { ValueError, type AnyTensor } from '@gradus/tensor'
import type { Activation } from './gain.ts'

/**
 * How a signal fares through depth. `vanishing` and `exploding`: its standard deviation at the end is less than a tenth, or
 * more than ten times, of that at the start, or is not finite. `saturated`: in some layer most values lie within a fortieth of
 * the activation's range from its bounds, where its slope is all but 0. `symmetric`: in some layer all units are equal, for
 * every example, and will learn the same. Else `healthy`.
 */
export type Verdict = 'healthy' | 'vanishing' | 'exploding' | 'saturated' | 'symmetric'

/** What the values of one layer look like. */
export interface LayerStatistics {
  readonly mean: number
  readonly std: number
  /** The share of values that are 0: of ReLU units that did not fire. */
  readonly zeros: number
  /** The share of values at the bounds of the activation. */
  readonly saturated: number
  /** Whether all units are equal, for every example. */
  readonly symmetric: boolean
  /** How many values lie in each bin, and the edges of the bins; empty where a value is not finite. */
  readonly histogram: { readonly counts: readonly number[]; readonly edges: readonly number[] }
}

/** The layers in order, and what they come to. */
export interface SignalReport {
  readonly layers: readonly LayerStatistics[]
  readonly verdict: Verdict
}

/** The settings of `activationStatistics`. */
export interface ActivationStatisticsOptions {
  /** The activation of the layers, for its bounds; unbounded unless given. */
  readonly activation?: Activation
  /** How many bins the histograms have; 20 unless given. */
  readonly bins?: number
}

const bounds: Partial<Record<Activation, readonly [low: number, high: number]>> = {
  tanh: [-1, 1],
  sigmoid: [0, 1],
}

const numberOf = (x: AnyTensor): number => T.toTypedArray(x)[0] ?? Number.NaN

const shareOf = (condition: AnyTensor): number => numberOf(T.mean(T.cast(condition, 'float64')))

// tanh(±1.83) = ±0.95, where the slope has fallen below a tenth.
const edge = 1 / 40

const atBounds = (x: AnyTensor, activation: Activation | undefined): number => {
  const range = activation === undefined ? undefined : bounds[activation]
  if (range === undefined) return 0
  const [low, high] = range
  const margin = edge * (high - low)
  return shareOf(T.logicalOr(T.less(x, low + margin), T.greater(x, high - margin)))
}

const unitsAreEqual = (x: AnyTensor): boolean =>
  (x.shape.at(-1) ?? 0) > 1 && shareOf(T.equal(T.max(x, { axis: -1 }), T.min(x, { axis: -1 }))) === 1

const histogramOf = (x: AnyTensor, bins: number): LayerStatistics['histogram'] => {
  if (shareOf(T.isFinite(x)) < 1) return { counts: [], edges: [] }
  const { counts, edges } = T.histogram(x, { bins })
  return { counts: [...T.toTypedArray(counts)], edges: [...T.toTypedArray(edges)] }
}

const describe =
  ({ activation, bins = 20 }: ActivationStatisticsOptions) =>
  (values: AnyTensor): LayerStatistics => {
    // The squares of a signal that has all but vanished are below what float32 can hold.
    const x: AnyTensor = T.cast(values as T.Tensor, 'float64')
    return {
      mean: numberOf(T.mean(x)),
      std: numberOf(T.std(x)),
      zeros: shareOf(T.equal(x, 0)),
      saturated: atBounds(x, activation),
      symmetric: unitsAreEqual(x),
      histogram: histogramOf(x, bins),
    }
  }

const factor = 10

const verdictOn = (start: number, layers: readonly LayerStatistics[]): Verdict => {
  const change = (layers.at(-1)?.std ?? Number.NaN) / start
  if (layers.some(({ std }) => !Number.isFinite(std))) return 'exploding'
  if (layers.some(({ symmetric }) => symmetric)) return 'symmetric'
  if (layers.some(({ saturated }) => saturated > 0.5)) return 'saturated'
  if (change > factor) return 'exploding'
  return change < 1 / factor ? 'vanishing' : 'healthy'
}

const requireSome = (operation: string, things: readonly unknown[]): void => {
  if (things.length > 0) return
  throw new ValueError(operation, 'there must be one layer or more, got none.')
}

/**
 * The statistics of a signal that was recorded layer by layer: of activations from the input on, or of the gradients of a loss
 * by the activations, from the output back. The verdict compares the last with the first.
 *
 * Throws `ValueError` where there is nothing.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const fading = [1, 0.3, 0.01].map((size) => T.mul(T.Rng.normal(T.Rng.key(0), [8, 8]), size))
 * Init.signalStatistics(fading).verdict // => 'vanishing'
 * ```
 */
export const signalStatistics = (
  signals: readonly AnyTensor[],
  options: ActivationStatisticsOptions = {},
): SignalReport => {
  requireSome('signalStatistics', signals)
  const layers = signals.map(describe(options))
  return { layers, verdict: verdictOn(layers[0]?.std ?? Number.NaN, layers) }
}

/**
 * What a stack of layers makes of an input before any training: mean, standard deviation and histogram behind each layer, and a
 * verdict. Weights too small fade the signal out, weights too large saturate or explode it, and either stops learning.
 *
 * `layers` are functions, the parameters in them; the verdict compares the last output with the input. For gradients, hand what
 * `grad` gives to `signalStatistics`.
 *
 * Throws `ValueError` where there are no layers.
 *
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, figures 6
 * and 7; CS231n, lecture "Training Neural Networks", activation statistics of ten layers.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 * import * as Init from '@gradus/init'
 *
 * const [inputKey, ...keys] = T.Rng.split(T.Rng.key(0), 11)
 * const x = T.Rng.normal(inputKey, [32, 64])
 * const tenLayers = (init: Init.Initializer) =>
 *   keys.map((key) => (x: T.AnyTensor) => T.tanh(T.matmul(x, init(key, [64, 64]))))
 *
 * const options = { activation: 'tanh' } as const
 * Init.activationStatistics(tenLayers(Init.small), x, options).verdict // => 'vanishing'
 * Init.activationStatistics(tenLayers(Init.large), x, options).verdict // => 'saturated'
 * Init.activationStatistics(tenLayers(Init.xavierNormal), x, options).verdict // => 'healthy'
 * ```
 */
export const activationStatistics = (
  layers: readonly ((x: AnyTensor) => AnyTensor)[],
  x: AnyTensor,
  options: ActivationStatisticsOptions = {},
): SignalReport => {
  requireSome('activationStatistics', layers)
  const outputs = layers.reduce<readonly AnyTensor[]>((all, layer) => [...all, layer(all.at(-1) ?? x)], [])
  const described = outputs.map(describe(options))
  return {
    layers: described,
    verdict: verdictOn(numberOf(T.std(T.cast(x as T.Tensor, 'float64'))), described),
  }
}
