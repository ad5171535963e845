/**
 * Elements chosen by position, where each example has positions of its own.
 *
 * The tables of all examples are laid one behind the other, and a position counts from where its example's table begins:
 * so one primitive does it for all.
 *
 * @module
 */
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { bind, type Primitives } from '@gradus/tensor/primitives'
import type { Batch } from '../BatchRule.ts'
import { moveAxis, multiples, perExample, permuted, range, repeated, reshaped } from './examples.ts'

/** The positions themselves, refused when they are computed if one is not below `rows`: another example's row would answer. */
export const checkedPositions = (positions: AnyTensor, rows: number): AnyTensor =>
  bind('take', [multiples(rows, 1), positions], { axis: 0 })

/** Positions in tables of `rows` rows, of one example each, as positions in the tables of all. */
const inAll = (positions: AnyTensor, rows: number): AnyTensor =>
  bind(
    'add',
    [
      checkedPositions(positions, rows),
      perExample(multiples(positions.shape[0] ?? 0, rows), positions.shape),
    ],
    {},
  )

export const takeBatch = ({ inputs, params: { axis } }: Batch<Primitives['take']>): AnyTensor => {
  const [x, at] = inputs as readonly [(typeof inputs)[0], (typeof inputs)[0]]
  if (!at.isMapped) return bind('take', [x.tensor, at.tensor], { axis: axis + 1 })
  if (!x.isMapped) return moveAxis(bind('take', [x.tensor, at.tensor], { axis }), axis, 0)
  const [size = 0, rows = 0, ...rest] = moveAxis(x.tensor, axis + 1, 1).shape
  const table = reshaped(moveAxis(x.tensor, axis + 1, 1), [size * rows, ...rest])
  const picked = bind('take', [table, inAll(at.tensor, rows)], { axis: 0 })
  // [example, positions, before, after] to [example, before, positions, after]
  const depth = at.tensor.shape.length
  const before = range(depth, depth + axis)
  return permuted(picked, [0, ...before, ...range(1, depth), ...range(depth + axis, picked.shape.length)])
}

export const scatterSumBatch = ({
  inputs,
  params: { axis, size: rows },
  size,
}: Batch<Primitives['scatterSum']>): AnyTensor => {
  const [x, at] = inputs as readonly [(typeof inputs)[0], (typeof inputs)[0]]
  if (!at.isMapped) return bind('scatterSum', [x.tensor, at.tensor], { axis: axis + 1, size: rows })
  const values = repeated(x, size)
  // [example, before, positions, after] to [example, positions, before, after]
  const end = axis + at.tensor.shape.length
  const order = [0, ...range(axis + 1, end), ...range(1, axis + 1), ...range(end, values.shape.length)]
  const sums = bind('scatterSum', [permuted(values, order), inAll(at.tensor, rows)], {
    axis: 0,
    size: size * rows,
  })
  return moveAxis(reshaped(sums, [size, rows, ...sums.shape.slice(1)]), 1, axis + 1)
}

export const lastWriterBatch = ({
  inputs: [at],
  params: { size: rows },
  size,
}: Batch<Primitives['lastWriter']>): AnyTensor => {
  const positions = at!.tensor
  const writers = bind('lastWriter', [inAll(positions, rows)], { size: size * rows })
  const starts = multiples(size, T.sizeOf(positions.shape.slice(1)))
  const own = bind('sub', [reshaped(writers, [size, rows]), perExample(starts, [size, rows])], {})
  const none = T.full([size, rows], -1, { dtype: 'int32' })
  return bind('maximum', [own, none], {})
}
