/**
 * The engine that compiles graphs to WebAssembly.
 *
 * @module
 */
import type { Engine } from '../engine.ts'
import type { Graph } from '../Primitive.ts'
import { executable } from './executable.ts'
import { type Heap, heap } from './heap.ts'
import { libraryBytes } from './library.ts'
import { type Operation, operationOf } from './operation.ts'
import type { Plan } from './plan/plan.ts'
import { overwriting } from './plan/overwriting.ts'
import { planOf } from './plan/planOf.ts'
import { type Module, wasm } from './platform.ts'
import { type Meeting, meetingAt, meetingBytes } from './program/barrier.ts'
import type { Machine, Sharing } from './program/program.ts'
import { alone, team } from './team.ts'
import { defaultThreads } from './threads.ts'

/** Scratch memory that grows, and gives the smaller one back. */
const scratchOf = (own: Heap, threads: number): ((bytes: number) => number) => {
  let have = { bytes: 0, address: 0 }
  return (bytes) => {
    if (bytes > have.bytes) {
      const old = have
      have = { bytes: 0, address: 0 }
      if (old.bytes > 0) own.give(old.address, old.bytes * threads)
      have = { bytes, address: own.take(bytes * threads) }
    }
    return have.address
  }
}

const meetingIn = (own: Heap): Meeting => {
  const meeting = meetingAt(own.take(meetingBytes))
  // no run has failed yet, not even the one that begins before anybody has arrived
  own.words()[meeting.failed >> 2] = -1
  return meeting
}

/**
 * Few results are copied out of the engine's memory, all at once, and into it again at the next call: that takes less time than
 * to watch them, and leaves less to the collector.
 */
const fewBytes = 2 ** 13

/** Less than this is done before others are awake. */
const usual: Sharing = { step: 4000, program: 30_000 }

const start = (options: EngineOptions): Machine => {
  const { budget, maximum, threads = defaultThreads(), sharing = usual, copied = fewBytes } = options
  const own = heap({ budget, maximum, shared: threads > 1 })
  const module: Module = new (wasm().Module)(libraryBytes(own.shared))
  const { memory } = own
  return {
    heap: own,
    sharing,
    copied,
    team: own.shared ? team(threads, module, memory) : alone,
    functions: new (wasm().Instance)(module, { env: { memory } }).exports,
    meeting: own.shared ? meetingIn(own) : undefined,
    scratch: scratchOf(own, threads),
  }
}

/** How an engine is set up. */
export interface EngineOptions {
  /** The bytes that tensors may take in its memory before the oldest move out; 512 MiB unless told. */
  readonly budget?: number | undefined
  /** The bytes that its memory may grow to; 2 GiB unless told. */
  readonly maximum?: number | undefined
  /** Threads, this one among them; as many as the machine has, at most 8, unless told. */
  readonly threads?: number | undefined
  /** From how much work on threads take part; what pays on most machines unless told. */
  readonly sharing?: Sharing | undefined
  /** All results of a call are copied out of its memory if they have no more bytes than this; 8 KiB unless told. */
  readonly copied?: number | undefined
}

/** The engine, and what it takes. */
export interface WasmEngine extends Engine {
  /** An operation from a graph of one equation; nothing where that has no code of its own. It lives until it is released. */
  readonly operation: (graph: Graph) => Operation | undefined
  /** The bytes that tensors take in its memory, and those of the whole memory. */
  readonly use: Heap['use']
  /** The threads at work now: one until the others have started. */
  readonly threads: () => number
  /** So many of its threads take part at most from the next call on. */
  readonly limit: (threads: number) => void
}

/** Is it native code that answers memory of its own? Operands that are refused are the reference's. */
const isNative = ({ steps, direct }: Plan): boolean =>
  direct.has(0) && steps.every((s) => s.kind !== 'reference' || s.refused !== undefined)

/** An engine with a memory of its own, which it takes when it first compiles. */
export const wasmEngine = (options: EngineOptions = {}): WasmEngine => {
  let machine: Machine | undefined
  let mostThreads = Infinity
  const begin = (): Machine => {
    const begun = start(options)
    begun.team.limit(mostThreads)
    return begun
  }
  const released = new FinalizationRegistry<() => void>((release) => release())
  return {
    name: 'wasm',
    use: () => machine?.heap.use() ?? { tensors: 0, memory: 0 },
    threads: () => machine?.team.atWork() ?? 1,
    limit: (threads) => {
      mostThreads = threads
      machine?.team.limit(threads)
    },
    operation: (graph) => {
      const plan = planOf(graph)
      if (!isNative(plan)) return undefined
      machine ??= begin()
      return operationOf(machine, plan)
    },
    compile: (graph: Graph, donated: readonly number[] = []) => {
      machine ??= begin()
      const plan = overwriting(planOf(graph), donated)
      const { run, release } = executable(machine, plan, donated)
      released.register(run, release)
      return run
    },
  }
}
