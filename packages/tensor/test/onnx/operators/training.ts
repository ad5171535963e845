/** Optimisers: a rate, a step, then all parameters, all gradients, and the states of all. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator } from '../operator.ts'

/** From a parameter, its gradient and states to the next parameter and states. */
type Update = (
  parameter: AnyTensor,
  gradient: AnyTensor,
  states: readonly AnyTensor[],
) => readonly AnyTensor[]

/** Applies an update to each of the parameters; results come as the inputs do, without gradients. */
const updated = (
  all: readonly (AnyTensor | undefined)[],
  states: number,
  update: Update,
): readonly AnyTensor[] => {
  const count = all.length / (states + 2)
  if (!Number.isInteger(count)) throw never(`${all.length} tensors in groups of ${states + 2}`)
  const part = (k: number, i: number): AnyTensor => all[k * count + i]!
  const results = Array.from({ length: count }, (_, i) =>
    update(
      part(0, i),
      part(1, i),
      Array.from({ length: states }, (__, k) => part(k + 2, i)),
    ),
  )
  return Array.from({ length: states + 1 }, (_, k) => results.map((r) => r[k]!)).flat()
}

const penalized = (x: AnyTensor, g: AnyTensor, norm: number): AnyTensor => T.add(T.mul(norm, x), g)

const mixed = (old: AnyTensor, found: AnyTensor, keep: number): AnyTensor =>
  T.add(T.mul(old, keep), T.mul(found, 1 - keep))

const adagrad: Operator = operator(
  { inputs: 2, optional: Infinity, attributes: { decay_factor: 0, epsilon: 1e-6, norm_coefficient: 0 } },
  ([rate, step, ...all], { decay_factor, epsilon, norm_coefficient }) => {
    const slower = T.div(rate, 1 + T.item(step) * decay_factor)
    return updated(all, 1, (x, gradient, [h]) => {
      const g = penalized(x, gradient, norm_coefficient)
      const squares = T.add(h!, T.square(g))
      return [T.sub(x, T.div(T.mul(slower, g), T.add(T.sqrt(squares), epsilon))), squares]
    })
  },
)

const adam: Operator = operator(
  {
    inputs: 2,
    optional: Infinity,
    attributes: { alpha: 0.9, beta: 0.999, epsilon: 1e-6, norm_coefficient: 0, norm_coefficient_post: 0 },
  },
  ([rate, step, ...all], { alpha, beta, epsilon, norm_coefficient, norm_coefficient_post }) => {
    const t = T.item(step)
    const adjusted = t > 0 ? T.mul(rate, Math.sqrt(1 - beta ** t) / (1 - alpha ** t)) : rate
    return updated(all, 2, (x, gradient, [v, h]) => {
      const g = penalized(x, gradient, norm_coefficient)
      const [first, second] = [mixed(v!, g, alpha), mixed(h!, T.square(g), beta)]
      const moved = T.sub(x, T.mul(adjusted, T.div(first, T.add(T.sqrt(second), epsilon))))
      return [T.mul(1 - norm_coefficient_post, moved), first, second]
    })
  },
)

const momentum: Operator = operator(
  { inputs: 2, optional: Infinity, attributes: { alpha: 0, beta: 0, mode: '', norm_coefficient: 0 } },
  ([rate, step, ...all], { alpha, beta, mode, norm_coefficient }) => {
    if (mode !== 'standard' && mode !== 'nesterov') throw never(`mode ${mode}`)
    return updated(all, 1, (x, gradient, [v]) => {
      const g = penalized(x, gradient, norm_coefficient)
      const velocity = T.add(T.mul(alpha, v!), T.mul(T.item(step) > 0 ? beta : 1, g))
      const along = mode === 'standard' ? velocity : T.add(g, T.mul(alpha, velocity))
      return [T.sub(x, T.mul(rate, along)), velocity]
    })
  },
)

export const training: Readonly<Record<string, Operator>> = {
  'ai.onnx.preview.training.Adagrad': adagrad,
  'ai.onnx.preview.training.Adam': adam,
  'ai.onnx.preview.training.Momentum': momentum,
}
