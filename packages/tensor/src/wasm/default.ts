/**
 * The engine that compiled functions run on unless told otherwise.
 *
 * @module
 */
import { type Engine, referenceEngine } from '../engine.ts'
import { wasmEngine } from './engine.ts'
import { hasRelaxedSimd, hasSimd } from './features.ts'
import { assemble } from './module.ts'
import { surroundings, wasm } from './platform.ts'
import { defaultThreads } from './threads.ts'

/** What compiled functions run on here, and why. */
export interface EngineInfo {
  readonly name: 'wasm' | 'reference'
  /** Multiplication and addition in one instruction. */
  readonly relaxedSimd: boolean
  /** The most that take part in a matrix product. */
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

let found: { readonly info: EngineInfo; readonly engine: Engine } | undefined

const look = (): NonNullable<typeof found> => {
  if (found === undefined) {
    const info = lookAround()
    found = { info, engine: info.name === 'wasm' ? wasmEngine() : referenceEngine }
  }
  return found
}

/** The engine of this process, looked for when it is first needed. */
export const defaultEngine: Engine = {
  name: 'default',
  compile: (graph) => look().engine.compile(graph),
}

/**
 * What compiled functions run on here, and why.
 *
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * T.engineInfo().name // => 'wasm'
 * ```
 */
export const engineInfo = (): EngineInfo => look().info
