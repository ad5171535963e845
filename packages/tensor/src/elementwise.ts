/** Operations on each element, with NumPy's broadcasting and weak plain numbers. */
export * from './elementwise/arithmetic.ts'
export type { Combining, Comparing, Dividing } from './elementwise/binary.ts'
export { cast, clip, type Clipping, stopGradient, where } from './elementwise/choice.ts'
export * from './elementwise/comparison.ts'
export * from './elementwise/functions.ts'
export * from './elementwise/rounding.ts'
export type { Asking, Floating, Keeping } from './unary.ts'
