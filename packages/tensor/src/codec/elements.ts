/** Arrays inside of files: what their headers claim, and what their bytes hold. */
import * as O from '#fp/Option'
import type { AnyTensor, Shape } from '../Tensor.ts'
import { toTypedArray } from '../create.ts'

/** The bytes that elements of this width in this shape take; none where that is more than can be counted. */
export const byteSize = (shape: Shape, width: number): O.Option<number> => {
  const sizes = shape.reduce<readonly number[]>((all, d) => [...all, all[all.length - 1]! * d], [width])
  return sizes.every(Number.isSafeInteger) ? O.some(sizes[sizes.length - 1]!) : O.none
}

/**
 * A copy: aligned wherever the bytes stand in their file, and safe from later writes to it. Not by `slice`, which copies nothing
 * where the bytes are a Buffer, as Node's readFile gives them.
 */
export const copyOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)

/** The first element of a `bool` that is neither 0 nor 1. */
export const badBool = (
  bytes: Uint8Array,
): { readonly index: number; readonly found: number } | undefined => {
  const index = bytes.findIndex((byte) => byte > 1)
  return index === -1 ? undefined : { index, found: bytes[index]! }
}

/** The bytes of a tensor's elements, as a copy. */
export const elementBytes = (tensor: AnyTensor): Uint8Array<ArrayBuffer> => {
  const { buffer, byteOffset, byteLength } = toTypedArray(tensor)
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)
}

/** Named things, given as a map or as a record. */
export type Named<A> = ReadonlyMap<string, A> | Readonly<Record<string, A>>

/** The pairs of a map or a record, in its order. */
export const entriesOf = <A>(named: Named<A>): readonly (readonly [string, A])[] =>
  named instanceof Map ? [...(named as ReadonlyMap<string, A>)] : Object.entries(named)
