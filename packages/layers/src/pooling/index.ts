/** Pools. */
export {
  adaptiveAveragePool1d,
  adaptiveAveragePool2d,
  adaptiveAveragePool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
} from './adaptivePool.ts'
export type { AdaptivePool, MakeAdaptivePool } from './adaptivePool.ts'
export { globalAveragePool, globalMaxPool } from './globalPool.ts'
export type { GlobalPool, GlobalPoolOptions } from './globalPool.ts'
export { averagePool1d, averagePool2d, averagePool3d, maxPool1d, maxPool2d, maxPool3d } from './pool.ts'
export type { AveragePoolOptions, MakePool, Pool, PoolMoves, PoolOptions } from './pool.ts'
