/**
 * Functions that the code of all graphs calls: compiled once for each thread.
 *
 * @module
 */
import { hasRelaxedSimd } from './features.ts'
import { gemmFunctions } from './gemm.ts'
import type { Library, LibraryFunction } from './kernel.ts'
import { assemble, type ImportedFunction } from './module.ts'
import { maximumPages } from './heap.ts'

const names: readonly LibraryFunction[] = ['gemm']

const functionsOf = (fused: boolean) => gemmFunctions(0, fused)

/** How programs import the functions, and the indices that these have there. */
export const library = {
  imports: functionsOf(false)
    .filter((f) => (names as readonly string[]).includes(f.name))
    .map(({ name, params, results }): ImportedFunction => ({ name, params, results })),
  indices: Object.fromEntries(names.map((name, i) => [name, i])) as unknown as Library,
}

/** The module of the functions. */
export const libraryBytes = (shared: boolean): Uint8Array<ArrayBuffer> =>
  assemble({ functions: functionsOf(hasRelaxedSimd()), memory: { shared, maximumPages } })
