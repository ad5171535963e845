import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { LayerType, Misfit, Settle } from '../Layer.ts'
import type { OneSignal, SameSignal } from '../Signal.ts'
import { sameSignal } from '../Signal.ts'
import type { Stage } from '../Stage.ts'
import type { AbsentOf, Listed, Of } from './several.ts'
import { absent, chosen, chosenTensors, listed } from './several.ts'

type Differ<In, First, Names> = Names extends readonly [infer Name, ...infer Rest]
  ? SameSignal<Of<In, First>, Of<In, Name>> extends false
    ? true
    : Differ<In, First, Rest>
  : false

type NotAlike<In, Names extends readonly string[]> = [AbsentOf<In, Names[number]>] extends [never]
  ? Differ<In, Names[0], Names> extends true
    ? { readonly expects: 'tensors of one shape'; readonly advice: `${Listed<In, Names>}.` }
    : never
  : AbsentOf<In, Names[number]>

/** The type of `add` and `multiply`. */
export interface Elementwise<
  in out Kind extends string,
  in out Names extends readonly string[],
> extends LayerType {
  readonly kind: Kind
  readonly reads: 'several'
  readonly output: Settle<Of<this['signal'], Names[0]>, OneSignal>
  readonly misfit: Settle<NotAlike<this['signal'], Names>, Misfit>
  readonly params: {}
  readonly state: {}
}

/** One name or more. */
export type Names = readonly [string, ...string[]]

const elementwise = <const Kind extends string, const N extends Names>(
  kind: Kind,
  names: N,
  f: (a: Tensor, b: Tensor) => Tensor,
): Stage<Elementwise<Kind, N>> =>
  layer<Elementwise<string, readonly string[]>>({
    kind,
    reads: 'several',
    misfit: (input) => {
      const [first, ...others] = chosen(input, names)
      const alike = others.every((other) => first !== undefined && sameSignal(first, other))
      const missing = absent(input, names)
      if (missing !== undefined || alike) return missing
      return { expects: 'tensors of one shape', advice: `${listed(input, names)}.` }
    },
    output: (input) => chosen(input, names)[0] ?? [],
    apply: (_params, state, x) => ({
      output: chosenTensors(x, names).reduce(f),
      state,
    }),
  }) as unknown as Stage<Elementwise<Kind, N>>

/**
 * The sum of several tensors of one shape, by their names.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no tensor of a name, or where shapes differ.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([4]), L.branch({ a: L.dense(2), b: L.dense(2) }), L.add(['a', 'b']))
 * model.output // => [2]
 * ```
 */
export const add = <const N extends Names>(names: N): Stage<Elementwise<'add', N>> =>
  elementwise('add', names, (a, b) => T.add(a, b) as Tensor)

/**
 * The product of several tensors of one shape, element by element, by their names: a gate, for one.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no tensor of a name, or where shapes differ.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const gated = L.branch({ value: L.dense(2), gate: [L.dense(2), L.sigmoid()] })
 * L.pipe(L.input([4]), gated, L.multiply(['value', 'gate'])).output // => [2]
 * ```
 */
export const multiply = <const N extends Names>(names: N): Stage<Elementwise<'multiply', N>> =>
  elementwise('multiply', names, (a, b) => T.mul(a, b) as Tensor)
