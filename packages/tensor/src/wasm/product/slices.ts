/**
 * Long sums cut into slices: where C is too small for threads to share, they share the sum.
 *
 * @module
 */
import type { Axis } from '../access.ts'
import type { Arithmetic } from './arithmetic.ts'
import { canBeDot, dotKernel } from './dot.ts'
import type { Cut } from './packed.ts'
import { type Product, type ProductAxes, simplified, type Sizes, sizesOf } from './Product.ts'
import type { ProductStep, ProductSteps } from './ProductSteps.ts'
import { sumKernel } from './sum.ts'
import { type Geometry, geometryOf, innermost } from './tiled.ts'
import { mostUnits } from './units.ts'
import { fillsVectors } from './unpacked.ts'

/** Sums at least this long, of C at most this wide, are cut into slices of about this length. */
const longSum = 1024
const wide = 256
const narrow = 64
const slice = 320

/** Slices that are enough for threads to share. */
const enough = 8

/** Less work than this is not worth a second step. */
const leastWork = 2 ** 17

/** Is the sum long, and C so small that threads could not share it otherwise? */
export const isLong = ({ batch, m, n, k }: Sizes): boolean => {
  const width = Math.max(m, n)
  const isCut = k >= longSum && (width <= narrow || (width <= wide && k >= enough * slice))
  return isCut && batch <= mostUnits / 4 && batch * m * n * k >= leastWork
}

/** How a packed product is cut along its sum. */
export const slicesOf = ({ batch, k }: Sizes): Cut => {
  const most = Math.max(1, Math.floor(mostUnits / batch))
  const slices = Math.min(most, Math.ceil(k / slice))
  return { along: 'depth', length: 4 * Math.ceil(k / slices / 4) }
}

/** The steps of a product whose first kernel leaves slices. */
export const summed = (
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

/** The outermost axis of the sum as a stack: the sums of its parts, each a matrix of its own. */
const stackOf = (p: Product, { depth }: Geometry, slices: number): Product => {
  const { m, n } = sizesOf(p)
  const [first, ...rest] = depth as readonly [Axis, ...(readonly Axis[])]
  const length = first.length / slices
  const axes = (operand: 0 | 1): ProductAxes =>
    [{ ...first, length }, ...rest].map((axis) => ({ length: axis.length, stride: axis.strides[operand]! }))
  const stack = (operand: 0 | 1): ProductAxes => [
    { length: slices, stride: first.strides[operand]! * length },
  ]
  return {
    dtype: p.dtype,
    a: { ...p.a, batch: stack(0), columns: axes(0) },
    b: { ...p.b, batch: stack(1), rows: axes(1) },
    c: {
      batch: [{ length: slices, stride: m * n }],
      rows: [{ length: m, stride: n }],
      columns: [{ length: n, stride: 1 }],
    },
  }
}

const largestDivisor = (n: number, most: number): number => {
  let divisor = Math.min(n, most)
  while (n % divisor !== 0) divisor -= 1
  return divisor
}

/** A long sum of operands that both lie along it: dot products of parts of its outermost axis. */
export const slicedDot = (p: Product, arithmetic: Arithmetic): ProductSteps | undefined => {
  const geometry = geometryOf(p)
  const sizes = sizesOf(p)
  if (geometry === undefined || sizes.batch > 1 || !isLong(sizes) || !canBeDot(geometry)) return undefined
  const slices = largestDivisor(geometry.depth[0]!.length, Math.min(mostUnits, Math.ceil(sizes.k / slice)))
  if (slices < enough) return undefined
  const stack = simplified(stackOf(p, geometry, slices))
  const parts = geometryOf(stack)
  if (parts === undefined || !canBeDot(parts)) return undefined
  if (!fillsVectors(innermost(parts.depth), arithmetic.lanes)) return undefined
  return summed(p, arithmetic, { kernel: dotKernel(stack, parts, arithmetic), operands: ['a', 'b'] }, slices)
}
