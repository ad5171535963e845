import type { Shape } from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import { layer } from '../custom.ts'
import type { At, LayerType, Settle } from '../Layer.ts'
import { isWoven, misfitOf, outputOf, paramsOf, runEachStep } from '../parts.ts'
import type { Stage } from '../Stage.ts'
import type { NotSequence, TimeOf, WidthOf } from './sequenceShape.ts'
import { notSequence } from './sequenceShape.ts'

type AtStep<Inner extends LayerType, In extends Shape> = At<Inner, readonly [WidthOf<In>]>

type OverTime<Inner extends LayerType, In extends Shape> = AtStep<Inner, In>['output'] extends infer S extends
  Shape
  ? readonly [TimeOf<In>, ...S]
  : Shape

type NotForSteps<Inner extends LayerType, In extends Shape> = [NotSequence<In>] extends [never]
  ? AtStep<Inner, In>['misfit']
  : NotSequence<In>

/** The type of `timeDistributed`. */
export interface TimeDistributed<Inner extends LayerType> extends LayerType {
  readonly kind: 'timeDistributed'
  readonly output: Settle<OverTime<Inner, this['input']>, Shape>
  readonly misfit: NotForSteps<Inner, this['input']>
  readonly params: AtStep<Inner, this['input']>['params']
  readonly state: {}
}

/** Some layer on each step: which one is in the type that the factory says. */
interface AnyDistributed extends LayerType {
  readonly kind: 'timeDistributed'
  readonly params: Readonly<Record<string, object>>
  readonly state: {}
}

/**
 * A layer of feature vectors on each step of a sequence by itself, with the same parameters: `[time, features]` becomes
 * `[time, …]`, what the layer makes of `[features]`. It is how a `dense` layer stands behind a sequence.
 *
 * @throws ShapeError (a type error where types can know) where the model gives no sequence `[time, features]`, or the
 * layer does not fit `[features]`; ValueError for a layer that holds others or has a state.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * const model = L.pipe(L.input([28, 8]), L.gru(16, { returnSequences: true }), L.timeDistributed(L.dense(10)))
 * model.output // => [28, 10]
 * ```
 */
export const timeDistributed = <Inner extends LayerType>(
  inner: Stage<Inner>,
): Stage<TimeDistributed<Inner>> => {
  const { kind, settings } = inner.layer
  if (isWoven(inner))
    throw new ValueError(
      'timeDistributed',
      `takes a layer that holds no others, got ${kind}. Take them one by one.`,
    )
  if (Object.keys(inner.layer.state([1] as never)).length > 0)
    throw new ValueError('timeDistributed', `takes a layer without state, got ${kind}.`)
  return layer<AnyDistributed>({
    kind: 'timeDistributed',
    settings: { layer: kind, ...settings },
    misfit: (input) => notSequence(input) ?? misfitOf(inner, input.slice(1)),
    output: (input) => [input[0] ?? 0, ...outputOf(inner, input.slice(1))],
    params: (input) => paramsOf(inner, input.slice(1)),
    apply: (params, state, x, mode) => ({ output: runEachStep(inner, params, x, mode), state }),
  }) as unknown as Stage<TimeDistributed<Inner>>
}
