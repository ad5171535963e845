/** Tensors cut. */
import { bind } from '../bind.ts'
import type { DType } from '../DType.ts'
import { ShapeError, showShape } from '../errors.ts'
import type { Parts, Slice, Split } from '../MovementShape.ts'
import { type Fits, axisOf, type Of, checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import type { ShapeMismatch } from '../Shape.ts'
import type { AnyTensor, Shape } from '../Tensor.ts'

/** One axis of a slice: `count` elements from `start`, `step` apart. */
interface Range {
  readonly start: number
  readonly step: number
  readonly count: number
}

const clamp = (at: number, low: number, high: number): number => Math.min(high, Math.max(low, at))

/** NumPy's rule: positions below 0 count from the end, and what lies beyond an end stops there. */
const rangeOf = (length: number, start: number, end: number, step: number): Range => {
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1]
  const at = (p: number): number => clamp(p < 0 ? p + length : p, low, high)
  const from = at(start)
  return { start: from, step, count: Math.max(0, Math.ceil((at(end) - from) / step)) }
}

const whole = (length: number): Range => ({ start: 0, step: 1, count: length })

/** The stretch of memory order that holds a range, from its lowest position. */
const stretch = ({ start, step, count }: Range): readonly [low: number, extent: number] => {
  const extent = count === 0 ? 0 : (count - 1) * Math.abs(step) + 1
  return count === 0 ? [0, 0] : [step > 0 ? start : start - extent + 1, extent]
}

/** Every `step`-th element of each axis: each axis becomes blocks of `step`, of which the first elements stay. */
const everyNth = (x: AnyTensor, ranges: readonly Range[]): AnyTensor => {
  const steps = ranges.map((r) => Math.abs(r.step))
  if (steps.every((s) => s === 1)) return x
  const none = ranges.map(() => 0)
  const padded = bind('pad', [x], {
    low: none,
    high: ranges.map((r, i) => (r.count === 0 ? 0 : steps[i]! - 1)),
  })
  const blocks = bind('reshape', [padded], { shape: ranges.flatMap((r, i) => [r.count, steps[i]!]) })
  const firsts = bind('slice', [blocks], {
    starts: ranges.flatMap(() => [0, 0]),
    sizes: ranges.flatMap((r) => [r.count, 1]),
  })
  return bind('reshape', [firsts], { shape: ranges.map((r) => r.count) })
}

const cut = (x: AnyTensor, ranges: readonly Range[]): AnyTensor => {
  const stretches = ranges.map(stretch)
  const part = bind('slice', [x], {
    starts: stretches.map(([low]) => low),
    sizes: stretches.map(([, n]) => n),
  })
  const axes = ranges.flatMap((r, i) => (r.step < 0 ? [i] : []))
  return everyNth(axes.length === 0 ? part : bind('flip', [part], { axes }), ranges)
}

/** How far apart the elements of a slice are, axis by axis; a negative step goes backwards. */
export interface SliceOptions<P extends Shape = Shape> {
  readonly steps?: P
}

const checkSlice = (shape: Shape, starts: Shape, ends: Shape, steps: Shape | undefined): void => {
  if (starts.length !== ends.length || starts.length > shape.length)
    throw new ShapeError(
      'slice',
      `${showShape(shape)} has ${shape.length} axes, starts ${showShape(starts)} and ends ${showShape(ends)} must name as many, and no more`,
    )
  if (![...starts, ...ends].every(Number.isInteger))
    throw new ShapeError(
      'slice',
      `positions are whole numbers, got starts ${showShape(starts)} and ends ${showShape(ends)}`,
    )
  if (steps === undefined) return
  if (steps.length !== starts.length || !steps.every((s) => Number.isInteger(s) && s !== 0))
    throw new ShapeError(
      'slice',
      `steps are whole numbers other than 0, one for each of the ${starts.length} starts, got ${showShape(steps)}`,
    )
}

