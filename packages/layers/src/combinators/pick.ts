import { layer } from '../custom.ts'
import type { LayerType, Settle } from '../Layer.ts'
import type { OneSignal } from '../Signal.ts'
import type { Stage } from '../Stage.ts'
import type { AbsentOf, Of } from './several.ts'
import { absent, chosen, chosenTensors } from './several.ts'
import type { Tensor } from '@gradus/tensor'

/** The type of `pick`. */
export interface Pick<Name extends string> extends LayerType {
  readonly kind: 'pick'
  readonly reads: 'several'
  readonly output: Settle<Of<this['signal'], Name>, OneSignal>
  readonly misfit: AbsentOf<this['signal'], Name>
  readonly params: {}
  readonly state: {}
}

/**
 * One of several tensors, by its name; the others end here.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no tensor of that name.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.pipe(L.input({ image: [64], size: [2] }), L.pick('size')).output // => [2]
 * ```
 */
export const pick = <const Name extends string>(name: Name): Stage<Pick<Name>> =>
  layer<Pick<string>>({
    kind: 'pick',
    settings: { name },
    reads: 'several',
    misfit: (input) => absent(input, [name]),
    output: (input) => chosen(input, [name])[0] ?? [],
    apply: (_params, state, x) => ({ output: chosenTensors(x, [name])[0] as Tensor, state }),
  }) as unknown as Stage<Pick<Name>>
