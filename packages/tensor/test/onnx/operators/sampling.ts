/** Images read at points between their pixels. */
import type { AnyTensor } from '../../../src/index.ts'
import * as T from '../../../src/index.ts'
import { never, operator, type Operator } from '../operator.ts'
import { asPositions, numbers } from '../values.ts'

/** Rows and columns of points, `[batch, points]`. */
interface Points {
  readonly rows: AnyTensor
  readonly columns: AnyTensor
}

/** Whole places along an axis that are near points, and what each counts. */
interface Near {
  readonly at: AnyTensor
  readonly weight: AnyTensor
}

type Nearby = (points: AnyTensor) => readonly Near[]

const ones = (x: AnyTensor): AnyTensor => T.onesLike(x)

const nearest: Nearby = (points) => [{ at: T.round(points), weight: ones(points) }]

const linear: Nearby = (points) => {
  const [low, rest] = [T.floor(points), T.sub(points, T.floor(points))]
  return [
    { at: low, weight: T.sub(1, rest) },
    { at: T.add(low, 1), weight: rest },
  ]
}

/** Keys's weights with `a = -¾`: inside a distance of 1, and outside. */
const cubic: Nearby = (points) =>
  [-1, 0, 1, 2].map((k) => {
    const at = T.add(T.floor(points), k)
    const d = T.abs(T.sub(points, at))
    const square = T.square(d)
    const cube = T.mul(square, d)
    const inside = T.add(T.sub(T.mul(1.25, cube), T.mul(2.25, square)), 1)
    const outside = T.mul(-0.75, T.add(T.sub(T.add(cube, T.mul(8, d)), T.mul(5, square)), -4))
    return { at, weight: T.where(T.lessEqual(d, 1), inside, outside) }
  })

/** The pixels at whole places, 0 outside: `[batch, channels, points]`. */
const pixels = (x: AnyTensor, rows: AnyTensor, columns: AnyTensor): AnyTensor => {
  const [n, c, h, w] = x.shape as readonly [number, number, number, number]
  const inside = (at: AnyTensor, length: number): AnyTensor =>
    T.logicalAnd(T.greaterEqual(at, 0), T.less(at, length))
  const [i, j] = [T.clip(rows, 0, h - 1), T.clip(columns, 0, w - 1)]
  const flat = T.expandDims(T.add(T.mul(i, w), j), 1) as AnyTensor
  const places = T.broadcastTo(flat, [n, c, rows.shape[1]!])
  const taken = T.takeAlong(T.reshape(x, [n, c, h * w]), asPositions(places))
  const valid = T.expandDims(T.logicalAnd(inside(rows, h), inside(columns, w)) as AnyTensor, 1)
  return T.where(valid as AnyTensor, taken, T.zerosLike(taken) as AnyTensor)
}

/** The images at points: `[batch, channels, points]`. */
const sampled = (x: AnyTensor, { rows, columns }: Points, nearby: Nearby): AnyTensor =>
  nearby(rows)
    .flatMap((i) => nearby(columns).map((j) => [i, j] as const))
    .map(
      ([i, j]) =>
        T.mul(pixels(x, i.at, j.at), T.expandDims(T.mul(i.weight, j.weight) as AnyTensor, 1)) as AnyTensor,
    )
    .reduce((a, b) => T.add(a, b))

const modes: Readonly<Record<string, Nearby>> = { nearest, bilinear: linear, bicubic: cubic }

/** Points beyond an end come back as in a mirror: at the edge of the pixels, or at their centres. */
const reflected = (at: AnyTensor, length: number, corners: boolean): AnyTensor => {
  const [low, span] = corners ? [0, length - 1] : [-0.5, length]
  const turned = T.mod(T.abs(T.sub(at, low)), 2 * span)
  const back = T.where(T.lessEqual(turned, span), turned, T.sub(2 * span, turned))
  return T.clip(T.add(back, low), 0, length - 1)
}

const within = (at: AnyTensor, length: number, mode: string, corners: boolean): AnyTensor => {
  if (mode === 'zeros') return at
  if (mode === 'border') return T.clip(at, 0, length - 1)
  if (mode === 'reflection') return reflected(at, length, corners)
  throw never(`padding_mode ${mode}`)
}

