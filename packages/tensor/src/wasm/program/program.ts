/**
 * Programs in memory: a plan's constants, its workspace, its code, on this thread and on the others.
 *
 * @module
 */
import { ValueError } from '../../errors.ts'
import { evaluate } from '../../kernels/evaluate.ts'
import { Concrete, sizeOf } from '../../Tensor.ts'
import { widths } from '../access.ts'
import type { Heap } from '../heap.ts'
import type { Kernel } from '../kernel.ts'
import { library } from '../library.ts'
import { assemble, type WasmFunction } from '../module.ts'
import type { Plan } from '../plan/plan.ts'
import { wasm } from '../platform.ts'
import { maximumPages } from '../space.ts'
import type { Run, Team } from '../team.ts'
import type { View } from '../view.ts'
import { type Meeting, meetFunction } from './barrier.ts'
import { bodiesOf, kernelsOf, programFunction, referencesOf } from './write.ts'
import { sharedCost } from './cost.ts'
import { noSuchBranch } from './steps.ts'

/** From how many nanoseconds on threads work together: in a step, and in all steps of a program. */
export interface Sharing {
  readonly step: number
  readonly program: number
}

/** What programs share. */
export interface Machine {
  readonly heap: Heap
  readonly team: Team
  readonly sharing: Sharing
  readonly functions: Readonly<Record<string, unknown>>
  readonly meeting: Meeting | undefined
  /** The results of a call are copied out of the memory if they have no more bytes than this. */
  readonly copied: number
  /** Scratch memory for each thread, at least so many bytes. */
  readonly scratch: (bytes: number) => number
}

/** A plan that can be run. */
export interface Program {
  /** Where inputs are put that are not in memory yet. */
  readonly inputs: readonly number[]
  /** Memory for whoever runs it. */
  readonly parcel: number
  /** Takes what the next run needs of memory, which may grow, and have tensors move out; nothing does after it. */
  readonly prepare: () => void
  /** Writes an address down: of an input, and behind these, of a result that leaves. */
  readonly tell: (index: number, address: number) => void
  readonly run: () => void
  /** A copy of what lies in memory. */
  readonly read: (view: View) => Concrete
  readonly release: () => void
}

/** Memory that is given back together. */
const leases = (heap: Heap) => {
  const taken: { readonly address: number; readonly bytes: number }[] = []
  return {
    take: (bytes: number): number => {
      const address = heap.take(bytes)
      taken.push({ address, bytes })
      return address
    },
    giveBack: (): void => taken.splice(0).forEach(({ address, bytes }) => heap.give(address, bytes)),
  }
}

const buffersRead = (plan: Plan): ReadonlySet<number> =>
  new Set([...plan.steps.flatMap((s) => s.reads), ...plan.results].map((v) => v.buffer))

const plansIn = (plan: Plan): readonly Plan[] => [
  plan,
  ...plan.steps.flatMap((s) => bodiesOf(s).flatMap(plansIn)),
]

let programs = 0

type Leases = ReturnType<typeof leases>

/** Puts a plan into memory and compiles it, with so many bytes for whoever runs it; what it took goes back where that fails. */
export const programOf = (machine: Machine, plan: Plan, parcel: number = 0): Program => {
  const memory = leases(machine.heap)
  try {
    return programIn(machine, plan, memory, parcel)
  } catch (error) {
    memory.giveBack()
    throw error
  }
}

