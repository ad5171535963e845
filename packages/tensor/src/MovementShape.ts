/**
 * Shapes as types, continued: the rules of operations that join, cut, widen and repeat.
 *
 * They are exact for literal shapes, `number` where a dimension or a position is unknown, and a message where the same
 * mistake would throw.
 *
 * @module
 */
export type { Concat, Stack } from './shape/join.ts'
export type { Slice } from './shape/slice.ts'
export type { Parts, Split } from './shape/split.ts'
export type { Pad, Repeat, Squeeze, SwapAxes, Tile, Widths } from './shape/widen.ts'