/**
 * The elements from `starts` up to but not including `ends`, along the leading axes; negative positions count from the end.
 * With a negative step the elements come in reverse, from `starts` down to but not including `ends`; an end of
 * `-length - 1` or below lies before the first element.
 *
 * @throws ShapeError where starts, ends and steps are not whole numbers, as many as each other, for at most all axes.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([0, 1, 2, 3, 4, 5])
 * T.toNested(T.slice(x, [1], [-1])) // => [1, 2, 3, 4]
 * T.toNested(T.slice(x, [0], [6], { steps: [2] })) // => [0, 2, 4]
 * T.toNested(T.slice(x, [-1], [-7], { steps: [-2] })) // => [5, 3, 1]
 * ```
 */
export const slice = <
  X extends AnyTensor,
  const S extends Shape,
  const E extends Shape,
  const P extends Shape = readonly [],
>(
  x: X,
  starts: S,
  ends: E & Fits<Slice<X['shape'], S, E>>,
  options: SliceOptions<P> & Fits<Slice<X['shape'], S, E, P>> = {} as never,
): Of<Slice<X['shape'], S, E, P>, DTypeOf<X> & DType> => {
  const stops: Shape = ends
  const { steps }: SliceOptions = options
  checkSlice(checkTensor(x, 'slice').shape, starts, stops, steps)
  const ranges = x.shape.map((d, i) =>
    i < starts.length ? rangeOf(d, starts[i]!, stops[i]!, steps?.[i] ?? 1) : whole(d),
  )
  return cut(x, ranges) as never
}

/** A tensor for each of the shapes, or the rule's message. */
type PartsOf<Shapes, D extends DType> =
  Shapes extends ShapeMismatch<string>
    ? Shapes
    : { readonly [I in keyof Shapes]: Shapes[I] extends infer S extends Shape ? Of<S, D> : never }

const boundaries = (length: number, parts: number | Shape, shape: Shape, axis: number): Shape => {
  if (typeof parts !== 'number') {
    if (parts.some((p, i) => !Number.isInteger(p) || p < (parts[i - 1] ?? 0) || p > length))
      throw new ShapeError(
        'split',
        `positions go up from 0 to the ${length} elements of axis ${axis}, got ${showShape(parts)}`,
      )
    return [0, ...parts, length]
  }
  if (!Number.isInteger(parts) || parts < 1 || length % parts !== 0)
    throw new ShapeError(
      'split',
      `axis ${axis} of ${showShape(shape)} has ${length} elements, which is not ${parts} equal parts. Give the positions to cut at?`,
    )
  return Array.from({ length: parts + 1 }, (_, i) => (i * length) / parts)
}

/**
 * A tensor cut along an axis, the first unless said: into a number of equal parts, or at a list of positions.
 *
 * @throws ShapeError where the length is no multiple of the parts, or the positions do not go up within the axis.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const [left, right] = T.split(T.tensor([1, 2, 3, 4]), 2) // two of Tensor<readonly [2]>
 * T.toNested(right) // => [3, 4]
 * T.split(T.zeros([2, 7]), [1, 3], { axis: 1 }).map((part) => part.shape) // => [[2, 1], [2, 2], [2, 4]]
 * T.toNested(left) // => [1, 2]
 * ```
 */
export const split = <X extends AnyTensor, const P extends Parts, const A extends number = 0>(
  x: X,
  parts: P & Fits<Split<X['shape'], P, A>>,
  options: { readonly axis?: A } = {},
): PartsOf<Split<X['shape'], P, A>, DTypeOf<X> & DType> => {
  const axis = axisOf(x, options.axis ?? 0, 'split')
  const at = boundaries(x.shape[axis] ?? 0, parts, x.shape, axis)
  return at.slice(1).map((end, i) => {
    const along = (value: number, otherwise: (d: number) => number): Shape =>
      x.shape.map((d, k) => (k === axis ? value : otherwise(d)))
    const start = at[i] ?? 0
    return bind('slice', [x], { starts: along(start, () => 0), sizes: along(end - start, (d) => d) })
  }) as never
}
