/**
 * Sizes as types: how many places a window has along each axis, and which channels fit.
 *
 * @module
 */
export type { Convolved, ConvolvedBack, Spatial } from './ConvolutionShape.ts'
export type { Padding, PerAxis } from './Places.ts'
export type { Globally, Pooled, Resized } from './PoolShape.ts'
