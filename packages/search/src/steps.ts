import type { QuantizedSpace } from './Space.ts'

/** How many values a quantised space has. The margin keeps 0.3 / 0.1 = 2.9999999999999996 from losing a step. */
export const stepCount = ({ low, high, step }: QuantizedSpace): number =>
  Math.floor((high - low) / step + 1e-9) + 1

/** The value with this index, from 0 to `stepCount - 1`. */
export const stepValue = ({ low, high, step }: QuantizedSpace, index: number): number =>
  Math.min(high, Number((low + index * step).toPrecision(15)))

/** The index whose value is nearest to `x`. */
export const nearestStep = ({ low, step }: QuantizedSpace, x: number): number => Math.round((x - low) / step)
