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
import { Concrete, type Elsewhere, type Shape, throwDonated } from '../Tensor.ts'
import type { Memory } from './platform.ts'
import { type Space, space } from './space.ts'

/**
 * Tensors that take more than this together move out, oldest first. The collector is called for long before, at half of it, and
 * again with each sixteenth more: a page learns of what it found only some steps later, and moving out meanwhile makes a step
 * of a wide network half as long again.
 */
const defaultBudget = 2 ** 29

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

/** What tensors have of the memory, until they move out to an array of their own. It may live long, so it is small. */
interface Block {
  readonly as: Leaving
  address: number | undefined
  moved: TypedArray | undefined
}

/** What a call left: how much of it is still here, and whether a later call has used it since it was last looked at. */
interface Call {
  readonly name: number
  readonly blocks: readonly Block[]
  here: number
  isUsed: boolean
}

/**
 * What a tensor has of the engine. All tensors that a call left share an owner, and their blocks are free when it has been
 * collected: the runtime keeps what it watches for long, and watches one object for a call.
 */
interface Residence extends Elsewhere {
  readonly heap: object
  readonly block: Block
  readonly call: Call
  readonly owner: object
}

/** Memory that was a tensor's, and is nobody's. */
export interface Seized {
  readonly address: number
  /** Gives the memory back, and the tensor a copy of what is there. */
  readonly moveOut: () => void
}

/** Memory that becomes tensors of these shapes. */
export interface Leaving {
  readonly dtype: DType
  readonly length: number
  readonly bytes: number
  readonly shapes: readonly Shape[]
}

/** The collector is called for after so many calls, and after twice as many that it did not free, the oldest move out. */
const manyCalls = 4096

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
  /** Tensors that have the memory at addresses from now on, and until nobody refers to any of them. */
  readonly tensors: (
    leaving: readonly Leaving[],
    addresses: readonly number[],
  ) => readonly (readonly Concrete[])[]
  /** Where a tensor lies, if it lies here. */
  readonly addressOf: (x: Concrete) => number | undefined
  /** Takes the memory of a tensor from it, and from all that share it, if it lies here and is of this size. */
  readonly seize: (x: Concrete, bytes: number) => Seized | undefined
  /** Gives the memory of a tensor back, if it lies here. */
  readonly release: (x: Concrete) => void
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

const countOf = (calls: ReadonlyMap<number, Call>): number =>
  [...calls.values()].reduce((sum, { here }) => sum + here, 0)

export const heap = ({ budget = defaultBudget, maximum, shared }: HeapOptions): Heap => {
  const own = space(shared, maximum)
  const { memory, give } = own
  /**
   * Blocks by call, by age. Those that moved out are not among them, and what the registry holds is a number: nothing here
   * keeps their arrays alive.
   */
  const calls = new Map<number, Call>()
  let named = 0
  let calledAt = 0
  let resident = 0
  let callAt = budget / 2

  const array: Heap['array'] = (dtype, address, length) => new arrays[dtype](memory.buffer, address, length)

  let words = new Int32Array(memory.buffer)

  const leave = (name: number): void => {
    for (const { as, address } of calls.get(name)?.blocks ?? []) {
      if (address === undefined) continue
      give(address, as.bytes)
      resident -= as.bytes
    }
    calls.delete(name)
  }
  const copyOf = ({ moved, address, as }: Block): TypedArray =>
    moved ?? (address === undefined ? throwDonated() : array(as.dtype, address, as.length).slice())
  /** What is not here any more is watched no longer: a loop that never lets the runtime breathe would have it watch all for ever. */
  const forget = ({ name, blocks }: Call): void => {
    calls.delete(name)
    collected.unregister(blocks)
  }
  const moveOut = (call: Call): void => {
    const here = call.blocks.filter((block) => block.address !== undefined)
    for (const block of here) block.moved = copyOf(block)
    leave(call.name)
    forget(call)
    for (const block of here) block.address = undefined
  }
  /**
   * Moves calls out until there is enough room, oldest first. Those that were used since the last time have another turn:
   * what every step reads would be copied in again at each.
   */
  const moveOutUntil = (isEnough: () => boolean): void => {
    for (const [name, call] of calls) {
      if (isEnough()) return
      if (call.isUsed) {
        call.isUsed = false
        calls.delete(name)
        calls.set(name, call)
      } else moveOut(call)
    }
  }
  /** Room for so many bytes after the oldest have moved out. */
  const takeAfterMoves = (bytes: number): number | undefined => {
    if (resident + own.free() < bytes) return undefined
    let before = resident
    let address: number | undefined
    moveOutUntil(() => {
      if (before - resident < bytes) return false
      before = resident
      address = own.take(bytes)
      return address !== undefined
    })
    return address ?? own.take(bytes)
  }
  const take = (bytes: number): number => {
    const address = own.take(bytes) ?? takeAfterMoves(bytes)
    if (address === undefined) throw noMemory(bytes, own, resident, countOf(calls))
    return address
  }
  const collected = new FinalizationRegistry<number>(leave)
  const self = {}
  const residenceOf = (x: Concrete): Residence | undefined => {
    const found = Concrete.elsewhere(x) as Residence | undefined
    return found?.heap === self ? found : undefined
  }

  /** Takes a tensor's memory from it, if that is here and of a size, if one is told: the block, and where it was. */
  const vacated = (
    x: Concrete,
    bytes?: number,
  ): { readonly block: Block; readonly address: number } | undefined => {
    const residence = residenceOf(x)
    if (residence === undefined) return undefined
    const { block, call } = residence
    const { address, as } = block
    if (address === undefined || (bytes ?? as.bytes) !== as.bytes) return undefined
    block.address = undefined
    resident -= as.bytes
    call.here--
    if (call.here === 0) forget(call)
    return { block, address }
  }

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
      if (resident < budget / 4) callAt = budget / 2
      if (resident > callAt) {
        callCollector()
        callAt = resident + budget / 16
      }
      if (calls.size > manyCalls && named - calledAt > manyCalls) {
        callCollector()
        calledAt = named
      }
      moveOutUntil(() => resident + bytes <= budget && calls.size <= 2 * manyCalls)
    },
    tensors: (leaving, addresses) => {
      if (leaving.length === 0) return []
      const owner: readonly never[] = []
      const blocks = leaving.map((as, i): Block => ({ as, address: addresses[i]!, moved: undefined }))
      for (const { bytes } of leaving) resident += bytes
      const call = { name: named, blocks, here: blocks.length, isUsed: false }
      calls.set(named, call)
      collected.register(owner, named, blocks)
      named++
      return blocks.map((block) => {
        const residence: Residence = { read: () => copyOf(block), heap: self, block, call, owner }
        return block.as.shapes.map((shape) => new Concrete(residence, shape, block.as.dtype))
      })
    },
    addressOf: (x) => {
      const residence = residenceOf(x)
      if (residence === undefined) return undefined
      residence.call.isUsed = true
      return residence.block.address
    },
    seize: (x, bytes) => {
      const found = vacated(x, bytes)
      if (found === undefined) return undefined
      const { block, address } = found
      return {
        address,
        moveOut: () => {
          block.moved = array(block.as.dtype, address, block.as.length).slice()
          give(address, bytes)
        },
      }
    },
    release: (x) => {
      const found = vacated(x)
      if (found !== undefined) give(found.address, found.block.as.bytes)
    },
    use: () => ({ tensors: resident, memory: memory.buffer.byteLength }),
  }
}
