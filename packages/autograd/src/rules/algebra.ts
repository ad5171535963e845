/** The few operations that rules are written in, on operands of one shape and type. */
import type { AnyTensor, Shape } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { bind } from '@gradus/tensor/primitives'
import type { Tangent } from '../Rule.ts'

export const add = (a: AnyTensor, b: AnyTensor): AnyTensor => bind('add', [a, b], {})
export const sub = (a: AnyTensor, b: AnyTensor): AnyTensor => bind('sub', [a, b], {})
export const mul = (a: AnyTensor, b: AnyTensor): AnyTensor => bind('mul', [a, b], {})
export const div = (a: AnyTensor, b: AnyTensor): AnyTensor => bind('div', [a, b], {})
export const neg = (a: AnyTensor): AnyTensor => bind('neg', [a], {})
export const select = (c: AnyTensor, a: AnyTensor, b: AnyTensor): AnyTensor => bind('select', [c, a, b], {})
export const zeros = (x: AnyTensor): AnyTensor => T.zeros(x.shape, { dtype: x.dtype })

/** The sum of two tangents, either of which may be none. */
export const plus = (a: Tangent, b: Tangent): Tangent =>
  a === undefined ? b : b === undefined ? a : add(a, b)

/** A function of a tangent, if there is one. */
export const through = (t: Tangent, f: (t: AnyTensor) => AnyTensor): Tangent =>
  t === undefined ? undefined : f(t)

/** The tangent, or the zeros that it stands for. */
export const orZeros = (t: Tangent, like: AnyTensor): AnyTensor => t ?? zeros(like)

/** A reduced tensor repeated along the axes that it lost. */
export const unreduce = (x: AnyTensor, shape: Shape, axes: readonly number[]): AnyTensor => {
  const kept = shape.map((d, i) => (axes.includes(i) ? 1 : d))
  return bind('broadcast', [bind('reshape', [x], { shape: kept })], { shape })
}
