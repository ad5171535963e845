/** Elements that move and stay the same. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator, unary } from '../operator.ts'
import { asPositions, numbers } from '../values.ts'

type Ints = readonly number[]

const none = undefined as Ints | undefined

const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

/** A list that is an attribute in older versions, and an input in newer ones. */
const listOf = (input: AnyTensor | undefined, attribute: Ints | undefined): Ints | undefined =>
  input === undefined ? attribute : numbers(input)

/** Before version 14, and unless said later, 0 keeps a dimension; -1 is what remains. */
const reshaped = (x: AnyTensor, sizes: Ints, allowZero: boolean): AnyTensor => {
  const kept = sizes.map((d, i) => (d === 0 && !allowZero ? x.shape[i]! : d))
  const rest = T.sizeOf(x.shape) / T.sizeOf(kept.filter((d) => d !== -1))
  return T.reshape(
    x,
    kept.map((d) => (d === -1 ? rest : d)),
  )
}

const flatten: Operator = operator({ inputs: 1, attributes: { axis: 1 } }, ([x], { axis }) => {
  const at = fromFront(axis, x.shape.length)
  return T.reshape(x, [T.sizeOf(x.shape.slice(0, at)), T.sizeOf(x.shape.slice(at))])
})

const squeeze: Operator = operator(
  { inputs: 1, optional: 1, attributes: { axes: none } },
  ([x, list], { axes }) => {
    const named = listOf(list, axes)?.map((a) => fromFront(a, x.shape.length))
    if (named === undefined) return T.squeeze(x)
    return named.toSorted((a, b) => b - a).reduce<AnyTensor>((y, axis) => T.squeeze(y, axis), x)
  },
)

/** Axes are those of the result. */
const unsqueeze: Operator = operator(
  { inputs: 1, optional: 1, attributes: { axes: none } },
  ([x, list], { axes }) => {
    const given = listOf(list, axes) ?? []
    const rank = x.shape.length + given.length
    const named = given.map((a) => fromFront(a, rank)).toSorted((a, b) => a - b)
    return named.reduce<AnyTensor>((y, axis) => T.expandDims(y, axis), x)
  },
)

const split: Operator = operator(
  { inputs: 1, optional: 1, attributes: { axis: 0, split: none } },
  ([x, list], attributes, { outputs }) => {
    const sizes = listOf(list, attributes.split)
    if (sizes === undefined) return T.split(x, outputs, { axis: attributes.axis })
    const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((a, b) => a + b, 0))
    return T.split(x, ends.slice(0, -1), { axis: attributes.axis })
  },
)

/** What a slice has of each axis; axes that are not named are whole. */
const everywhere = (rank: number, axes: Ints, values: Ints, otherwise: (axis: number) => number): Ints =>
  Array.from({ length: rank }, (_, i) => {
    const at = axes.findIndex((a) => fromFront(a, rank) === i)
    return at < 0 ? otherwise(i) : values[at]!
  })

const slice: Operator = operator(
  { inputs: 1, optional: 4, attributes: { starts: none, ends: none, axes: none } },
  ([x, startList, endList, axisList, stepList], attributes) => {
    const rank = x.shape.length
    const starts = listOf(startList, attributes.starts)!
    const axes = listOf(axisList, attributes.axes) ?? starts.map((_, i) => i)
    const steps = listOf(stepList, undefined) ?? starts.map(() => 1)
    return T.slice(
      x,
      everywhere(rank, axes, starts, () => 0),
      everywhere(rank, axes, listOf(endList, attributes.ends)!, (i) => x.shape[i]!),
      { steps: everywhere(rank, axes, steps, () => 1) },
    )
  },
)

const padModes = ['constant', 'reflect', 'edge'] as const

