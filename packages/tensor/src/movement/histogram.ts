/** Elements counted in bins. */
import type { Add, Subtract } from '../Arithmetic.ts'
import { bind } from '../bind.ts'
import { tabulate, type DType, toFloat, type ToFloat } from '../DType.ts'
import { ShapeError, showShape, ValueError } from '../errors.ts'
import { castTo, scalar, spread, toFloatTensor } from '../operand.ts'
import { type DTypeOf, type Promote, promote } from '../promotion.ts'
import type { IsUnknown } from '../Shape.ts'
import { type AnyTensor, Concrete, isTensor, type Shape, sizeOf, type Tensor } from '../Tensor.ts'
import { bincount, checkWeights, type CountType } from './bincount.ts'
import { filled, type Positions } from './positions.ts'
import { searchSorted } from './sort.ts'

/** How many bins of equal width, or the edges of bins of any width, one more than there are bins, which do not go down. */
export type Bins = number | AnyTensor

/**
 * The bins, 10 of equal width unless said; from where to where those go, all elements unless said; what each element counts
 * as, 1 unless said; and whether to answer the density, whose integral over the bins is 1, instead of the counts.
 */
export interface HistogramOptions<
  B extends Bins = Bins,
  W extends AnyTensor = AnyTensor,
  P extends boolean = boolean,
> {
  readonly bins?: B
  readonly range?: readonly [low: number, high: number]
  readonly weights?: W
  readonly density?: P
}

type EdgeCount<B extends Bins> = B extends number
  ? Add<B, 1>
  : B extends Tensor<readonly [infer N extends number], DType>
    ? N
    : number
type BinCount<B extends Bins> = B extends number
  ? B
  : IsUnknown<EdgeCount<B>> extends true
    ? number
    : Subtract<EdgeCount<B>, 1>
type EdgeType<B extends Bins, D extends DType> = B extends AnyTensor ? DTypeOf<B> & DType : ToFloat<D>
type DensityType<B extends Bins, W extends AnyTensor, D extends DType> = AnyTensor extends W
  ? ToFloat<EdgeType<B, D>>
  : Promote<Tensor<Shape, ToFloat<EdgeType<B, D>>>, Tensor<Shape, ToFloat<CountType<W>>>>

/** What each bin holds, and the edges between the bins. */
export interface Histogram<
  X extends AnyTensor,
  B extends Bins = number,
  W extends AnyTensor = AnyTensor,
  P extends boolean = false,
> {
  readonly counts: Tensor<
    readonly [BinCount<B>],
    P extends true ? DensityType<B, W, DTypeOf<X> & DType> : CountType<W>
  >
  readonly edges: Tensor<readonly [EdgeCount<B>], EdgeType<B, DTypeOf<X> & DType>>
}

const both = (name: 'add' | 'sub' | 'mul' | 'div', a: AnyTensor, b: AnyTensor): AnyTensor =>
  bind(name, [a, spread(b, a.shape)], {})

const checkRange = (range: readonly [number, number]): void => {
  const [low, high] = range
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
    throw new ValueError('histogram', `the range goes up between finite numbers, got ${showShape(range)}`)
}

const extent = (x: AnyTensor, range: HistogramOptions['range']): readonly [AnyTensor, AnyTensor] => {
  if (range !== undefined) checkRange(range)
  const given = range ?? (sizeOf(x.shape) === 0 ? ([0, 1] as const) : undefined)
  const axes = x.shape.map((_, i) => i)
  const low = given ? scalar(given[0], x.dtype) : bind('reduceMin', [x], { axes })
  const high = given ? scalar(given[1], x.dtype) : bind('reduceMax', [x], { axes })
  const half = scalar(0.5, x.dtype)
  const flat = bind('equal', [low, high], {})
  return [
    bind('select', [flat, bind('sub', [low, half], {}), low], {}),
    bind('select', [flat, bind('add', [high, half], {}), high], {}),
  ]
}