/** Points of a grid from -1 to 1, over the pixels or from the first one's centre to the last one's. */
const gridSample: Operator = operator(
  { inputs: 2, attributes: { align_corners: 0, mode: 'bilinear', padding_mode: 'zeros' } },
  ([x, grid], { align_corners, mode, padding_mode }) => {
    const [n, h, w] = grid.shape as readonly [number, number, number]
    const nearby = modes[mode]
    if (nearby === undefined) throw never(`mode ${mode}`)
    const corners = align_corners !== 0
    const along = (which: number, length: number): AnyTensor => {
      const at = T.reshape(T.slice(grid, [0, 0, 0, which], [n, h, w, which + 1]), [n, h * w])
      const places = corners
        ? T.mul(T.add(at, 1), (length - 1) / 2)
        : T.sub(T.mul(T.add(at, 1), length / 2), 0.5)
      return within(places, length, padding_mode, corners)
    }
    const points = { columns: along(0, x.shape[3]!), rows: along(1, x.shape[2]!) }
    return T.reshape(sampled(x, points, nearby), [n, x.shape[1]!, h, w])
  },
)

/** A grid of points from the lines that it lies on, `[batch, height]` and `[batch, width]`. */
const gridOf = (rows: AnyTensor, columns: AnyTensor): Points => {
  const [n, h, w] = [rows.shape[0]!, rows.shape[1]!, columns.shape[1]!]
  const all = (line: AnyTensor, axis: number): AnyTensor =>
    T.reshape(T.broadcastTo(T.expandDims(line, axis), [n, h, w]), [n, h * w])
  return { rows: all(rows, 2), columns: all(columns, 1) }
}

/** The images read linearly on a grid, and what is not in the image replaced. */
export const cropped = (x: AnyTensor, rows: AnyTensor, columns: AnyTensor, outside: number): AnyTensor => {
  const [h, w] = x.shape.slice(2) as unknown as readonly [number, number]
  const points = gridOf(rows, columns)
  const off = (at: AnyTensor, length: number): AnyTensor =>
    T.logicalOr(T.less(at, 0), T.greater(at, length - 1))
  const missing = T.expandDims(T.logicalOr(off(points.rows, h), off(points.columns, w)) as AnyTensor, 1)
  const found = T.where(
    missing as AnyTensor,
    T.full([], outside, { dtype: x.dtype }),
    sampled(x, points, linear),
  )
  return T.reshape(found, [...x.shape.slice(0, 2), rows.shape[1]!, columns.shape[1]!])
}

/** Points of bins between two ends, `[regions, bins · samples]`, held in the image. */
const binPoints = (
  start: AnyTensor,
  end: AnyTensor,
  bins: number,
  samples: number,
  length: number,
): AnyTensor => {
  const steps = T.div(T.add(T.arange(bins * samples, { dtype: 'float32' }), 0.5), bins * samples)
  const at = T.add(T.expandDims(start, 1), T.mul(T.expandDims(T.sub(end, start) as AnyTensor, 1), steps))
  if (numbers(at).some((v) => v < -1 || v > length)) throw never('a region that is not in the image')
  return T.clip(at, 0, length - 1)
}

const offsets: Readonly<Record<string, number>> = { half_pixel: 0.5, output_half_pixel: 0 }

/** Means of some points in each bin of regions. */
const roiAlign: Operator = operator(
  {
    inputs: 3,
    attributes: {
      coordinate_transformation_mode: 'half_pixel',
      mode: 'avg',
      output_height: 1,
      output_width: 1,
      sampling_ratio: 0,
      spatial_scale: 1,
    },
  },
  ([x, regions, images], a) => {
    const offset = offsets[a.coordinate_transformation_mode]
    if (a.mode !== 'avg' || a.sampling_ratio === 0 || offset === undefined)
      throw never('this kind of RoiAlign')
    const at = (which: number): AnyTensor =>
      T.sub(
        T.mul(
          T.take(regions, T.tensor(which, { dtype: 'int32' }), { axis: 1 }) as AnyTensor,
          a.spatial_scale,
        ),
        offset,
      )
    const end = (low: AnyTensor, high: AnyTensor): AnyTensor =>
      offset === 0 ? T.maximum(high, T.add(low, 1)) : high
    const lines = (low: number, high: number, bins: number, length: number): AnyTensor =>
      binPoints(at(low), end(at(low), at(high)), bins, a.sampling_ratio, length)
    const chosen = T.take(x, asPositions(images)) as AnyTensor
    const rows = lines(1, 3, a.output_height, x.shape[2]!)
    const columns = lines(0, 2, a.output_width, x.shape[3]!)
    const found = sampled(chosen, gridOf(rows, columns), linear)
    const image = T.reshape(found, [...chosen.shape.slice(0, 2), rows.shape[1]!, columns.shape[1]!])
    return T.averagePool2d(image, a.sampling_ratio)
  },
)

export const sampling: Readonly<Record<string, Operator>> = { GridSample: gridSample, RoiAlign: roiAlign }
