/**
 * The engine that compiles graphs to WebAssembly.
 *
 * @module
 */
import { donate, type Engine, type Executable } from '../engine.ts'
import type { Graph } from '../Primitive.ts'
import { Concrete, sizeOf } from '../Tensor.ts'
import { type Heap, heap, type Leaving, type Seized } from './heap.ts'
import { libraryBytes } from './library.ts'
import { type Operation, operationOf } from './operation.ts'
import type { Plan } from './plan/plan.ts'
import { overwriting } from './plan/overwriting.ts'
import { planOf } from './plan/planOf.ts'
import { isWhole } from './plan/results.ts'
import { type Module, wasm } from './platform.ts'
import { type Meeting, meetingAt, meetingBytes } from './program/barrier.ts'
import { type Machine, type Program, programOf, type Sharing } from './program/program.ts'
import { alone, team } from './team.ts'
import { defaultThreads } from './threads.ts'
import type { View } from './view.ts'

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

/** Less than this is done before others are awake. */
const usual: Sharing = { step: 4000, program: 30_000 }

const start = (options: EngineOptions): Machine => {
  const { budget, maximum, threads = defaultThreads(), sharing = usual } = options
  const own = heap({ budget, maximum, shared: threads > 1 })
  const module: Module = new (wasm().Module)(libraryBytes(own.shared))
  const { memory } = own
  return {
    heap: own,
    sharing,
    team: own.shared ? team(threads, module, memory) : alone,
    functions: new (wasm().Instance)(module, { env: { memory } }).exports,
    meeting: own.shared ? meetingIn(own) : undefined,
    scratch: scratchOf(own, threads),
  }
}

/** What a result is: an input or a constant as it came, or memory of this call. */
type Origin =
  | { readonly from: 'input' | 'constant'; readonly index: number }
  | { readonly from: 'buffer' | 'copy' }

const originOf = (plan: Plan, v: View): Origin => {
  const same = (w: View): boolean => w.buffer === v.buffer
  const input = plan.inputs.findIndex(same)
  const constant = plan.constants.findIndex(same)
  const as = (w: View): boolean => isWhole(plan, v) && w.shape.join() === v.shape.join()
  if (input >= 0) return as(plan.inputs[input]!) ? { from: 'input', index: input } : { from: 'copy' }
  if (constant >= 0)
    return as(plan.constants[constant]!) ? { from: 'constant', index: constant } : { from: 'copy' }
  return isWhole(plan, v) ? { from: 'buffer' } : { from: 'copy' }
}

/** Memory that leaves with results: it is taken anew at each call. */
interface LeavingResults extends Leaving {
  /** The first result that it is, which its address is written down for. */
  readonly first: number
  /** All results that it is. */
  readonly results: readonly number[]
}

/** Losses that are kept should not keep the parameters of their time: what is so short is watched by itself. */
const short = 16

const leavingOf = (plan: Plan): readonly LeavingResults[] =>
  [...plan.direct].map(([first, buffer]) => {
    const results = plan.results.flatMap((v, i) => (v.buffer === buffer && isWhole(plan, v) ? [i] : []))
    const { shape, dtype } = plan.results[first]!
    const shapes = results.map((i) => plan.results[i]!.shape)
    return { bytes: plan.buffers[buffer]!.bytes, dtype, length: sizeOf(shape), first, results, shapes }
  })

/** Where the results of a call are written, in the order of what leaves, and over which inputs. */
interface Places {
  readonly addresses: readonly number[]
  readonly overInputs: ReadonlyMap<number, number>
  /** All as it was before. */
  readonly giveBack: () => void
}

/** The memory of donated inputs that results are written over, by the result: that which no other operand shares. */
const seizedFor = (
  own: Heap,
  { overwritten, buffers, inputs }: Plan,
  given: readonly Concrete[],
): ReadonlyMap<number, Seized> => {
  if (overwritten.size === 0) return new Map()
  const addresses = given.map((x) => own.addressOf(x))
  return new Map(
    [...overwritten].flatMap(([result, input]) => {
      const isShared = addresses.filter((a) => a === addresses[input]).length > 1
      const bytes = buffers[inputs[input]!.buffer]!.bytes
      const seized = isShared ? undefined : own.seize(given[input]!, bytes)
      return seized === undefined ? [] : [[result, seized] as const]
    }),
  )
}

