import { cost, graphOf } from '@gradus/autograd'
import type { AnyTensor, DType, Shape } from '@gradus/tensor'
import { leavesByRoot } from './checkLeaves.ts'
import { run } from './run.ts'
import type { Leaves } from './run.ts'
import type { OneSignal, Signal, Value } from './Signal.ts'
import { isFloats, isOne, shapeOf } from './Signal.ts'
import type { PlacedLayer, Wiring } from './Wiring.ts'
import { join } from './Wiring.ts'

/** A tensor of which only shape and type matter. */
const standIn = (shape: Shape, dtype: DType): AnyTensor => ({ shape, dtype }) as unknown as AnyTensor

const oneExample = (one: OneSignal): AnyTensor =>
  standIn([1, ...shapeOf(one)], isFloats(one) ? 'float32' : 'int32')

const exampleOf = (signal: Signal): Value =>
  (isOne(signal)
    ? oneExample(signal)
    : Object.fromEntries(Object.entries(signal).map(([name, one]) => [name, oneExample(one)]))) as Value

const insert = (tree: object, [key = '', ...rest]: readonly string[], leaf: AnyTensor): object => ({
  ...tree,
  [key]: rest.length === 0 ? leaf : insert((tree as Leaves)[key] ?? {}, rest, leaf),
})

const leavesFor = (wiring: Wiring, part: 'params' | 'state'): Leaves =>
  [...leavesByRoot(wiring, part).values()]
    .flat()
    .reduce<object>(
      (tree, [path, { shape }]) => insert(tree, path.split('.'), standIn(shape, 'float32')),
      {},
    ) as Leaves

/** What one layer computes for one example in evaluation: a multiplication and an addition are two. */
const flopsOf = (layer: PlacedLayer): number => {
  const alone: Wiring = { input: layer.input, output: layer.output, layers: [layer], counts: {} }
  const evaluated = (params: Leaves, state: Leaves, x: Value): Value =>
    run(alone, params, state, x, { mode: { mode: 'eval' }, path: '' }).output
  const graph = graphOf(evaluated)(
    leavesFor(alone, 'params'),
    leavesFor(alone, 'state'),
    exampleOf(layer.input),
  )
  const { flops, transcendentals } = cost(graph)
  return flops + transcendentals
}

/** What each layer of a model computes for one example, by path, those within layers too. */
export const flopsByPath = (wiring: Wiring, at = ''): ReadonlyMap<string, number> =>
  new Map(
    wiring.layers.flatMap((layer) => {
      const path = join(at, layer.name)
      const inner = layer.bodies.flatMap(({ name, wiring: body }) => [
        ...flopsByPath(body, name === undefined ? path : join(path, name)),
      ])
      return [[path, flopsOf(layer)] as const, ...inner]
    }),
  )
