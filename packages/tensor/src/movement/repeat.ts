/** Tensors repeated and turned round. */
import type { Add } from '../Arithmetic.ts'
import { bind } from '../bind.ts'
import { allocate, type DType } from '../DType.ts'
import { ShapeError, showShape } from '../errors.ts'
import type { Repeat, Tile } from '../MovementShape.ts'
import { type Fits, normalizeAxes, axisOf, type Of, checkTensor } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import type { IsUnknown, NormalizeAxis, ReplaceAxis, ShapeMismatch, ShowShape } from '../Shape.ts'
import { type AnyTensor, Concrete, type Shape } from '../Tensor.ts'

const checkTimes = (op: string, times: Shape): void => {
  if (!times.every((n) => Number.isInteger(n) && n >= 0))
    throw new ShapeError(op, `repetitions are whole numbers from 0, got ${showShape(times)}`)
}

type Total<L extends Shape> = L extends readonly [infer First extends number, ...infer Rest extends Shape]
  ? Add<First, Total<Rest>>
  : L extends readonly []
    ? 0
    : number

type LengthOf<S extends Shape, Axis extends number> = S[NormalizeAxis<Axis, S['length']> & keyof S] & number

/** Is the length of the axis known, and not the length of the list? */
type Misses<S extends Shape, L extends Shape, Axis extends number> =
  IsUnknown<LengthOf<S, Axis>> extends true
    ? false
    : IsUnknown<L['length']> extends true
      ? false
      : LengthOf<S, Axis> extends L['length']
        ? false
        : true

/** The shape with one axis as long as the repetitions of its elements together. */
type RepeatEach<S extends Shape, L extends Shape, Axis extends number> =
  Repeat<S, 1, Axis> extends infer R extends Shape
    ? R extends S
      ? Misses<S, L, Axis> extends true
        ? ShapeMismatch<`repeat: axis ${Axis} of ${ShowShape<S>} has ${LengthOf<S, Axis>} elements, and needs as many repetitions, got ${L['length']}`>
        : ReplaceAxis<S, Axis, readonly [Total<L>]>
      : R
    : never

/** The shape of what is repeated: each element so many times, or each its own number of times. */
export type Repeated<S extends Shape, N extends number | Shape, Axis extends number> = N extends Shape
  ? RepeatEach<S, N, Axis>
  : Repeat<S, N & number, Axis>

const repeatAll = (x: AnyTensor, times: number, axis: number): AnyTensor => {
  const [before, after] = [x.shape.slice(0, axis + 1), x.shape.slice(axis + 1)]
  const apart = bind('reshape', [x], { shape: [...before, 1, ...after] })
  const wide = bind('broadcast', [apart], { shape: [...before, times, ...after] })
  return bind('reshape', [wide], { shape: x.shape.map((d, i) => (i === axis ? d * times : d)) })
}

const repeatEach = (x: AnyTensor, times: Shape, axis: number): AnyTensor => {
  if (times.length !== x.shape[axis])
    throw new ShapeError(
      'repeat',
      `axis ${axis} of ${showShape(x.shape)} has ${x.shape[axis]} elements, and needs as many repetitions, got ${times.length}`,
    )
  const total = times.reduce((sum, n) => sum + n, 0)
  const places = allocate('int32', total, 'repeat')
  times.reduce((at, n, i) => {
    places.fill(i, at, at + n)
    return at + n
  }, 0)
  return bind('take', [x, new Concrete(places, [places.length], 'int32')], { axis })
}

/**
 * Each element along an axis, the first unless said, `times` times in a row; with a list, each its own number of times.
 *
 * @throws ShapeError where `times` is not a whole number from 0, or a list that is not as long as the axis.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.repeat(T.tensor([[1, 2], [3, 4]]), 2, { axis: 1 })) // => [[1, 1, 2, 2], [3, 3, 4, 4]]
 * T.toNested(T.repeat(T.tensor([5, 6, 7]), [1, 0, 2])) // => [5, 7, 7]
 * ```
 */
