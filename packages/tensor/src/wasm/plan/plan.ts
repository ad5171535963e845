/**
 * Plans: what is computed, in which order, in which buffers.
 *
 * @module
 */
import type { Equation } from '../../Primitive.ts'
import type { Concrete } from '../../Tensor.ts'
import type { Kernel } from '../kernel.ts'
import type { View } from '../view.ts'

/** A stretch of memory. */
export interface Buffer {
  readonly bytes: number
  readonly holds: 'input' | 'constant' | 'value'
}

interface InMemory {
  readonly reads: readonly View[]
  readonly writes: readonly View[]
}

/** Native code. */
export interface KernelStep extends InMemory {
  readonly kind: 'kernel'
  readonly kernel: Kernel
  /** Results that may lie where an operand lies which nobody reads afterwards, as pairs of buffers. */
  readonly inPlace?: readonly Exchange[]
}

/** A buffer that another may take the place of. */
export interface Exchange {
  readonly read: number
  readonly written: number
}

/** An equation that the reference evaluates, on contiguous operands and results. */
export interface ReferenceStep extends InMemory {
  readonly kind: 'reference'
  readonly equation: Equation
  /** It is for the reference to refuse the operands, if this int32 says so: it is not -1. */
  readonly refused?: View
}

/**
 * A body, run for each row of some operands. Reads: the body's constants, the carry's beginning, the rows. Writes: the
 * carry, the outputs, then a second place for the carry and the workspace of the body.
 */
export interface ScanStep extends InMemory {
  readonly kind: 'scan'
  readonly body: Plan
  readonly length: number
  readonly constants: number
  readonly carry: number
  readonly reverse: boolean
}

/** Reads: constants of the condition, of the body, the carry's beginning. Writes: the carry, its second place, two workspaces. */
export interface WhileStep extends InMemory {
  readonly kind: 'while'
  readonly condition: Plan
  readonly body: Plan
  readonly conditionConstants: number
  readonly bodyConstants: number
}

/** Reads: which branch, then the operands of each. Writes: the results, then a workspace. */
export interface BranchStep extends InMemory {
  readonly kind: 'branch'
  readonly branches: readonly Plan[]
}

export type Step = KernelStep | ReferenceStep | ScanStep | WhileStep | BranchStep

/** Steps in order, the buffers that they work in, and where inputs, constants and results are. */
export interface Schedule {
  readonly steps: readonly Step[]
  readonly buffers: readonly Buffer[]
  readonly inputs: readonly View[]
  readonly constants: readonly View[]
  /** What the constants are. */
  readonly values: readonly Concrete[]
  readonly results: readonly View[]
}

/** Steps in order, and where everything lies. */
export interface Plan extends Schedule {
  /**
   * Buffers that are a result as they are, by the number of the result: whoever runs the plan says where these lie. A buffer
   * that is several results counts for the first.
   */
  readonly direct: ReadonlyMap<number, number>
  /** The input that a direct result may be written over, by the result's number: it is donated, and read no more by then. */
  readonly overwritten: ReadonlyMap<number, number>
  /** Where the other buffers of values lie, and the bytes that all of them take. */
  readonly layout: { readonly offsets: ReadonlyMap<number, number>; readonly bytes: number }
}
