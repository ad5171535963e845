/**
 * Functions that the code of all graphs calls: compiled once for each thread.
 *
 * @module
 */
import { hasRelaxedSimd } from './features.ts'
import { maximumPages } from './space.ts'
import type { Library } from './kernel.ts'
import { assemble, type ImportedFunction, type WasmFunction } from './module.ts'
import { blockNames, productFunctions } from './product/block.ts'

const names: readonly string[] = Object.values(blockNames)

/** How programs import the functions, and the indices that these have there. */
export interface Imports {
  readonly imports: readonly ImportedFunction[]
  readonly indices: Library
}

const importsOf = (functions: readonly WasmFunction[]): Imports => {
  const imports = functions
    .filter((f) => names.includes(f.name))
    .map(({ name, params, results }) => ({ name, params, results }))
  return { imports, indices: Object.fromEntries(imports.map((f, i) => [f.name, i])) as unknown as Library }
}

let made: Imports | undefined

const write = (): readonly WasmFunction[] => {
  const functions = productFunctions(0, hasRelaxedSimd())
  made ??= importsOf(functions)
  return functions
}

/** What programs import. Made when the functions are first written, not when this package is loaded. */
export const library = (): Imports => made ?? importsOf(write())

/** The module of the functions. */
export const libraryBytes = (shared: boolean): Uint8Array<ArrayBuffer> =>
  assemble({ functions: write(), memory: { shared, maximumPages } })
