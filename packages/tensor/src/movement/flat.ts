/** Places along axes and coordinates as places in the flattened tensor. */
import { bind } from '../bind.ts'
import { ShapeError, showShape } from '../errors.ts'
import { checkTensor } from '../operand.ts'
import { type AnyTensor, Concrete, isConcrete, type Shape, sizeOf } from '../Tensor.ts'
import { checkPositions, filled, guarded, integers, toPositions } from './positions.ts'

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

/** Which example of a batch each place of a shape belongs to, `times` over. */
const batchStarts = (shape: Shape, batchAxes: number, times: number): Int32Array => {
  const each = sizeOf(shape.slice(batchAxes))
  return Int32Array.from({ length: sizeOf(shape) }, (_, at) => Math.floor(at / each) * times)
}

const checkBatch = (x: Shape, indices: Shape, batchAxes: number, op: string): void => {
  const most = Math.max(0, Math.min(x.length, indices.length - 1))
  if (!Number.isInteger(batchAxes) || batchAxes < 0 || batchAxes > most)
    throw new ShapeError(
      op,
      `batchAxes is a whole number from 0 to ${most}, the axes that ${showShape(x)} and the positions ${showShape(indices)} can share, got ${batchAxes}`,
    )
  if (x.slice(0, batchAxes).some((d, i) => d !== indices[i]))
    throw new ShapeError(
      op,
      `the first ${batchAxes} of the axes are the batch, and must agree: ${showShape(x)} against positions ${showShape(indices)}`,
    )
}

const checkDepth = (x: Shape, indices: Shape, axes: number, op: string): number => {
  const depth = indices.at(-1)
  if (depth === undefined || depth > axes)
    throw new ShapeError(
      op,
      `the last axis of the positions holds coordinates of at most ${axes} axes of ${showShape(x)}, got ${showShape(indices)}`,
    )
  return depth
}

/** Coordinates, the last axis of `indices`, as places in the first axes of `x` after the batch's, flattened. */
export const flatCoordinates = (x: AnyTensor, indices: AnyTensor, op: string, batchAxes = 0): AnyTensor => {
  const coordinates = toPositions(indices, op)
  const { shape } = coordinates
  checkBatch(checkTensor(x, op).shape, shape, batchAxes, op)
  const depth = checkDepth(x.shape, shape, x.shape.length - batchAxes, op)
  const lengths = x.shape.slice(batchAxes, batchAxes + depth)
  if (coordinates instanceof Concrete) checkPositions(coordinates, (i) => lengths[i % depth]!, op)
  const along = (values: Shape): AnyTensor =>
    bind('broadcast', [integers(Int32Array.from(values))], { shape })
  const inExample = bind('reduceSum', [combine('mul', coordinates, along(stridesOf(lengths)))], {
    axes: [shape.length - 1],
  })
  const starts = batchStarts(inExample.shape, batchAxes, sizeOf(lengths))
  const flat = batchAxes === 0 ? inExample : combine('add', inExample, integers(starts, inExample.shape))
  return isConcrete(coordinates) ? flat : guarded(flat, coordinates, integers(Int32Array.from(lengths)))
}
