/** Many steps of a small model, and what the process holds meanwhile. */
import { setImmediate } from 'node:timers/promises'
import { jit, valueAndGrad } from '@gradus/autograd'
import type { Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'

interface Params {
  readonly hidden: Tensor<readonly [8, 16]>
  readonly bias: Tensor<readonly [16]>
  readonly out: Tensor<readonly [16, 1]>
}

interface State {
  readonly params: Params
  readonly momentum: Params
}

type Batch = Tensor<readonly [32, 8]>
type Scalar = Tensor<readonly []>

const loss = (p: Params, x: Batch): Scalar => {
  const y = T.matmul(T.tanh(T.add(T.matmul(x, p.hidden), p.bias)), p.out)
  return T.mean(T.square(T.sub(y, T.sum(x, { axis: 1, keepDims: true }))))
}

/** One step of gradient descent with momentum. */
const step = jit(({ params, momentum }: State, x: Batch): readonly [State, Scalar] => {
  const [value, gradients] = valueAndGrad((p: Params) => loss(p, x))(params)
  const next = T.Tree.zipWith((m, g) => T.add(T.mul(m, 0.9), g))(momentum, gradients) as Params
  return [
    { params: T.Tree.zipWith((p, m) => T.sub(p, T.mul(m, 0.001)))(params, next) as Params, momentum: next },
    value,
  ]
})

const begin = (): State => {
  const [a, b] = T.Rng.split(T.Rng.key(0), 2)
  const params = {
    hidden: T.mul(T.Rng.normal(a!, [8, 16]), 0.3),
    bias: T.zeros([16]),
    out: T.mul(T.Rng.normal(b!, [16, 1]), 0.3),
  }
  return { params, momentum: T.Tree.map((x) => T.zerosLike(x))(params) as Params }
}

/** After so many steps: the whole process in bytes, and the loss. */
export interface StepsReport {
  readonly steps: number
  readonly resident: number
  readonly loss: number
}

/** Reports after every so many steps. The event loop turns after each step where said, so that the runtime may collect. */
export async function* steps(count: number, every: number, turns = true): AsyncGenerator<StepsReport> {
  let state = begin()
  const batch: Batch = T.Rng.normal(T.Rng.key(1), [32, 8])
  for (let i = 1; i <= count; i++) {
    const [next, value] = step(state, batch)
    state = next
    if (turns) await setImmediate()
    if (i % every === 0) yield { steps: i, resident: process.memoryUsage.rss(), loss: T.item(value) }
  }
}

/** A report as a row of a table. */
export const stepsRow = ({ steps: n, resident, loss: value }: StepsReport): string =>
  `${String(n).padStart(8)} ${(resident / 2 ** 20).toFixed(1).padStart(9)} MiB  loss ${value.toExponential(3)}`
