import type { Tensor } from '@gradus/tensor'
import type {
  BatchOf,
  InputOf,
  Layer,
  LayerType,
  LeafSpecs,
  Misfit,
  Mode,
  Reading,
  Settings,
  Step,
} from './Layer.ts'
import type { OneSignal, Signal, Value } from './Signal.ts'
import type { Stage } from './Stage.ts'
import { stage } from './Stage.ts'

type Specs<T extends LayerType, Part extends 'params' | 'state'> = [keyof T[Part]] extends [never]
  ? { readonly [P in Part]?: never }
  : { readonly [P in Part]: (input: InputOf<T>) => LeafSpecs<keyof T[Part]> }

type Reads<T extends LayerType> = [Reading] extends [T['reads']]
  ? { readonly reads?: 'floats' }
  : { readonly reads: T['reads'] }

/** What `layer` takes: only `kind` and `apply` always; `params`, `state` and `reads` where the type has some. */
export type LayerDefinition<T extends LayerType> = {
  readonly kind: T['kind']
  readonly settings?: Settings
  readonly misfit?: (input: InputOf<T>) => Misfit | undefined
  readonly output?: (input: InputOf<T>) => Signal
  readonly apply: (
    params: T['params'],
    state: T['state'],
    x: BatchOf<T>,
    mode: Mode,
  ) => Step<T['state'], OutputOf<T>>
} & Reads<T> &
  Specs<T, 'params'> &
  Specs<T, 'state'>

/** One tensor, unless the type says that there are several. */
type OutputOf<T extends LayerType> = T['output'] extends OneSignal ? Tensor : Value

const none = (): {} => ({})
const same = (input: Signal): Signal => input
const fits = (): undefined => undefined

/**
 * A stage of one's own: an interface says what the layer does to types, a record says what it does to values.
 *
 * Left out, `output` keeps the shape, `misfit` accepts every shape, and there are neither parameters nor state. `apply`
 * sees the batch: its first axis counts the examples.
 *
 * @example
 * ```ts
 * import { Rng } from '@gradus/tensor'
 * import type { Shape, Tensor } from '@gradus/tensor'
 * import * as T from '@gradus/tensor'
 * import * as L from '@gradus/layers'
 *
 * type GainParams<S extends Shape> = { readonly gain: Tensor<S> }
 * interface Gain extends L.SameShape<'gain'> {
 *   readonly params: GainParams<this['input']>
 * }
 * const gain = () =>
 *   L.layer<Gain>({
 *     kind: 'gain',
 *     params: (input) => ({ gain: { shape: input, init: (_key, shape) => T.full(shape, 2) } }),
 *     apply: (params, state, x) => ({ output: T.mul(x, params.gain), state }),
 *   })
 * const model = L.pipe(L.input([2]), gain())
 * const { params, state } = L.init(model, Rng.key(0))
 *
 * T.toNested(L.apply(model, params, state, T.tensor([[1, 3]]), { mode: 'eval' }).output) // => [[2, 6]]
 * ```
 */
export const layer = <T extends LayerType>(definition: LayerDefinition<T>): Stage<T> =>
  stage<T>({
    settings: {},
    misfit: fits,
    output: same,
    params: none,
    state: none,
    ...definition,
  } as unknown as Layer<T>)
