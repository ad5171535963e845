/**
 * Plans as one function: every thread runs it, takes its share of each step, and waits where a step needs what others have
 * written.
 *
 * @module
 */
import { sizeOf } from '../../Tensor.ts'
import { widths } from '../access.ts'
import { atomic, call, copyBytes, countTo, get, i32, leave, repeatWhile, set, when } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import { layOut } from '../memory.ts'
import { type Code, define, type Local, type WasmFunction } from '../module.ts'
import type { BranchStep, KernelStep, Plan, ReferenceStep, ScanStep, Step, WhileStep } from '../plan/plan.ts'
import { directResults } from '../plan/results.ts'
import type { View } from '../view.ts'
import type { Meeting } from './barrier.ts'
import { addressOf, beyond, overlap, type Place, type Touch } from './place.ts'

/** Is a kernel's work, of at least so many nanoseconds, worth sharing out? */
const isShared = ({ units, cost }: Kernel, least: number): boolean => units > 1 && cost >= least

/** The nanoseconds of a plan's steps that threads share out: those of at least so many. */
export const sharedCost = (plan: Plan, least: number): number =>
  plan.steps.reduce((sum, step) => {
    if (step.kind === 'kernel') return sum + (isShared(step.kernel, least) ? step.kernel.cost : 0)
    if (step.kind === 'scan') return sum + step.length * sharedCost(step.body, least)
    if (step.kind === 'while') return sum + sharedCost(step.body, least)
    return step.kind === 'branch' ? sum + Math.max(0, ...step.branches.map((b) => sharedCost(b, least))) : sum
  }, 0)

/** What a program is written into. */
export interface Surroundings {
  /** What threads meet at, where there may be several. */
  readonly meeting: Meeting | undefined
  /** The index of a kernel's function in the module. */
  readonly kernelIndex: (kernel: Kernel) => number
  /** The index of `meet`, and of the function that has the reference evaluate a step. */
  readonly meetIndex: number
  readonly referenceIndex: number
  /** Numbers a step of the reference. */
  readonly referenceNumber: (step: ReferenceStep) => number
  /** Where a constant lies. */
  readonly constantAt: (plan: Plan, index: number) => number
  /** Where the addresses of inputs, of results, and those for the reference are written down. */
  readonly table: number
  /** The memory that the outermost plan works in. */
  readonly workspace: number
  readonly scratchBytes: number
  readonly hasReferences: boolean
  /** Below this many nanoseconds a step is left to one thread. */
  readonly leastShared: number
}

interface Pending extends Touch {
  readonly writes: boolean
  /** Only the first thread touches it. */
  readonly alone: boolean
}

/** The number that asks for the error of a branch that there is not. */
export const noSuchBranch = -1

/** The parameters of a program. */
export const programParameters = ['i32', 'i32', 'i32', 'i32', 'i32'] as const

