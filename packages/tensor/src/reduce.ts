/** Reductions over axes. All take `{ axis, keepDims }`: one axis, several, or all where none is named. */
export { type DdofOption, norm, type NormOption, std, variance } from './reduction/distances.ts'
export { argMax, argMin, type Locating, max, min } from './reduction/extremes.ts'
export { all, any, countNonzero } from './reduction/questions.ts'
export type { Axes, ReducedDType, ReduceOptions, Reduction } from './reduction/reduction.ts'
export { type AxisOption, logSoftmax, logSumExp, softmax } from './reduction/softmax.ts'
export { mean, prod, sum } from './reduction/totals.ts'
