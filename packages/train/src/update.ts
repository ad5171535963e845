/** What a step computes: the part of it that is tensors from end to end, and compiled. */
import { jit, valueAndGrad } from '@gradus/autograd'
import type { Batch } from '@gradus/data'
import * as L from '@gradus/layers'
import type { Mode, ModelLike, Params, State } from '@gradus/layers'
import { applyUpdates } from '@gradus/optim'
import type { StateOf } from '@gradus/optim'
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import type { Plan, Weights } from './Plan.ts'

type Scalar = Tensor<readonly []>

/** A model's output for a batch whose shape only its data know. */
export const forward = <M extends ModelLike>(
  model: M,
  { params, layerState }: Weights<M>,
  x: AnyTensor,
  mode: Mode,
): { readonly output: Tensor; readonly layerState: State<M> } => {
  // `apply` checks x against the model when it runs; a generic x cannot show it to the compiler.
  const { output, state } = L.apply(model, params, layerState, x as never, mode)
  return { output: output as AnyTensor as Tensor, layerState: state }
}

interface Carry<M extends ModelLike, S> extends Weights<M> {
  readonly optState: StateOf<S, Params<M>>
}

interface Updated<M extends ModelLike, S> {
  readonly next: Carry<M, S>
  readonly gradients: Params<M>
  readonly output: Tensor
  readonly loss: Scalar
  readonly penalty: Scalar
  readonly gradientNorm: Scalar
  readonly updateRatio: Scalar
}

/** |updates| / |params|; parameters that are all zero count as of length 1. */
const ratio = (updates: unknown, params: unknown): Scalar => {
  const length = Tree.globalNorm(params)
  return T.div(Tree.globalNorm(updates), T.where(T.greater(length, 0), length, 1)) as AnyTensor as Scalar
}

/** One update of parameters, layer state and optimiser state, computed on values. */
export const update = <M extends ModelLike, S, Y extends AnyTensor>(
  plan: Plan<M, S, Y>,
  { params, layerState, optState }: Carry<M, S>,
  batch: Pick<Batch<AnyTensor, Y>, 'x' | 'y'>,
  mode: Mode,
): Updated<M, S> => {
  const [{ aux }, gradients] = valueAndGrad((params: Params<M>) => {
    const step = forward(plan.model, { params, layerState }, batch.x, mode)
    const loss = plan.objective(step.output, batch.y) as AnyTensor as Scalar
    const penalty = plan.penalty?.(params) ?? T.zeros([])
    return { value: T.add(loss, penalty) as AnyTensor as Scalar, aux: { loss, penalty, ...step } }
  })(params)
  const [updates, nextOptState] = plan.optimizer.update(gradients, optState, params)
  const moved = applyUpdates(params, updates)
  return {
    next: { params: plan.constraint?.(moved) ?? moved, layerState: aux.layerState, optState: nextOptState },
    gradients,
    output: aux.output,
    loss: aux.loss,
    penalty: aux.penalty,
    gradientNorm: Tree.globalNorm(gradients),
    updateRatio: ratio(updates, params),
  }
}

/**
 * `update`, compiled once for each shape of batches; the state that it leaves stays in the engine until somebody reads it.
 * Gradients, which only a failed step is asked for, would have to be kept at every one: they are left out.
 */
export const compileUpdate = <M extends ModelLike, S, Y extends AnyTensor>(plan: Plan<M, S, Y>) => {
  const compiled = jit((carry: Carry<M, S>, x: AnyTensor, y: Y, mode: Mode) => {
    const { gradients: _, ...updated } = update(plan, carry, { x, y }, mode)
    return updated
  })
  // Whatever else a state or a batch has would be part of what is compiled.
  return (
    { params, layerState, optState }: Carry<M, S>,
    { x, y }: Pick<Batch<AnyTensor, Y>, 'x' | 'y'>,
    mode: Mode,
  ): Omit<Updated<M, S>, 'gradients'> => compiled({ params, layerState, optState }, x, y, mode)
}
