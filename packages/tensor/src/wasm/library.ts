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

const imports: readonly ImportedFunction[] = productFunctions(0, false)
  .filter((f) => names.includes(f.name))
  .map(({ name, params, results }) => ({ name, params, results }))

/** How programs import the functions, and the indices that these have there. */
export const library = {
  imports,
  indices: Object.fromEntries(imports.map((f, i) => [f.name, i])) as unknown as Library,
}

/** The module of the functions. */
export const libraryBytes = (shared: boolean): Uint8Array<ArrayBuffer> =>
  assemble({ functions: productFunctions(0, hasRelaxedSimd()), memory: { shared, maximumPages } })
