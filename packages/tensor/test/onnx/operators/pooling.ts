/** Pools. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator, unary } from '../operator.ts'
import { numbers } from '../values.ts'
import { byRank, none, placed } from './windows.ts'

type Ints = readonly number[]
type Moves = ReturnType<typeof placed> & { readonly ceilMode: boolean }
type Pool<More = unknown> = (x: AnyTensor, window: Ints, options: Moves & More) => AnyTensor

const largest: readonly [Pool, Pool, Pool] = [T.maxPool1d, T.maxPool2d, T.maxPool3d]

type Average = Pool<{ readonly includePadding: boolean }>
const averages: readonly [Average, Average, Average] = [T.averagePool1d, T.averagePool2d, T.averagePool3d]

type Locating = (
  x: AnyTensor,
  window: Ints,
  options: Moves,
) => { readonly values: AnyTensor; readonly indices: AnyTensor }
const located: readonly [Locating, Locating, Locating] = [
  T.maxPool1dWithIndices,
  T.maxPool2dWithIndices,
  T.maxPool3dWithIndices,
]

type Unpool = (values: AnyTensor, indices: T.Positions, size: Ints) => AnyTensor
const unpools: readonly [Unpool, Unpool, Unpool] = [T.maxUnpool1d, T.maxUnpool2d, T.maxUnpool3d]

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

/** Our places count within an image, by rows; ONNX's in the whole input, and by columns where it is asked for. */
const counted = (indices: AnyTensor, spatial: Ints, byColumns: boolean): AnyTensor => {
  const [rows, columns] = spatial
  const row = T.cast(T.floor(T.div(indices, columns!)), 'int32')
  const inImage = byColumns ? T.add(T.mul(T.mod(indices, columns!), rows!), row) : indices
  const images = T.mul(T.arange(T.sizeOf(indices.shape.slice(0, 2))), T.sizeOf(spatial))
  return T.add(T.reshape(images, [...indices.shape.slice(0, 2), ...spatial.map(() => 1)]), inImage)
}

const maxPool: Operator = operator(
  { inputs: 1, attributes: { ...attributes, storage_order: 0 } },
  ([x], { storage_order, ...a }, { outputs }) => {
    const moves = movesOf(x, a)
    if (outputs === 1) return byRank(largest, a.kernel_shape.length)(x, a.kernel_shape, moves)
    if (storage_order !== 0 && a.kernel_shape.length !== 2) throw never('columns but of images')
    const { values, indices } = byRank(located, a.kernel_shape.length)(x, a.kernel_shape, moves)
    return [values, counted(indices, x.shape.slice(2), storage_order !== 0)]
  },
)

/** Elements back at their places, in the size that was pooled; a larger one that is asked for is larger at the end. */
const maxUnpool: Operator = operator(
  { inputs: 2, optional: 1, attributes: { kernel_shape: [] as Ints, strides: none, pads: none } },
  ([x, indices, list], { kernel_shape, strides, pads }) => {
    if (pads !== undefined) throw never('pads of MaxUnpool')
    const spatial = x.shape.slice(2).map((d, i) => (d - 1) * (strides?.[i] ?? 1) + kernel_shape[i]!)
    const inImage = T.mod(indices, T.sizeOf(spatial)) as T.Positions
    const wanted = list === undefined ? spatial : numbers(list).slice(2)
    const widths = spatial.map((d, i) => [0, wanted[i]! - d] as const)
    return T.pad(byRank(unpools, spatial.length)(x, inImage, spatial), [[0, 0], [0, 0], ...widths])
  },
)

export const pooling: Readonly<Record<string, Operator>> = {
  AveragePool: averagePool,
  GlobalAveragePool: unary((x) => T.globalAveragePool(x, { keepDims: true })),
  GlobalMaxPool: unary((x) => T.globalMaxPool(x, { keepDims: true })),
  MaxPool: maxPool,
  MaxUnpool: maxUnpool,
}
