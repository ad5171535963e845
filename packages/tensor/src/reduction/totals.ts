/** Sums, products and means. */
import { toSum } from '../DType.ts'
import { div } from '../elementwise.ts'
import { castTo, checkTensor, toFloatTensor } from '../operand.ts'
import type { AnyTensor } from '../Tensor.ts'
import { countSome, type ReduceOptions, type Reduction, run } from './reduction.ts'

/**
 * The sum of the elements; 0 for none.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.sum(T.tensor([[1, 2], [3, 4]]), { axis: 0 })) // => [4, 6]
 * ```
 */
export const sum: Reduction<'sum', 'sum'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  run('reduceSum', 'sum', castTo(x, toSum(checkTensor(x, 'sum').dtype)), options)) as never

/**
 * The product of the elements; 1 for none.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.item(T.prod(x)) // => 24
 * T.toNested(T.prod(x, { axis: 1 })) // => [2, 12]
 * ```
 */
export const prod: Reduction<'prod', 'sum'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  run('reduceProd', 'prod', castTo(x, toSum(checkTensor(x, 'prod').dtype)), options)) as never

/**
 * The arithmetic mean.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.item(T.mean(x)) // => 2.5
 * T.toNested(T.mean(x, { axis: 0 })) // => [2, 3]
 * ```
 */
export const mean: Reduction<'mean', 'float'> = ((x: AnyTensor, options: ReduceOptions = {}) => {
  const v = toFloatTensor(x, 'mean')
  const count = countSome(v, options.axis, 'mean')
  return div(run('reduceSum', 'mean', v, options), count)
}) as never
