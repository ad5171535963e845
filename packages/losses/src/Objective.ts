/**
 * The contract of objective functions: `(output, target, options?) → how wrong`.
 *
 * Laws. The result is in the element type of the output. The reduction `none` gives one value for each
 * example (or for each element, where the loss compares elements); `sum` is their sum, and `mean`, the
 * default, their mean, a scalar that `grad` can take. Losses of classification take logits, not
 * probabilities, so that they can stay finite, but for those that name what else they take. Outputs and
 * targets never broadcast against each other: `[8,1]` against `[8]` is an error and not an `[8,8]` table. A
 * target that cannot be one (a label outside of the classes, a probability above 1) throws; inside a trace,
 * where it has no value yet, it makes the loss of its example and the gradients there `NaN`.
 *
 * @module
 */
import * as T from '@gradus/tensor'
import { DTypeError, ShapeError, ValueError } from '@gradus/tensor'
import type {
  AnyTensor,
  DType,
  FloatDType,
  Shape,
  DoesNotFit,
  SameDim,
  ShowShape,
  Tensor,
} from '@gradus/tensor'

/** How the values of a batch become the result. */
export type Reduction = 'mean' | 'sum' | 'none'

/** The option that every loss takes. */
export interface ReductionOptions<R extends Reduction = Reduction> {
  /** `mean` unless given. */
  readonly reduction?: R
}

/** What a reduction leaves of values of shape `S`. */
export type Reduced<R extends Reduction, S extends Shape, D extends DType> = R extends 'none'
  ? Tensor<S, D>
  : Tensor<readonly [], D>

/** Any objective: what a training step asks for. */
export type Objective<Y extends AnyTensor = AnyTensor> = (
  output: Tensor<Shape, FloatDType>,
  target: Y,
) => Tensor<readonly [], FloatDType>

type SameDims<A extends Shape, B extends Shape> = A extends readonly [
  infer X extends number,
  ...infer Xs extends Shape,
]
  ? B extends readonly [infer Y extends number, ...infer Ys extends Shape]
    ? SameDim<X, Y> extends true
      ? SameDims<Xs, Ys>
      : false
    : false
  : B extends readonly []
    ? true
    : false

/** `unknown` where the two shapes can be one, else the text of the mistake. */
export type SameShape<Operation extends string, S extends Shape, U extends Shape> = number extends
  | S['length']
  | U['length']
  ? unknown
  : SameDims<S, U> extends true
    ? unknown
    : DoesNotFit<`${Operation}: the output is ${ShowShape<S>}, the target ${ShowShape<U>}`>

const show = (shape: Shape): string => `[${shape.join(',')}]`

/** A shape without its last axis: one value for each row. */
export type Rows<S extends Shape> = S extends readonly [...infer Batch extends Shape, number]
  ? Readonly<Batch>
  : Shape

/** Throws unless the output is made of floats and not empty. */
export const requireOutput = (operation: string, output: AnyTensor): void => {
  if (output.dtype !== 'float32' && output.dtype !== 'float64')
    throw new DTypeError(operation, `the output must be float32 or float64, got ${output.dtype}.`)
  if (output.shape.includes(0))
    throw new ShapeError(operation, `the batch is empty, the output has shape ${show(output.shape)}.`)
}

/** Throws unless output and target have one shape. */
export const requireSameShape = (operation: string, output: AnyTensor, target: AnyTensor): void => {
  if (show(output.shape) === show(target.shape)) return
  throw new ShapeError(
    operation,
    `the output is ${show(output.shape)}, the target ${show(target.shape)}. ` +
      'They must have one shape; reshape one of them.',
  )
}

/** The values of a batch, reduced. */
export const reduce = <R extends Reduction, S extends Shape, D extends DType>(
  values: AnyTensor,
  reduction: R | undefined,
): Reduced<R, S, D> => {
  const result = reduction === 'none' ? values : reduction === 'sum' ? T.sum(values) : T.mean(values)
  // `R` decides at run time as `Reduced` does in the type.
  return result as AnyTensor as Reduced<R, S, D>
}

/** The number, when it can be a margin, a width or a scale. */
export const requirePositive = (operation: string, name: string, value: number): number => {
  if (value > 0 && Number.isFinite(value)) return value
  throw new ValueError(operation, `${name} must be positive and finite, got ${value}.`)
}

/** Throws unless there is an axis for the rows to run along. */
export const requireRows = (operation: string, output: AnyTensor): void => {
  requireOutput(operation, output)
  if (output.shape.length > 0) return
  throw new ShapeError(operation, 'the output needs an axis that its rows run along, got a scalar.')
}

type Formula = (output: AnyTensor, target: AnyTensor) => AnyTensor

/** A loss that compares the rows of outputs and targets of one shape, from its formula. */
export const rowwise = <R extends Reduction, S extends Shape, D extends FloatDType>(
  operation: string,
  formula: Formula,
  output: Tensor<S, D>,
  target: AnyTensor,
  reduction: R | undefined,
): Reduced<R, Rows<S>, D> => {
  requireRows(operation, output)
  requireSameShape(operation, output, target)
  return reduce(formula(output, T.cast(target, output.dtype)), reduction)
}

/** A loss that compares output and target element by element, from its formula. */
export const elementwise = <R extends Reduction, S extends Shape, D extends FloatDType>(
  operation: string,
  formula: Formula,
  output: Tensor<S, D>,
  target: AnyTensor,
  reduction: R | undefined,
): Reduced<R, S, D> => {
  requireOutput(operation, output)
  requireSameShape(operation, output, target)
  return reduce(formula(output, T.cast(target, output.dtype)), reduction)
}
