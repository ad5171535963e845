/** Adam with bias correction, and training steps that take it. */
import { jit, valueAndGrad } from '@gradus/autograd'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import type { Engine } from '@gradus/tensor/primitives'
import type { Of } from '../../peers/work.mjs'
import { add, div, mul, sqrt, square, sub, tensor } from './ops.ts'

/** Parameters by name. */
export type Params = Readonly<Record<string, AnyTensor>>

interface State {
  readonly params: Params
  readonly mu: Params
  readonly nu: Params
  readonly count: AnyTensor
}

const zip = (f: (a: AnyTensor, b: AnyTensor) => AnyTensor, a: Params, b: Params): Params =>
  T.Tree.zipWith(f as never)(a as never, b as never) as Params

const begin = (params: Params): State => {
  const zeros = T.Tree.map((x) => T.zerosLike(x) as AnyTensor)(params) as Params
  return { params, mu: zeros, nu: zeros, count: T.tensor(0) }
}

const adam = ({ params, mu, nu, count }: State, gradients: Params): State => {
  const next = add(count, 1)
  const m = zip((a, g) => add(mul(a, 0.9), mul(g, 0.1)), mu, gradients)
  const v = zip((a, g) => add(mul(a, 0.999), mul(square(g), 0.001)), nu, gradients)
  const [c1, c2] = [sub(1, T.pow(0.9, next) as AnyTensor), sub(1, T.pow(0.999, next) as AnyTensor)]
  const updates = zip((a, b) => div(mul(div(a, c1), 1e-3), add(sqrt(div(b, c2)), 1e-8)), m, v)
  return { params: zip(sub, params, updates), mu: m, nu: v, count: next }
}

/** One update of a vector from a gradient that is given. */
export const adamUpdate = ({ n }: Of<'adamUpdate'>, engine: Engine): (() => unknown) => {
  const step = jit(adam, { engine, donate: [0] })
  const gradients = { x: tensor([n], 1) }
  let state = begin({ x: tensor([n], 0.05) })
  return () => {
    state = step(state, gradients)
  }
}

/** A loss of parameters, what is carried from step to step beside them, and examples; and what is carried on. */
export type Loss<Kept> = (
  params: Params,
  kept: Kept,
  x: AnyTensor,
  y: AnyTensor,
) => readonly [AnyTensor, Kept]

/** What a training step begins with. */
export interface Start<Kept> {
  readonly params: Params
  readonly kept: Kept
  readonly x: AnyTensor
  readonly y: AnyTensor
}

/** Training steps, one at each call: forward, backward and Adam in one compiled function. */
export const trainer = <Kept>(
  loss: Loss<Kept>,
  { params, kept, x, y }: Start<Kept>,
  engine: Engine,
): (() => unknown) => {
  const scalar = (
    ...args: Parameters<Loss<Kept>>
  ): { readonly value: Tensor<readonly []>; readonly aux: Kept } => {
    const [value, aux] = loss(...args)
    return { value: value as Tensor<readonly []>, aux }
  }
  const step = jit(
    (state: State, before: Kept, inputs: AnyTensor, labels: AnyTensor) => {
      const [{ value, aux }, gradients] = valueAndGrad(scalar)(state.params, before, inputs, labels)
      return [adam(state, gradients), aux, value] as const
    },
    { engine, donate: [0, 1] },
  )
  let [state, now] = [begin(params), kept]
  return () => {
    const [next, after, value] = step(state, now, x, y)
    state = next
    now = after
    return value
  }
}
