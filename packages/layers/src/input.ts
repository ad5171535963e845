import { ShapeError, ValueError } from '@gradus/tensor'
import type { Shape } from '@gradus/tensor'
import type { Begin } from './Model.ts'
import { showShape } from './shapes.ts'
import type { OneSignal, Signal, Whole } from './Signal.ts'
import { isOne, shapeOf } from './Signal.ts'

/** What a model begins with: the features as given, or whole numbers of that shape. */
export type InputSignal<F extends Signal, D extends 'float32' | 'int32'> = D extends 'int32'
  ? F extends Shape
    ? Whole<F>
    : F
  : F

/** The element type of an input. */
export interface InputOptions<D extends 'float32' | 'int32'> {
  readonly dtype?: D | undefined
}

/**
 * The beginning of every model: the shape of one example's features, without the batch axis.
 *
 * With `dtype: 'int32'` the features are whole numbers, such as the words of a sentence, for `embedding`. A model of
 * several inputs names them: `L.input({ image: [1, 28, 28], words: { shape: [32], dtype: 'int32' } })`.
 *
 * @throws ShapeError where a dimension is not a positive integer; ValueError where several inputs are none, or a name is
 * empty or holds a dot.
 *
 * @example
 * ```ts
 * import * as L from '@gradus/layers'
 *
 * L.input([1, 28, 28]).output // => [1, 28, 28]
 * L.input([32], { dtype: 'int32' }).output // => { dtype: 'int32', shape: [32] }
 * ```
 */
export const input = <const F extends Signal, const D extends 'float32' | 'int32' = 'float32'>(
  features: F,
  { dtype }: InputOptions<D> = {},
): Begin<InputSignal<F, D>> => {
  const signal = (
    dtype === 'int32' && Array.isArray(features) ? { dtype, shape: features } : features
  ) as InputSignal<F, D>
  check(signal)
  return begin(signal)
}

/** A model without layers, of features that another model gives. */
export const begin = <In extends Signal>(signal: In): Begin<In> => ({
  input: signal,
  output: signal,
  layers: [],
  counts: {},
})

const isDimension = (d: number): boolean => Number.isSafeInteger(d) && d > 0

const check = (signal: Signal): void => {
  if (isOne(signal)) return checkShape(signal)
  const names = Object.keys(signal)
  const wrong = names.find((name) => name === '' || name.includes('.'))
  if (names.length === 0) throw new ValueError('input', 'there must be one input or more, got none.')
  if (wrong !== undefined)
    throw new ValueError('input', `a name must not be empty or hold a dot, got '${wrong}'.`)
  Object.values(signal).forEach(checkShape)
}

const checkShape = (signal: OneSignal): void => {
  const shape = shapeOf(signal)
  if (!shape.every(isDimension))
    throw new ShapeError('input', `dimensions must be positive integers, got ${showShape(shape)}.`)
}
