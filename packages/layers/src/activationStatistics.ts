import { grad } from '@gradus/autograd'
import { signalStatistics } from '@gradus/init'
import type { Activation, LayerStatistics, Verdict } from '@gradus/init'
import * as T from '@gradus/tensor'
import { isTensor, Rng } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { init } from './init.ts'
import type { ModelLike } from './Model.ts'
import { run } from './run.ts'
import type { Leaves } from './run.ts'
import type { Value } from './Signal.ts'
import type { PlacedLayer, Wiring } from './Wiring.ts'
import { join } from './Wiring.ts'

/** What one layer's output and the gradient by it look like. */
export interface LayerSignal {
  readonly path: string
  readonly kind: string
  readonly activations: LayerStatistics
  readonly gradients: LayerStatistics
}

/** The layers in order, and what becomes of the signal and of its gradient on their way. */
export interface ActivationReport {
  readonly layers: readonly LayerSignal[]
  readonly activations: Verdict
  readonly gradients: Verdict
  /** The worse of the two: that of the activations, unless they are healthy. */
  readonly verdict: Verdict
}

/** What `activationStatistics` may be told besides. */
export interface ModelStatisticsOptions {
  /** How many bins the histograms have; 20 unless given. */
  readonly bins?: number
  /** Of which gradients are taken; the inner product of the output with standard normal numbers unless given. */
  readonly loss?: (output: Tensor) => Tensor<readonly []>
}

const bounded: readonly string[] = ['tanh', 'sigmoid']

const kindsOf = ({ layers }: Wiring, at = ''): readonly (readonly [string, PlacedLayer])[] =>
  layers.flatMap((layer) => {
    const path = join(at, layer.name)
    return [
      [path, layer] as const,
      ...layer.bodies.flatMap(({ name, wiring }) =>
        kindsOf(wiring, name === undefined ? path : join(path, name)),
      ),
    ]
  })

type Signals = Readonly<Record<string, Tensor>>

/** The output of every layer that gives one tensor, by path, with `probes` added to them on their way. */
const recorded = (model: Wiring, leaves: Forward, x: Value, probes: Signals): Recorded => {
  const seen = new Map<string, Tensor>()
  const tap = (path: string, y: Value): Value => {
    if (!isTensor(y)) return y
    const probe = probes[path]
    const probed = probe === undefined ? (y as Tensor) : (T.add(y as Tensor, probe) as Tensor)
    seen.set(path, probed)
    return probed
  }
  const { output } = run(model, leaves.params, leaves.state, x, { mode: { mode: 'eval' }, path: '', tap })
  return { output: output as Tensor, signals: Object.fromEntries(seen) }
}

interface Forward {
  readonly params: Leaves
  readonly state: Leaves
}

interface Recorded {
  readonly output: Tensor
  readonly signals: Signals
}

/**
 * What a model makes of a signal before any training: mean, standard deviation and histogram of each layer's activations,
 * and of the gradients by them, through depth, with a verdict. Weights too small fade a signal out, weights too large
 * saturate or explode it, equal ones never part: each stops learning, and in the gradients one sees where.
 *
 * The parameters begin by `key`, as in `init`; the model runs in evaluation. Paths are those of `describe`, in the order in
 * which layers answer. Verdicts are those of `signalStatistics` of `@gradus/init`, each bounded layer by its own bounds:
 * activations from the input on, gradients from the output back.
 *
 * @throws ValueError where the model has no layers, and what `init` and the layers throw.
 *
 * @example
 * ```ts
 * import * as Init from '@gradus/init'
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const tenLayers = (init: Init.Initializer) =>
 *   L.pipe(L.input([64]), L.repeat(10, L.dense(64, { init }), L.tanh()))
 * const x = Rng.normal(Rng.key(0), [32, 64])
 *
 * L.activationStatistics(tenLayers(Init.small), Rng.key(1), x).verdict // => 'vanishing'
 * L.activationStatistics(tenLayers(Init.large), Rng.key(1), x).verdict // => 'saturated'
 * L.activationStatistics(tenLayers(Init.xavierNormal), Rng.key(1), x).verdict // => 'healthy'
 * ```
 *
 * Source: Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010, figures 6
 * and 7; CS231n, lecture "Training Neural Networks", activation statistics of ten layers.
 */
export const activationStatistics = (
  model: ModelLike,
  key: Rng.Key,
  x: AnyTensor,
  { bins = 20, loss }: ModelStatisticsOptions = {},
): ActivationReport => {
  const leaves = init(model, key) as unknown as Forward
  const { output, signals } = recorded(model, leaves, x as Tensor, {})
  const weights = Rng.normal(Rng.foldIn(key, 0), output.shape) as AnyTensor as Tensor
  const objective = loss ?? ((y: Tensor) => T.sum(T.mul(y, weights) as Tensor) as Tensor<readonly []>)
  const zeros = T.Tree.map((y: AnyTensor) => T.zerosLike(y) as AnyTensor)(signals) as Signals
  const slopes = grad((probes: Signals) => objective(recorded(model, leaves, x as Tensor, probes).output))(
    zeros,
  )
  return report(model, x, signals, slopes, bins)
}

const report = (
  model: Wiring,
  x: AnyTensor,
  signals: Signals,
  slopes: Signals,
  bins: number,
): ActivationReport => {
  const kinds = new Map(kindsOf(model))
  const paths = Object.keys(signals)
  const layers = paths.map((path): LayerSignal => {
    const kind = kinds.get(path)?.kind ?? ''
    return {
      path,
      kind,
      activations: statisticsOf(signals[path] as Tensor, kind, bins),
      gradients: statisticsOf(slopes[path] as Tensor, '', bins),
    }
  })
  const activations = judged([x, ...paths.map((path) => signals[path] as AnyTensor)], layers)
  const gradients = signalStatistics(
    paths.toReversed().map((path) => unitsLast(slopes[path] as Tensor)),
  ).verdict
  return { layers, activations, gradients, verdict: activations === 'healthy' ? gradients : activations }
}

/** Images with their channels last, where units are looked for. */
const unitsLast = (y: AnyTensor): AnyTensor =>
  y.shape.length < 4 ? y : (T.permute(y, [0, ...y.shape.slice(2).map((_, i) => i + 2), 1]) as AnyTensor)

const statisticsOf = (y: Tensor, kind: string, bins: number): LayerStatistics => {
  const activation = bounded.includes(kind) ? { activation: kind as Activation } : {}
  return signalStatistics([unitsLast(y)], { ...activation, bins }).layers[0] as LayerStatistics
}

/** Each layer is saturated by its own bounds, which the verdict on all of them together does not know. */
const judged = (signals: readonly AnyTensor[], layers: readonly LayerSignal[]): Verdict => {
  const { verdict, layers: all } = signalStatistics(signals.map(unitsLast))
  const finite = all.every(({ std }) => Number.isFinite(std))
  const saturated = layers.some(({ activations }) => activations.saturated > 0.5)
  return saturated && finite && verdict !== 'symmetric' ? 'saturated' : verdict
}
