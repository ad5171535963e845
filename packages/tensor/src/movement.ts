/** Operations that move elements and compute nothing. */
import { type DType, tabulate } from './DType.ts'
import { type DTypeOf } from './promotion.ts'
import { ShapeError, showShape, ValueError } from './errors.ts'
import { equal } from './elementwise.ts'
import {
  broadcastShapes,
  castTo,
  checkShape,
  type Fits,
  normalizeAxes,
  axisOf,
  normalizeAxis,
  type Of,
  sameShape,
  checkTensor,
} from './operand.ts'
import { bind } from './bind.ts'
import { type Positions, whole } from './movement/positions.ts'
import type { BroadcastTo, ExpandDims, Permute, ReplaceAxis, Reshape, Reverse } from './Shape.ts'
import { type AnyTensor, Concrete, type Shape, sizeOf, type Tensor } from './Tensor.ts'

type D<X extends AnyTensor> = DTypeOf<X> & DType

const resolveWildcard = (from: Shape, to: Shape): Shape => {
  const wild = to.filter((d) => d === -1).length
  if (wild > 1) throw new ShapeError('reshape', `only one dimension can be -1, ${showShape(to)} has ${wild}`)
  const known = to.reduce((n, d) => (d === -1 ? n : n * d), 1)
  const rest = sizeOf(from) / known
  if (wild === 1 && !Number.isInteger(rest))
    throw new ShapeError(
      'reshape',
      `${showShape(from)} holds ${sizeOf(from)} elements, which ${known} does not divide: no dimension fits the -1 of ${showShape(to)}`,
    )
  return checkShape(
    'reshape',
    to.map((d) => (d === -1 ? rest : d)),
  )
}

/**
 * The same elements in another shape; one dimension may be `-1`, for what is left.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.reshape(T.arange(0, 6), [2, 3])) // => [[0, 1, 2], [3, 4, 5]]
 * T.reshape(T.zeros([4, 6]), [3, -1]).shape // => [3, 8]
 * ```
 */
export const reshape = <X extends AnyTensor, const S extends Shape>(
  x: X,
  shape: S & Fits<Reshape<X['shape'], S>>,
): Of<Reshape<X['shape'], S>, D<X>> => {
  const target = resolveWildcard(checkTensor(x, 'reshape').shape, shape)
  if (sizeOf(target) !== sizeOf(x.shape))
    throw new ShapeError(
      'reshape',
      `${showShape(x.shape)} holds ${sizeOf(x.shape)} elements, ${showShape(target)} holds ${sizeOf(target)}`,
    )
  return (sameShape(target, x.shape) ? x : bind('reshape', [x], { shape: target })) as never
}

/**
 * The axes reversed: rows become columns.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.transpose(T.tensor([[1, 2, 3], [4, 5, 6]]))) // => [[1, 4], [2, 5], [3, 6]]
 * ```
 */
export const transpose = <X extends AnyTensor>(x: X): Tensor<Reverse<X['shape']>, D<X>> =>
  bind('permute', [x], {
    axes: checkTensor(x, 'transpose').shape.map((_, i, { length }) => length - 1 - i),
  }) as never

/**
 * The axes in a new order: axis `i` of the result is axis `axes[i]` of `x`.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.permute(T.zeros([2, 3, 4]), [2, 0, 1]).shape // => [4, 2, 3]
 * ```
 */
export const permute = <X extends AnyTensor, const A extends readonly number[]>(
  x: X,
  axes: A & Fits<Permute<X['shape'], A>>,
): Of<Permute<X['shape'], A>, D<X>> => {
  const order = (axes as A).map((a) => axisOf(x, a, 'permute'))
  if (order.length !== x.shape.length || new Set(order).size !== order.length)
    throw new ShapeError(
      'permute',
      `${showShape(x.shape)} has ${x.shape.length} axes, the order ${showShape(axes as A)} must name each once`,
    )
  return bind('permute', [x], { axes: order }) as never
}

/**
 * A new axis of length one.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.expandDims(T.zeros([2, 3]), 0).shape // => [1, 2, 3]
 * T.expandDims(T.zeros([2, 3]), -1).shape // => [2, 3, 1]
 * ```
 */
export const expandDims = <X extends AnyTensor, const A extends number>(
  x: X,
  axis: A & Fits<ExpandDims<X['shape'], A>>,
): Of<ExpandDims<X['shape'], A>, D<X>> => {
  const at = normalizeAxis(axis, checkTensor(x, 'expandDims').shape.length + 1, 'expandDims', x.shape)
  return bind('reshape', [x], { shape: [...x.shape.slice(0, at), 1, ...x.shape.slice(at)] }) as never
}