/** All widths before, then all after. */
const pad: Operator = operator(
  { inputs: 1, optional: 2, attributes: { mode: 'constant', pads: none, value: 0 } },
  ([x, list, fill], attributes) => {
    const mode = padModes.find((m) => m === attributes.mode)
    if (mode === undefined) throw never(`pad mode ${attributes.mode}`)
    const pads = listOf(list, attributes.pads)!
    const widths = x.shape.map((_, i) => [pads[i]!, pads[i + x.shape.length]!] as const)
    return T.pad(x, widths, { mode, value: fill === undefined ? attributes.value : T.item(fill) })
  },
)

/** The shape that both broadcast to. */
const expand: Operator = operator({ inputs: 2 }, ([x, list]) =>
  T.where(T.full(numbers(list), 1, { dtype: 'bool' }) as AnyTensor, x, x),
)

/** Blocks of channels become pixels: which of the axes of `[blocks, blocks, channels]` the channels are. */
const depthToSpace: Operator = operator(
  { inputs: 1, attributes: { blocksize: 0, mode: 'DCR' } },
  ([x], { blocksize: b, mode }) => {
    const [n, c, h, w] = x.shape as readonly [number, number, number, number]
    const channels = c / (b * b)
    const shape = [n, channels, h * b, w * b]
    if (mode === 'DCR')
      return T.reshape(T.permute(T.reshape(x, [n, b, b, channels, h, w]), [0, 3, 4, 1, 5, 2]), shape)
    if (mode === 'CRD')
      return T.reshape(T.permute(T.reshape(x, [n, channels, b, b, h, w]), [0, 1, 4, 2, 5, 3]), shape)
    throw never(`mode ${mode}`)
  },
)

const spaceToDepth: Operator = operator(
  { inputs: 1, attributes: { blocksize: 0 } },
  ([x], { blocksize: b }) => {
    const [n, c, h, w] = x.shape as readonly [number, number, number, number]
    const blocks = T.reshape(x, [n, c, h / b, b, w / b, b])
    return T.reshape(T.permute(blocks, [0, 3, 5, 1, 2, 4]), [n, c * b * b, h / b, w / b])
  },
)

/** The first elements of each row in reverse, as many as the row says. */
const reverseSequence: Operator = operator(
  { inputs: 2, attributes: { batch_axis: 1, time_axis: 0 } },
  ([x, lengths], { batch_axis, time_axis }) => {
    const along = (axis: number, values: AnyTensor): AnyTensor =>
      T.reshape(
        values,
        x.shape.map((d, i) => (i === axis ? d : 1)),
      )
    const times = along(time_axis, T.arange(x.shape[time_axis]!))
    const ends = along(batch_axis, lengths)
    const places = T.where(T.less(times, ends), T.sub(T.sub(ends, 1), times), times)
    return T.takeAlong(x, asPositions(T.broadcastTo(places, x.shape)), { axis: time_axis })
  },
)

export const movement: Readonly<Record<string, Operator>> = {
  Concat: operator({ inputs: 1, optional: Infinity, attributes: { axis: 1 } }, (xs, { axis }) =>
    T.concat(xs as readonly AnyTensor[], { axis }),
  ),
  DepthToSpace: depthToSpace,
  Expand: expand,
  Flatten: flatten,
  Identity: unary((x) => x),
  Pad: pad,
  Reshape: operator({ inputs: 2, attributes: { allowzero: 0 } }, ([x, list], { allowzero }) =>
    reshaped(x, numbers(list), allowzero !== 0),
  ),
  ReverseSequence: reverseSequence,
  Slice: slice,
  SpaceToDepth: spaceToDepth,
  Split: split,
  Squeeze: squeeze,
  Tile: operator({ inputs: 2 }, ([x, times]) => T.tile(x, numbers(times))),
  Transpose: operator({ inputs: 1, attributes: { perm: none } }, ([x], { perm }) =>
    perm === undefined ? T.transpose(x) : T.permute(x, perm),
  ),
  Unsqueeze: unsqueeze,
}
