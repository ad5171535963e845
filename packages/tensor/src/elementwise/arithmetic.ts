/** Sums, products, and what is made of them. */
import { bind } from '../bind.ts'
import { DTypeError } from '../errors.ts'
import { align, toFloatTensor, toTensor } from '../operand.ts'
import type { AnyTensor, Operand } from '../Tensor.ts'
import { type Floating, keeping, type Keeping } from '../unary.ts'
import { combining, type Combining, dividing, type Dividing } from './binary.ts'

const notBool = (x: AnyTensor, op: string, instead: string): void => {
  if (x.dtype === 'bool')
    throw new DTypeError(op, `bool has no differences. Use ${instead}, or cast to int32 first.`)
}

/**
 * `a + b`; of two `bool`s, whether either is true, as in NumPy.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.add(T.tensor([[1], [2]]), T.tensor([10, 20]))) // => [[11, 21], [12, 22]]
 * T.toNested(T.add(T.tensor([true, false]), T.tensor([true, false]))) // => [true, false]
 * ```
 */
export const add: Combining<'add'> = ((a: Operand, b: Operand) => {
  const [x, y] = align(a, b, 'add')
  return bind(x.dtype === 'bool' ? 'or' : 'add', [x, y], {})
}) as never

/**
 * `a - b`.
 *
 * @throws DTypeError for two `bool`s.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.sub(T.tensor([5, 7]), 2)) // => [3, 5]
 * ```
 */
export const sub: Combining<'sub'> = ((a: Operand, b: Operand) => {
  const [x, y] = align(a, b, 'sub')
  notBool(x, 'sub', 'notEqual')
  return bind('sub', [x, y], {})
}) as never

/**
 * `a × b`, element by element.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.mul(T.tensor([[1, 2]]), T.tensor([[3], [4]]))) // => [[3, 6], [4, 8]]
 * ```
 */
export const mul: Combining<'mul'> = combining('mul')

/**
 * `a / b`; whole numbers divide to `float32`, as in NumPy.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.div(T.tensor([1, 2], { dtype: 'int32' }), 4)) // => [0.25, 0.5]
 * ```
 */
export const div: Dividing<'div'> = dividing('div')

/**
 * The remainder of `a / b`, with the sign of `b`, as in NumPy.
 *
 * @throws ValueError where a whole number is divided by 0; floats answer NaN.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.mod(T.tensor([7, -7]), 3)) // => [1, 2]
 * ```
 */
export const mod: Combining<'mod'> = combining('mod')

/**
 * `a` to the power `b`.
 *
 * @throws ValueError for a negative power of a whole number, as in NumPy.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.pow(T.tensor([2, 3]), 2)) // => [4, 9]
 * ```
 */
export const pow: Combining<'pow'> = combining('pow')

/**
 * The larger of `a` and `b`; NaN wins. The derivative of a tie is shared equally.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.maximum(T.tensor([1, NaN, 5]), 3)) // => [3, NaN, 5]
 * ```
 */
export const maximum: Combining<'maximum'> = combining('maximum')

/**
 * The smaller of `a` and `b`; NaN wins. The derivative of a tie is shared equally.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.minimum(T.tensor([1, NaN, 5]), 3)) // => [1, NaN, 3]
 * ```
 */
export const minimum: Combining<'minimum'> = combining('minimum')

/**
 * `-x`.
 *
 * @throws DTypeError for `bool`.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.neg(T.tensor([1, -2]))) // => [-1, 2]
 * ```
 */
export const neg: Keeping = ((x: Operand) => {
  const v = toTensor(x, 'float32', 'neg')
  notBool(v, 'neg', 'logicalNot')
  return bind('neg', [v], {})
}) as never

/**
 * `|x|`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.abs(T.tensor([1, -2]))) // => [1, 2]
 * ```
 */
export const abs: Keeping = keeping('abs')

/**
 * -1, 0 or 1.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.sign(T.tensor([-3, 0, 9]))) // => [-1, 0, 1]
 * ```
 */
export const sign: Keeping = keeping('sign')

/**
 * `x²`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.square(T.tensor([3, -4]))) // => [9, 16]
 * ```
 */
export const square: Keeping = ((x: Operand) => {
  const v = toTensor(x, 'float32', 'square')
  return mul(v, v)
}) as never

/**
 * `1 / x`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.reciprocal(T.tensor([4, 0]))) // => [0.25, Infinity]
 * ```
 */
export const reciprocal: Floating = ((x: Operand) => div(1, toFloatTensor(x, 'reciprocal'))) as never
