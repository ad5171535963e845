/** A kernel to measure: a function, what it is given, and how much work that is. */
import type { AnyTensor } from '@gradus/tensor'

export interface Kernel {
  readonly name: string
  readonly f: (...args: AnyTensor[]) => AnyTensor
  readonly args: readonly AnyTensor[]
  readonly unit: 'GFLOP/s' | 'GB/s' | 'M/s'
  /** Operations, bytes or elements of one call. */
  readonly work: number
}