export const repeat = <X extends AnyTensor, const N extends number | Shape, const A extends number = 0>(
  x: X,
  times: N,
  options: { readonly axis?: A } & Fits<Repeated<X['shape'], N, A>> = {} as never,
): Of<Repeated<X['shape'], N, A>, DTypeOf<X> & DType> => {
  const counts: number | Shape = times
  const { axis: named = 0 }: { readonly axis?: number } = options
  checkTimes('repeat', typeof counts === 'number' ? [counts] : counts)
  const axis = axisOf(x, named, 'repeat')
  return (typeof counts === 'number' ? repeatAll(x, counts, axis) : repeatEach(x, counts, axis)) as never
}

/**
 * A tensor laid out again and again: `times[i]` copies along axis `i`, counted from the last axis, as in broadcasting.
 *
 * @throws ShapeError where a number of copies is not a whole number from 0.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.tile(T.tensor([1, 2]), [2, 2])) // => [[1, 2, 1, 2], [1, 2, 1, 2]]
 * ```
 */
export const tile = <X extends AnyTensor, const R extends Shape>(
  x: X,
  times: R,
): Of<Tile<X['shape'], R>, DTypeOf<X> & DType> => {
  checkTimes('tile', times)
  const rank = Math.max(checkTensor(x, 'tile').shape.length, times.length)
  const fill = (list: Shape): Shape => [...Array.from({ length: rank - list.length }, () => 1), ...list]
  const [dims, counts] = [fill(x.shape), fill(times)]
  const apart = bind('reshape', [x], { shape: dims.flatMap((d) => [1, d]) })
  const wide = bind('broadcast', [apart], { shape: dims.flatMap((d, i) => [counts[i]!, d]) })
  return bind('reshape', [wide], { shape: dims.map((d, i) => d * counts[i]!) }) as never
}

const rollAxis = (x: AnyTensor, by: number, axis: number): AnyTensor => {
  const length = x.shape[axis] ?? 0
  const shift = length === 0 ? 0 : ((by % length) + length) % length
  if (shift === 0) return x
  const part = (start: number, size: number): AnyTensor =>
    bind('slice', [x], {
      starts: x.shape.map((_, i) => (i === axis ? start : 0)),
      sizes: x.shape.map((d, i) => (i === axis ? size : d)),
    })
  return bind('concat', [part(length - shift, shift), part(0, length - shift)], { axis })
}

const checkShift = (shift: number | readonly number[], axes: readonly number[]): readonly number[] => {
  const shifts = typeof shift === 'number' ? axes.map(() => shift) : shift
  if (!shifts.every((by) => Number.isInteger(by)))
    throw new ShapeError(
      'roll',
      `the shift is a whole number, got ${shifts.find((by) => !Number.isInteger(by))}`,
    )
  if (shifts.length !== axes.length)
    throw new ShapeError(
      'roll',
      `each axis needs a shift, got shifts ${showShape(shifts)} for axes ${showShape(axes)}`,
    )
  return shifts
}

/**
 * The elements moved on by `shift` places along an axis, the first unless said; what leaves at the end comes in at the
 * start. Of several axes each is moved by as much, or each by its own number of a list.
 *
 * @throws ShapeError where a shift is not a whole number, or there is not one for each axis.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.roll(T.tensor([1, 2, 3, 4]), 1)) // => [4, 1, 2, 3]
 * T.toNested(T.roll(T.tensor([[1, 2, 3]]), -1, { axis: 1 })) // => [[2, 3, 1]]
 * T.toNested(T.roll(T.tensor([[1, 2], [3, 4]]), [1, 0], { axis: [0, 1] })) // => [[3, 4], [1, 2]]
 * ```
 */
export const roll = <X extends AnyTensor>(
  x: X,
  shift: number | readonly number[],
  options: { readonly axis?: number | readonly number[] } = {},
): X => {
  const named = options.axis ?? 0
  const axes = normalizeAxes(
    typeof named === 'number' ? [named] : named,
    'roll',
    checkTensor(x, 'roll').shape,
  )
  const shifts = checkShift(shift, axes)
  return axes.reduce<AnyTensor>((y, axis, i) => rollAxis(y, shifts[i]!, axis), x) as never
}
