/**
 * Plans as one function: every thread runs it, takes its share of each step, and waits where a step needs what others have
 * written.
 *
 * @module
 */
import { get, i32, set } from '../instructions.ts'
import type { Kernel } from '../kernel.ts'
import { type Code, define, type WasmFunction } from '../module.ts'
import type { Plan, ReferenceStep, Step } from '../plan/plan.ts'
import { placesIn, variable } from './body.ts'
import { emitter, type Surroundings } from './emitter.ts'
import type { Place } from './place.ts'
import { stepsOf } from './steps.ts'

/** Writes the program of a plan: `run(thread, threads, scratch, start, maySleep)`. */
export const programFunction = (plan: Plan, around: Surroundings): WasmFunction =>
  define('run', ['i32', 'i32', 'i32', 'i32', 'i32'], [], ({ params, local }) => {
    const [thread, threads, scratches, start, maySleep] = params
    const [scratch, target] = [local('i32'), local('i32')]
    const mailbox = around.table + 4 * (plan.inputs.length + plan.results.length)
    const variables = { thread, threads, start, maySleep, target, scratch }
    const e = emitter(around, mailbox, variables, local, stepsOf)
    const fromTable = (index: number, zone: number): { readonly place: Place; readonly code: Code } =>
      variable(e, i32.load(i32.const(around.table + 4 * index)), zone)
    const zones = plan.inputs.map(() => e.zone())
    const inputs = zones.map((zone, i) => fromTable(i, zone))
    const apart = [...plan.direct].map(([result, buffer]) => {
      const input = plan.overwritten.get(result)
      const zone = input === undefined ? e.zone() : zones[input]!
      return [buffer, fromTable(plan.inputs.length + result, zone)] as const
    })
    const places = placesIn(
      e,
      plan,
      inputs.map((x) => x.place),
      new Map(apart.map(([buffer, x]) => [buffer, x.place])),
      { at: around.workspace },
    )
    return [
      set(target, get(start)),
      set(scratch, i32.add(get(scratches), i32.mul(get(thread), i32.const(around.scratchBytes)))),
      inputs.map((x) => x.code),
      apart.map(([, x]) => x.code),
      e.steps(plan, places, false),
      e.arrive(),
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
