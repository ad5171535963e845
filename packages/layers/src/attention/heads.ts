/**
 * Whether heads divide the features of a sequence, as a type and at run time.
 *
 * @module
 */
import type { Divide, Multiply, Shape } from '@gradus/tensor'
import type { Misfit } from '../Layer.ts'
import type { NotSequence, WidthOf } from '../recurrent/sequenceShape.ts'
import { notSequence } from '../recurrent/sequenceShape.ts'

interface Undivided<Width extends number, Heads extends number> {
  readonly expects: `a sequence [time,features] whose features ${Heads} heads divide`
  readonly advice: `Choose heads that divide ${Width}.`
}

type NotDivided<Width extends number, Heads extends number> = number extends Width | Heads
  ? never
  : Multiply<Divide<Width, Heads>, Heads> extends Width
    ? never
    : Undivided<Width, Heads>

/** `never` where a shape is a sequence whose features the heads divide, or may be, else what to say. */
export type NotForHeads<S extends Shape, Heads extends number> = [NotSequence<S>] extends [never]
  ? NotDivided<WidthOf<S>, Heads>
  : NotSequence<S>

/** What to say where a shape is not a sequence whose features the heads divide; in pairs, if they are turned. */
export const notForHeads =
  (heads: number, paired: boolean) =>
  (input: Shape): Misfit | undefined => {
    const [, width = 0] = input
    if (notSequence(input) !== undefined) return notSequence(input)
    if (width % heads !== 0)
      return {
        expects: `a sequence [time,features] whose features ${heads} heads divide`,
        advice: `Choose heads that divide ${width}.`,
      }
    if (!paired || (width / heads) % 2 === 0) return undefined
    return {
      expects: 'an even number of features for each head, since rotary positions turn pairs',
      advice: 'Choose other heads, or positions that are added.',
    }
  }
