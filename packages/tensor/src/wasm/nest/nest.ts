/**
 * Fused loops, described: any number of elementwise equations and reductions over one shape.
 *
 * Axes are kept or reduced. A value that does not vary along the reduced axes belongs to a row: it is read once for each
 * row, or it is what a reduction of the row answers, and what follows may go through the row again. In this way a softmax
 * or a normalisation is one loop over rows that stay in the first cache. A loop without reductions has rows of one element.
 *
 * @module
 */
import type { DType } from '../../DType.ts'
import type { Abstract, Equation } from '../../Primitive.ts'
import type { Shape } from '../../Tensor.ts'
import type { Strides } from '../access.ts'

/** What a loop reads: elements of memory, or one number. Strides are along the axes of the whole shape. */
export type Load =
  | { readonly from: 'memory'; readonly dtype: DType; readonly strides: Strides }
  | { readonly from: 'number'; readonly dtype: DType; readonly value: number }

/** An equation whose operands are values of the loop: loads, then results of operations, numbered in this order. */
export interface Operation {
  readonly name: Equation['name']
  readonly params: Equation['params']
  readonly operands: readonly number[]
  readonly result: Abstract
}

/** A value written to memory. Where it belongs to a row, its strides are 0 along the reduced axes. */
export interface Store {
  readonly value: number
  readonly strides: Strides
}

/** A fused loop. Its function takes the address of each load from memory, then of each store. */
export interface Nest {
  /** Without an axis of length 0. */
  readonly shape: Shape
  /** The axes that reductions go over. */
  readonly reduced: readonly number[]
  readonly loads: readonly Load[]
  readonly operations: readonly Operation[]
  readonly stores: readonly Store[]
}

/** What a reduction combines by. */
export type Combination = 'sum' | 'max' | 'min'

const reductions: { readonly [name: string]: Combination } = {
  reduceSum: 'sum',
  reduceMax: 'max',
  reduceMin: 'min',
}

/** What a reduction combines by; nothing for other operations. */
export const reductionOf = ({ name }: Pick<Operation, 'name'>): Combination | undefined => reductions[name]

/** The element types of all values. */
export const typesOf = ({ loads, operations }: Nest): readonly DType[] => [
  ...loads.map((l) => l.dtype),
  ...operations.map((o) => o.result.dtype),
]

/** The elements of a vector: two where any value is a double. Values of 32 bits are in its first lanes then. */
export const lanesOf = (nest: Nest): 2 | 4 => (typesOf(nest).includes('float64') ? 2 : 4)
