/**
 * The one way to call a primitive.
 *
 * `bind` looks at its inputs. Concrete values are evaluated at once. Where inputs are traced, the innermost trace that
 * any of them belongs to decides what happens. There is no global tape and no mode.
 *
 * @module
 */
import type { Caller } from './kernels/control.ts'
import { evaluate } from './kernels/evaluate.ts'
import { isTraced, type PrimitiveName, type Primitives, type SingleName, type Trace } from './Primitive.ts'
import type { AnyTensor, Concrete } from './Tensor.ts'

const innermost = (inputs: readonly AnyTensor[]): Trace | undefined => {
  let top: Trace | undefined
  for (const x of inputs) if (isTraced(x) && (top === undefined || x.trace.level > top.level)) top = x.trace
  return top
}

let evaluated: Caller<Concrete> = evaluate

/**
 * Has primitives of values evaluated elsewhere from now on. The engine says so when its module is loaded, and never later:
 * bits may not depend on what has been called before. What uses no engine does not carry it along.
 */
export const evaluateBy = (evaluateAll: Caller<Concrete>): void => {
  evaluated = evaluateAll
}

/** Calls a primitive, whatever number of tensors it answers. */
export const bindAll = <N extends PrimitiveName>(
  name: N,
  inputs: readonly AnyTensor[],
  params: Primitives[N],
): readonly AnyTensor[] => {
  const trace = innermost(inputs)
  return trace === undefined
    ? evaluated(name, inputs as readonly Concrete[], params)
    : trace.process(name, inputs, params)
}

/** Calls a primitive that answers one tensor. */
export const bind = <N extends SingleName>(
  name: N,
  inputs: readonly AnyTensor[],
  params: Primitives[N],
): AnyTensor => bindAll(name, inputs, params)[0]!