/**
 * The tensor repeated to a shape that it broadcasts to.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.broadcastTo(T.tensor([1, 2]), [2, 2])) // => [[1, 2], [1, 2]]
 * ```
 */
export const broadcastTo = <X extends AnyTensor, const S extends Shape>(
  x: X,
  shape: S & Fits<BroadcastTo<X['shape'], S>>,
): Of<BroadcastTo<X['shape'], S>, D<X>> => {
  const target = checkShape('broadcastTo', shape)
  if (!sameShape(broadcastShapes(checkTensor(x, 'broadcastTo').shape, target, 'broadcastTo'), target))
    throw new ShapeError('broadcastTo', `${showShape(x.shape)} does not broadcast to ${showShape(target)}`)
  return (sameShape(x.shape, target) ? x : bind('broadcast', [x], { shape: target })) as never
}

/**
 * The rows of `x` along an axis, the first unless said, chosen by a tensor of positions, whose shape takes the place of the axis.
 *
 * @throws ValueError where a position is out of range.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const rows = T.tensor([2, 0], { dtype: 'int32' })
 * T.toNested(T.take(T.tensor([[1, 2], [3, 4], [5, 6]]), rows)) // => [[5, 6], [1, 2]]
 * ```
 */
export const take = <X extends AnyTensor, I extends Positions, const A extends number = 0>(
  x: X,
  indices: I,
  options: { readonly axis?: A } & Fits<ReplaceAxis<X['shape'], A, I['shape'], 'take: '>> = {} as never,
): Of<ReplaceAxis<X['shape'], A, I['shape']>, D<X>> => {
  const { axis: named = 0 }: { readonly axis?: number } = options
  const axis = axisOf(x, named, 'take')
  return bind('take', [x, castTo(whole(indices, 'take'), 'int32')], { axis }) as never
}

/**
 * The elements in reverse along axes; along all of them where none is named.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * T.toNested(T.flip(x)) // => [[4, 3], [2, 1]]
 * T.toNested(T.flip(x, { axis: 1 })) // => [[2, 1], [4, 3]]
 * ```
 */
export const flip = <X extends AnyTensor>(
  x: X,
  options: { readonly axis?: number | readonly number[] } = {},
): X => {
  const named =
    options.axis === undefined
      ? checkTensor(x, 'flip').shape.map((_, i) => i)
      : typeof options.axis === 'number'
        ? [options.axis]
        : options.axis
  return bind('flip', [x], { axes: normalizeAxes(named, 'flip', x.shape) }) as never
}

const checkClasses = (labels: AnyTensor, classes: number): void => {
  if (!Number.isInteger(classes) || classes < 0)
    throw new ValueError('oneHot', `the number of classes is a whole number from 0, got ${classes}`)
  if (!(labels instanceof Concrete)) return
  const values = Concrete.values(labels)
  const wrong = values.findIndex((v) => v < 0 || v >= classes)
  if (wrong >= 0)
    throw new ValueError(
      'oneHot',
      `label ${values[wrong]} at position ${wrong} is out of range, there are ${classes} classes (0..${classes - 1})`,
    )
}

/**
 * A row per label with 1 at the label and 0 elsewhere.
 *
 * @throws ValueError where a label is not in `0..classes-1`.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.oneHot(T.tensor([2, 0], { dtype: 'int32' }), 3)) // => [[0, 0, 1], [1, 0, 0]]
 * ```
 */
export const oneHot = <X extends Tensor<Shape, 'int32' | 'uint8'>, const N extends number>(
  labels: X,
  classes: N,
): Tensor<readonly [...X['shape'], N], 'float32'> => {
  checkClasses(whole(labels, 'oneHot'), classes)
  const places = tabulate('int32', classes, (i) => i, 'oneHot')
  const positions = new Concrete(places, [classes], 'int32')
  return castTo(
    equal(expandDims(castTo(labels, 'int32'), -1) as AnyTensor, positions as AnyTensor) as AnyTensor,
    'float32',
  ) as never
}

/**
 * The positions that sort along an axis, the last unless said; equal elements keep their order, NaN comes last.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.toNested(T.argSort(T.tensor([3, 1, 2]))) // => [1, 2, 0]
 * ```
 */
export const argSort = <X extends AnyTensor>(
  x: X,
  options: { readonly axis?: number } = {},
): Tensor<X['shape'], 'int32'> =>
  bind('argSort', [x], {
    axis: axisOf(x, options.axis ?? -1, 'argSort'),
  }) as never