const programIn = (machine: Machine, plan: Plan, memory: Leases, parcel: number): Program => {
  const { heap, team, meeting } = machine
  const id = programs++
  const constants = new Map<Plan, readonly number[]>()
  for (const p of plansIn(plan)) {
    const read = buffersRead(p)
    constants.set(
      p,
      p.constants.map((v, i) => {
        if (!read.has(v.buffer)) return 0
        const address = memory.take(p.buffers[v.buffer]!.bytes)
        heap.array(v.dtype, address, sizeOf(v.shape)).set(Concrete.values(p.values[i]!))
        return address
      }),
    )
  }
  const kernels = [...new Map(kernelsOf(plan).map((k) => [k.key, k])).values()]
  const references = referencesOf(plan)
  const { layout } = plan
  const workspace = memory.take(layout.bytes)
  const inputs = plan.inputs.map((v) => memory.take(plan.buffers[v.buffer]!.bytes))
  const mailboxSize = Math.max(2, ...references.map((r) => r.reads.length + r.writes.length))
  const mailbox = plan.inputs.length + plan.results.length
  const table = memory.take(4 * (mailbox + mailboxSize))
  const scratchBytes = Math.ceil(Math.max(0, ...kernels.map((k) => k.scratch)) / 64) * 64

  const shared = library()
  const imports = [...shared.imports, { name: 'reference', params: ['i32'], results: ['i32'] } as const]
  const first = imports.length
  const index = new Map(kernels.map((k, i) => [k.key, first + i]))
  const meets: readonly WasmFunction[] = meeting === undefined ? [] : [meetFunction(meeting)]
  const functions: readonly WasmFunction[] = [
    ...kernels.map((k, i) => ({ ...k.code(`k${i}`, shared.indices), exported: false })),
    ...meets,
    programFunction(plan, {
      meeting,
      kernelIndex: (k: Kernel) => index.get(k.key)!,
      meetIndex: first + kernels.length,
      referenceIndex: first - 1,
      referenceNumber: (step) => references.indexOf(step),
      constantAt: (p, i) => constants.get(p)![i]!,
      table,
      workspace,
      scratchBytes,
      leastShared: machine.sharing.step,
      hasReferences: references.length > 0 || plansIn(plan).length > 1,
    }),
  ]
  const bytes = assemble({ imports, functions, memory: { shared: heap.shared, maximumPages } })

  let failure: unknown
  const evaluateStep = (number: number): void => {
    const words = heap.array('int32', table + 4 * mailbox, mailboxSize)
    if (number === noSuchBranch)
      throw new ValueError('switchCase', `branch ${words[0]!} is out of range, there are ${words[1]!}`)
    const { equation, reads, writes } = references[number]!
    const at = (v: View, i: number) => heap.array(v.dtype, words[i]!, sizeOf(v.shape))
    const given = reads
      .slice(0, equation.operands.length)
      .map((v, i) => new Concrete(at(v, i), v.shape, v.dtype))
    const results = evaluate(equation.name, given, equation.params)
    results.forEach((x, i) => at(writes[i]!, reads.length + i).set(Concrete.values(x)))
  }
  const reference = (number: number): number => {
    try {
      evaluateStep(number)
      return 0
    } catch (error) {
      failure = error
      return 1
    }
  }
  const env = { memory: heap.memory, ...machine.functions, reference }
  const run = new (wasm().Instance)(new (wasm().Module)(bytes), { env }).exports['run'] as Run
  const cost = sharedCost(plan, machine.sharing.step)
  const worthTogether = meeting !== undefined && cost >= machine.sharing.program
  let isLoaded = false
  const load = (): boolean => {
    if (isLoaded || team.atWork(cost) === 1) return isLoaded
    const address = heap.take(bytes.length)
    heap.array('uint8', address, bytes.length).set(bytes)
    isLoaded = team.load(id, address, bytes.length)
    heap.give(address, bytes.length)
    return isLoaded
  }
  const scratch = machine.scratch
  let threads = 1
  let own = 0
  const told = (i: number): number => heap.words()[(table >> 2) + i]!
  const direct = new Map([...plan.direct].map(([result, buffer]) => [buffer, result]))
  const baseOf = (buffer: number): number => {
    const input = plan.inputs.findIndex((v) => v.buffer === buffer)
    const constant = plan.constants.findIndex((v) => v.buffer === buffer)
    const result = direct.get(buffer)
    if (input >= 0) return told(input)
    if (constant >= 0) return constants.get(plan)![constant]!
    return result === undefined ? workspace + layout.offsets.get(buffer)! : told(plan.inputs.length + result)
  }
  return {
    inputs,
    parcel: memory.take(parcel),
    tell: (i, address) => {
      heap.words()[(table >> 2) + i] = address
    },
    prepare: () => {
      threads = worthTogether && load() ? team.atWork() : 1
      own = scratch(scratchBytes)
    },
    run: () => {
      if (threads > 1) team.run(id, run, own, heap.words()[meeting!.arrivals >> 2]!)
      else run(0, 1, own, 0, 0)
      if (failure === undefined) return
      const error = failure
      failure = undefined
      throw error as Error
    },
    read: (view) => {
      const address = baseOf(view.buffer) + view.offset * widths[view.dtype]
      return new Concrete(heap.array(view.dtype, address, sizeOf(view.shape)).slice(), view.shape, view.dtype)
    },
    release: () => {
      memory.giveBack()
      if (isLoaded) team.drop(id)
    },
  }
}
