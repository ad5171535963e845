/**
 * Which products are better read where they lie than packed.
 *
 * @module
 */
import type { Axis } from '../access.ts'
import type { Kernel } from '../kernel.ts'
import type { Arithmetic } from './arithmetic.ts'
import { canBeDirect, directKernel } from './direct.ts'
import { canBeDot, dotKernel } from './dot.ts'
import { type Product, type ProductAxes, type Sizes, sizesOf } from './Product.ts'
import { type Geometry, geometryOf, innermost } from './tiled.ts'

/** Operands of these sizes stay in the first and in the second cache: they may be read again and again where they lie. */
const nearBytes = 16_384
const lightBytes = 131_072

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

/** Is an axis long enough for vectors, few lanes of which are to no purpose? */
export const fillsVectors = ({ length }: Axis, lanes: number): boolean =>
  length >= 4 * lanes && length / (lanes * Math.ceil(length / lanes)) >= 0.9

/** B is read tile by tile, however often, from the first cache; and A from there or from the second. */
const isLight = (p: Product, { columns }: Geometry, { width, lanes }: Arithmetic): boolean => {
  const { m, n, k } = sizesOf(p)
  const isNear = n * k * width <= nearBytes && n >= lanes
  const isSpread = pagesOf(p.b.rows, width) > fewPages
  return isNear || (m * k * width <= lightBytes && !isSpread && fillsVectors(innermost(columns), lanes))
}

/** A kernel that packs nothing, where that pays. */
export const unpackedKernel = (p: Product, arithmetic: Arithmetic): Kernel | undefined => {
  const geometry = geometryOf(p)
  if (geometry === undefined) return undefined
  const sizes = sizesOf(p)
  const isDot = canBeDot(geometry) && (sizes.m === 1 || isTiny(sizes))
  const isShort = sizes.k <= shortSum
  const isWide = innermost(geometry.columns).length >= arithmetic.lanes || isShort || !isDot
  const pays = sizes.m <= fewRows || isShort || isLight(p, geometry, arithmetic)
  if (canBeDirect(geometry) && isWide && pays) return directKernel(p, geometry, arithmetic)
  return isDot ? dotKernel(p, geometry, arithmetic) : undefined
}
