/** A training step of a perceptron. */
import type { AnyTensor } from '@gradus/tensor'
import type { Engine } from '@gradus/tensor/primitives'
import type { Of } from '../../peers/work.mjs'
import { type Loss, type Params, trainer } from './adam.ts'
import { crossEntropy, dense, relu, targets, tensor, zeros } from './ops.ts'

const paramsOf = (sizes: readonly number[]): Params =>
  Object.fromEntries(
    sizes.slice(1).flatMap((n, i): readonly (readonly [string, AnyTensor])[] => [
      [`kernel${i}`, tensor([sizes[i]!, n], 0.05)],
      [`bias${i}`, zeros([n])],
    ]),
  )

const lossOf =
  (layers: number): Loss<null> =>
  (params, kept, x, y) => {
    let h = x
    for (let i = 0; i < layers; i++) {
      const z = dense(h, params[`kernel${i}`]!, params[`bias${i}`]!)
      h = i < layers - 1 ? relu(z) : z
    }
    return [crossEntropy(h, y), kept]
  }

export const mlp = ({ sizes, batch }: Omit<Of<'mlp'>, 'kind'>, engine: Engine): (() => unknown) => {
  const [inputs, classes] = [sizes[0]!, sizes.at(-1)!]
  const start = {
    params: paramsOf(sizes),
    kept: null,
    x: tensor([batch, inputs], 1),
    y: targets(batch, classes),
  }
  return trainer(lossOf(sizes.length - 1), start, engine)
}
