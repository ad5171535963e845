/**
 * The contract of the package: what a training run is made of.
 *
 * A run is a fold. A `Plan` says what is trained and how, a `TrainState` is everything that changes, and a step is a
 * pure function from a state and a batch to the next state. Nothing else is remembered anywhere, so any state can
 * be kept, forked, written to a file and taken up again, and the run goes on bit for bit.
 *
 * Laws. A plan never changes. The order of the examples is a function of (key, epoch), the randomness inside a step a
 * function of (key, step). `train` from a state, after any number of steps, gives the states that the uninterrupted run
 * gives.
 *
 * @module
 */
import type { Dataset } from '@gradus/data'
import type { ModelLike, Params, State } from '@gradus/layers'
import type { Objective } from '@gradus/losses'
import type { GradientTransformation } from '@gradus/optim'
import type { EarlyStopping } from '@gradus/regularize'
import type { AnyTensor, Rng, Tensor } from '@gradus/tensor'

/** A metric whose value is a number, whatever it accumulates: `Loss.accuracy`, `Loss.rmse`, … */
export interface NumberMetric {
  readonly name: string
  readonly init: unknown
  readonly update: (accumulator: never, output: never, target: never) => unknown
  readonly compute: (accumulator: never) => number
}

/**
 * What is trained, and how: `M` is the model's type, `S` the optimiser's state (both inferred), `Y` the answers that
 * the objective takes.
 */
export interface Plan<M extends ModelLike, S, Y extends AnyTensor = AnyTensor> {
  readonly model: M
  /** The mean loss of a batch, `(output, target) → scalar`: `Loss.softmaxCrossEntropy`, `Loss.mse`, … */
  readonly objective: Objective<Y>
  readonly optimizer: GradientTransformation<S>
  /** Added to the objective in training, never in evaluation: `l2(1e-4)`, … */
  readonly penalty?: ((params: Params<M>) => Tensor<readonly []>) | undefined
  /** What the parameters are pulled back to after each update: `maxNorm(3)`, … */
  readonly constraint?: ((params: Params<M>) => Params<M>) | undefined
  /** Measured on the batches of training as they go by, and on the validation part after each epoch. */
  readonly metrics?: readonly NumberMetric[] | undefined
  /** Examples in a batch. */
  readonly batchSize: number
  /** Epochs at most. */
  readonly epochs: number
  /** When to stop before that: a rule over the validation loss. The best parameters are then the result. */
  readonly earlyStopping?: EarlyStopping | undefined
  /** The parameters' first values, the order of examples, and dropout are drawn from this key alone. */
  readonly key: Rng.Key
}

/** The parts of the data that a run sees. Which part trains is in the type: the one named `test` does not compile. */
export interface TrainingData<X extends AnyTensor, Y extends AnyTensor> {
  readonly train: Dataset<X, Y, 'train' | 'all'>
  readonly validation?: Dataset<X, Y, string> | undefined
}

/** What a model needs to run: its parameters, and what its layers remember. Every `TrainState` is one. */
export interface Weights<M extends ModelLike> {
  readonly params: Params<M>
  readonly layerState: State<M>
}
