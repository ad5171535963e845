/**
 * The seam for transformations such as `@gradus/autograd`: the set of primitives, how to stand in for values, and the
 * graphs that programs are recorded as.
 *
 * @module
 */
export { abstractsIn, abstractsOf, resultsOf } from './abstract.ts'
export { bind, bindAll } from './bind.ts'
export { type Engine, type Executable, referenceEngine, runGraph } from './engine.ts'
export {
  type Abstract,
  type CustomRule,
  type Equation,
  type Graph,
  isSeveral,
  isTraced,
  type PrimitiveName,
  type Primitives,
  type Pullback,
  type SeveralName,
  severalNames,
  type SingleName,
  type Trace,
  type Traced,
} from './Primitive.ts'
export type { Rounding, SpecialFunction } from './Special.ts'
export { defaultEngine } from './wasm/default.ts'
export { type EngineOptions, type WasmEngine, wasmEngine } from './wasm/engine.ts'
export { permuteRows } from './linalg/permuteRows.ts'
