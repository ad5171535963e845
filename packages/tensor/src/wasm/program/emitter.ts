/**
 * What programs are written with: variables, meetings of threads, and memory of what has been touched since the last one.
 *
 * @module
 */
import { atomic, call, get, i32, leave, set, when } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import type { Code, Local, ValueType } from '../module.ts'
import type { Plan, ReferenceStep } from '../plan/plan.ts'
import type { Meeting } from './barrier.ts'
import { overlap, type Places, type Touch } from './place.ts'

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

/** A stretch of memory that a step touches, and how. */
export interface Use extends Touch {
  readonly writes: boolean
}

interface Pending extends Use {
  /** Only the first thread touches it. */
  readonly alone: boolean
}

/** The parameters of a program: `run(thread, threads, scratch, start, maySleep)`. */
export interface ProgramVariables {
  readonly thread: Local
  readonly threads: Local
  readonly start: Local
  readonly maySleep: Local
  /** The arrivals to wait for next. */
  readonly target: Local
  /** This thread's own scratch memory. */
  readonly scratch: Local
}

/** What steps are written with. `alone` says that one thread is by itself, so that nobody is waited for. */
export interface Emitter extends Pick<ProgramVariables, 'thread' | 'threads' | 'scratch'> {
  readonly around: Surroundings
  /** Where addresses are written down for the reference. */
  readonly mailbox: number
  readonly local: (type: ValueType) => Local
  readonly zone: () => number
  readonly firstAlone: (code: Code) => Code
  /** Waits for all others, once. */
  readonly arrive: () => Code
  /** Waits for all others, and ends where one has failed. */
  readonly meet: () => Code
  /** The first thread ends the run; the others see it where they wait next. */
  readonly fail: () => Code
  /** Waits for others, where that has to be, before touching what they touch. */
  readonly before: (uses: readonly Use[], alone: boolean) => Code
  /** Begins where all have met. */
  readonly forget: () => void
  readonly steps: (body: Plan, places: Places, alone: boolean) => Code
}

export const emitter = (
  around: Surroundings,
  mailbox: number,
  { thread, threads, start, maySleep, target, scratch }: ProgramVariables,
  local: Emitter['local'],
  stepsOf: (e: Emitter, body: Plan, places: Places, alone: boolean) => Code,
): Emitter => {
  let pending: Pending[] = []
  let zones = 0
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
  const fail = (): Code => [
    around.meeting === undefined ? [] : atomic.store(i32.const(around.meeting.failed), get(start)),
    arrive(),
    leave,
  ]
  const before = (touches: readonly Use[], alone: boolean): Code => {
    if (around.meeting === undefined) return []
    const clash = pending.some(
      (p) => !(p.alone && alone) && touches.some((t) => (t.writes || p.writes) && overlap(p, t)),
    )
    const wait = clash ? meet() : []
    pending = [...pending, ...touches.map((t) => ({ ...t, alone }))]
    return wait
  }
  const self: Emitter = {
    thread,
    threads,
    scratch,
    around,
    mailbox,
    local,
    zone: () => ++zones,
    firstAlone: (code) => when(i32.equalZero(get(thread)), code),
    arrive,
    meet,
    fail,
    before,
    forget: () => {
      pending = []
    },
    steps: (body, places, alone) => stepsOf(self, body, places, alone),
  }
  return self
}
