import type { Both } from '../Model.ts'
import type { LayerType, Says, Settle } from '../Layer.ts'
import type { Signal } from '../Signal.ts'
import type { Stage } from '../Stage.ts'
import { checkName } from '../Stage.ts'
import type { BodyOf, FailureOf, OutputOf, OwnParams, OwnState, Part, SharedOf } from './block.ts'
import { bodyOf } from './block.ts'
import { woven } from './woven.ts'

type Weights<Name extends string, B> = Both<
  SharedOf<B>,
  { readonly [K in Name]: { readonly params: OwnParams<B>; readonly state: OwnState<B> } }
>

/** The type of `tied`. */
export interface Tied<in out Name extends string, in out Parts extends readonly unknown[]> extends LayerType {
  readonly kind: 'tied'
  readonly reads: 'any'
  readonly output: Settle<OutputOf<BodyOf<Parts, this['signal']>>, Signal>
  readonly misfit: Settle<FailureOf<BodyOf<Parts, this['signal']>>, Says>
  readonly params: {}
  readonly state: {}
  readonly shared: Settle<Weights<Name, BodyOf<Parts, this['signal']>>, object>
}

/**
 * Parts whose weights all their places in a model share: wherever in it they stand, in branches and blocks too, they read
 * `params.<name>`, and their gradients add up. State is handed on from place to place.
 *
 * What shares are the weights, so that two different parts may: a name stands for parameters of certain names and shapes.
 *
 * @throws ShapeError (a type error where types can know) where a part does not fit what is before it, or where the weights
 * of that name have other shapes in another place; ValueError where the name is empty, holds a dot, or is that of a layer.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * const tower = L.tied('tower', L.dense(8), L.relu())
 * const twins = L.pipe(
 *   L.input({ left: [64], right: [64] }),
 *   L.parallel({ left: tower, right: tower }),
 *   L.concat(['left', 'right']),
 *   L.dense(1),
 * )
 * const { params } = L.init(twins, Rng.key(0))
 * Object.keys(params) // => ['tower', 'dense_0']
 * params.tower.dense_0.kernel.shape // => [64, 8]
 * ```
 *
 * Source: Bromley, Guyon, LeCun, Säckinger & Shah, Signature verification using a "Siamese" time delay neural network, 1993.
 */
export const tied = <const Name extends string, const Parts extends readonly Part[]>(
  name: Name,
  ...parts: Parts
): Stage<Tied<Name, Parts>> => {
  checkName(name)
  return woven<Tied<Name, Parts>>({
    kind: 'tied',
    reads: 'any',
    bodies: (input) => [{ name, shared: true, wiring: bodyOf(parts, input) }],
    output: (input, [output = input]) => output,
    deal: (x) => [x],
    gather: (x, [y = x]) => y,
  })
}
