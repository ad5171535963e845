/** Whether elements are true, and how many. */
import { bind } from '../bind.ts'
import { equal, notEqual } from '../elementwise.ts'
import { castTo, checkTensor } from '../operand.ts'
import type { AnyTensor } from '../Tensor.ts'
import { type ReduceOptions, type Reduction, run } from './reduction.ts'

const count = (truths: AnyTensor, options: ReduceOptions, op: string): AnyTensor =>
  run('reduceSum', op, castTo(truths, 'int32'), options)

/**
 * Is any element true?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.any(T.tensor([[0, 0], [0, 3]]), { axis: 1 })) // => [false, true]
 * ```
 */
export const any: Reduction<'any', 'bool'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  castTo(count(notEqual(checkTensor(x, 'any'), 0) as AnyTensor, options, 'any'), 'bool')) as never

/**
 * Are all elements true?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.all(T.tensor([[0, 1], [2, 3]]), { axis: 1 })) // => [false, true]
 * ```
 */
export const all: Reduction<'all', 'bool'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  bind(
    'not',
    [castTo(count(equal(checkTensor(x, 'all'), 0) as AnyTensor, options, 'all'), 'bool')],
    {},
  )) as never

/**
 * How many elements are not 0?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.countNonzero(T.tensor([[0, 1], [2, 3]]), { axis: 1 })) // => [1, 2]
 * ```
 */
export const countNonzero: Reduction<'countNonzero', 'int32'> = ((
  x: AnyTensor,
  options: ReduceOptions = {},
) => count(notEqual(checkTensor(x, 'countNonzero'), 0) as AnyTensor, options, 'countNonzero')) as never
