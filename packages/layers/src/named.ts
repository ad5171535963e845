import type { Block, Part } from './combinators/block.ts'
import { block } from './combinators/block.ts'
import type { Layer, LayerType } from './Layer.ts'
import type { SignalModel } from './Model.ts'
import type { Stage } from './Stage.ts'
import { checkName, stage } from './Stage.ts'

/**
 * The stage with a name of its own, which its parameters and state are then addressed by; a model becomes one stage.
 *
 * A named layer is not counted: `dense(8)` behind `named('head', dense(10))` is `dense_0`.
 *
 * @throws ValueError where the name is empty or holds a dot (paths are dotted), and, when the stage is put on a model
 * (a type error where types can know), where the model has a layer of that name.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([64]), L.dense(32), L.relu(), L.named('head', L.dense(10)))
 * L.describe(model).map((l) => l.name) // => ['dense_0', 'relu_0', 'head']
 * ```
 */
export const named: {
  <const Name extends string, T extends LayerType>(name: Name, part: Stage<T>): Stage<T, Name>
  <const Name extends string, M extends SignalModel>(name: Name, part: M): Stage<Block<readonly [M]>, Name>
} = (name: string, part: Part): never => {
  checkName(name)
  const { layer } = ('layer' in part ? part : block(part)) as unknown as { readonly layer: Layer }
  return stage(layer, name) as never
}
