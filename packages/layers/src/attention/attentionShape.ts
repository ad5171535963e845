/**
 * The shape that attention gives, as a type and as a check with the same words.
 *
 * @module
 */
import { ShapeError } from '@gradus/tensor'
import type { Broadcast, IsUnknownRank, SameDim, Shape, ShapeMismatch, ShowShape } from '@gradus/tensor'
import { showShape } from '../shapes.ts'

const operation = 'scaledDotProductAttention'
type Op = typeof operation

type Batches<B extends Shape, Rows extends Shape> =
  B extends ShapeMismatch<string> ? B : readonly [...B, ...Rows]

type Spread<A extends Shape, B extends Shape, C extends Shape> =
  Broadcast<A, B, Op> extends infer AB extends Shape
    ? AB extends ShapeMismatch<string>
      ? AB
      : Broadcast<AB, C, Op>
    : never

type KnownAttention<Q extends Shape, K extends Shape, V extends Shape> = Q extends readonly [
  ...infer BQ extends Shape,
  infer Rows extends number,
  infer D extends number,
]
  ? K extends readonly [...infer BK extends Shape, infer Keys extends number, infer DK extends number]
    ? V extends readonly [...infer BV extends Shape, infer Values extends number, infer DV extends number]
      ? SameDim<D, DK> extends false
        ? ShapeMismatch<`${Op}: queries and keys differ in features, ${ShowShape<Q>} and ${ShowShape<K>}: ${D} against ${DK}`>
        : SameDim<Keys, Values> extends false
          ? ShapeMismatch<`${Op}: there must be a value for each key, keys are ${ShowShape<K>}, values ${ShowShape<V>}: ${Keys} against ${Values}`>
          : Batches<Spread<BQ, BK, BV>, readonly [Rows, DV]>
      : TooFewAxes<V>
    : TooFewAxes<K>
  : TooFewAxes<Q>

type TooFewAxes<S extends Shape> = ShapeMismatch<`${Op}: takes [...,time,features], got ${ShowShape<S>}`>

/** `[..., rows, features of values]`, or why there is none. */
export type AttentionShape<Q extends Shape, K extends Shape, V extends Shape> =
  IsUnknownRank<Q> extends true
    ? Shape
    : IsUnknownRank<K> extends true
      ? Shape
      : IsUnknownRank<V> extends true
        ? Shape
        : KnownAttention<Q, K, V>

const refuse = (message: string): never => {
  throw new ShapeError(operation, message)
}

/** Throws what `AttentionShape` says of shapes that do not fit; batches are compared by the products themselves. */
export const checkAttention = (q: Shape, k: Shape, v: Shape): void => {
  const flat = [q, k, v].find(({ length }) => length < 2)
  if (flat !== undefined) refuse(`takes [...,time,features], got ${showShape(flat)}`)
  if (q.at(-1) !== k.at(-1))
    refuse(
      `queries and keys differ in features, ${showShape(q)} and ${showShape(k)}: ${q.at(-1)} against ${k.at(-1)}`,
    )
  if (k.at(-2) !== v.at(-2))
    refuse(
      `there must be a value for each key, keys are ${showShape(k)}, values ${showShape(v)}: ${k.at(-2)} against ${v.at(-2)}`,
    )
}
