/** The largest and the smallest elements, and where they stand. */
import { bind } from '../bind.ts'
import { showShape, ValueError } from '../errors.ts'
import { checkTensor, normalizeAxis } from '../operand.ts'
import { type AnyTensor, sizeOf } from '../Tensor.ts'
import { type Options, type ReduceOptions, type Reduction, restore, type Result, run } from './reduction.ts'

/**
 * The largest element; NaN wins. The derivative of ties is shared equally.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.item(T.max(x)) // => 4
 * T.toNested(T.max(x, { axis: 0 })) // => [3, 4]
 * ```
 */
export const max: Reduction<'max', 'same'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  run('reduceMax', 'max', x, options)) as never

/**
 * The smallest element; NaN wins. The derivative of ties is shared equally.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.item(T.min(x)) // => 1
 * T.toNested(T.min(x, { axis: 1, keepDims: true })) // => [[1], [3]]
 * ```
 */
export const min: Reduction<'min', 'same'> = ((x: AnyTensor, options: ReduceOptions = {}) =>
  run('reduceMin', 'min', x, options)) as never

/** The position of an element along one axis, or among all. */
export type Locating<Op extends string> = <
  X extends AnyTensor,
  const A extends number | undefined = undefined,
  const K extends boolean = false,
>(
  x: X,
  options?: Options<Op, X, A, K>,
) => Result<X, A, K, 'int32'>

const locating = <Op extends 'argMax' | 'argMin'>(name: Op): Locating<Op> =>
  ((x: AnyTensor, { axis, keepDims }: ReduceOptions<number | undefined> = {}) => {
    const flat =
      axis === undefined ? bind('reshape', [x], { shape: [sizeOf(checkTensor(x, name).shape)] }) : x
    const at = normalizeAxis(axis ?? 0, flat.shape.length, name, x.shape)
    if (flat.shape[at] === 0)
      throw new ValueError(
        name,
        `the ${name} of no elements is undefined, ${showShape(x.shape)} has none there`,
      )
    const found = bind('argExtreme', [flat], { axis: at, largest: name === 'argMax' })
    return axis === undefined && keepDims === true
      ? bind('reshape', [found], { shape: x.shape.map(() => 1) })
      : restore(found, x, [at], keepDims)
  }) as never

/**
 * The position of the largest element along an axis, or in row-major order; the first of equals.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 9, 2], [7, 0, 7]])
 * T.toNested(T.argMax(x, { axis: 1 })) // => [1, 0]
 * T.item(T.argMax(x)) // => 1
 * ```
 */
export const argMax: Locating<'argMax'> = locating('argMax')

/**
 * The position of the smallest element along an axis, or in row-major order; the first of equals.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.argMin(T.tensor([[1, 9, 2], [7, 0, 7]]), { axis: 1 })) // => [0, 1]
 * ```
 */
export const argMin: Locating<'argMin'> = locating('argMin')
