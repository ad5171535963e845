/**
 * The engine's memory, and the tensors that live in it.
 *
 * A result stays where it was computed until somebody reads it, so that a training step finds the state that the last one
 * left. Nobody says when a tensor is done with: a block is free again when its tensors have been collected, and where that
 * does not happen in time (a loop that never lets the runtime breathe), the oldest tensors move out to arrays of their own.
 *
 * @module
 */
import { arrays, type DType, type TypedArray } from '../DType.ts'
import { GradusError } from '../errors.ts'
import { Concrete, type Elsewhere, type Shape, sizeOf } from '../Tensor.ts'
import { widths } from './access.ts'
import type { Memory } from './platform.ts'
import { type Space, space } from './space.ts'

/** Tensors that take more than this together move out, oldest first. */
const defaultBudget = 2 ** 28

/**
 * The garbage collector does not know of this memory, and would wait for long. An array that is never touched, and dropped
 * at once, makes it look for tensors that nobody refers to any more; measured, it costs less than to move one step's state.
 */
const callCollector = (): void => {
  try {
    new ArrayBuffer(2 ** 28)
  } catch {
    // so little is left that the collector is at work already
  }
}

/** Where the values of tensors are: in the engine's memory, or in the array that they moved out to. */
interface Cell {
  readonly place: () => { readonly address: number } | { readonly moved: TypedArray }
  readonly moveTo: (moved: TypedArray) => void
}

const cellAt = (address: number): Cell => {
  let place: ReturnType<Cell['place']> = { address }
  return {
    place: () => place,
    moveTo: (moved) => {
      place = { moved }
    },
  }
}

const addressIn = (cell: Cell): number | undefined => {
  const place = cell.place()
  return 'address' in place ? place.address : undefined
}

/** A stretch of memory that tensors have. */
interface Block {
  readonly cell: Cell
  readonly dtype: DType
  readonly length: number
  readonly bytes: number
  readonly owners: number
}

/** What a tensor has of the engine. */
interface Residence extends Elsewhere {
  readonly heap: object
  readonly cell: Cell
}

/** The engine's memory. */
export interface Heap {
  readonly memory: Memory
  /** Do other threads reach it? */
  readonly shared: boolean
  /**
   * The address of memory of this size, until it is given back. Tensors move out where the runtime gives no more; where that
   * is not enough, it throws, and all is as it was.
   */
  readonly take: (bytes: number) => number
  readonly give: (address: number, bytes: number) => void
  /** An array over the memory at an address; valid until the memory grows. */
  readonly array: (dtype: DType, address: number, length: number) => TypedArray
  /** All of the memory as whole numbers of 32 bits; valid until it grows. */
  readonly words: () => Int32Array
  /** Makes room for results of this size. */
  readonly makeRoom: (bytes: number) => void
  /** Tensors of these shapes that share the memory at an address, which is theirs from now on. */
  readonly tensors: (address: number, shapes: readonly Shape[], dtype: DType) => readonly Concrete[]
  /** Where a tensor lies, if it lies here. */
  readonly addressOf: (x: Concrete) => number | undefined
  /** The bytes that tensors take here, and those of the whole memory. */
  readonly use: () => { readonly tensors: number; readonly memory: number }
}

/** How the memory is set up. */
export interface HeapOptions {
  readonly budget?: number | undefined
  /** The bytes that the memory may grow to. */
  readonly maximum?: number | undefined
  readonly shared: boolean
}

const noMemory = (bytes: number, { memory, free }: Space, tensors: number, count: number): GradusError => {
  const all = memory.buffer.byteLength
  const programs = all - tensors - free()
  return new GradusError(
    'engine',
    `no memory for ${bytes} bytes: of ${all}, ${tensors} hold ${count} tensors, ${free()} are free in smaller pieces, and ${programs} belong to compiled functions; the runtime gives no more. Smaller batches, or fewer compiled functions?`,
  )
}

export const heap = ({ budget = defaultBudget, maximum, shared }: HeapOptions): Heap => {
  const own = space(shared, maximum)
  const { memory, give } = own
  /**
   * By age. Tensors that moved out are not among them, and what the registry holds is a number: nothing here keeps their
   * arrays alive.
   */
  const blocks = new Map<number, Block>()
  let named = 0
  let resident = 0
  let called = false

  const array: Heap['array'] = (dtype, address, length) => new arrays[dtype](memory.buffer, address, length)

  let words = new Int32Array(memory.buffer)

  const leave = (name: number, { cell, bytes }: Block): void => {
    give(addressIn(cell)!, bytes)
    resident -= bytes
    blocks.delete(name)
  }
  const copyOf = ({ cell, dtype, length }: Block): TypedArray => {
    const place = cell.place()
    return 'moved' in place ? place.moved : array(dtype, place.address, length).slice()
  }
  const moveOut = (name: number, block: Block): void => {
    const moved = copyOf(block)
    leave(name, block)
    block.cell.moveTo(moved)
  }
  /** Room for so many bytes after the oldest have moved out. */
  const takeAfterMoves = (bytes: number): number | undefined => {
    if (resident + own.free() < bytes) return undefined
    let left = 0
    for (const [name, block] of blocks) {
      moveOut(name, block)
      left += block.bytes
      if (left < bytes) continue
      const address = own.take(bytes)
      if (address !== undefined) return address
      left = 0
    }
    return own.take(bytes)
  }
  const take = (bytes: number): number => {
    const address = own.take(bytes) ?? takeAfterMoves(bytes)
    if (address === undefined) throw noMemory(bytes, own, resident, blocks.size)
    return address
  }
  const collected = new FinalizationRegistry<number>((name) => {
    const block = blocks.get(name)
    if (block === undefined) return
    if (block.owners > 1) blocks.set(name, { ...block, owners: block.owners - 1 })
    else leave(name, block)
  })
  const self = {}

  return {
    memory,
    shared,
    take,
    give,
    array,
    words: () => {
      if (words.buffer !== memory.buffer) words = new Int32Array(memory.buffer)
      return words
    },
    makeRoom: (bytes) => {
      if (resident < budget / 4) called = false
      if (resident > budget / 2 && !called) {
        callCollector()
        called = true
      }
      for (const [name, block] of blocks) {
        if (resident + bytes <= budget) return
        moveOut(name, block)
      }
    },
    tensors: (address, shapes, dtype) => {
      const name = named++
      const length = sizeOf(shapes[0]!)
      const bytes = length * widths[dtype]
      const cell = cellAt(address)
      const block: Block = { cell, dtype, length, bytes, owners: shapes.length }
      blocks.set(name, block)
      resident += bytes
      return shapes.map((shape) => {
        const residence: Residence = { read: () => copyOf(block), heap: self, cell }
        const x = new Concrete(residence, shape, dtype)
        collected.register(x, name)
        return x
      })
    },
    addressOf: (x) => {
      const residence = Concrete.elsewhere(x) as Residence | undefined
      return residence?.heap === self ? addressIn(residence.cell) : undefined
    },
    use: () => ({ tensors: resident, memory: memory.buffer.byteLength }),
  }
}
