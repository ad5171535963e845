/**
 * What stands for a tensor inside a transformation.
 *
 * @module
 */
import { type AnyTensor, type DType, GradusError, type Shape } from '@gradus/tensor'
import type { Abstract, Trace, Traced } from '@gradus/tensor/primitives'

let traces = 0

/** A level above all earlier ones: a trace that begins later is an inner one. This is a name, not a mode. */
export const nextLevel = (): number => ++traces

/** What a tensor that outlived its transformation is told. */
export const checkOpen = (isOpen: boolean, transformation: string, inputs: readonly AnyTensor[]): void => {
  if (!isOpen)
    throw new GradusError(
      transformation,
      `a traced tensor outlived the call that traced it: ${inputs.find((x) => x instanceof StandIn)?.toString() ?? 'unknown'}. Return it from the function, rather than storing it outside.`,
    )
}

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** A stand-in for a tensor; it has a shape and an element type, and no values to read or to branch on. */
// oxlint-disable-next-line gradus/no-class -- traced values share one prototype, whose conversions teach; a step makes hundreds of them
export abstract class StandIn implements Traced {
  readonly shape: Shape
  readonly dtype: DType
  readonly trace: Trace
  readonly #transformation: string

  constructor(trace: Trace, { shape, dtype }: Abstract, transformation: string) {
    this.trace = trace
    this.shape = shape
    this.dtype = dtype
    this.#transformation = transformation
  }

  toString(): string {
    return `traced by ${this.#transformation}: ${this.dtype}[${this.shape.join(',')}]`
  }

  [inspect](): string {
    return this.toString()
  }

  toJSON(): string {
    return this.toString()
  }

  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString()
    throw new GradusError(
      this.#transformation,
      `a traced tensor ${this.dtype}[${this.shape.join(',')}] has no value to compare or to compute with as a number. Use operations: where(condition, a, b) or cond instead of a branch, add instead of +.`,
    )
  }
}
