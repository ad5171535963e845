/**
 * The one way to call a primitive.
 *
 * `bind` looks at its inputs. Concrete values are evaluated at once. Where inputs are traced, the innermost trace that
 * any of them belongs to decides what happens. There is no global tape and no mode.
 *
 * @module
 */
import { evaluate } from './kernels/evaluate.ts'
import { isTraced, type PrimitiveName, type Primitives, type SingleName, type Trace } from './Primitive.ts'
import type { AnyTensor, Concrete } from './Tensor.ts'

const innermost = (inputs: readonly AnyTensor[]): Trace | undefined => {
  let top: Trace | undefined
  for (const x of inputs) if (isTraced(x) && (top === undefined || x.trace.level > top.level)) top = x.trace
  return top
}

/** Calls a primitive, whatever number of tensors it answers. */
export const bindAll = <N extends PrimitiveName>(
  name: N,
  inputs: readonly AnyTensor[],
  params: Primitives[N],
): readonly AnyTensor[] => {
  const trace = innermost(inputs)
  return trace === undefined
    ? evaluate(name, inputs as readonly Concrete[], params)
    : trace.process(name, inputs, params)
}

/** Calls a primitive that answers one tensor. */
export const bind = <N extends SingleName>(
  name: N,
  inputs: readonly AnyTensor[],
  params: Primitives[N],
): AnyTensor => bindAll(name, inputs, params)[0]!