const evenEdges = (x: AnyTensor, bins: number, range: HistogramOptions['range']): AnyTensor => {
  if (!Number.isInteger(bins) || bins < 1)
    throw new ValueError('histogram', `the number of bins is a whole number from 1, got ${bins}`)
  const [low, high] = extent(x, range)
  const steps = new Concrete(
    tabulate(low.dtype, bins, (i) => i, 'histogram'),
    [bins],
    low.dtype,
  )
  const width = both('div', bind('sub', [high, low], {}), scalar(bins, low.dtype))
  const inner = both('add', both('mul', steps, width), low)
  return bind('concat', [inner, bind('reshape', [high], { shape: [1] })], { axis: 0 })
}

const checkEdges = (edges: AnyTensor, range: HistogramOptions['range']): AnyTensor => {
  if (range !== undefined)
    throw new ValueError(
      'histogram',
      `the edges say the range, which is given as ${showShape(range)} as well`,
    )
  if (edges.shape.length !== 1 || edges.shape[0]! < 2)
    throw new ShapeError('histogram', `edges are a vector of at least 2, got ${showShape(edges.shape)}`)
  if (!(edges instanceof Concrete)) return edges
  const values = Concrete.values(edges)
  const down = values.findIndex((v, i) => i > 0 && !(values[i - 1]! <= v))
  if (down >= 0)
    throw new ValueError(
      'histogram',
      `edges do not go down, got ${values[down]} after ${values[down - 1]} at position ${down}`,
    )
  return edges
}

const part = (x: AnyTensor, start: number, size: number): AnyTensor =>
  bind('slice', [x], { starts: [start], sizes: [size] })

/** Of each element the bin, counted from 1: 0 is what lies below, one more than the last what lies above, NaN too. */
const binOf = (values: AnyTensor, edges: AnyTensor, bins: number): AnyTensor => {
  const after = searchSorted(edges as Tensor, values, { side: 'right' }) as AnyTensor
  const dtype = promote(values.dtype, edges.dtype)
  const high = castTo(bind('reshape', [part(edges, bins, 1)], { shape: [] }), dtype)
  const top = bind('equal', [castTo(values, dtype), spread(high, values.shape)], {})
  return bind('select', [top, filled(bins, after), after], {})
}

const densityOf = (counts: AnyTensor, edges: AnyTensor, weighted: boolean): AnyTensor => {
  const bins = counts.shape[0]!
  const own = toFloat(edges.dtype)
  const dtype = weighted ? promote(own, toFloat(counts.dtype)) : own
  const widths = castTo(bind('sub', [part(edges, 1, bins), part(edges, 0, bins)], {}), dtype)
  const held = castTo(counts, dtype)
  return both('div', bind('div', [held, widths], {}), bind('reduceSum', [held], { axes: [0] }))
}

/**
 * How many elements lie in each of some bins. A bin holds its lower edge and not its upper one, but for the last, which holds
 * both. Elements outside the range, and NaN, are not counted. The derivative goes to the weights.
 *
 * @throws ValueError where the number of bins is not a whole number from 1, or the range or the edges go down; ShapeError where
 * there are not as many weights as elements.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { counts, edges } = T.histogram(T.tensor([0, 1, 1, 2, 4]), { bins: 4 })
 * T.toNested(counts) // => [1, 2, 1, 1]
 * T.toNested(edges) // => [0, 1, 2, 3, 4]
 *
 * const wide = { bins: T.tensor([0, 1, 5]), density: true } as const
 * T.toNested(T.histogram(T.tensor([0, 1, 1, 2]), wide).counts) // => [0.25, 0.1875]
 * ```
 */
export const histogram = <
  X extends AnyTensor,
  const B extends Bins = 10,
  W extends AnyTensor = AnyTensor,
  const P extends boolean = false,
>(
  x: X,
  options: HistogramOptions<B, W, P> = {},
): Histogram<X, B, W, P> => {
  const { bins: asked = 10, range, weights, density = false }: HistogramOptions = options
  const values = bind('stopGradient', [toFloatTensor(x, 'histogram')], {})
  const edges = isTensor(asked) ? checkEdges(asked, range) : evenEdges(values, asked, range)
  if (weights !== undefined) checkWeights('histogram', weights, x)
  const bins = edges.shape[0]! - 1
  const places = binOf(values, edges, bins) as Positions
  const held = part(
    bincount(places, { length: bins + 2, ...(weights === undefined ? {} : { weights }) }),
    1,
    bins,
  )
  return { counts: density ? densityOf(held, edges, weights !== undefined) : held, edges } as never
}
