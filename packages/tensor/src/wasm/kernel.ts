/**
 * The contract of native code: a function that computes results in memory from operands in memory.
 *
 * Laws. Work falls into `units` that do not depend on each other, and the bits of a unit do not depend on which others run
 * beside it, so that threads may share them out as they like. Nothing is written beyond the results' own elements; reads may
 * reach up to 15 bytes beyond a buffer's end.
 *
 * @module
 */
import type { WasmFunction } from './module.ts'

/** Native code, and how it may be shared out. */
export interface Kernel {
  /** Kernels of equal keys have equal code. */
  readonly key: string
  /**
   * Writes the function. Its parameters are i32: the address of each operand, of each result, of scratch memory, then the
   * first unit to compute and the one after the last. An address is that of the view's first element (its offset is in it).
   */
  readonly code: (name: string, library: Library) => WasmFunction
  readonly units: number
  /** About how many nanoseconds all units take on one thread; decides whether to share them out. */
  readonly cost: number
  /** The bytes of scratch memory that each thread needs. */
  readonly scratch: number
}

/** Functions that kernels call, by their index in the module. */
export type Library = Readonly<Record<LibraryFunction, number>>

/** The functions that every module imports. */
export type LibraryFunction = 'blockFloat32' | 'blockFloat64' | 'blockInt32'

/** The parameters of a kernel's function. */
export const kernelParameters = (operands: number): readonly 'i32'[] =>
  Array.from({ length: operands + 3 }, () => 'i32')
