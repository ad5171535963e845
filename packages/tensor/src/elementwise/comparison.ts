/** Questions and their combinations, answered by `bool`. */
import { bind } from '../bind.ts'
import { align, toTensor } from '../operand.ts'
import type { Operand } from '../Tensor.ts'
import { type Asking, classifying, type Plain } from '../unary.ts'
import { comparing, type Comparing, toBool } from './binary.ts'

/**
 * Is the element neither infinite nor NaN?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.isFinite(T.tensor([1, Infinity, NaN]))) // => [true, false, false]
 * ```
 */
export const isFinite: Asking = classifying('isFinite', 'finite')

/**
 * Is the element NaN?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.isNaN(T.tensor([1, Infinity, NaN]))) // => [false, false, true]
 * ```
 */
export const isNaN: Asking = classifying('isNaN', 'nan')

/**
 * Is the element infinite, of either sign?
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.isInf(T.tensor([-Infinity, NaN, 1]))) // => [true, false, false]
 * ```
 */
export const isInf: Asking = ((x: Operand) => {
  const v = toTensor(x, 'float32', 'isInf')
  return bind('not', [bind('or', [isFinite(v), isNaN(v)], {})], {})
}) as never

/**
 * `a < b`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.less(T.tensor([1, 2, 3]), 2)) // => [true, false, false]
 * ```
 */
export const less: Comparing<'less'> = comparing('less', 'less')

/**
 * `a ≤ b`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.lessEqual(T.tensor([1, 2, 3]), 2)) // => [true, true, false]
 * ```
 */
export const lessEqual: Comparing<'lessEqual'> = comparing('lessEqual', 'lessEqual')

/**
 * `a > b`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.greater(T.tensor([1, 2, 3]), 2)) // => [false, false, true]
 * ```
 */
export const greater: Comparing<'greater'> = comparing('less', 'greater', (a, b) => bind('less', [b, a], {}))

/**
 * `a ≥ b`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.greaterEqual(T.tensor([1, 2, 3]), 2)) // => [false, true, true]
 * ```
 */
export const greaterEqual: Comparing<'greaterEqual'> = comparing('lessEqual', 'greaterEqual', (a, b) =>
  bind('lessEqual', [b, a], {}),
)

/**
 * `a = b`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.equal(T.tensor([1, 2, NaN]), T.tensor([1, 3, NaN]))) // => [true, false, false]
 * ```
 */
export const equal: Comparing<'equal'> = comparing('equal', 'equal')

/**
 * `a ≠ b`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.notEqual(T.tensor([1, 2, NaN]), T.tensor([1, 3, NaN]))) // => [false, true, true]
 * ```
 */
export const notEqual: Comparing<'notEqual'> = comparing('equal', 'notEqual', (a, b) =>
  bind('not', [bind('equal', [a, b], {})], {}),
)

const logical = <Op extends string>(name: Plain, op: Op): Comparing<Op> =>
  ((a: Operand, b: Operand) => bind(name, align(toBool(a, op), toBool(b, op), op), {})) as never

/**
 * Both.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.logicalAnd(T.tensor([true, true]), T.tensor([1, 0]))) // => [true, false]
 * ```
 */
export const logicalAnd: Comparing<'logicalAnd'> = logical('and', 'logicalAnd')

/**
 * Either.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.logicalOr(T.tensor([true, false]), T.tensor([0, 0]))) // => [true, false]
 * ```
 */
export const logicalOr: Comparing<'logicalOr'> = logical('or', 'logicalOr')

/**
 * One of them, and not both.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.logicalXor(T.tensor([true, true]), T.tensor([true, false]))) // => [false, true]
 * ```
 */
export const logicalXor: Comparing<'logicalXor'> = ((a: Operand, b: Operand) =>
  bind(
    'not',
    [bind('equal', align(toBool(a, 'logicalXor'), toBool(b, 'logicalXor'), 'logicalXor'), {})],
    {},
  )) as never

/**
 * Not.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.logicalNot(T.tensor([0, 3]))) // => [true, false]
 * ```
 */
export const logicalNot: Asking = ((x: Operand) => bind('not', [toBool(x, 'logicalNot')], {})) as never
