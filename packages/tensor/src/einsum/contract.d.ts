import { type AnyTensor } from '../Tensor.ts'
/** A tensor with a name for each axis, no name twice. */
export interface Named {
  readonly x: AnyTensor
  readonly labels: readonly string[]
}
/** The tensor with its axes in the order of the labels. */
export declare const ordered: ({ x, labels }: Named, order: readonly string[]) => AnyTensor
/** The axes that are not kept summed away. */
export declare const sumOver: ({ x, labels }: Named, keep: ReadonlySet<string>) => Named
/** The product of two operands, summed over the names that both have and nobody else needs. */
export declare const contractPair: (a: Named, b: Named, keep: ReadonlySet<string>) => Named
