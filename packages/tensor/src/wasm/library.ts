/**
 * Functions that the code of all graphs calls: compiled once for each thread.
 *
 * @module
 */
import { hasRelaxedSimd } from './features.ts'
import { maximumPages } from './space.ts'
import type { Library } from './kernel.ts'
import { assemble, type ImportedFunction } from './module.ts'
import { blockNames, productFunctions } from './product/block.ts'

const names: readonly string[] = Object.values(blockNames)

/** How programs import the functions, and the indices that these have there. */
export interface Imports {
  readonly imports: readonly ImportedFunction[]
  readonly indices: Library
}

let made: Imports | undefined

const make = (): Imports => {
  const imports = productFunctions(0, false)
    .filter((f) => names.includes(f.name))
    .map(({ name, params, results }) => ({ name, params, results }))
  return { imports, indices: Object.fromEntries(imports.map((f, i) => [f.name, i])) as unknown as Library }
}

/** What programs import. Made when the first program is, not when this package is loaded. */
export const library = (): Imports => (made ??= make())

/** The module of the functions. */
export const libraryBytes = (shared: boolean): Uint8Array<ArrayBuffer> =>
  assemble({ functions: productFunctions(0, hasRelaxedSimd()), memory: { shared, maximumPages } })
