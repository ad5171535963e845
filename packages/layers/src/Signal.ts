/**
 * What flows between layers, without the batch axis: one tensor of floats, one of whole numbers, or several by name.
 *
 * @module
 */
import type { SameDim, Shape, ShowShape, Tensor } from '@gradus/tensor'
import { sameShape, showShape } from './shapes.ts'

/** Features that are whole numbers, such as the words of a sentence. */
export interface Whole<S extends Shape = Shape> {
  readonly dtype: 'int32'
  readonly shape: S
}

/** The features of one tensor: a shape where they are floats. */
export type OneSignal = Shape | Whole

/** Several tensors, by name. */
export type Signals = { readonly [name: string]: OneSignal }

/** What a layer reads or gives. */
export type Signal = OneSignal | Signals

/** The shape of one tensor's features; any shape where there are several tensors or none are known. */
export type ShapeOf<F> = F extends Shape ? F : F extends Whole<infer S> ? S : Shape

/** The tensors that a signal stands for, with `B` examples. */
export type ValueOf<F, B extends number = number> = F extends Shape
  ? Tensor<readonly [B, ...F]>
  : F extends Whole<infer S>
    ? Tensor<readonly [B, ...S], 'int32'>
    : { readonly [Name in keyof F]: ValueOf<F[Name], B> }

/** The tensors of a signal that is known at run time only. */
export type Value = Tensor | Values

/** Several tensors, by name. */
export type Values = { readonly [name: string]: Tensor }

/** A signal as messages write it. */
export type ShowSignal<F> = F extends Shape
  ? ShowShape<F>
  : F extends Whole<infer S>
    ? `int32 ${ShowShape<S>}`
    : 'several tensors'

/** Can two shapes be one? What is not known of them can be anything. */
export type Agree<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? true
  : A extends readonly [infer AH extends number, ...infer AT extends Shape]
    ? B extends readonly [infer BH extends number, ...infer BT extends Shape]
      ? SameDim<AH, BH> extends true
        ? Agree<AT, BT>
        : false
      : false
    : B extends readonly []
      ? true
      : false

/** Can two signals be one? */
export type SameSignal<A, B> = A extends Shape
  ? B extends Shape
    ? Agree<A, B>
    : false
  : A extends Whole<infer AS>
    ? B extends Whole<infer BS>
      ? Agree<AS, BS>
      : false
    : [keyof A] extends [keyof B]
      ? [keyof B] extends [keyof A]
        ? false extends { readonly [Name in keyof A]: SameSignal<A[Name], B[Name & keyof B]> }[keyof A]
          ? false
          : true
        : false
      : false

/** Is it one tensor of floats? */
export const isFloats = (signal: Signal): signal is Shape => Array.isArray(signal)

/** Is it one tensor of whole numbers? */
export const isWhole = (signal: Signal): signal is Whole =>
  !isFloats(signal) && typeof (signal as Whole).dtype === 'string'

/** Is it one tensor? */
export const isOne = (signal: Signal): signal is OneSignal => isFloats(signal) || isWhole(signal)

/** The shape of one tensor's features. */
export const shapeOf = (signal: OneSignal): Shape => (isWhole(signal) ? signal.shape : signal)

/** A signal as messages write it. */
export const showSignal = (signal: Signal): string =>
  isFloats(signal)
    ? showShape(signal)
    : isWhole(signal)
      ? `int32 ${showShape(signal.shape)}`
      : 'several tensors'

/** Are two signals the same? */
export const sameSignal = (a: Signal, b: Signal): boolean =>
  isOne(a)
    ? isOne(b) && isFloats(a) === isFloats(b) && sameShape(shapeOf(a), shapeOf(b))
    : !isOne(b) &&
      Object.keys(a).length === Object.keys(b).length &&
      Object.entries(a).every(([name, one]) => b[name] !== undefined && sameSignal(one, b[name]))
