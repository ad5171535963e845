/**
 * A sequence that is worked on, and one that it looks at: what layers of two inputs read, by name.
 *
 * @module
 */
import type { Shape, Tensor } from '@gradus/tensor'
import type { Of, AbsentOf } from '../combinators/several.ts'
import { absent, chosen, chosenTensors } from '../combinators/several.ts'
import type { Misfit } from '../Layer.ts'
import type { NotSequence } from '../recurrent/sequenceShape.ts'
import { notSequence } from '../recurrent/sequenceShape.ts'
import type { Signal, Value } from '../Signal.ts'
import type { NotForHeads } from './heads.ts'
import { notForHeads } from './heads.ts'

const names = ['target', 'memory'] as const

/** The shape of one of the sequences. */
export type SequenceOf<In, Name extends (typeof names)[number]> =
  Of<In, Name> extends infer S extends Shape ? S : Shape

/** `never` where there are a target that the heads divide and a memory, else what to say. */
export type NotTargetAndMemory<In, Heads extends number> = [AbsentOf<In, (typeof names)[number]>] extends [
  never,
]
  ? [NotForHeads<SequenceOf<In, 'target'>, Heads>] extends [never]
    ? NotSequence<SequenceOf<In, 'memory'>>
    : NotForHeads<SequenceOf<In, 'target'>, Heads>
  : AbsentOf<In, (typeof names)[number]>

/** The shapes of target and memory. */
export const shapesOf = (input: Signal): readonly [target: Shape, memory: Shape] =>
  chosen(input, names) as unknown as readonly [Shape, Shape]

/** Target and memory. */
export const tensorsOf = (x: Value): readonly [target: Tensor, memory: Tensor] =>
  chosenTensors(x, names) as unknown as readonly [Tensor, Tensor]

/** What to say where there are no target that the heads divide and no memory. */
export const notTargetAndMemory =
  (heads: number, paired: boolean) =>
  (input: Signal): Misfit | undefined => {
    const missing = absent(input, names)
    if (missing !== undefined) return missing
    const [target, memory] = shapesOf(input)
    return notForHeads(heads, paired)(target) ?? notSequence(memory)
  }
