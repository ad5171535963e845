/**
 * Where values lie while a program runs.
 *
 * @module
 */
import { get, i32 } from '../instructions.ts'
import type { Code, Local } from '../module.ts'

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