/** Memory for all, or for none where it does not last: that of donated inputs for some of them, and new one for the others. */
const placesFor = (
  own: Heap,
  plan: Plan,
  left: readonly LeavingResults[],
  given: readonly Concrete[],
): Places => {
  const seized = seizedFor(own, plan, given)
  const taken: { readonly address: number; readonly bytes: number }[] = []
  const giveBack = (): void => {
    taken.forEach(({ address, bytes }) => own.give(address, bytes))
    for (const there of seized.values()) there.moveOut()
  }
  const take = (bytes: number): number => {
    const address = own.take(bytes)
    taken.push({ address, bytes })
    return address
  }
  try {
    const addresses = left.map(({ first, bytes }) => seized.get(first)?.address ?? take(bytes))
    const overInputs = new Map([...seized].map(([r, { address }]) => [plan.overwritten.get(r)!, address]))
    return { addresses, overInputs, giveBack }
  } catch (error) {
    giveBack()
    throw error
  }
}

/** Writes inputs into a program's own memory. A tensor never changes: one that an earlier call has written is not written again. */
const writer = (own: Heap, plan: Plan, program: Program): ((x: Concrete, i: number) => number) => {
  const written = plan.inputs.map((): object | undefined => undefined)
  return (x, i) => {
    const address = program.inputs[i]!
    const identity = Concrete.identity(x)
    if (written[i] === identity) return address
    const { dtype, shape } = plan.inputs[i]!
    own.array(dtype, address, sizeOf(shape)).set(Concrete.values(x))
    written[i] = identity
    return address
  }
}

const executable = (
  machine: Machine,
  plan: Plan,
  program: Program,
  donated: readonly number[],
): Executable => {
  const { heap: own } = machine
  const origins = plan.results.map((v) => originOf(plan, v))
  const all = leavingOf(plan)
  const shorts = all.filter((l) => l.length <= short)
  const others = all.filter((l) => l.length > short)
  const left = [...shorts, ...others]
  const leavingBytes = left.reduce((sum, l) => sum + l.bytes, 0)
  const results = plan.inputs.length
  const write = writer(own, plan, program)
  const run = (given: readonly Concrete[]): readonly number[] => {
    const { addresses, overInputs, giveBack } = placesFor(own, plan, left, given)
    // from here on memory stays as it is, and tensors where they are
    try {
      given.forEach((x, i) => program.tell(i, overInputs.get(i) ?? own.addressOf(x) ?? write(x, i)))
    } catch (error) {
      giveBack()
      throw error
    }
    left.forEach((l, i) => program.tell(results + l.first, addresses[i]!))
    try {
      program.run()
    } catch (error) {
      addresses.forEach((address, i) => own.give(address, left[i]!.bytes))
      throw error
    }
    return addresses
  }
  return (inputs) => {
    const given = inputs as readonly Concrete[]
    own.makeRoom(leavingBytes)
    program.prepare()
    const addresses = run(given)
    const answered = plan.results.map((v, i): Concrete | undefined => {
      const origin = origins[i]!
      if (origin.from === 'input') return given[origin.index]
      if (origin.from === 'constant') return plan.values[origin.index]!
      return origin.from === 'copy' ? program.read(v) : undefined
    })
    const tensors = [
      ...own.tensors(shorts, addresses),
      ...own.tensors(others, addresses.slice(shorts.length)),
    ]
    left.forEach((l, i) =>
      l.results.forEach((result, at) => {
        answered[result] = tensors[i]![at]
      }),
    )
    if (donated.length > 0) donate(given, donated, answered as readonly Concrete[], own.release)
    return answered as readonly Concrete[]
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
      const program = programOf(machine, plan)
      const run = executable(machine, plan, program, donated)
      released.register(run, program.release)
      return run
    },
  }
}
