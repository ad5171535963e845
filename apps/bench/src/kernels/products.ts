/** Matrix products and convolutions: operations of multiply-add, two each. */
import { vjp } from '@gradus/autograd'
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { matmul, tensor } from '../work/ops.ts'
import type { Kernel } from './Kernel.ts'

type Size = readonly [m: number, k: number, n: number]

const transposed = (x: AnyTensor): AnyTensor => T.transpose(x) as AnyTensor

const product = ([m, k, n]: Size): Kernel => ({
  name: `product ${m}×${k} by ${k}×${n}`,
  f: (a, b) => matmul(a!, b!),
  args: [tensor([m, k], 1), tensor([k, n], 1)],
  unit: 'GFLOP/s',
  work: 2 * m * k * n,
})

const transposedProduct = ([m, k, n]: Size): Kernel => ({
  ...product([m, k, n]),
  name: `product, left transposed, ${m}×${k} by ${k}×${n}`,
  f: (a, b) => matmul(transposed(a!), b!),
  args: [tensor([k, m], 1), tensor([k, n], 1)],
})

const batched = (batch: number, [m, k, n]: Size): Kernel => ({
  ...product([m, k, n]),
  name: `${batch} products ${m}×${k} by ${k}×${n}`,
  args: [tensor([batch, m, k], 1), tensor([batch, k, n], 1)],
  work: 2 * batch * m * k * n,
})

interface Conv {
  readonly batch: number
  readonly inputs: number
  readonly outputs: number
  readonly side: number
  readonly filter: number
}

/** Forward, and gradients by input and by filter. */
const convolutions = ({ batch, inputs, outputs, side, filter }: Conv): readonly Kernel[] => {
  const out = side - filter + 1
  const [x, k] = [tensor([batch, inputs, side, side], 1), tensor([outputs, inputs, filter, filter], 1)]
  const change = tensor([batch, outputs, out, out], 1)
  const conv = (a: AnyTensor, b: AnyTensor): AnyTensor => T.conv2d(a, b) as AnyTensor
  const what = `convolution ${batch}×${inputs}×${side}×${side}, ${outputs} filters ${filter}×${filter}`
  const work = 2 * batch * outputs * out * out * inputs * filter * filter
  const unit = 'GFLOP/s'
  return [
    { name: what, f: (a, b) => conv(a!, b!), args: [x, k], unit, work },
    {
      name: `${what}, gradient by input`,
      f: (a, b, c) => vjp((v: AnyTensor) => conv(v, b!), a!)[1](c!),
      args: [x, k, change],
      unit,
      work,
    },
    {
      name: `${what}, gradient by filters`,
      f: (a, b, c) => vjp((v: AnyTensor) => conv(a!, v), b!)[1](c!),
      args: [x, k, change],
      unit,
      work,
    },
  ]
}

export const products = (): readonly Kernel[] => [
  ...([256, 512, 1024] as const).map((n) => product([n, n, n])),
  product([128, 784, 256]),
  transposedProduct([784, 128, 256]),
  product([32, 64, 32]),
  product([1, 1024, 1024]),
  product([2048, 64, 64]),
  batched(64, [64, 64, 64]),
  ...convolutions({ batch: 64, inputs: 1, outputs: 24, side: 28, filter: 5 }),
  ...convolutions({ batch: 64, inputs: 24, outputs: 32, side: 12, filter: 3 }),
]
