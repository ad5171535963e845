/** Elements chosen by position. */
import { bind } from '../bind.ts'
import type { DType } from '../DType.ts'
import { ShapeError, showShape } from '../errors.ts'
import { castTo, normalizeAxis } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, isConcrete, type Shape, sizeOf, type Tensor } from '../Tensor.ts'
import { checkPositions, filled, guarded, integers, type Positions, toPositions } from './positions.ts'

const stridesOf = (shape: Shape): Shape => shape.map((_, i) => sizeOf(shape.slice(i + 1)))

/** For each place of a shape, where its row along `axis` begins in the flattened `x`. */
const rowStarts = (shape: Shape, axis: number, strides: Shape): Int32Array => {
  const own = stridesOf(shape)
  return Int32Array.from({ length: sizeOf(shape) }, (_, at) =>
    shape.reduce(
      (start, d, i) => (i === axis ? start : start + (Math.floor(at / own[i]!) % d) * strides[i]!),
      0,
    ),
  )
}

const combine = (name: 'add' | 'mul', a: AnyTensor, b: AnyTensor): AnyTensor => bind(name, [a, b], {})

/** Places along an axis as places in the flattened tensor. */
export const flatAlong = (x: AnyTensor, indices: AnyTensor, axis: number, op: string): AnyTensor => {
  const positions = toPositions(indices, op)
  const { shape } = positions
  if (shape.length !== x.shape.length || shape.some((d, i) => i !== axis && d !== x.shape[i]))
    throw new ShapeError(
      op,
      `positions need the shape of the tensor but along axis ${axis}, got ${showShape(shape)} for ${showShape(x.shape)}`,
    )
  const length = x.shape[axis] ?? 0
  const strides = stridesOf(x.shape)
  if (positions instanceof Concrete) checkPositions(positions, () => length, op)
  const steps = combine('mul', positions, filled(strides[axis]!, positions))
  const flat = combine('add', steps, integers(rowStarts(shape, axis, strides), shape))
  return isConcrete(positions) ? flat : guarded(flat, positions, integers(Int32Array.of(length)))
}

/** Coordinates, the last axis of `indices`, as places in the first axes of `x`, flattened. */
export const flatCoordinates = (x: AnyTensor, indices: AnyTensor, op: string): AnyTensor => {
  const coordinates = toPositions(indices, op)
  const depth = coordinates.shape.at(-1)
  if (depth === undefined || depth > x.shape.length)
    throw new ShapeError(
      op,
      `the last axis of the positions holds coordinates of at most ${x.shape.length} axes of ${showShape(x.shape)}, got ${showShape(coordinates.shape)}`,
    )
  const lengths = x.shape.slice(0, depth)
  if (coordinates instanceof Concrete) checkPositions(coordinates, (i) => lengths[i % depth]!, op)
  const along = (values: Shape): AnyTensor =>
    bind('broadcast', [integers(Int32Array.from(values))], { shape: coordinates.shape })
  const flat = bind('reduceSum', [combine('mul', coordinates, along(stridesOf(lengths)))], {
    axes: [coordinates.shape.length - 1],
  })
  return isConcrete(coordinates) ? flat : guarded(flat, coordinates, integers(Int32Array.from(lengths)))
}

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
  const axis = normalizeAxis(options.axis ?? -1, x.shape.length, 'takeAlong', x.shape)
  const flat = flatAlong(x, indices, axis, 'takeAlong')
  const all = bind('reshape', [x], { shape: [sizeOf(x.shape)] })
  return bind('take', [all, castTo(flat, 'int32')], { axis: 0 }) as never
}

type Gathered<S extends Shape, I extends Shape> = I extends readonly [
  ...infer Outer extends Shape,
  infer Depth extends number,
]
  ? number extends S['length']
    ? Shape
    : number extends Depth
      ? Shape
      : readonly [...Outer, ...Drop<S, Depth>]
  : Shape

type Drop<
  S extends Shape,
  Depth extends number,
  Seen extends readonly unknown[] = [],
> = Seen['length'] extends Depth
  ? S
  : S extends readonly [number, ...infer Rest extends Shape]
    ? Drop<Rest, Depth, [...Seen, 1]>
    : Shape

/**
 * Elements of `x` by their coordinates, which the last axis of `indices` holds: `result[i] = x[indices[i, 0],
 * indices[i, 1], …]`. Fewer coordinates than axes choose whole blocks. TensorFlow and ONNX call this GatherND.
 *
 * @param indices - int32 `[…, k]`, `k` at most the rank of `x`.
 * @returns `[…, ...the axes of x after the first k]`.
 * @throws ShapeError where there are more coordinates than axes; ValueError where one is out of range.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const x = T.tensor([[1, 2], [3, 4]])
 * const corners = T.tensor([[0, 0], [1, 1]], { dtype: 'int32' })
 * T.toNested(T.gather(x, corners)) // => [1, 4]
 * T.toNested(T.gather(x, T.tensor([[1]], { dtype: 'int32' }))) // => [[3, 4]]
 * ```
 */
export const gather = <X extends AnyTensor, I extends Positions>(
  x: X,
  indices: I,
): Tensor<Gathered<X['shape'], I['shape']>, DTypeOf<X> & DType> => {
  const flat = flatCoordinates(x, indices, 'gather')
  const depth = indices.shape.at(-1) ?? 0
  const blocks = bind('reshape', [x], { shape: [sizeOf(x.shape.slice(0, depth)), ...x.shape.slice(depth)] })
  return bind('take', [blocks, flat], { axis: 0 }) as never
}
