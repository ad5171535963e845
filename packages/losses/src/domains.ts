/** What targets may be, and what becomes of those that may not. */
import * as T from '@gradus/tensor'
import { ValueError } from '@gradus/tensor'
import type { AnyTensor, FloatDType } from '@gradus/tensor'
import { showPosition } from './indexing.ts'

/** `NaN` where not allowed, with slopes of `NaN` towards every element that the value stands for. */
const refusal = (output: AnyTensor, allowed: AnyTensor): AnyTensor => {
  const axes = output.shape.map((_, axis) => axis).slice(allowed.shape.length)
  const totals = axes.length === 0 ? output : T.sum(output, { axis: axes })
  return T.mul(totals, T.cast(T.where(allowed, 1, Number.NaN), output.dtype as FloatDType))
}

/**
 * A function of outputs, with values and gradients of `NaN` where the target was not allowed. A traced target cannot be
 * refused by a thrown error, so its mistakes must be seen in the loss, and in the gradient of every output: those that the
 * function leaves out have slopes of 0, and would be learned from unnoticed. No `allowed`, nothing to mark.
 */
export const marking =
  (allowed: AnyTensor | undefined, f: (output: AnyTensor) => AnyTensor) =>
  (output: AnyTensor): AnyTensor =>
    allowed === undefined ? f(output) : T.where(allowed, f(output), refusal(output, allowed))

/** What the values of a target must be. */
export interface Domain {
  readonly allows: (value: number) => boolean
  /** The same question, asked of a tensor. */
  readonly allowed: (target: AnyTensor) => AnyTensor
  /** How messages say it. */
  readonly rule: string
}

/** Throws where a target with values has one outside of the domain. */
const requireDomain = (operation: string, domain: Domain, target: AnyTensor): void => {
  if (!T.isConcrete(target)) return
  const values = T.toTypedArray(target)
  const offset = values.findIndex((value) => !domain.allows(value))
  if (offset === -1) return
  throw new ValueError(
    operation,
    `target ${values[offset]} at ${showPosition(offset, target.shape)}, ${domain.rule}.`,
  )
}

type Formula = (output: AnyTensor, target: AnyTensor) => AnyTensor

/** The formula, with the mistakes of traced targets marked. */
export const within =
  (operation: string, domain: Domain, formula: Formula): Formula =>
  (output, target) => {
    requireDomain(operation, domain, target)
    const allowed = T.isConcrete(target) ? undefined : domain.allowed(target)
    return marking(allowed, (y) => formula(y, target))(output)
  }

/** Probabilities, yes and no among them. */
export const probabilities: Domain = {
  allows: (p) => p >= 0 && p <= 1,
  allowed: (p) => T.logicalAnd(T.greaterEqual(p, 0), T.lessEqual(p, 1)),
  rule: 'targets are probabilities, 0..1',
}

/** The two sides of a margin. */
export const signs: Domain = {
  allows: (y) => y === 1 || y === -1,
  allowed: (y) => T.equal(T.abs(y), 1),
  rule: 'targets are -1 or 1',
}

/** How often something happens. */
export const counts: Domain = {
  allows: (n) => n >= 0 && n < Infinity,
  allowed: (n) => T.logicalAnd(T.greaterEqual(n, 0), T.isFinite(n)),
  rule: 'targets are counts, 0 or more',
}
