import type { Shape } from '@gradus/tensor'

/**
 * Where the element at a row-major offset is, as messages say it: `row 3`, or `[3,1]` under more than one
 * axis.
 */
export const showPosition = (offset: number, shape: Shape): string => {
  if (shape.length <= 1) return `row ${offset}`
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((n, d) => n * d, 1))
  return `[${shape.map((d, axis) => Math.floor(offset / (strides[axis] ?? 1)) % d).join(',')}]`
}
