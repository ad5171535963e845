import { grad } from '@gradus/autograd'
import * as L from '@gradus/layers'
import type { Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import { expect, test } from 'vitest'

// Dense layers begin with biases of 0, and images have black pixels: activations do meet 0 itself. PyTorch 2's slopes there.
test.each([
  ['relu', L.relu(), 0],
  ['leakyRelu', L.leakyRelu(), 1],
  ['elu', L.elu(), 1],
  ['elu with alpha 0.5', L.elu({ alpha: 0.5 }), 0.5],
  ['tanh', L.tanh(), 1],
  ['sigmoid', L.sigmoid(), 0.25],
  ['gelu', L.gelu(), 0.5],
  ['gelu by tanh', L.gelu({ approximate: true }), 0.5],
] as const)('the slope of %s at 0', (_, layer, slope) => {
  const model = L.pipe(L.input([1]), layer)
  const { params, state } = L.init(model, Rng.key(0))
  const f = (x: Tensor<readonly [1, 1]>) => T.sum(L.apply(model, params, state, x, { mode: 'eval' }).output)
  expect(T.item(grad(f)(T.zeros([1, 1])))).toBe(slope)
})
