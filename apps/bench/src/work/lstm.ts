/** A training step of an LSTM. */
import { scan } from '@gradus/autograd'
import * as T from '@gradus/tensor'
import type { AnyTensor } from '@gradus/tensor'
import type { Engine } from '@gradus/tensor/primitives'
import type { Of } from '../../peers/work.mjs'
import { type Loss, trainer } from './adam.ts'
import { add, crossEntropy, dense, matmul, mul, sigmoid, tanh, targets, tensor, zeros } from './ops.ts'

interface Carry {
  readonly h: AnyTensor
  readonly c: AnyTensor
}

const step = (recurrent: AnyTensor, { h, c }: Carry, projected: AnyTensor): Carry => {
  const gates = add(projected, matmul(h, recurrent))
  const [i, f, g, o] = T.split(gates, 4, { axis: 1 }) as unknown as readonly AnyTensor[]
  const cell = add(mul(sigmoid(f!), c), mul(sigmoid(i!), tanh(g!)))
  return { h: mul(sigmoid(o!), tanh(cell)), c: cell }
}

const loss: Loss<null> = (p, kept, x, y) => {
  const start = zeros([x.shape[1]!, p['recurrent']!.shape[0]!])
  const [{ h }] = scan(
    (carry: Carry, row: AnyTensor) => [step(p['recurrent']!, carry, row), null] as const,
    { h: start, c: start },
    dense(x, p['kernel']!, p['bias']!),
  )
  return [crossEntropy(dense(h, p['last']!, p['lastBias']!), y), kept]
}

/** Steps stand first, then the batch. */
export const lstm = (
  { units, steps, batch, features, classes }: Of<'lstm'>,
  engine: Engine,
): (() => unknown) => {
  const params = {
    kernel: tensor([features, 4 * units], 0.05),
    recurrent: tensor([units, 4 * units], 0.05),
    bias: zeros([4 * units]),
    last: tensor([units, classes], 0.05),
    lastBias: zeros([classes]),
  }
  const [x, y] = [tensor([steps, batch, features], 1), targets(batch, classes)]
  return trainer(loss, { params, kept: null, x, y }, engine)
}
