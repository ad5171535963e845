/**
 * What all scaling shares: `(x − shift) / scale` in each column, computed in float64.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import type { AnyTensor, Shape } from '@gradus/tensor'
import { checkWidth } from './Preprocessor.ts'

/** One shift and one scale for each column. */
export interface Affine {
  readonly shift: readonly number[]
  readonly scale: readonly number[]
}

const constants = (values: readonly number[], shape: Shape): AnyTensor =>
  T.fromTypedArray(Float64Array.from(values), shape)

const inFloat64 =
  (operation: string, { shift, scale }: Affine, f: (x: AnyTensor, a: AnyTensor, b: AnyTensor) => AnyTensor) =>
  (x: AnyTensor): AnyTensor => {
    checkWidth(operation, x.shape, shift.length)
    const tail = x.shape.slice(1)
    return T.cast(f(x, constants(shift, tail), constants(scale, tail)), 'float32')
  }

/** `(x − shift) / scale`. */
export const affine = (operation: string, parameters: Affine) =>
  inFloat64(
    operation,
    parameters,
    (x, shift, scale) => T.div(T.sub(x, shift) as AnyTensor, scale) as AnyTensor,
  )

/** `x · scale + shift`. */
export const inverseAffine = (operation: string, parameters: Affine) =>
  inFloat64(
    operation,
    parameters,
    (x, shift, scale) => T.add(T.mul(x, scale) as AnyTensor, shift) as AnyTensor,
  )
