import { ValueError } from '@gradus/tensor'
import type { Add, AnyTensor, Shape, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { At, LayerType, Settle } from '../Layer.ts'
import type { Part } from '../parts.ts'
import { grouped, isWoven, misfitOf, outputOf, paramsOf, run } from '../parts.ts'
import type { Stage } from '../Stage.ts'
import type { NotSequence } from './sequenceShape.ts'
import { notSequence } from './sequenceShape.ts'

/** What becomes of the two directions' features: side by side, or added. */
export type Merge = 'concat' | 'sum'

type Merged<Output, M extends Merge> = Output extends readonly [
  ...infer Time extends Shape,
  infer F extends number,
]
  ? M extends 'sum'
    ? Output
    : readonly [...Time, Add<F, F>]
  : Shape

/** What the layer within says, once there is time to go back in. */
type NotForInner<Inner extends LayerType, In extends Shape> = [NotSequence<In>] extends [never]
  ? At<Inner, In>['misfit']
  : NotSequence<In>

type BothWays<Params> = { readonly forward: Params; readonly backward: Params }

/** The type of `bidirectional`. */
export interface Bidirectional<Inner extends LayerType, M extends Merge> extends LayerType {
  readonly kind: 'bidirectional'
  readonly output: Settle<Merged<At<Inner, this['input']>['output'], M>, Shape>
  readonly misfit: NotForInner<Inner, this['input']>
  readonly params: BothWays<At<Inner, this['input']>['params']>
  readonly state: {}
}

const merges = {
  concat: (a: Tensor, b: Tensor): Tensor => T.concat([a, b] as Tensor[], { axis: -1 }),
  sum: (a: Tensor, b: Tensor): Tensor => T.add(a, b),
} as const

const backInTime = (x: Tensor): Tensor => T.flip(x as AnyTensor, { axis: 1 }) as Tensor

/** The layer on the sequence from its end, with outputs in the places of their steps. */
const backward = (part: Part, params: object, x: Tensor, mode: Parameters<typeof run>[3]): Tensor => {
  const y = run(part, params, backInTime(x), mode)
  return y.shape.length === 3 ? backInTime(y) : y
}

/**
 * A recurrent layer twice, with parameters of their own: from the first step to the last, and from the last to the first.
 *
 * What both give is put side by side, forward first (`concat`), or added (`sum`): `[time, units]` becomes
 * `[time, 2 · units]`. Without `returnSequences` each direction gives what it has after its own last step. A mask is
 * computed for each direction, so a direction back begins with the last real step.
 *
 * PyTorch's `bidirectional=True` is `concat`: `forward` has the weights `_l0`, `backward` those of `_l0_reverse`.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no sequence `[time, features]`, or the
 * layer within does not fit it; ValueError for another
 * `merge`, and for a layer that holds others.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([28, 8]), L.bidirectional(L.lstm(16, { returnSequences: true })))
 * model.output // => [28, 32]
 * ```
 *
 * Source: Schuster & Paliwal, Bidirectional recurrent neural networks, 1997.
 */
export const bidirectional = <Inner extends LayerType, const M extends Merge = 'concat'>(
  inner: Stage<Inner>,
  { merge }: { readonly merge?: M | undefined } = {},
): Stage<Bidirectional<Inner, M>> => {
  const how: Merge = merge ?? 'concat'
  if (!Object.hasOwn(merges, how))
    throw new ValueError('bidirectional', `merge must be one of concat, sum, got '${String(how)}'.`)
  const { kind, settings } = inner.layer
  if (isWoven(inner))
    throw new ValueError('bidirectional', `takes a layer that holds no others, got ${kind}. Use L.branch.`)
  return layer<Bidirectional<LayerType, Merge>>({
    kind: 'bidirectional',
    settings: { layer: kind, ...settings, ...(how === 'concat' ? {} : { merge: how }) },
    misfit: (input) => notSequence(input) ?? misfitOf(inner, input),
    output: (input) => {
      const [...before] = outputOf(inner, input)
      const features = before.pop() ?? 0
      return [...before, how === 'sum' ? features : 2 * features]
    },
    params: (input) => grouped({ forward: paramsOf(inner, input), backward: paramsOf(inner, input) }),
    apply: (params, state, x, mode) => ({
      output: merges[how](run(inner, params.forward, x, mode), backward(inner, params.backward, x, mode)),
      state,
    }),
  }) as unknown as Stage<Bidirectional<Inner, M>>
}
