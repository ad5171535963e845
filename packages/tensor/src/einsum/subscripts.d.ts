import type { Shape } from '../Tensor.ts'
/** A name for each axis of each operand, and of the result. Axes under an ellipsis are named `.0`, `.1`, … from the last. */
export interface Subscripts {
  readonly inputs: readonly (readonly string[])[]
  readonly output: readonly string[]
}
/** Reads subscripts such as `'ij,jk->ik'` for operands of these shapes. */
export declare const parseSubscripts: (text: string, shapes: readonly Shape[]) => Subscripts
