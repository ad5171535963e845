/**
 * Elements replaced or added to by position: the ways to choose elements, turned round.
 *
 * | chosen by | read | replace | add |
 * |---|---|---|---|
 * | positions of whole rows along an axis | `take` | `setAt` | `addAt` |
 * | positions along an axis, for each row its own | `takeAlong` | `setAlong` | `addAlong` |
 * | coordinates | `gather` | `scatter` | `scatterAdd` |
 *
 * The tensor itself is left as it is; the result is a new one. Where a place is named twice, the last value replaces
 * the others, and all values are added. All of them have derivatives.
 *
 * @module
 */
import { axisOf } from '../operand.ts'
import { type AnyTensor, Concrete, type Operand, sizeOf } from '../Tensor.ts'
import { flatAlong, flatCoordinates } from './flat.ts'
import { checkPositions, type Positions, toPositions } from './positions.ts'
import { addRows, replaceRows, reshaped, valuesFor } from './write.ts'

type Write = typeof addRows

const alongAxis =
  (op: string, write: Write) =>
  <X extends AnyTensor>(
    x: X,
    indices: Positions,
    values: Operand,
    options: { readonly axis?: number } = {},
  ): X => {
    const axis = axisOf(x, options.axis ?? 0, op)
    const positions = toPositions(indices, op)
    const length = x.shape[axis] ?? 0
    if (positions instanceof Concrete) checkPositions(positions, () => length, op)
    const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)]
    const full = valuesFor(values, x, [...before, ...positions.shape, ...after], op)
    const count = sizeOf(positions.shape)
    return write(x, reshaped(positions, [count]), reshaped(full, [...before, count, ...after]), axis) as never
  }

const inEachRow =
  (op: string, write: Write) =>
  <X extends AnyTensor>(
    x: X,
    indices: Positions,
    values: Operand,
    options: { readonly axis?: number } = {},
  ): X => {
    const axis = axisOf(x, options.axis ?? -1, op)
    const flat = flatAlong(x, indices, axis, op)
    const full = valuesFor(values, x, indices.shape, op)
    const [size, count] = [sizeOf(x.shape), sizeOf(indices.shape)]
    const result = write(reshaped(x, [size]), reshaped(flat, [count]), reshaped(full, [count]), 0)
    return reshaped(result, x.shape) as never
  }

const atCoordinates =
  (op: string, write: Write) =>
  <X extends AnyTensor>(x: X, indices: Positions, values: Operand): X => {
    const flat = flatCoordinates(x, indices, op)
    const rest = x.shape.slice(indices.shape.at(-1) ?? 0)
    const blocks = sizeOf(x.shape.slice(0, indices.shape.at(-1) ?? 0))
    const full = valuesFor(values, x, [...flat.shape, ...rest], op)
    const count = sizeOf(flat.shape)
    const result = write(
      reshaped(x, [blocks, ...rest]),
      reshaped(flat, [count]),
      reshaped(full, [count, ...rest]),
      0,
    )
    return reshaped(result, x.shape) as never
  }

/**
 * The tensor with rows along an axis, the first unless said, replaced: the place of `take(x, indices)` holds `values`.
 *
 * @param values - a number or a tensor that broadcasts to the shape of `take(x, indices, { axis })`.
 * @throws ValueError where a position is out of range; DTypeError where the tensor's element type cannot hold the values.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const places = T.tensor([0, 2], { dtype: 'int32' })
 * T.toNested(T.setAt(T.tensor([1, 2, 3]), places, T.tensor([8, 9]))) // => [8, 2, 9]
 * T.toNested(T.setAt(T.ones([2, 3]), places, 0, { axis: 1 })) // => [[0, 1, 0], [0, 1, 0]]
 * ```
 */
export const setAt: <X extends AnyTensor>(
  x: X,
  indices: Positions,
  values: Operand,
  options?: { readonly axis?: number },
) => X = alongAxis('setAt', replaceRows)

