/**
 * What a product is computed by: kernels one after the other, and the buffer between them.
 *
 * @module
 */
import type { Kernel } from '../kernel.ts'
import type { Product } from './Product.ts'

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

/** One kernel for all of it. */
export const inOneStep = (kernel: Kernel, operands: readonly ProductPlace[]): ProductSteps => ({
  steps: [{ kernel, operands, result: 'c' }],
  partial: 0,
})

/** The operands of a product that is computed as it stands or as its transpose, which takes them the other way round. */
export const operandsOf = (way: Product, p: Product): readonly ProductPlace[] =>
  way === p ? ['a', 'b'] : ['b', 'a']
