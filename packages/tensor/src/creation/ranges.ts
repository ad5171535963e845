/** Values in even steps. */
import type { DType } from '../DType.ts'
import { ValueError } from '../errors.ts'
import { checkShape } from '../operand.ts'
import { type AnyTensor, Concrete, type Tensor } from '../Tensor.ts'
import { type DTypeOption, fill, freeze } from './element.ts'

/**
 * Evenly spaced values from `start`, which is 0 where one number is given, up to but not including `stop`: `int32` unless
 * a `dtype` is asked for.
 *
 * @throws ValueError for a step of 0, and for numbers that are not finite or not of the element type.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.arange(4)) // => [0, 1, 2, 3]
 * T.toNested(T.arange(0, 10, 3)) // => [0, 3, 6, 9]
 * T.toNested(T.arange(0, 1, 0.25, { dtype: 'float32' })) // => [0, 0.25, 0.5, 0.75]
 * ```
 */
export function arange<const D extends DType = 'int32'>(
  stop: number,
  options?: DTypeOption<D>,
): Tensor<readonly [number], NoInfer<D>>
export function arange<const D extends DType = 'int32'>(
  start: number,
  stop: number,
  options?: DTypeOption<D>,
): Tensor<readonly [number], NoInfer<D>>
export function arange<const D extends DType = 'int32'>(
  start: number,
  stop: number,
  step: number,
  options?: DTypeOption<D>,
): Tensor<readonly [number], NoInfer<D>>
export function arange(...given: readonly (number | DTypeOption<DType> | undefined)[]): AnyTensor {
  const numbers = given.filter((x) => typeof x === 'number')
  const [start = 0, stop = 0, step = 1] = numbers.length === 1 ? [0, ...numbers] : numbers
  const dtype = given.find((x) => typeof x === 'object')?.dtype ?? 'int32'
  if (step === 0 || !Number.isFinite(step))
    throw new ValueError('arange', `the step must be a finite number other than 0, got ${step}`)
  if (!Number.isFinite(start) || !Number.isFinite(stop))
    throw new ValueError('arange', `start and stop are finite numbers, got ${start} and ${stop}`)
  const size = Math.max(0, Math.ceil((stop - start) / step))
  const values = fill('arange', size, (i) => start + i * step, dtype)
  return new Concrete(values, freeze([size]), dtype)
}

/** Options of `linspace`: whether `stop` is the last value, which it is unless said. */
export interface LinspaceOptions<D extends DType> extends DTypeOption<D> {
  readonly endpoint?: boolean
}

const evenly = (
  start: number,
  stop: number,
  count: number,
  endpoint: boolean = true,
): ((i: number) => number) => {
  const steps = endpoint ? count - 1 : count
  return (i) => (i === 0 ? start : i === steps ? stop : start + (i * (stop - start)) / steps)
}

/**
 * `count` evenly spaced values from `start` to `stop`, both included unless `endpoint` is false.
 *
 * @throws ShapeError where the count is no whole number; ValueError where a value does not fit the element type.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.linspace(0, 1, 5)) // => [0, 0.25, 0.5, 0.75, 1]
 * T.toNested(T.linspace(0, 1, 4, { endpoint: false })) // => [0, 0.25, 0.5, 0.75]
 * ```
 */
export const linspace = <const N extends number, const D extends DType = 'float32'>(
  start: number,
  stop: number,
  count: N,
  { endpoint = true, ...options }: LinspaceOptions<D> = {},
): Tensor<readonly [N], NoInfer<D>> => {
  const dtype = options.dtype ?? 'float32'
  const shape = checkShape('linspace', [count])
  const values = fill('linspace', count, evenly(start, stop, count, endpoint), dtype)
  return new Concrete(values, freeze(shape), dtype) as never
}

/** Options of `logspace`: the powers are those of `base`, 10 unless said. */
export interface LogspaceOptions<D extends DType> extends LinspaceOptions<D> {
  readonly base?: number
}

/**
 * `count` powers of a base, from `base ** start` to `base ** stop`, both included unless `endpoint` is false, whose exponents
 * are evenly spaced.
 *
 * @throws ShapeError where the count is no whole number; ValueError where a power does not fit the element type.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.logspace(0, 3, 4)) // => [1, 10, 100, 1000]
 * T.toNested(T.logspace(-2, 2, 3, { base: 2 })) // => [0.25, 1, 4]
 * ```
 */
export const logspace = <const N extends number, const D extends DType = 'float32'>(
  start: number,
  stop: number,
  count: N,
  options: LogspaceOptions<D> = {},
): Tensor<readonly [N], NoInfer<D>> => {
  const shape = checkShape('logspace', [count])
  const exponent = evenly(start, stop, count, options.endpoint)
  const dtype = options.dtype ?? 'float32'
  const values = fill('logspace', count, (i) => (options.base ?? 10) ** exponent(i), dtype)
  return new Concrete(values, freeze(shape), dtype) as never
}
