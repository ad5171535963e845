/**
 * The engine that compiled functions run on unless told otherwise.
 *
 * @module
 */
import { bind, evaluateBy } from '../bind.ts'
import { type Engine, referenceEngine } from '../engine.ts'
import { ValueError } from '../errors.ts'
import { eager } from './eager.ts'
import { type WasmEngine, wasmEngine } from './engine.ts'
import { hasRelaxedSimd, hasSimd } from './features.ts'
import { assemble } from './module.ts'
import { surroundings, wasm } from './platform.ts'
import { defaultThreads } from './threads.ts'

/** What runs compiled functions, and large operations outside of them, and why. */
export interface EngineInfo {
  readonly name: 'wasm' | 'reference'
  /** Multiplication and addition in one instruction. */
  readonly relaxedSimd: boolean
  /** The most threads that take part in a call, the calling one among them: what the machine has, or `setThreads` allows. */
  readonly threads: number
  readonly why: string
}

/** A page's policy may forbid to compile what it lets validate. */
const mayCompile = (): boolean => {
  try {
    const empty = assemble({ functions: [], memory: { shared: false, maximumPages: 1 } })
    return typeof new (wasm().Module)(empty) === 'object'
  } catch {
    return false
  }
}

const reference = (why: string): EngineInfo => ({ name: 'reference', relaxedSimd: false, threads: 1, why })

const lookAround = (): EngineInfo => {
  if (surroundings.WebAssembly === undefined) return reference('there is no WebAssembly here')
  if (!hasSimd()) return reference('WebAssembly has no vectors here')
  if (!mayCompile())
    return reference("the page's policy forbids to compile WebAssembly; 'wasm-unsafe-eval' allows it")
  const relaxedSimd = hasRelaxedSimd()
  const why = relaxedSimd
    ? 'WebAssembly has vectors, and multiplies and adds in one'
    : 'WebAssembly has vectors; it does not multiply and add in one'
  return { name: 'wasm', relaxedSimd, threads: defaultThreads(), why }
}

let found: { readonly info: EngineInfo; readonly engine: WasmEngine | undefined } | undefined
let limitThreads: (threads: number) => void = () => undefined
let mostThreads = Infinity

const begin = (): WasmEngine => {
  const engine = wasmEngine()
  engine.limit(mostThreads)
  limitThreads = engine.limit
  return engine
}

const look = (): NonNullable<typeof found> => {
  if (found === undefined) {
    const info = lookAround()
    found = { info, engine: info.name === 'wasm' ? begin() : undefined }
  }
  return found
}

const evaluateHere = eager(() => look().engine)

/**
 * Has values evaluated on the engine in every program that uses what goes through here, from when this module is loaded:
 * equal operations have equal bits from a program's start to its end, whatever it calls first. A call by itself would be
 * left out of published files, where loading a module does nothing but make what is used of it.
 */
const carrying = <A>(x: A): A => {
  evaluateBy(evaluateHere)
  return x
}

/** The engine of this process, looked for when it is first needed. */
export const defaultEngine: Engine = carrying({
  name: 'default',
  compile: (graph, donated) => (look().engine ?? referenceEngine).compile(graph, donated),
})

/** `bind`, for what is seldom worth while without the engine. */
export const bindOnEngine: typeof bind = carrying(bind)

/**
 * What runs compiled functions here, and large operations outside of them, and why.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.engineInfo().name // => 'wasm'
 * ```
 */
export const engineInfo: () => EngineInfo = carrying(() => {
  const { info } = look()
  return { ...info, threads: Math.min(info.threads, mostThreads) }
})

/**
 * At most so many threads work together from the next call on, the calling one among them.
 *
 * Unless told, all that the machine has take part, at most 8; a larger number means the same, and answers are the same
 * bits for any number. Threads that take no part sleep. It may be said at any time, before the engine has started or
 * after.
 *
 * @param threads a whole number from 1.
 * @throws ValueError where it is anything else.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.setThreads(1)
 * T.engineInfo().threads // => 1
 * ```
 *
 * Source: PyTorch, `torch.set_num_threads`.
 */
export const setThreads = (threads: number): void => {
  if (!Number.isSafeInteger(threads) || threads < 1)
    throw new ValueError('setThreads', `threads is a whole number from 1, got ${String(threads)}`)
  mostThreads = threads
  limitThreads(threads)
}
