/** Tensors widened. */
import { bind } from '../bind.ts'
import { type DType, tabulate } from '../DType.ts'
import { ShapeError, showShape } from '../errors.ts'
import type { Pad, Widths } from '../MovementShape.ts'
import { type Fits, type Of, scalar, spread, toTensor, checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, type Shape } from '../Tensor.ts'

/**
 * What goes around a tensor, in NumPy's words: a constant; its mirror image without the edge itself, or with it; its edge
 * again; its other end, as if it went round.
 */
export type PadMode = 'constant' | 'reflect' | 'symmetric' | 'edge' | 'wrap'

/** How to pad: the mode, `'constant'` unless said, and the constant, 0 unless said. */
export interface PadOptions {
  readonly mode?: PadMode
  readonly value?: number
}

const modulo = (a: number, n: number): number => ((a % n) + n) % n

const mirrored = (at: number, length: number): number => {
  const period = Math.max(1, 2 * (length - 1))
  const p = modulo(at, period)
  return p < length ? p : period - p
}

const mirroredWithEdge = (at: number, length: number): number => {
  const p = modulo(at, 2 * length)
  return p < length ? p : 2 * length - 1 - p
}

/** Where the element at a position outside comes from. */
const sources: Readonly<Record<Exclude<PadMode, 'constant'>, (at: number, length: number) => number>> = {
  reflect: mirrored,
  symmetric: mirroredWithEdge,
  edge: (at, length) => Math.min(length - 1, Math.max(0, at)),
  wrap: modulo,
}

const padWith = (x: AnyTensor, widths: Widths, value: number): AnyTensor => {
  const params = { low: widths.map((w) => w[0]), high: widths.map((w) => w[1]) }
  const padded = bind('pad', [x], params)
  if (value === 0) return padded
  const inside = bind('pad', [spread(scalar(1, 'bool'), x.shape)], params)
  return bind('select', [inside, padded, spread(toTensor(value, x.dtype, 'pad'), padded.shape)], {})
}

const padFrom = (x: AnyTensor, widths: Widths, mode: Exclude<PadMode, 'constant'>): AnyTensor =>
  widths.reduce((y, [low, high], axis) => {
    if (low + high === 0) return y
    const length = x.shape[axis] ?? 0
    if (length === 0)
      throw new ShapeError(
        'pad',
        `mode '${mode}' needs elements to repeat, axis ${axis} of ${showShape(x.shape)} has none`,
      )
    const source = sources[mode]
    const from = tabulate('int32', low + length + high, (i) => source(i - low, length), 'pad')
    return bind('take', [y, new Concrete(from, [from.length], 'int32')], { axis })
  }, x)

const checkWidths = (shape: Shape, widths: Widths): void => {
  if (widths.length !== shape.length)
    throw new ShapeError(
      'pad',
      `${showShape(shape)} has ${shape.length} axes, and needs as many pairs of widths, got ${widths.length}`,
    )
  if (widths.some((w) => w.length !== 2 || w.some((n) => n < 0 || !Number.isInteger(n))))
    throw new ShapeError(
      'pad',
      `${showShape(shape)} needs ${shape.length} pairs of whole numbers from 0, got ${JSON.stringify(widths)}`,
    )
}

/**
 * A tensor with more around it: `widths[i]` is how many elements before and after along axis `i`, 0 unless said.
 *
 * @throws ShapeError where a width is negative, or there is nothing to repeat; DTypeError where the element type does
 * not have the constant.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([1, 2, 3])
 * T.toNested(T.pad(x, [[1, 2]])) // => [0, 1, 2, 3, 0, 0]
 * T.toNested(T.pad(x, [[1, 2]], { value: 9 })) // => [9, 1, 2, 3, 9, 9]
 * T.toNested(T.pad(x, [[1, 2]], { mode: 'reflect' })) // => [2, 1, 2, 3, 2, 1]
 * T.toNested(T.pad(x, [[1, 2]], { mode: 'symmetric' })) // => [1, 1, 2, 3, 3, 2]
 * T.toNested(T.pad(x, [[1, 2]], { mode: 'edge' })) // => [1, 1, 2, 3, 3, 3]
 * T.toNested(T.pad(x, [[1, 2]], { mode: 'wrap' })) // => [3, 1, 2, 3, 1, 2]
 * ```
 */
export const pad = <X extends AnyTensor, const W extends Widths>(
  x: X,
  widths: W & Fits<Pad<X['shape'], W>>,
  { mode = 'constant', value = 0 }: PadOptions = {},
): Of<Pad<X['shape'], W>, DTypeOf<X> & DType> => {
  const pairs: Widths = widths
  checkWidths(checkTensor(x, 'pad').shape, pairs)
  return (mode === 'constant' ? padWith(x, pairs, value) : padFrom(x, pairs, mode)) as never
}
