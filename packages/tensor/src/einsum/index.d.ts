/** Sums of products over named or chosen axes. */
export { einsum } from './einsum.ts'
export type { EinsumDType, EinsumShape } from './EinsumShape.ts'
export { dot, outer, tensorDot } from './products.ts'
export type { Dot, Outer, TensorDot, TensorDotAxes } from './ProductShapes.ts'
