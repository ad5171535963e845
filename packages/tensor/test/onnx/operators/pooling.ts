/** Pools. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator, unary } from '../operator.ts'
import { asPositions, int32, numbers } from '../values.ts'
import { byRank, none, placed } from './windows.ts'

type Ints = readonly number[]
type Moves = ReturnType<typeof placed> & { readonly ceilMode: boolean }
type Pool<More = unknown> = (x: AnyTensor, window: Ints, options: Moves & More) => AnyTensor

const largest: readonly [Pool, Pool, Pool] = [T.maxPool1d, T.maxPool2d, T.maxPool3d]

type Average = Pool<{ readonly includePadding: boolean }>
const averages: readonly [Average, Average, Average] = [T.averagePool1d, T.averagePool2d, T.averagePool3d]

const attributes = {
  auto_pad: 'NOTSET',
  ceil_mode: 0,
  dilations: none,
  kernel_shape: [] as Ints,
  pads: none,
  strides: none,
}

const movesOf = (x: AnyTensor, a: typeof attributes): Moves => ({
  ...placed(x.shape.slice(2), { ...a, window: a.kernel_shape }),
  ceilMode: a.ceil_mode !== 0,
})

const averagePool: Operator = operator(
  { inputs: 1, attributes: { ...attributes, count_include_pad: 0 } },
  ([x], { count_include_pad, ...a }) => {
    const options = { ...movesOf(x, a), includePadding: count_include_pad !== 0 }
    return byRank(averages, a.kernel_shape.length)(x, a.kernel_shape, options)
  },
)

/** The positions along an axis of padded input that are under each place of a window: `[places, window]`. */
const under = (places: number, window: number, stride: number, dilation: number): T.Positions =>
  int32(
    Array.from(
      { length: places * window },
      (_, i) => Math.floor(i / window) * stride + (i % window) * dilation,
    ),
    [places, window],
  )

/** Coordinates in the input, of a place and an element of its window. */
const coordinate = (shape: Ints, axis: number, within: AnyTensor, moves: Moves): AnyTensor => {
  const starts = Array.from(
    { length: shape[axis]! },
    (_, i) => i * moves.stride[axis - 2]! - moves.padding[axis - 2]![0],
  )
  const line = int32(
    starts,
    shape.map((d, i) => (i === axis ? d : 1)),
  )
  return T.add(line, T.mul(within, moves.dilation[axis - 2]!))
}

const quotient = (x: AnyTensor, by: number): AnyTensor => T.cast(T.div(x, by), 'int32')

/** Where in the whole input, flattened, the largest element of each place stands. */
const indicesOf = (
  x: AnyTensor,
  pooled: AnyTensor,
  window: Ints,
  moves: Moves,
  byColumns: boolean,
): AnyTensor => {
  const [n, c, h, w] = x.shape as readonly [number, number, number, number]
  const [, , rows, columns] = pooled.shape as readonly [number, number, number, number]
  const [kh, kw] = window as readonly [number, number]
  const around = T.pad(x, [[0, 0], [0, 0], ...moves.padding], { value: -Infinity })
  const inRows = T.take(around, under(rows, kh, moves.stride[0]!, moves.dilation[0]!), { axis: 2 })
  const all = T.take(inRows, under(columns, kw, moves.stride[1]!, moves.dilation[1]!), { axis: 4 })
  const places = T.reshape(T.permute(all, [0, 1, 2, 4, 3, 5]), [n, c, rows, columns, kh * kw])
  const best = T.argMax(places, { axis: 4 })
  const row = coordinate(pooled.shape, 2, quotient(best, kw), moves)
  const column = coordinate(pooled.shape, 3, T.mod(best, kw), moves)
  const images = int32(
    Array.from({ length: n * c }, (_, i) => i * h * w),
    [n, c, 1, 1],
  )
  const inImage = byColumns ? T.add(T.mul(column, h), row) : T.add(T.mul(row, w), column)
  return T.add(images, inImage)
}

const maxPool: Operator = operator(
  { inputs: 1, attributes: { ...attributes, storage_order: 0 } },
  ([x], { storage_order, ...a }, { outputs }) => {
    const moves = movesOf(x, a)
    const pooled = byRank(largest, a.kernel_shape.length)(x, a.kernel_shape, moves)
    if (outputs === 1) return pooled
    if (a.kernel_shape.length !== 2 || moves.ceilMode)
      throw never('indices but over an image without ceil_mode')
    return [pooled, indicesOf(x, pooled, a.kernel_shape, moves, storage_order !== 0)]
  },
)

/** Elements back at their places, in the size that was pooled; a larger one that is asked for is larger at the end. */
const maxUnpool: Operator = operator(
  { inputs: 2, optional: 1, attributes: { kernel_shape: [] as Ints, strides: none, pads: none } },
  ([x, indices, list], { kernel_shape, strides, pads }) => {
    if (pads !== undefined) throw never('pads of MaxUnpool')
    const spatial = x.shape.slice(2).map((d, i) => (d - 1) * (strides?.[i] ?? 1) + kernel_shape[i]!)
    const shape = [...x.shape.slice(0, 2), ...spatial]
    const flat = (y: AnyTensor): AnyTensor => T.reshape(y, [T.sizeOf(y.shape)])
    const empty = T.zeros([T.sizeOf(shape)], { dtype: x.dtype }) as AnyTensor
    const placedBack = T.reshape(T.setAt(empty, asPositions(flat(indices)), flat(x)), shape)
    const wanted = list === undefined ? shape : numbers(list)
    return T.pad(
      placedBack,
      shape.map((d, i) => [0, wanted[i]! - d] as const),
    )
  },
)

export const pooling: Readonly<Record<string, Operator>> = {
  AveragePool: averagePool,
  GlobalAveragePool: unary((x) => T.globalAveragePool(x, { keepDims: true })),
  GlobalMaxPool: unary((x) => T.globalMaxPool(x, { keepDims: true })),
  MaxPool: maxPool,
  MaxUnpool: maxUnpool,
}
