/**
 * Which steps are worth sharing out.
 *
 * @module
 */
import type { Kernel } from '../kernel.ts'
import type { Plan } from '../plan/plan.ts'

/** Is a kernel's work, of at least so many nanoseconds, worth sharing out? */
export const isShared = ({ units, cost }: Kernel, least: number): boolean => units > 1 && cost >= least

/** The nanoseconds of a plan's steps that threads share out: those of at least so many. */
export const sharedCost = (plan: Plan, least: number): number =>
  plan.steps.reduce((sum, step) => {
    if (step.kind === 'kernel') return sum + (isShared(step.kernel, least) ? step.kernel.cost : 0)
    if (step.kind === 'scan') return sum + step.length * sharedCost(step.body, least)
    if (step.kind === 'while') return sum + sharedCost(step.body, least)
    return step.kind === 'branch' ? sum + Math.max(0, ...step.branches.map((b) => sharedCost(b, least))) : sum
  }, 0)
