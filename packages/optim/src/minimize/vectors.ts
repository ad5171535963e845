/** The arithmetic of minimisers: parameters as one vector, and plain numbers beside it. */
import * as T from '@gradus/tensor'
import type { FloatDType, Tensor } from '@gradus/tensor'

/** All parameters as one vector. */
export type Vector = Tensor<readonly [number], FloatDType>

/** All second derivatives. */
export type Matrix = Tensor<readonly [number, number], FloatDType>

/** `Σ aᵢ bᵢ`. */
export const dot = (a: Vector, b: Vector): number => T.item(T.dot(a, b))

/** `√Σ aᵢ²`. */
export const length = (a: Vector): number => T.item(T.norm(a))

/** `max |aᵢ|`, and not a number where an element is none. */
export const largest = (a: Vector): number => (a.shape[0] === 0 ? 0 : T.item(T.max(T.abs(a))))

/** `a + t·b`. */
export const along = (a: Vector, t: number, b: Vector): Vector => T.add(a, T.mul(b, t)) as Vector

/** `a - b`. */
export const minus = (a: Vector, b: Vector): Vector => T.sub(a, b) as Vector

/** `t·a`. */
export const times = (t: number, a: Vector): Vector => T.mul(a, t) as Vector

/** The distance from 1 to the next larger number. */
export const roundingOf = ({ dtype }: Vector): number => (dtype === 'float64' ? 2 ** -52 : 2 ** -23)
