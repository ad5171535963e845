/**
 * The engine's memory.
 *
 * @module
 */
import type { DType, TypedArray } from '../DType.ts'
import { blockSize } from './memory.ts'

const page = 65_536

/** 4 GiB: all that 32-bit addresses reach. */
export const maximumPages = 65_536

/** Memory that grows at its end; what is taken from it stays taken. */
export interface Heap {
  readonly memory: WebAssembly.Memory
  /** The address of new memory. */
  readonly take: (bytes: number) => number
  /** An array over the memory at an address; valid until the memory grows. */
  readonly array: (dtype: DType, address: number, length: number) => TypedArray
}

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const

export const heap = (): Heap => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages })
  let end = 64
  return {
    memory,
    take: (bytes) => {
      const address = end
      end += blockSize(bytes)
      const missing = Math.ceil((end + page) / page) - memory.buffer.byteLength / page
      if (missing > 0) memory.grow(missing)
      return address
    },
    array: (dtype, address, length) => new arrays[dtype](memory.buffer, address, length),
  }
}