/**
 * The tensor with values added to rows along an axis, the first unless said; a row named twice gets both.
 *
 * @param values - a number or a tensor that broadcasts to the shape of `take(x, indices, { axis })`.
 * @throws ValueError where a position is out of range; DTypeError where the tensor's element type cannot hold the values.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const places = T.tensor([0, 2, 2], { dtype: 'int32' })
 * T.toNested(T.addAt(T.tensor([1, 2, 3]), places, 1)) // => [2, 2, 5]
 * ```
 */
export const addAt: <X extends AnyTensor>(
  x: X,
  indices: Positions,
  values: Operand,
  options?: { readonly axis?: number },
) => X = alongAxis('addAt', addRows)

/**
 * The tensor with elements along an axis, the last unless said, replaced, each row at positions of its own: the places of
 * `takeAlong(x, indices)` hold `values`. NumPy's `put_along_axis`, ONNX's ScatterElements.
 *
 * @param indices - int32, of the shape of `x` but along the axis.
 * @param values - a number or a tensor that broadcasts to the shape of `indices`.
 * @throws ShapeError where the shapes differ elsewhere; ValueError where a position is out of range; DTypeError where the
 * tensor's element type cannot hold the values.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const places = T.tensor([[2], [0]], { dtype: 'int32' })
 * T.toNested(T.setAlong(T.zeros([2, 3]), places, T.tensor([[7], [8]]))) // => [[0, 0, 7], [8, 0, 0]]
 * ```
 */
export const setAlong: <X extends AnyTensor>(
  x: X,
  indices: Positions,
  values: Operand,
  options?: { readonly axis?: number },
) => X = inEachRow('setAlong', replaceRows)

/**
 * The tensor with values added to elements along an axis, the last unless said, each row at positions of its own; an
 * element named twice gets both. It is the transpose of `takeAlong`.
 *
 * @param indices - int32, of the shape of `x` but along the axis.
 * @param values - a number or a tensor that broadcasts to the shape of `indices`.
 * @throws ShapeError where the shapes differ elsewhere; ValueError where a position is out of range; DTypeError where the
 * tensor's element type cannot hold the values.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const places = T.tensor([[2, 2], [0, 1]], { dtype: 'int32' })
 * T.toNested(T.addAlong(T.zeros([2, 3]), places, 1)) // => [[0, 0, 2], [1, 1, 0]]
 * ```
 */
export const addAlong: <X extends AnyTensor>(
  x: X,
  indices: Positions,
  values: Operand,
  options?: { readonly axis?: number },
) => X = inEachRow('addAlong', addRows)

/**
 * The tensor with elements, or blocks, replaced by coordinates: the place of `gather(x, indices)` holds `values`.
 * TensorFlow's `tensor_scatter_nd_update`, ONNX's ScatterND.
 *
 * @param indices - int32 `[…, k]`, `k` at most the rank of `x`.
 * @param values - a number or a tensor that broadcasts to the shape of `gather(x, indices)`.
 * @throws ValueError where a coordinate is out of range; DTypeError where the tensor's element type cannot hold the values.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const corners = T.tensor([[0, 0], [1, 1]], { dtype: 'int32' })
 * T.toNested(T.scatter(T.ones([2, 2]), corners, T.tensor([5, 6]))) // => [[5, 1], [1, 6]]
 * ```
 */
export const scatter: <X extends AnyTensor>(x: X, indices: Positions, values: Operand) => X = atCoordinates(
  'scatter',
  replaceRows,
)

/**
 * The tensor with values added by coordinates; an element named twice gets both.
 *
 * @param indices - int32 `[…, k]`, `k` at most the rank of `x`.
 * @param values - a number or a tensor that broadcasts to the shape of `gather(x, indices)`.
 * @throws ValueError where a coordinate is out of range; DTypeError where the tensor's element type cannot hold the values.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const twice = T.tensor([[0, 1], [0, 1]], { dtype: 'int32' })
 * T.toNested(T.scatterAdd(T.zeros([2, 2]), twice, T.tensor([3, 4]))) // => [[0, 7], [0, 0]]
 * ```
 */
export const scatterAdd: <X extends AnyTensor>(x: X, indices: Positions, values: Operand) => X =
  atCoordinates('scatterAdd', addRows)
