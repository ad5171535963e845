/**
 * Which kernels compute a product.
 *
 * @module
 */
import { hasRelaxedSimd } from '../features.ts'
import type { Kernel } from '../kernel.ts'
import { type Arithmetic, arithmeticOf } from './arithmetic.ts'
import { canBeDirect, directKernel } from './direct.ts'
import { canBeDot, dotKernel } from './dot.ts'
import { type Cut, packedKernel, partsOf } from './packed.ts'
import { isAdjacent, type Product, simplified, type Sizes, sizesOf, transposed } from './Product.ts'
import { sumKernel } from './sum.ts'
import { tileColumns, tileRows } from './tile.ts'
import { geometryOf } from './tiled.ts'
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

/** B fits into the first cache: it may be read again and again where it lies. */
const nearBytes = 16_384

/** So many rows are one tile, for which B is read once. */
const fewRows = 6

/** Sums this short do not repay packing. */
const shortSum = 4

const isTiny = ({ m, n, k }: Sizes): boolean => m * n * k <= 4096

/** A kernel that packs nothing, where that pays. */
const withoutPacking = (p: Product, arithmetic: Arithmetic): Kernel | undefined => {
  const geometry = geometryOf(p)
  if (geometry === undefined) return undefined
  const sizes = sizesOf(p)
  const { m, n, k } = sizes
  const isNear = n * k * arithmetic.width <= nearBytes && n >= arithmetic.lanes
  if (canBeDirect(geometry) && (m <= fewRows || k <= shortSum || isNear))
    return directKernel(p, geometry, arithmetic)
  if (canBeDot(geometry) && (m === 1 || isTiny(sizes))) return dotKernel(p, geometry, arithmetic)
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

const packed = (p: Product, arithmetic: Arithmetic): ProductSteps => {
  const { batch, m, n, k } = sizesOf(p)
  const isLong = k >= longSum && Math.max(m, n) <= narrow && batch <= mostUnits / 4
  const way = betterWay(p, arithmetic, isLong)
  const sizes = sizesOf(way)
  if (!isLong)
    return {
      steps: [
        {
          kernel: packedKernel(way, arithmetic, cutOf(sizes, arithmetic)),
          operands: operands(way, p),
          result: 'c',
        },
      ],
      partial: 0,
    }
  const cut = slicesOf(sizes)
  const slices = partsOf(sizes, cut)
  return {
    steps: [
      { kernel: packedKernel(way, arithmetic, cut), operands: operands(way, p), result: 'partial' },
      { kernel: sumKernel(way, arithmetic, slices), operands: ['partial'], result: 'c' },
    ],
    partial: batch * slices * m * n * arithmetic.width,
  }
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
  return packed(p, arithmetic)
}
