/** Training on all examples at once, for behaviour that has to be seen step by step. */
import { jit, valueAndGrad } from '@gradus/autograd'
import { digits, split, standardize } from '@gradus/data'
import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import { type AnyTensor, Rng, type Tensor } from '@gradus/tensor'

/** Digits with their labels. */
export interface Examples {
  readonly x: Tensor<readonly [number, 64]>
  readonly y: Tensor<readonly [number], 'int32'>
}

/** A share of the digits to learn from and the others to be asked; pixels by mean and deviation among those learnt from. */
export const examples = (share: number): { readonly train: Examples; readonly test: Examples } => {
  const parts = split({ train: share, test: 1 - share }, { key: Rng.key(0), stratify: true })(digits())
  const scale = standardize.apply(standardize.fit(parts.train))
  return { train: scale(parts.train), test: scale(parts.test) }
}

type Scalar = Tensor<readonly []>

/** What a run is made of: layers have parameters `P` and a state `S`, the optimiser a state `M`. */
export interface Fit<P, S, M> {
  readonly start: { readonly params: P; readonly state: S }
  readonly loss: (params: P, state: S, key: Rng.Key) => { readonly value: Scalar; readonly aux: S }
  readonly optimizer: O.GradientTransformation<M>
  readonly steps: number
  /** What is done to the parameters after each step. */
  readonly project?: (params: P) => P
}

/** Where a run ended, and the loss before each step. */
export interface Fitted<P, S> {
  readonly params: P
  readonly state: S
  readonly losses: readonly number[]
}

/** Trains. */
export const fit = <P, S, M>({
  start,
  loss,
  optimizer,
  steps,
  project = (params) => params,
}: Fit<P, S, M>): Fitted<P, S> => {
  const step = jit((params: P, state: S, memory: O.StateOf<M, P>, key: Rng.Key) => {
    const [{ value, aux }, gradients] = valueAndGrad((p: P) => loss(p, state, key))(params)
    const [updates, next] = optimizer.update(gradients, memory, params)
    return { params: project(O.applyUpdates(params, updates)), state: aux as S, memory: next, value }
  })
  type Run = Fitted<P, S> & { readonly memory: O.StateOf<M, P> }
  const first: Run = { ...start, memory: optimizer.init(start.params), losses: [] }
  return Array.from({ length: steps }).reduce<Run>((run, _, i) => {
    const { value, ...next } = step(run.params, run.state, run.memory, Rng.foldIn(Rng.key(1), i))
    return { ...next, losses: [...run.losses, T.item(value)] }
  }, first)
}

/** The share of labels that get the highest score. */
export const accuracyOf = (scores: AnyTensor, labels: AnyTensor): number =>
  T.item(T.mean(T.cast(T.equal(T.argMax(scores, { axis: -1 }), labels), 'float32')))
