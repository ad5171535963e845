/**
 * What a shape is to the compiler, and how a rule refuses one.
 *
 * @module
 */

/** The dimensions of a tensor, outermost first. */
export type Shape = readonly number[]

/**
 * What a shape rule answers instead of a shape.
 *
 * It counts as a shape, so that a rule answers a shape in any case: otherwise the compiler would put off, inside a
 * generic function, the question whether it does.
 */
export interface ShapeMismatch<Message extends string> extends Shape {
  readonly shapeMismatch: Message
}

/** What no argument is: where a rule has refused, it stands in the type of the argument, so that the editor shows the text. */
export interface DoesNotFit<Message extends string> {
  readonly shapeMismatch: Message
}

/** Is this dimension unknown to the compiler? */
export type IsUnknown<D extends number> = number extends D ? true : false

type IsUnion<T, All = T> = T extends unknown ? ([All] extends [T] ? false : true) : never

/** Is the rank of this shape unknown to the compiler, or one of several? */
export type IsUnknownRank<S extends Shape> = number extends S['length'] ? true : IsUnion<S['length']>

/** Is this one certain number, such as an axis must be for the rules: neither `number` nor `0 | 1`? */
export type IsCertain<N> = [N] extends [number]
  ? number extends N
    ? false
    : IsUnion<N> extends true
      ? false
      : true
  : false

/** Is this `any`, of which every question is true? */
export type IsAny<T> = 0 extends 1 & T ? true : false

/** A shape of the same rank whose dimensions are unknown. */
export type Unsized<S extends Shape> = { readonly [I in keyof S]: number }

/** A tuple that counts by its length. */
export type Count = readonly unknown[]