/** Writes the program of a plan: `run(thread, threads, scratch, start, maySleep)`. */
export const programFunction = (plan: Plan, around: Surroundings): WasmFunction =>
  define('run', programParameters, [], ({ params, local }) => {
    const [thread, threads, scratch, start, maySleep] = params
    const own = local('i32')
    const target = local('i32')
    let pending: Pending[] = []
    let zones = 0
    const zone = (): number => ++zones
    const isFirst = i32.equalZero(get(thread))
    const firstAlone = (code: Code): Code => when(isFirst, code)

    const arrive = (): Code =>
      around.meeting === undefined
        ? []
        : when(i32.lessThan(i32.const(1), get(threads)), [
            set(target, i32.add(get(target), get(threads))),
            call(around.meetIndex, get(target), get(maySleep)),
          ])
    const meet = (): Code => {
      pending = []
      const { meeting } = around
      const failed =
        meeting === undefined || !around.hasReferences
          ? []
          : when(
              i32.and(
                i32.lessThan(i32.const(1), get(threads)),
                i32.equal(atomic.load(i32.const(meeting.failed)), get(start)),
              ),
              leave,
            )
      return [arrive(), failed]
    }
    /** The first thread ends the run; the others see it where they wait next. */
    const fail = (): Code => [
      around.meeting === undefined ? [] : atomic.store(i32.const(around.meeting.failed), get(start)),
      arrive(),
      leave,
    ]
    /** Waits for others before touching what they touch. */
    const before = (touches: readonly (Touch & { readonly writes: boolean })[], alone: boolean): Code => {
      if (around.meeting === undefined) return []
      const clash = pending.some(
        (p) => !(p.alone && alone) && touches.some((t) => (t.writes || p.writes) && overlap(p, t)),
      )
      const wait = clash ? meet() : []
      pending = [...pending, ...touches.map((t) => ({ ...t, alone }))]
      return wait
    }

    type Places = readonly Place[]
    const placeOf = (places: Places, { buffer, offset, dtype }: View): Place =>
      beyond(places[buffer]!, offset * widths[dtype])
    const touchesOf = (
      step: Step,
      inside: Plan,
      places: Places,
    ): readonly (Touch & { writes: boolean })[] => {
      const touch = (writes: boolean) => (v: View) => ({
        place: places[v.buffer]!,
        bytes: inside.buffers[v.buffer]!.bytes,
        writes,
      })
      return [...step.reads.map(touch(false)), ...step.writes.map(touch(true))]
    }
    const bytesOf = (v: View): number => sizeOf(v.shape) * widths[v.dtype]

    const callKernel = ({ kernel, reads, writes }: KernelStep, places: Places, alone: boolean): Code => {
      const addresses = [...reads, ...writes].map((v) => addressOf(placeOf(places, v)))
      const index = around.kernelIndex(kernel)
      if (alone) return firstAlone(call(index, ...addresses, get(own), i32.const(0), i32.const(kernel.units)))
      const share = (at: Code): Code => i32.divide(i32.mul(at, i32.const(kernel.units)), get(threads))
      return call(
        index,
        ...addresses,
        get(own),
        share(get(thread)),
        share(i32.add(get(thread), i32.const(1))),
      )
    }

    const callReference = (step: ReferenceStep, places: Places): Code => {
      const mailbox = around.table + 4 * (plan.inputs.length + plan.results.length)
      const evaluate = [
        [...step.reads, ...step.writes].map((v, i) =>
          i32.store(i32.const(mailbox + 4 * i), addressOf(placeOf(places, v))),
        ),
        when(call(around.referenceIndex, i32.const(around.referenceNumber(step))), fail()),
      ]
      const { refused } = step
      if (refused === undefined) return firstAlone(evaluate)
      const isFine = i32.equal(i32.load(addressOf(placeOf(places, refused))), i32.const(-1))
      return firstAlone(when(isFine, [], evaluate))
    }

    /** The places of all buffers of a body. */
    const placesIn = (
      body: Plan,
      inputs: readonly Place[],
      apart: ReadonlyMap<number, Place>,
      workspace: Place,
    ): Places => {
      const { offsets } = layOut(body, new Set(apart.keys()))
      const given = new Map(body.inputs.map((v, i) => [v.buffer, inputs[i]!]))
      const constants = new Map(body.constants.map((v, i) => [v.buffer, i]))
      return body.buffers.map((_, i) => {
        const constant = constants.get(i)
        if (constant !== undefined) return { at: around.constantAt(body, constant) }
        return given.get(i) ?? apart.get(i) ?? beyond(workspace, offsets.get(i) ?? 0)
      })
    }

    /** Runs a body, and has its results lie at these places afterwards. */
    const runBody = (
      body: Plan,
      inputs: readonly Place[],
      results: readonly (readonly Place[])[],
      workspace: Place,
      alone: boolean,
    ): Code => {
      const direct = directResults(body)
      const apart = new Map([...direct].map(([result, buffer]) => [buffer, results[result]![0]!]))
      const places = placesIn(body, inputs, apart, workspace)
      const code = stepsOf(body, places, alone)
      const copies = body.results.flatMap((view, i) =>
        results[i]!.slice(direct.has(i) ? 1 : 0).map((to) => {
          const from = placeOf(places, view)
          const bytes = bytesOf(view)
          const touches = [
            { place: from, bytes, writes: false },
            { place: to, bytes, writes: true },
          ]
          return [
            before(touches, true),
            firstAlone(copyBytes(addressOf(to), addressOf(from), i32.const(bytes))),
          ]
        }),
      )
      return [code, copies]
    }

    const variable = (address: Code, inZone: number): { readonly place: Place; readonly code: Code } => {
      const own = local('i32')
      return { place: { local: own, zone: inZone, plus: 0 }, code: set(own, address) }
    }
    const localOf = (place: Place): Local => (place as { readonly local: Local }).local

    /** Variables for what is carried: where it is, where the next goes, where the one after that goes. */
    const turns = (begin: readonly Place[], first: readonly Place[], second: readonly Place[]) => {
      const rows = begin.map((b, i) => {
        const shared = zone()
        const [now, next, other] = [b, first[i]!, second[i]!].map((p) => variable(addressOf(p), shared))
        return { now: now!, next: next!, other: other! }
      })
      return {
        now: rows.map((r) => r.now.place),
        next: rows.map((r) => r.next.place),
        begin: rows.map((r) => [r.now.code, r.next.code, r.other.code]),
        turn: rows.map(({ now, next, other }) => [
          set(localOf(now.place), get(localOf(next.place))),
          set(localOf(next.place), get(localOf(other.place))),
          set(localOf(other.place), get(localOf(now.place))),
        ]),
      }
    }

    const scan = (step: ScanStep, places: Places, alone: boolean): Code => {
      const { body, length, constants, carry, reverse } = step
      const at = (v: View): Place => placeOf(places, v)
      const outputs = body.results.slice(carry)
      const answered = step.writes.slice(0, carry + outputs.length)
      const [firsts, seconds] = [answered.slice(0, carry), step.writes.slice(carry + outputs.length, -1)]
      // the last turn has to write where the results are
      const isOdd = length % 2 === 1
      const carried = turns(
        step.reads.slice(constants, constants + carry).map(at),
        (isOdd ? firsts : seconds).map(at),
        (isOdd ? seconds : firsts).map(at),
      )
      const walk = (v: View, bytes: number) => {
        const begin = beyond(at(v), reverse ? (length - 1) * bytes : 0)
        return { ...variable(addressOf(begin), zone()), bytes }
      }
      const rows = step.reads
        .slice(constants + carry)
        .map((v, i) => walk(v, bytesOf(body.inputs[constants + carry + i]!)))
      const columns = answered.slice(carry).map((v, i) => walk(v, bytesOf(outputs[i]!)))
      const counter = local('i32')
      if (length === 0)
        return firstAlone(
          firsts.map((v, i) =>
            copyBytes(addressOf(at(v)), addressOf(at(step.reads[constants + i]!)), i32.const(bytesOf(v))),
          ),
        )
      const begin = alone ? [] : meet()
      const once = runBody(
        body,
        [...step.reads.slice(0, constants).map(at), ...carried.now, ...rows.map((r) => r.place)],
        [...carried.next.map((p) => [p]), ...columns.map((c) => [c.place])],
        at(step.writes.at(-1)!),
        alone,
      )
      const advance = [...rows, ...columns].map(({ place, bytes }) =>
        set(localOf(place), i32.add(get(localOf(place)), i32.const(reverse ? -bytes : bytes))),
      )
      const loop = [
        carried.begin,
        rows.map((r) => r.code),
        columns.map((c) => c.code),
        set(counter, i32.const(0)),
        countTo(counter, i32.const(length), i32.const(1), [begin, once, carried.turn, advance]),
      ]
      return [loop, alone ? [] : meet()]
    }

    const whileLoop = (step: WhileStep, places: Places, alone: boolean): Code => {
      const { condition, body, conditionConstants, bodyConstants } = step
      const at = (v: View): Place => placeOf(places, v)
      const count = body.results.length
      const tested = step.reads.slice(0, conditionConstants).map(at)
      const fixed = step.reads.slice(conditionConstants, conditionConstants + bodyConstants).map(at)
      const carried = turns(
        step.reads.slice(conditionConstants + bodyConstants).map(at),
        step.writes.slice(0, count).map(at),
        step.writes.slice(count, 2 * count).map(at),
      )
      const [testSpace, bodySpace] = step.writes.slice(2 * count).map(at) as [Place, Place]
      const goesOn = local('i32')
      const begin = alone ? [] : meet()
      const places2 = placesIn(condition, [...tested, ...carried.now], new Map(), testSpace)
      const test = [
        stepsOf(condition, places2, alone),
        alone ? [] : meet(),
        set(goesOn, i32.load8u(addressOf(placeOf(places2, condition.results[0]!)))),
      ]
      const once = runBody(
        body,
        [...fixed, ...carried.now],
        carried.next.map((p) => [p]),
        bodySpace,
        alone,
      )
      const settle = step.writes.slice(0, count).map((v, i) => {
        const [to, from] = [addressOf(at(v)), get(localOf(carried.now[i]!))]
        return firstAlone(when(i32.equal(to, from), [], copyBytes(to, from, i32.const(bytesOf(v)))))
      })
      return [
        carried.begin,
        repeatWhile([begin, test, when(get(goesOn), [once, carried.turn])], get(goesOn)),
        alone ? [] : meet(),
        settle,
        alone ? [] : meet(),
      ]
    }

    const branch = (step: BranchStep, places: Places, alone: boolean): Code => {
      const at = (v: View): Place => placeOf(places, v)
      const [which, ...operands] = step.reads
      const chosen = local('i32')
      const workspace = at(step.writes.at(-1)!)
      const wait = alone ? [] : meet()
      const cases = step.branches.map((body, i) => {
        // each case begins and ends where all have met; where one thread is by itself, what others touch is remembered
        if (!alone) pending = []
        const code = runBody(
          body,
          operands.map(at),
          step.writes.slice(0, -1).map((v) => [at(v)]),
          workspace,
          alone,
        )
        return when(i32.equal(get(chosen), i32.const(i)), [code, alone ? [] : meet()])
      })
      const mailbox = around.table + 4 * (plan.inputs.length + plan.results.length)
      const isThere = i32.lessThanUnsigned(get(chosen), i32.const(step.branches.length))
      const refuse = firstAlone([
        i32.store(i32.const(mailbox), get(chosen)),
        i32.store(i32.const(mailbox + 4), i32.const(step.branches.length)),
        when(call(around.referenceIndex, i32.const(noSuchBranch)), fail()),
      ])
      return [
        wait,
        set(chosen, i32.load(addressOf(at(which!)))),
        when(isThere, [], [refuse, arrive(), leave]),
        cases,
      ]
    }

    const stepsOf = (body: Plan, places: Places, alone: boolean): Code =>
      body.steps.map((step) => {
        const touches = touchesOf(step, body, places)
        if (step.kind === 'kernel') {
          const solo = alone || !isShared(step.kernel, around.leastShared)
          return [before(touches, solo), callKernel(step, places, solo)]
        }
        if (step.kind === 'reference') return [before(touches, true), callReference(step, places)]
        const inner = step.kind === 'branch' ? step.branches : [step.body]
        const solo = alone || !inner.some((b) => sharedCost(b, around.leastShared) > 0)
        const write = { scan, while: whileLoop, branch }[step.kind] as (
          s: Step,
          p: Places,
          a: boolean,
        ) => Code
        const wait = before(touches, solo)
        const code = write(step, places, solo)
        return [wait, solo && !alone ? firstAlone(code) : code]
      })

    const fromTable = (index: number): { readonly place: Place; readonly code: Code } =>
      variable(i32.load(i32.const(around.table + 4 * index)), zone())
    const inputs = plan.inputs.map((_, i) => fromTable(i))
    const apart = [...directResults(plan)].map(
      ([result, buffer]) => [buffer, fromTable(plan.inputs.length + result)] as const,
    )
    const places = placesIn(
      plan,
      inputs.map((x) => x.place),
      new Map(apart.map(([buffer, x]) => [buffer, x.place])),
      { at: around.workspace },
    )
    return [
      set(target, get(start)),
      set(own, i32.add(get(scratch), i32.mul(get(thread), i32.const(around.scratchBytes)))),
      inputs.map((x) => x.code),
      apart.map(([, x]) => x.code),
      stepsOf(plan, places, false),
      arrive(),
    ]
  })

/** All kernels of a plan, those of its bodies too. */
export const kernelsOf = (plan: Plan): readonly Kernel[] =>
  plan.steps.flatMap((step): readonly Kernel[] => {
    if (step.kind === 'kernel') return [step.kernel]
    if (step.kind === 'reference') return []
    return bodiesOf(step).flatMap(kernelsOf)
  })

/** The bodies of a program of programs. */
export const bodiesOf = (step: Step): readonly Plan[] => {
  if (step.kind === 'scan') return [step.body]
  if (step.kind === 'while') return [step.condition, step.body]
  return step.kind === 'branch' ? step.branches : []
}

/** The steps that the reference evaluates. */
export const referencesOf = (plan: Plan): readonly ReferenceStep[] =>
  plan.steps.flatMap((step): readonly ReferenceStep[] =>
    step.kind === 'reference' ? [step] : bodiesOf(step).flatMap(referencesOf),
  )
