/** Elements counted. */
import type { Add } from '../Arithmetic.ts'
import { bind } from '../bind.ts'
import { type DType, toFloat, type ToFloat } from '../DType.ts'
import { ShapeError, showShape, ValueError } from '../errors.ts'
import { castTo, sameShape, scalar, spread } from '../operand.ts'
import type { DTypeOf } from '../promotion.ts'
import { type AnyTensor, Concrete, sizeOf, type Tensor } from '../Tensor.ts'
import { checkPositions, filled, integers, type Positions, toPositions } from './positions.ts'
import { searchSorted } from './sort.ts'

/** How many counts, and what each element counts as: 1 unless said. */
export interface BincountOptions<N extends number = number, W extends AnyTensor = AnyTensor> {
  readonly length?: N
  readonly weights?: W
}

type CountType<W extends AnyTensor> = AnyTensor extends W ? 'int32' : DTypeOf<W> & DType

const lengthOf = (x: AnyTensor): number => {
  if (!(x instanceof Concrete))
    throw new ValueError(
      'bincount',
      'how many counts there are depends on values, which are not known inside a transformation. Say { length }?',
    )
  return Array.from(Concrete.values(x)).reduce((n, v) => Math.max(n, v + 1), 0)
}

/**
 * How often each whole number from 0 occurs; with weights, the sum of the weights where it occurs.
 *
 * @param x - int32 or uint8 from 0, of any shape.
 * @returns `[length]`, or one more than the largest element where no length is said.
 * @throws ValueError where an element is negative or not below the length.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const labels = T.tensor([0, 2, 2, 1], { dtype: 'int32' })
 * T.toNested(T.bincount(labels, { length: 4 })) // => [1, 1, 2, 0]
 * T.toNested(T.bincount(labels, { weights: T.tensor([1, 0.5, 0.25, 3]) })) // => [1, 3, 0.75]
 * ```
 */
export const bincount = <
  X extends Positions,
  const N extends number = number,
  W extends AnyTensor = AnyTensor,
>(
  x: X,
  options: BincountOptions<N, W> = {},
): Tensor<readonly [N], CountType<W>> => {
  const positions = toPositions(x, 'bincount')
  const length: number = options.length ?? lengthOf(positions)
  if (!Number.isInteger(length) || length < 0)
    throw new ValueError('bincount', `the length is a whole number from 0, got ${length}`)
  if (positions instanceof Concrete) checkPositions(positions, () => length, 'bincount')
  const weights = options.weights ?? filled(1, positions)
  if (!sameShape(weights.shape, positions.shape))
    throw new ShapeError(
      'bincount',
      `each element needs a weight, got weights ${showShape(weights.shape)} for ${showShape(positions.shape)}`,
    )
  const flat = { shape: [sizeOf(positions.shape)] }
  return bind('scatterSum', [bind('reshape', [weights], flat), bind('reshape', [positions], flat)], {
    axis: 0,
    size: length,
  }) as never
}

/** How many bins of equal width, 10 unless said, and from where to where, all elements unless said. */
export interface HistogramOptions<N extends number = number> {
  readonly bins?: N
  readonly range?: readonly [low: number, high: number]
}

/** How many elements each bin holds, and the `bins + 1` edges between them. */
export interface Histogram<
  Counts extends readonly number[],
  Edges extends readonly number[],
  D extends DType,
> {
  readonly counts: Tensor<Counts, 'int32'>
  readonly edges: Tensor<Edges, D>
}

const both = (name: 'add' | 'sub' | 'mul' | 'div', a: AnyTensor, b: AnyTensor): AnyTensor =>
  bind(name, [a, spread(b, a.shape)], {})

const extent = (x: AnyTensor, range: HistogramOptions['range']): readonly [AnyTensor, AnyTensor] => {
  if (
    range !== undefined &&
    !(Number.isFinite(range[0]) && Number.isFinite(range[1]) && range[0] <= range[1])
  )
    throw new ValueError('histogram', `the range goes up between finite numbers, got ${showShape(range)}`)
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

const edgesOf = (low: AnyTensor, high: AnyTensor, bins: number): AnyTensor => {
  const steps = castTo(integers(Int32Array.from({ length: bins }, (_, i) => i)), low.dtype)
  const width = both('div', bind('sub', [high, low], {}), scalar(bins, low.dtype))
  const inner = both('add', both('mul', steps, width), low)
  return bind('concat', [inner, bind('reshape', [high], { shape: [1] })], { axis: 0 })
}

/**
 * How many elements lie in each of some bins of equal width. A bin holds its lower edge and not its upper one, but for the
 * last, which holds both. Elements outside the range, and NaN, are not counted.
 *
 * @throws ValueError where the number of bins is not a whole number from 1, or the range does not go up.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const { counts, edges } = T.histogram(T.tensor([0, 1, 1, 2, 4]), { bins: 4 })
 * T.toNested(counts) // => [1, 2, 1, 1]
 * T.toNested(edges) // => [0, 1, 2, 3, 4]
 * ```
 */
export const histogram = <X extends AnyTensor, const N extends number = 10>(
  x: X,
  options: HistogramOptions<N> = {},
): Histogram<readonly [N], readonly [Add<N, 1>], ToFloat<DTypeOf<X> & DType>> => {
  const bins: number = options.bins ?? 10
  if (!Number.isInteger(bins) || bins < 1)
    throw new ValueError('histogram', `the number of bins is a whole number from 1, got ${bins}`)
  const values = bind('stopGradient', [castTo(x, toFloat(x.dtype))], {})
  const [low, high] = extent(values, options.range)
  const edges = edgesOf(low, high, bins)
  const after = searchSorted(edges as Tensor, values, { side: 'right' }) as AnyTensor
  const top = bind('equal', [values, spread(high, values.shape)], {})
  const bin = bind('select', [top, filled(bins, after), after], {})
  // Bin 0 is what lies below, bin `bins + 1` what lies above.
  const all = bincount(bin as Positions, { length: bins + 2 })
  return { counts: bind('slice', [all], { starts: [1], sizes: [bins] }), edges } as never
}
