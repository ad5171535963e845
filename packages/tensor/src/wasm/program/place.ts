/**
 * Where values lie while a program runs.
 *
 * @module
 */
import { sizeOf } from '../../Tensor.ts'
import { widths } from '../access.ts'
import { get, i32 } from '../instructions.ts'
import type { Code, Local } from '../module.ts'
import type { Plan, Step } from '../plan/plan.ts'
import type { View } from '../view.ts'

/** An address that is known when code is written, or one that a variable holds. */
export type Place =
  | { readonly at: number }
  | {
      readonly local: Local
      /** Variables that take turns in holding the same memory have the same zone. */
      readonly zone: number
      readonly plus: number
    }

/** The place so many bytes further. */
export const beyond = (place: Place, bytes: number): Place =>
  'at' in place ? { at: place.at + bytes } : { ...place, plus: place.plus + bytes }

/** The address as code. */
export const addressOf = (place: Place): Code =>
  'at' in place
    ? i32.const(place.at)
    : place.plus === 0
      ? get(place.local)
      : i32.add(get(place.local), i32.const(place.plus))

/** A stretch of memory that a step touches. */
export interface Touch {
  readonly place: Place
  readonly bytes: number
}

/** May two stretches have bytes in common? */
export const overlap = (a: Touch, b: Touch): boolean => {
  if ('at' in a.place && 'at' in b.place)
    return a.place.at < b.place.at + b.bytes && b.place.at < a.place.at + a.bytes
  return !('at' in a.place) && !('at' in b.place) && a.place.zone === b.place.zone
}

/** The places of all buffers of a plan that something touches. */
export type Places = readonly (Place | undefined)[]
/** Where a view lies. */
export const placeOf = (places: Places, { buffer, offset, dtype }: View): Place =>
  beyond(places[buffer]!, offset * widths[dtype])
/** What a step touches. */
export const touchesOf = (
  step: Step,
  inside: Plan,
  places: Places,
): readonly (Touch & { writes: boolean })[] => {
  const touch = (writes: boolean) => (v: View) => ({
    place: places[v.buffer]!,
    bytes: inside.buffers[v.buffer]!.bytes,
    writes,
  })
  return [...step.reads.map(touch(false)), ...step.writes.map(touch(true))]
}
/** The bytes of what a view shows. */
export const bytesOf = (v: View): number => sizeOf(v.shape) * widths[v.dtype]
