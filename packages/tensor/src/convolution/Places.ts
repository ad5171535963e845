/**
 * Places as types: how many a window has along each axis that it slides over, and how far a window that is undone reaches.
 *
 * @module
 */
import type { Add, Multiply, Subtract } from '../Arithmetic.ts'
import type { Divide } from '../ArithmeticDivision.ts'
import type { Shape, ShapeMismatch } from '../shape/base.ts'

/** One number for all axes, or one for each. */
export type PerAxis = number | Shape

/** Zeros around the input: none, so many that stride 1 keeps the size, this many on all sides, or pairs. */
export type Padding = 'valid' | 'same' | number | readonly (readonly [number, number])[]

type SomeAxis<V, I extends number> = V extends Shape
  ? number extends V['length']
    ? number
    : V[I] extends number
      ? V[I]
      : number
  : V & number

type SomePadding<P, I extends number> = P extends readonly (readonly [number, number])[]
  ? number extends P['length']
    ? number
    : P[I]
  : P

/** How far a window of `K` elements reaches. */
type Extent<K extends number, D extends number> = D extends 1 ? K : Add<Multiply<D, Subtract<K, 1>>, 1>

type Padded<In extends number, P> = P extends 'valid'
  ? In
  : P extends number
    ? Add<In, Multiply<P, 2>>
    : P extends readonly [infer Low extends number, infer High extends number]
      ? Add<In, Add<Low, High>>
      : number

type SlideIn<
  Op extends string,
  Axis extends number,
  Room extends number,
  Reach extends number,
  S extends number,
  Begins extends number,
  Ceil extends boolean,
> =
  Subtract<Add<Room, 1>, Reach> extends 0
    ? ShapeMismatch<`${Op}: the window covers ${Reach} along axis ${Axis}, the padded input has ${Room}`>
    : Ceil extends false
      ? Add<Divide<Subtract<Room, Reach>, S>, 1>
      : Rounded<Subtract<Room, Reach>, S, Begins>

/** With a last place that ends beyond the padding, if it begins before `Begins`: in the input. */
type Rounded<Rest extends number, S extends number, Begins extends number> =
  Divide<Add<Rest, Subtract<S, 1>>, S> extends infer Last extends number
    ? Subtract<Begins, Multiply<Last, S>> extends 0
      ? Add<Divide<Rest, S>, 1>
      : Add<Last, 1>
    : never

type Before<P> = P extends 'valid'
  ? 0
  : P extends number
    ? P
    : P extends readonly [infer Low extends number, number]
      ? Low
      : number

type Slide<
  Op extends string,
  Axis extends number,
  In extends number,
  K extends number,
  S extends number,
  P,
  D extends number,
  Ceil extends boolean,
> = number extends P
  ? number
  : P extends 'same'
    ? Divide<Add<In, Subtract<S, 1>>, S>
    : SlideIn<Op, Axis, Padded<In, P>, Extent<K, D>, S, Add<In, Before<P>>, Ceil>

/** How many places windows have along each spatial axis, or why there are none. */
export type Slides<
  Op extends string,
  In extends Shape,
  Window extends Shape,
  S,
  P,
  D,
  Ceil extends boolean = false,
  Done extends Shape = readonly [],
> = In extends readonly [infer H extends number, ...infer Hs extends Shape]
  ? Window extends readonly [infer K extends number, ...infer Ks extends Shape]
    ? Slide<
        Op,
        [0, 0, ...Done]['length'] & number,
        H,
        K,
        SomeAxis<S, Done['length']>,
        SomePadding<P, Done['length']>,
        SomeAxis<D, Done['length']>,
        Ceil
      > extends infer R
      ? R extends number
        ? Slides<Op, Hs, Ks, S, P, D, Ceil, readonly [...Done, R]>
        : R extends Shape
          ? R
          : never
      : never
    : never
  : Done

type Unslide<
  In extends number,
  K extends number,
  S extends number,
  P,
  D extends number,
  More extends number,
> = number extends P
  ? number
  : P extends 'same'
    ? Add<Multiply<In, S>, More>
    : UnslideOut<Add<Add<Multiply<Subtract<In, 1>, S>, Extent<K, D>>, More>, P>

type UnslideOut<Full extends number, P> = P extends 'valid'
  ? Full
  : P extends number
    ? Subtract<Full, Multiply<P, 2>>
    : P extends readonly [infer Low extends number, infer High extends number]
      ? Subtract<Full, Add<Low, High>>
      : number

export type Unslides<
  In extends Shape,
  Window extends Shape,
  S,
  P,
  D,
  More,
  Done extends Shape = readonly [],
> = In extends readonly [infer H extends number, ...infer Hs extends Shape]
  ? Window extends readonly [infer K extends number, ...infer Ks extends Shape]
    ? Unslides<
        Hs,
        Ks,
        S,
        P,
        D,
        More,
        readonly [
          ...Done,
          Unslide<
            H,
            K,
            SomeAxis<S, Done['length']>,
            SomePadding<P, Done['length']>,
            SomeAxis<D, Done['length']>,
            SomeAxis<More, Done['length']>
          >,
        ]
      >
    : never
  : Done
