/** Three digits, or all before the point. */
export const digits = (x: number): string => (x >= 1000 ? x.toFixed(0) : x.toPrecision(3))
