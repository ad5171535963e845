/**
 * Single operations on the engine: a graph of one equation, compiled once for each kind of operands.
 *
 * @module
 */
import type { Executable } from '../engine.ts'
import type { SingleName, Primitives } from '../Primitive.ts'
import { abstractOf } from '../abstract.ts'
import type { AnyTensor, Concrete } from '../Tensor.ts'
import { defaultEngine } from './default.ts'

/** So many kinds are kept, those that were used last. */
const most = 128

const known = new Map<string, Executable>()

const remember = (key: string, run: Executable): Executable => {
  known.delete(key)
  known.set(key, run)
  const [oldest] = known.keys()
  if (known.size > most) known.delete(oldest!)
  return run
}

/** Calls a primitive whose parameters are plain data on values. */
export const onEngine = <N extends SingleName>(
  name: N,
  inputs: readonly Concrete[],
  params: Primitives[N],
): AnyTensor => {
  const types = inputs.map(({ shape, dtype }) => ({ shape, dtype }))
  const key = JSON.stringify([name, params, types])
  const compiled = (): Executable =>
    defaultEngine.compile({
      inputs: types,
      constants: [],
      equations: [
        { name, params, operands: types.map((_, i) => i), results: [abstractOf(name, types, params)] },
      ],
      results: [types.length],
    })
  return remember(key, known.get(key) ?? compiled())(inputs)[0]!
}
