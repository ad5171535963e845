/**
 * Which kernels compute a product.
 *
 * @module
 */
import { hasRelaxedSimd } from '../features.ts'
import { type Arithmetic, arithmeticOf } from './arithmetic.ts'
import { type Cut, packedKernel, partsOf } from './packed.ts'
import { isAdjacent, type Product, simplified, type Sizes, sizesOf, transposed } from './Product.ts'
import { inOneStep, operandsOf, type ProductSteps } from './ProductSteps.ts'
import { isLong, slicedDot, slicesOf, summed } from './slices.ts'
import { sumKernel } from './sum.ts'
import { tileColumns, tileRows } from './tile.ts'
import { mostUnits } from './units.ts'
import { unpackedKernel } from './unpacked.ts'

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

/** How much longer it takes to write elements that are not next to each other. */
const scattered = 16

/** The product or its transpose, whichever has tiles that are better filled and written more easily. */
const betterWay = (p: Product, arithmetic: Arithmetic, writesSlices: boolean): Product => {
  const time = (x: Product): number => {
    const sizes = sizesOf(x)
    const writing = writesSlices || isAdjacent(x.c.columns) ? 1 : scattered
    return tileTime(sizes, arithmetic) * sizes.k + sizes.m * sizes.n * writing
  }
  const q = transposed(p)
  return time(q) < time(p) ? q : p
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
  const long = isLong(sizesOf(p))
  const way = betterWay(p, arithmetic, long)
  const sizes = sizesOf(way)
  const cut = long ? slicesOf(sizes) : cutOf(sizes, arithmetic)
  const kernel = packedKernel(way, arithmetic, cut)
  const operands = operandsOf(way, p)
  return long
    ? summed(way, arithmetic, { kernel, operands }, partsOf(sizes, cut))
    : inOneStep(kernel, operands)
}

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
  if (k === 0) return inOneStep(sumKernel(p, arithmetic, 0), ['c'])
  const sliced = slicedDot(p, arithmetic)
  if (sliced !== undefined) return sliced
  const q = transposed(p)
  for (const way of n < m ? [q, p] : [p, q]) {
    const kernel = unpackedKernel(way, arithmetic)
    if (kernel !== undefined) return inOneStep(kernel, operandsOf(way, p))
  }
  return packed(p, arithmetic)
}
