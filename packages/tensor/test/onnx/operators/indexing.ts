/** Elements chosen, replaced and counted by position. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator } from '../operator.ts'
import { asPositions, int32, numbers } from '../values.ts'

const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

/** Positions that may count from the end as positions from the front. */
const positive = (positions: AnyTensor, lengths: AnyTensor | number): T.Positions =>
  asPositions(T.where(T.less(positions, 0), T.add(positions, lengths), positions))

const gather: Operator = operator({ inputs: 2, attributes: { axis: 0 } }, ([x, indices], { axis }) =>
  T.take(x, positive(indices, x.shape.at(axis)!), { axis }),
)

const gatherElements: Operator = operator({ inputs: 2, attributes: { axis: 0 } }, ([x, indices], { axis }) =>
  T.takeAlong(x, positive(indices, x.shape.at(axis)!), { axis }),
)

/** Coordinates of the axes after the batch's. */
const coordinates = (x: AnyTensor, indices: AnyTensor, batchAxes: number): T.Positions => {
  const depth = indices.shape.at(-1)!
  return positive(indices, int32(x.shape.slice(batchAxes, batchAxes + depth)))
}

const gatherND: Operator = operator(
  { inputs: 2, attributes: { batch_dims: 0 } },
  ([x, indices], { batch_dims }) =>
    T.gather(x, coordinates(x, indices, batch_dims), { batchAxes: batch_dims }),
)

const row = (x: AnyTensor, i: number): AnyTensor => T.take(x, int32([i], []))

/** Products come one after the other, because a place may be named twice. */
const multiplied = (x: AnyTensor, indices: T.Positions, values: AnyTensor): AnyTensor => {
  const depth = indices.shape.at(-1)!
  const places = T.reshape(indices, [-1, depth]) as AnyTensor
  const factors = T.reshape(values, [places.shape[0]!, ...x.shape.slice(depth)])
  return Array.from({ length: places.shape[0]! }).reduce<AnyTensor>((y, _, i) => {
    const at = asPositions(row(places, i))
    return T.scatter(y, at, T.mul(T.gather(y, at), row(factors, i)))
  }, x)
}

const scatterND: Operator = operator(
  { inputs: 3, attributes: { reduction: 'none' } },
  ([x, indices, values], { reduction }) => {
    const at = coordinates(x, indices, 0)
    if (reduction === 'none') return T.scatter(x, at, values)
    if (reduction === 'add') return T.scatterAdd(x, at, values)
    if (reduction === 'mul') return multiplied(x, at, values)
    throw never(`reduction ${reduction}`)
  },
)

const scatterElements: Operator = operator(
  { inputs: 3, attributes: { axis: 0, reduction: 'none' } },
  ([x, indices, values], { axis, reduction }) => {
    const at = positive(indices, x.shape.at(axis)!)
    if (reduction === 'none') return T.setAlong(x, at, values, { axis })
    if (reduction === 'add') return T.addAlong(x, at, values, { axis })
    throw never(`reduction ${reduction}`)
  },
)

/** Rows of two values, off and on; a label out of range has no `on`. */
const oneHot: Operator = operator(
  { inputs: 3, attributes: { axis: -1 } },
  ([labels, depth, values], { axis }) => {
    const classes = T.toTypedArray(depth)[0]!
    const at = fromFront(axis, labels.shape.length + 1)
    const places = T.arange(classes, { dtype: 'int32' })
    const columns = T.reshape(places, [classes, ...labels.shape.slice(at).map(() => 1)])
    const on = T.equal(
      T.expandDims(positive(T.cast(labels, 'int32'), classes) as AnyTensor, at),
      columns as AnyTensor,
    )
    return T.where(on, row(values, 1), row(values, 0))
  },
)

/** Positions of what is true, in order. */
const placesOf = (condition: AnyTensor): T.Positions => {
  const flat = T.reshape(condition, [T.sizeOf(condition.shape)])
  const count = T.item(T.countNonzero(flat))
  return asPositions(T.slice(T.argSort(T.logicalNot(flat) as AnyTensor), [0], [count]))
}

const compress: Operator = operator(
  { inputs: 2, attributes: { axis: undefined as number | undefined } },
  ([x, condition], { axis }) =>
    axis === undefined
      ? T.take(T.reshape(x, [T.sizeOf(x.shape)]), placesOf(condition))
      : T.take(x, placesOf(condition), { axis }),
)

/** The coordinates of what is not zero, an axis a row. */
const nonZero: Operator = operator({ inputs: 1 }, ([x]) => {
  const places = placesOf(T.notEqual(x, 0))
  const rows = x.shape.map((d, i) => {
    const stride = T.sizeOf(x.shape.slice(i + 1))
    return T.mod(T.cast(T.floor(T.div(places, stride)), 'int32'), d)
  })
  return T.stack(rows as readonly AnyTensor[])
})

const topK: Operator = operator(
  { inputs: 2, attributes: { axis: -1, largest: 1, sorted: 1 } },
  ([x, list], { axis, largest }) => {
    const [k = 0] = numbers(list)
    if (largest !== 0) {
      const { values, indices } = T.topK(x, k, { axis })
      return [values, indices]
    }
    const order = T.take(T.argSort(x, { axis }), T.arange(k), { axis })
    return [T.takeAlong(x, asPositions(order), { axis }), order]
  },
)

/** A number for each row of a matrix, in the order of the rows and equal for equal ones. */
const ranks = (rows: AnyTensor): AnyTensor => {
  const columns = T.split(rows, rows.shape[1]!, { axis: 1 }) as readonly AnyTensor[]
  return columns
    .map((column): AnyTensor => T.uniqueAll(T.reshape(column, [rows.shape[0]!])).inverse)
    .reduce((rank, next) => T.uniqueAll(T.add(T.mul(rank, rows.shape[0]!), next) as AnyTensor).inverse)
}

/** What is unique along an axis: slices, by the first elements that differ. */
const uniqueSlices = (x: AnyTensor, axis: number): readonly AnyTensor[] => {
  const first = T.swapAxes(x, axis, 0)
  const { indices, inverse, counts } = T.uniqueAll(ranks(T.reshape(first, [first.shape[0]!, -1])))
  return [T.take(x, indices, { axis }), indices, inverse, counts]
}

/** Values, where each first stands, which of them each element is, and how many there are; in order, or as they come. */
const unique: Operator = operator(
  { inputs: 1, attributes: { axis: undefined as number | undefined, sorted: 1 } },
  ([x], { axis, sorted }) => {
    if (axis !== undefined && sorted === 0) throw never('unsorted slices')
    if (axis !== undefined) return uniqueSlices(x, axis)
    const { values, indices, inverse, counts } = T.uniqueAll(x)
    const flat = T.reshape(inverse, [T.sizeOf(x.shape)])
    if (sorted !== 0) return [values, indices, flat, counts]
    const order = T.argSort(indices)
    const chosen = [values, indices].map((y) => T.take(y as AnyTensor, order))
    return [...chosen, T.take(T.argSort(order), flat), T.take(counts, order)]
  },
)

export const indexing: Readonly<Record<string, Operator>> = {
  Compress: compress,
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherND,
  NonZero: nonZero,
  OneHot: oneHot,
  Scatter: scatterElements,
  ScatterElements: scatterElements,
  ScatterND: scatterND,
  TopK: topK,
  Unique: unique,
}
