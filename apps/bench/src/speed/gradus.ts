// The work of peers/cases.json in Gradus: node gradus.ts CASE THREADS. Prints what peers/work.mjs prints.
import { jit, valueAndGrad } from '@gradus/autograd'
import * as T from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import { wasmEngine } from '@gradus/tensor/primitives'
import { cases, labels, measure, numbers, sizeOf, type Work } from '../../peers/work.mjs'

const [name = '', threads = '2'] = process.argv.slice(2)
const engine = wasmEngine({ threads: Number(threads) })

const tensor = (shape: readonly number[], scale: number): AnyTensor =>
  T.fromTypedArray(numbers(sizeOf(shape), scale), shape)

const product = ({ n }: Work & { readonly kind: 'product' }): (() => unknown) => {
  const [a, b] = [tensor([n, n], 1), tensor([n, n], 1)]
  const multiply = jit((x: AnyTensor, y: AnyTensor) => T.matmul(x, y), { engine })
  return () => multiply(a, b)
}

interface Layer {
  readonly kernel: AnyTensor
  readonly bias: AnyTensor
}
type Params = readonly Layer[]

interface State {
  readonly params: Params
  readonly mu: Params
  readonly nu: Params
  readonly count: AnyTensor
}

const zip = (f: (a: AnyTensor, b: AnyTensor) => unknown, a: Params, b: Params): Params =>
  T.Tree.zipWith((x, y) => f(x, y) as AnyTensor)(a, b) as Params

const loss = (params: Params, x: AnyTensor, y: AnyTensor): Tensor<readonly []> => {
  const logits = params.reduce((h, { kernel, bias }, i) => {
    const z = T.add(T.matmul(h, kernel) as AnyTensor, bias) as AnyTensor
    return i < params.length - 1 ? (T.relu(z) as AnyTensor) : z
  }, x)
  const likelihood = T.sum(T.mul(y, T.logSoftmax(logits, { axis: 1 }) as AnyTensor) as AnyTensor, { axis: 1 })
  return T.neg(T.mean(likelihood)) as Tensor<readonly []>
}

const adam = ({ params, mu, nu, count }: State, x: AnyTensor, y: AnyTensor): readonly [State, AnyTensor] => {
  const [value, gradients] = valueAndGrad(loss)(params, x, y)
  const next = T.add(count, 1) as AnyTensor
  const m = zip((a, g) => T.add(T.mul(a, 0.9), T.mul(g, 0.1)), mu, gradients)
  const v = zip((a, g) => T.add(T.mul(a, 0.999), T.mul(T.square(g), 0.001)), nu, gradients)
  const [c1, c2] = [T.sub(1, T.pow(0.9, next)) as AnyTensor, T.sub(1, T.pow(0.999, next)) as AnyTensor]
  const updates = zip(
    (a, b) => T.div(T.mul(T.div(a, c1) as AnyTensor, 1e-3), T.add(T.sqrt(T.div(b, c2) as AnyTensor), 1e-8)),
    m,
    v,
  )
  return [{ params: zip((p, u) => T.sub(p, u), params, updates), mu: m, nu: v, count: next }, value]
}

const mlp = ({ sizes, batch }: Work & { readonly kind: 'mlp' }): (() => unknown) => {
  const params = sizes.slice(1).map((n, i) => ({ kernel: tensor([sizes[i]!, n], 0.05), bias: T.zeros([n]) }))
  const zeros = T.Tree.map((x) => T.zerosLike(x) as AnyTensor)(params)
  const classes = sizes.at(-1)!
  const [x, y] = [tensor([batch, sizes[0]!], 1), T.fromTypedArray(labels(batch, classes), [batch, classes])]
  const step = jit(adam, { engine })
  let state: State = { params, mu: zeros, nu: zeros, count: T.tensor(0) }
  return () => {
    ;[state] = step(state, x, y)
  }
}

const run = (work: Work): (() => unknown) => (work.kind === 'product' ? product(work) : mlp(work))

await measure(`Gradus, ${threads} threads`, 'here', run(cases[name]!))
