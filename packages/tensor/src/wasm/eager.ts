/**
 * Operations of values, one at a time: on the engine where they are worth it.
 *
 * @module
 */
import { abstractOf } from '../abstract.ts'
import { GradusError } from '../errors.ts'
import type { Caller } from '../kernels/control.ts'
import { evaluate } from '../kernels/evaluate.ts'
import { type Abstract, isSeveral, type Primitives, type SingleName } from '../Primitive.ts'
import { type Concrete, sizeOf } from '../Tensor.ts'
import type { WasmEngine } from './engine.ts'
import type { Operation } from './operation.ts'
import { patience, worthOf } from './worth.ts'

/** So many kinds of operations are kept, those that were used last, as far as their memory is no more than this. */
const most = { kinds: 128, bytes: 2 ** 26 }

/** Pieces of elementwise operations are no shorter, and no longer. */
const [shortest, longest] = [2 ** 10, 2 ** 16]

/** A power of two that is no large part of so many elements: what the last piece has in common is computed twice. */
const pieceOf = (length: number): number =>
  Math.min(longest, Math.max(shortest, 2 ** (Math.floor(Math.log2(length)) - 2)))

/** What an operation is compiled for: a piece, or all of its operands. */
const typesOf = (inputs: readonly Concrete[], isElementwise: boolean): readonly Abstract[] => {
  const length = sizeOf(inputs[0]!.shape)
  const isPiece = isElementwise && length >= shortest
  return inputs.map(({ shape, dtype }) => ({ shape: isPiece ? [pieceOf(length)] : shape, dtype }))
}

/** Operations that are compiled, and given back, oldest first. */
const keeper = () => {
  const known = new Map<string, Operation | undefined>()
  let bytes = 0
  const drop = (key: string): void => {
    const old = known.get(key)
    known.delete(key)
    bytes -= old?.bytes ?? 0
    old?.release()
  }
  return {
    /** The operation of a kind; nothing where the engine has no code for it. */
    find: (key: string, compile: () => Operation | undefined): Operation | undefined => {
      const isKnown = known.has(key)
      const found = isKnown ? known.get(key) : compile()
      if (isKnown) known.delete(key)
      else bytes += found?.bytes ?? 0
      known.set(key, found)
      return found
    },
    tidy: (): void => {
      for (const key of known.keys()) {
        if (known.size <= most.kinds && bytes <= most.bytes) return
        drop(key)
      }
    },
  }
}

/** The runtime may have no memory for the engine; the engine may have none left, or refuse operands. */
const isForReference = (error: unknown): boolean =>
  error instanceof RangeError || error instanceof GradusError

/** Evaluates primitives on an engine where that is worth it, and there is one; on the reference where it fails. */
export const eager = (engine: () => WasmEngine | undefined): Caller<Concrete> => {
  const kept = keeper()
  const isPaid = patience()
  const compiled = <N extends SingleName>(
    name: N,
    inputs: readonly Abstract[],
    params: Primitives[N],
  ): Operation | undefined =>
    engine()?.operation({
      inputs,
      constants: [],
      equations: [
        { name, params, operands: inputs.map((_, i) => i), results: [abstractOf(name, inputs, params)] },
      ],
      results: [inputs.length],
    })
  const onEngine = <N extends SingleName>(
    name: N,
    inputs: readonly Concrete[],
    params: Primitives[N],
  ): Concrete | undefined => {
    const worth = worthOf(name, inputs, params)
    if (worth === undefined) return undefined
    const types = typesOf(inputs, worth.isElementwise)
    const key = JSON.stringify([name, params, types])
    if (worth.isExact && !isPaid(key, worth.work)) return undefined
    try {
      return kept
        .find(key, () => compiled(name, types, params))
        ?.run(inputs, abstractOf(name, inputs, params).shape)
    } catch (error) {
      if (isForReference(error)) return undefined
      throw error
    } finally {
      kept.tidy()
    }
  }
  return (name, inputs, params) => {
    const found = isSeveral(name) ? undefined : onEngine(name, inputs, params as never)
    return found === undefined ? evaluate(name, inputs, params) : [found]
  }
}
