/**
 * The code of steps.
 *
 * @module
 */
import { call, get, i32, leave, set, when } from '../instructions.ts'
import type { Code } from '../module.ts'
import type { BranchStep, KernelStep, Plan, ReferenceStep, Step } from '../plan/plan.ts'
import type { View } from '../view.ts'
import { runBody } from './body.ts'
import { isShared, sharedCost } from './cost.ts'
import type { Emitter } from './emitter.ts'
import { scan, whileLoop } from './loops.ts'
import { addressOf, type Place, placeOf, type Places, touchesOf } from './place.ts'

/** The number that asks for the error of a branch that there is not. */
export const noSuchBranch = -1

const callKernel = (
  e: Emitter,
  { kernel, reads, writes }: KernelStep,
  places: Places,
  alone: boolean,
): Code => {
  const addresses = [...reads, ...writes].map((v) => addressOf(placeOf(places, v)))
  const index = e.around.kernelIndex(kernel)
  if (alone)
    return e.firstAlone(call(index, ...addresses, get(e.scratch), i32.const(0), i32.const(kernel.units)))
  const share = (at: Code): Code => i32.divide(i32.mul(at, i32.const(kernel.units)), get(e.threads))
  return call(
    index,
    ...addresses,
    get(e.scratch),
    share(get(e.thread)),
    share(i32.add(get(e.thread), i32.const(1))),
  )
}

const callReference = (e: Emitter, step: ReferenceStep, places: Places): Code => {
  const mailbox = e.mailbox
  const evaluate = [
    [...step.reads, ...step.writes].map((v, i) =>
      i32.store(i32.const(mailbox + 4 * i), addressOf(placeOf(places, v))),
    ),
    when(call(e.around.referenceIndex, i32.const(e.around.referenceNumber(step))), e.fail()),
  ]
  const { refused } = step
  if (refused === undefined) return e.firstAlone(evaluate)
  const isFine = i32.equal(i32.load(addressOf(placeOf(places, refused))), i32.const(-1))
  return e.firstAlone(when(isFine, [], evaluate))
}

const branch = (e: Emitter, step: BranchStep, places: Places, alone: boolean): Code => {
  const at = (v: View): Place => placeOf(places, v)
  const [which, ...operands] = step.reads
  const chosen = e.local('i32')
  const workspace = at(step.writes.at(-1)!)
  const wait = alone ? [] : e.meet()
  const cases = step.branches.map((body, i) => {
    // each case begins and ends where all have met; where one thread is by itself, what others touch is remembered
    if (!alone) e.forget()
    const code = runBody(
      e,
      body,
      operands.map(at),
      step.writes.slice(0, -1).map((v) => [at(v)]),
      workspace,
      alone,
    )
    return when(i32.equal(get(chosen), i32.const(i)), [code, alone ? [] : e.meet()])
  })
  const mailbox = e.mailbox
  const isThere = i32.lessThanUnsigned(get(chosen), i32.const(step.branches.length))
  const refuse = e.firstAlone([
    i32.store(i32.const(mailbox), get(chosen)),
    i32.store(i32.const(mailbox + 4), i32.const(step.branches.length)),
    when(call(e.around.referenceIndex, i32.const(noSuchBranch)), e.fail()),
  ])
  return [
    wait,
    set(chosen, i32.load(addressOf(at(which!)))),
    when(isThere, [], [refuse, e.arrive(), leave]),
    cases,
  ]
}

/** The code of all steps of a plan. */
export const stepsOf = (e: Emitter, body: Plan, places: Places, alone: boolean): Code =>
  body.steps.map((step) => {
    const touches = touchesOf(step, body, places)
    if (step.kind === 'kernel') {
      const solo = alone || !isShared(step.kernel, e.around.leastShared)
      return [e.before(touches, solo), callKernel(e, step, places, solo)]
    }
    if (step.kind === 'reference') return [e.before(touches, true), callReference(e, step, places)]
    const inner = step.kind === 'branch' ? step.branches : [step.body]
    const solo = alone || !inner.some((b) => sharedCost(b, e.around.leastShared) > 0)
    const write = { scan, while: whileLoop, branch }[step.kind] as (
      e: Emitter,
      s: Step,
      p: Places,
      a: boolean,
    ) => Code
    const wait = e.before(touches, solo)
    const code = write(e, step, places, solo)
    return [wait, solo && !alone ? e.firstAlone(code) : code]
  })
