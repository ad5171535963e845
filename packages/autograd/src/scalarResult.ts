/** What a function must return to have a gradient. */
import { DTypeError, type FloatDType, GradusError, isTensor, ShapeError, type Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { describe } from './describe.ts'

/** What a function must return to have a gradient. */
export type Scalar = Tensor<readonly [], FloatDType>

/** A scalar with something to carry along: predictions, the new state of layers. */
export interface WithAux<A = unknown> {
  readonly value: Scalar
  readonly aux: A
}

const noTensor = (op: string, out: unknown): GradusError => {
  const hint = out === undefined ? ' Is a return missing?' : out instanceof Promise ? ' Await before it.' : ''
  return new GradusError(
    op,
    `the function must return a scalar tensor, or { value, aux } with one as value; it returned ${describe(out)}.${hint}`,
  )
}

/** The scalar among what a function returned. */
export const scalarOf = (op: string, out: unknown): Scalar => {
  const value = typeof out === 'object' && out !== null && !isTensor(out) && 'value' in out ? out.value : out
  if (!isTensor(value)) throw noTensor(op, out)
  if (value.shape.length !== 0)
    throw new ShapeError(
      op,
      `the function must return a scalar, it returned [${value.shape.join(',')}]. Take its sum or mean, or use vjp.`,
    )
  if (!T.isFloating(value))
    throw new DTypeError(
      op,
      `only floats have derivatives, the result is ${value.dtype}. Its gradient would be 0 everywhere; leave out the cast or the rounding.`,
    )
  return value as Scalar
}
