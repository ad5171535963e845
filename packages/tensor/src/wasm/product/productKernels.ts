/**
 * Which kernels compute a product.
 *
 * @module
 */
import type { Axis } from '../access.ts'
import { hasRelaxedSimd } from '../features.ts'
import type { Kernel } from '../kernel.ts'
import { type Arithmetic, arithmeticOf } from './arithmetic.ts'
import { canBeDirect, directKernel } from './direct.ts'
import { canBeDot, dotKernel } from './dot.ts'
import { type Cut, packedKernel, partsOf } from './packed.ts'
import {
  isAdjacent,
  type Product,
  type ProductAxes,
  simplified,
  type Sizes,
  sizesOf,
  transposed,
} from './Product.ts'
import { sumKernel } from './sum.ts'
import { tileColumns, tileRows } from './tile.ts'
import { type Geometry, geometryOf, innermost } from './tiled.ts'
import { mostUnits } from './units.ts'

/** What kernels of a product read and write. */
export type ProductPlace = 'a' | 'b' | 'c' | 'partial'

/** One kernel of a product, and what its operands and its result are. */
export interface ProductStep {
  readonly kernel: Kernel
  readonly operands: readonly ProductPlace[]
  readonly result: 'c' | 'partial'
}

/**
 * The kernels of a product, to be run one after the other, each when the one before it is done: none where C is empty, one
 * as a rule, two where a long sum is cut into slices.
 */
export interface ProductSteps {
  readonly steps: readonly ProductStep[]
  /** The bytes of the buffer `partial` that the first kernel writes and the second reads; 0 where there is none. */
  readonly partial: number
}

/** An operand of this size stays in the first cache: it may be read again and again where it lies. */
const nearBytes = 16_384
const lightBytes = 32_768

/** So many rows are one tile, for which B is read once. */
const fewRows = 6

/** Sums this short do not repay packing. */
const shortSum = 4

const pageBytes = 4096
/** As many pages as a processor is sure to know the places of. */
const fewPages = 40

/** About how many pages of memory positions along axes lie on. */
const pagesOf = (axes: ProductAxes, width: number): number =>
  axes.reduce((pages, { length, stride }) => {
    const bytes = Math.abs(stride) * width
    return bytes >= pageBytes ? pages * length : pages + (length * bytes) / pageBytes
  }, 1)

const isTiny = ({ m, n, k }: Sizes): boolean => m * n * k <= 4096

/** Do vectors along this axis have few lanes to no purpose? */
const fillsVectors = ({ length }: Axis, lanes: number): boolean =>
  length >= 4 * lanes && length / (lanes * Math.ceil(length / lanes)) >= 0.9

/** B is read tile by tile, however often, from the first cache; and A from there or from the second. */
const isDirect = (p: Product, { columns }: Geometry, { width, lanes }: Arithmetic): boolean => {
  const { m, n, k } = sizesOf(p)
  const isNear = n * k * width <= nearBytes && n >= lanes
  const isLight = m * k * width <= lightBytes && pagesOf(p.b.rows, width) <= fewPages
  return m <= fewRows || k <= shortSum || isNear || (isLight && fillsVectors(innermost(columns), lanes))
}

/** A kernel that packs nothing, where that pays. */
const withoutPacking = (p: Product, arithmetic: Arithmetic): Kernel | undefined => {
  const geometry = geometryOf(p)
  if (geometry === undefined) return undefined
  const sizes = sizesOf(p)
  const isDot = canBeDot(geometry) && (sizes.m === 1 || isTiny(sizes))
  const isWide = innermost(geometry.columns).length >= arithmetic.lanes || sizes.k <= shortSum || !isDot
  if (canBeDirect(geometry) && isWide && isDirect(p, geometry, arithmetic))
    return directKernel(p, geometry, arithmetic)
  if (isDot) return dotKernel(p, geometry, arithmetic)
  return undefined
}

/** About how long the tiles of a step take. */
const tileTime = ({ m, n }: Sizes, arithmetic: Arithmetic): number => {
  const panels = Math.ceil(m / tileRows)
  const few = Math.floor(m / panels)
  const more = m % panels
  // fewer than 8 sums at a time wait for each other
  const tile = (rows: number, vectors: number): number => Math.max(8, rows * vectors)
  const column = (vectors: number): number =>
    more * tile(few + 1, vectors) + (panels - more) * tile(few, vectors)
  const wide = tileColumns(arithmetic)
  const rest = n % wide
  return Math.floor(n / wide) * column(2) + (rest === 0 ? 0 : column(rest > arithmetic.lanes ? 2 : 1))
}

/** The product or its transpose, whichever has tiles that are better filled and written more easily. */
const betterWay = (p: Product, arithmetic: Arithmetic, writesAnyway: boolean): Product => {
  const q = transposed(p)
  const time = (x: Product): number => {
    const sizes = sizesOf(x)
    const writing = writesAnyway || isAdjacent(x.c.columns) ? 1 : 16
    return tileTime(sizes, arithmetic) * sizes.k + sizes.m * sizes.n * writing
  }
  return time(q) < time(p) ? q : p
}

/** Sums at least this long, of C at most this wide, are cut. */
const longSum = 1024
const narrow = 256
const slice = 320

const slicesOf = ({ batch, k }: Sizes): Cut => {
  const most = Math.max(1, Math.floor(mostUnits / batch))
  const slices = Math.min(most, Math.ceil(k / slice))
  return { along: 'depth', length: 4 * Math.ceil(k / slices / 4) }
}

