/**
 * Dimensions as types: which are known, which are type parameters, and which can be one.
 *
 * Inside `<B extends number>(x: Tensor<readonly [B, 8]>) => …` the compiler puts off whatever a conditional type asks of
 * `B`. A rule whose answer is put off answers nothing, so that the next operation would be refused. Therefore rules ask
 * first whether a dimension is a type parameter, and ask of one only what can be answered: is it this very one?
 *
 * @module
 */
import type { Shape } from './base.ts'
/**
 * Holds a dimension. The compiler settles at once whether a box of a type parameter is a box of the same one, where for
 * bare type parameters it would wait.
 */
export interface Box<out D> {
  readonly dimension: D
}
declare const unmet: unique symbol
/** What no dimension is. */
interface Unmet {
  readonly [unmet]: true
}
/** Put off for a type parameter; but `any`, by which the compiler tries type parameters out, is everything. */
type Kind<D> = [D] extends [Unmet] ? 'parameter' : 'known'
/**
 * Is this dimension a type parameter? A rule asks `Within` what it was given: as long as that is a type parameter of the
 * rule's own, the answer waits. Without it the parameters of the rules themselves would be found, and taken for the user's.
 *
 * The compiler denies a conditional type at once where it fails even with `any` for all type parameters (`Box<'parameter'>`
 * is no `Box<'known'>`). That holds from TypeScript 5.9 to 7.0, and the tests of generic functions hold it.
 */
export type IsParameter<D, Within> =
  Box<Kind<D>> extends Box<Within extends unknown ? 'known' : never> ? false : true
/** The shape with `number` for type parameters: what arithmetic can compute with. */
export type Settled<S extends Shape> =
  IsParameter<S[number], S> extends true
    ? {
        readonly [I in keyof S]: IsParameter<S[I], S> extends true ? number : S[I]
      }
    : S
/** A setting with `number` for type parameters, at whatever depth of its lists. */
export type SettledIn<V, Within> =
  IsParameter<V, Within> extends true
    ? number
    : V extends readonly unknown[]
      ? {
          readonly [I in keyof V]: SettledIn<V[I], Within>
        }
      : V
/** Can two dimensions be one? An unknown one can be any; a type parameter can be itself. */
export type SameDim<A extends number, B extends number> =
  Box<A> extends Box<B> ? true : Box<B> extends Box<A> ? true : Box<A & B> extends Box<never> ? false : true
/** As `SameDim`, and a type parameter is no literal, since it stands for any size. */
export type Agree<A extends number, B extends number, Within> =
  IsParameter<A, Within> extends true
    ? IsParameter<B, Within> extends true
      ? Box<A> extends Box<B>
        ? true
        : false
      : number extends B
        ? true
        : false
    : IsParameter<B, Within> extends true
      ? number extends A
        ? true
        : false
      : SameDim<A, B>
/** Two dimensions that must be equal: what is known of them, or `'misfit'`. */
export type Agreed<A extends number, B extends number, Within> =
  Agree<A, B, Within> extends true
    ? IsParameter<A, Within> extends true
      ? A
      : IsParameter<B, Within> extends true
        ? B
        : A & B
    : 'misfit'
/** A dimension as text. */
export type ShowDim<D extends number, Within> =
  IsParameter<D, Within> extends true ? `${D}` : number extends D ? 'number' : `${D}`
type ShowRest<S extends Shape, Text extends string, Within> = S extends readonly [
  infer Head extends number,
  ...infer Rest extends Shape,
]
  ? ShowRest<Rest, `${Text},${ShowDim<Head, Within>}`, Within>
  : `[${Text}]`
/** A shape as text: `[32,784]`. */
export type ShowShape<S extends Shape> = number extends S['length']
  ? '[...]'
  : S extends readonly [infer Head extends number, ...infer Rest extends Shape]
    ? ShowRest<Rest, ShowDim<Head, S>, S>
    : '[]'
export {}
