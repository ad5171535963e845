/** Elements chosen by position. */
import { bind } from '../bind.ts'
import type { DType } from '../DType.ts'
import { castTo, axisOf } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, type Shape, sizeOf, type Tensor } from '../Tensor.ts'
import { flatAlong, flatCoordinates } from './flat.ts'
import type { Positions } from './positions.ts'

/**
 * Elements of `x` along an axis, the last unless said, each place with a position of its own:
 * `result[…, i, …] = x[…, indices[…, i, …], …]`. Where `take` picks whole rows, this picks in each row apart; it is what
 * undoes `argSort` and `argMax`.
 *
 * @param indices - int32, of the shape of `x` but along the axis.
 * @throws ShapeError where the shapes differ elsewhere; ValueError where a position is out of range.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[3, 1, 2], [0, 5, 4]])
 * T.toNested(T.takeAlong(x, T.argSort(x))) // => [[1, 2, 3], [0, 4, 5]]
 * ```
 */
export const takeAlong = <X extends AnyTensor, I extends Positions>(
  x: X,
  indices: I,
  options: { readonly axis?: number } = {},
): Tensor<I['shape'], DTypeOf<X> & DType> => {
  const axis = axisOf(x, options.axis ?? -1, 'takeAlong')
  const flat = flatAlong(x, indices, axis, 'takeAlong')
  const all = bind('reshape', [x], { shape: [sizeOf(x.shape)] })
  return bind('take', [all, castTo(flat, 'int32')], { axis: 0 }) as never
}

type Gathered<S extends Shape, I extends Shape, B extends number> = I extends readonly [
  ...infer Outer extends Shape,
  infer Depth extends number,
]
  ? number extends S['length'] | Depth | B
    ? Shape
    : readonly [...Outer, ...Drop<Drop<S, B>, Depth>]
  : Shape

type Drop<
  S extends Shape,
  Depth extends number,
  Seen extends readonly unknown[] = [],
> = Seen['length'] extends Depth
  ? S
  : S extends readonly [unknown, ...infer Rest extends Shape]
    ? Drop<Rest, Depth, [...Seen, 1]>
    : Shape

/**
 * Elements of `x` by their coordinates, which the last axis of `indices` holds: `result[i] = x[indices[i, 0],
 * indices[i, 1], …]`. Fewer coordinates than axes choose whole blocks. TensorFlow and ONNX call this GatherND.
 *
 * With `batchAxes` the first so many axes are a batch that `x` and `indices` share: each example is chosen from by its own
 * coordinates, `result[b, i] = x[b, indices[b, i, 0], …]`.
 *
 * @param indices - int32 `[…, k]`, `k` at most the rank of `x` without its batch axes.
 * @returns `[…, ...the axes of x after the batch axes and the first k]`.
 * @throws ShapeError where there are more coordinates than axes, or the batch axes differ; ValueError where a coordinate
 * is out of range.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * const corners = T.tensor([[0, 0], [1, 1]], { dtype: 'int32' })
 * T.toNested(T.gather(x, corners)) // => [1, 4]
 * T.toNested(T.gather(x, T.tensor([[1]], { dtype: 'int32' }))) // => [[3, 4]]
 * T.toNested(T.gather(x, T.tensor([[1], [0]], { dtype: 'int32' }), { batchAxes: 1 })) // => [2, 3]
 * ```
 */
export const gather = <X extends AnyTensor, I extends Positions, const B extends number = 0>(
  x: X,
  indices: I,
  options: { readonly batchAxes?: B } = {},
): Tensor<Gathered<X['shape'], I['shape'], B>, DTypeOf<X> & DType> => {
  const flat = flatCoordinates(x, indices, 'gather', options.batchAxes)
  const chosen = (options.batchAxes ?? 0) + (indices.shape.at(-1) ?? 0)
  const blocks = bind('reshape', [x], { shape: [sizeOf(x.shape.slice(0, chosen)), ...x.shape.slice(chosen)] })
  return bind('take', [blocks, flat], { axis: 0 }) as never
}