const partOf = (total: number, unit: number, parts: number): number => unit * Math.ceil(total / unit / parts)

const cutOf = (sizes: Sizes, arithmetic: Arithmetic): Cut => {
  const { batch, m, n } = sizes
  const parts = Math.max(1, Math.floor(mostUnits / batch))
  return n >= m
    ? { along: 'columns', length: partOf(n, tileColumns(arithmetic), parts) }
    : { along: 'rows', length: partOf(m, tileRows, parts) }
}

/** Is the sum long, and C so small that threads cannot share it? */
const isLong = ({ batch, m, n, k }: Sizes): boolean =>
  k >= longSum && Math.max(m, n) <= narrow && batch <= mostUnits / 4

const packed = (p: Product, arithmetic: Arithmetic): ProductSteps => {
  const long = isLong(sizesOf(p))
  const way = betterWay(p, arithmetic, long)
  const sizes = sizesOf(way)
  const cut = long ? slicesOf(sizes) : cutOf(sizes, arithmetic)
  const kernel = packedKernel(way, arithmetic, cut)
  return long
    ? summed(way, arithmetic, { kernel, operands: operands(way, p) }, partsOf(sizes, cut))
    : { steps: [{ kernel, operands: operands(way, p), result: 'c' }], partial: 0 }
}

/** The sum of slices that a kernel leaves. */
const summed = (
  p: Product,
  arithmetic: Arithmetic,
  first: Pick<ProductStep, 'kernel' | 'operands'>,
  slices: number,
): ProductSteps => {
  const { batch, m, n } = sizesOf(p)
  return {
    steps: [
      { ...first, result: 'partial' },
      { kernel: sumKernel(p, arithmetic, slices), operands: ['partial'], result: 'c' },
    ],
    partial: batch * slices * m * n * arithmetic.width,
  }
}

/** The outermost axis of the sum as one of the stack: the sums of its parts, each a matrix of its own. */
const slicedAlong = (p: Product, { depth }: Geometry, slices: number): Product => {
  const { batch, m, n } = sizesOf(p)
  const [first, ...rest] = depth as [Axis, ...(readonly Axis[])]
  const length = first.length / slices
  const axes = (operand: 0 | 1): ProductAxes =>
    [{ ...first, length }, ...rest].map((axis) => ({ length: axis.length, stride: axis.strides[operand]! }))
  const slice = (operand: 0 | 1): ProductAxes[number] => ({
    length: slices,
    stride: first.strides[operand]! * length,
  })
  return {
    dtype: p.dtype,
    a: { ...p.a, batch: [...p.a.batch, slice(0)], columns: axes(0) },
    b: { ...p.b, batch: [...p.b.batch, slice(1)], rows: axes(1) },
    c: {
      batch: batch === 1 ? [{ length: slices, stride: m * n }] : [],
      rows: [{ length: m, stride: n }],
      columns: [{ length: n, stride: 1 }],
    },
  }
}

/** Long sums of operands that both lie along the sum: dot products, cut along the outermost axis. */
const slicedDot = (p: Product, arithmetic: Arithmetic): ProductSteps | undefined => {
  const geometry = geometryOf(p)
  const sizes = sizesOf(p)
  if (geometry === undefined || !isLong(sizes) || sizes.batch > 1 || !canBeDot(geometry)) return undefined
  const { depth } = geometry
  if (depth.length < 2 || !fillsVectors(innermost(depth), arithmetic.lanes)) return undefined
  const slices = largestDivisor(depth[0]!.length, mostUnits)
  const sliced = simplified(slicedAlong(p, geometry, slices))
  const inner = geometryOf(sliced)
  if (slices < fewSlices || inner === undefined || !canBeDot(inner)) return undefined
  return summed(p, arithmetic, { kernel: dotKernel(sliced, inner, arithmetic), operands: ['a', 'b'] }, slices)
}

const fewSlices = 8

const largestDivisor = (n: number, most: number): number => {
  let divisor = Math.min(n, most)
  while (n % divisor !== 0) divisor -= 1
  return divisor
}

/** The transpose takes its operands the other way round. */
const operands = (way: Product, p: Product): readonly ProductPlace[] => (way === p ? ['a', 'b'] : ['b', 'a'])

/**
 * The kernels of a product.
 *
 * Small and skinny ones are read where they lie; others are packed, and where the sum is long and C small the sum is cut
 * into slices for threads to share. All of this depends on sizes and strides alone, and so does the order of each sum.
 *
 * @param fused - multiply and add in one instruction, as the library of functions does.
 */
export const productKernels = (product: Product, fused = hasRelaxedSimd()): ProductSteps => {
  const p = simplified(product)
  const arithmetic = arithmeticOf(p.dtype, fused)
  const { batch, m, n, k } = sizesOf(p)
  if (batch * m * n === 0) return { steps: [], partial: 0 }
  if (k === 0)
    return { steps: [{ kernel: sumKernel(p, arithmetic, 0), operands: ['c'], result: 'c' }], partial: 0 }
  const q = transposed(p)
  const ways = n < m ? [q, p] : [p, q]
  for (const way of ways) {
    const kernel = withoutPacking(way, arithmetic)
    if (kernel !== undefined)
      return { steps: [{ kernel, operands: operands(way, p), result: 'c' }], partial: 0 }
  }
  return slicedDot(p, arithmetic) ?? packed(p, arithmetic)
}
