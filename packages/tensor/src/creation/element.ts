/** What makers of tensors have in common. */
import { type DType, tabulate, type TypedArray } from '../DType.ts'
import { ValueError } from '../errors.ts'
import { isValueOf } from '../operand.ts'
import type { Shape } from '../Tensor.ts'

/**
 * The element type of a new tensor. It alone decides: results are `NoInfer<D>`, or a list such as that of `concat`, which
 * takes tensors of any type, would give its own to the new tensors in it.
 */
export interface DTypeOption<D extends DType> {
  readonly dtype?: D
}

/** Frozen, so that nobody can change the shape of a tensor that others hold. */
export const freeze = (shape: Shape): Shape => Object.freeze([...shape])

/** The element as a number, if its type has it. */
export const checkElement = (op: string, v: number | boolean, i: number, dtype: DType): number => {
  const x = Number(v)
  if (isValueOf(dtype, x)) return x
  throw new ValueError(op, `${String(v)} (element ${i}) is not a value of ${dtype}`)
}

/** `at(i)` at each place `i`, where all are values of the element type. */
export const fill = (
  op: string,
  size: number,
  at: (i: number) => number | boolean,
  dtype: DType,
): TypedArray => tabulate(dtype, size, (i) => checkElement(op, at(i), i, dtype), op)
