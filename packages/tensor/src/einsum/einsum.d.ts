import { type Fits, type Of } from '../operand.ts'
import { type AnyTensor } from '../Tensor.ts'
import type { EinsumDType, EinsumShape } from './EinsumShape.ts'
/**
 * A sum of products of any number of operands, over axes with names, in Einstein's notation.
 *
 * `'ij,jk->ik'` names the axes of each operand and, after the arrow, those of the result: names that the result lacks are
 * summed over. A name that comes twice in one operand takes its diagonal. Without an arrow the result has the names that
 * come once, in the order of the alphabet. `...` stands for further axes, which broadcast. Pairs of operands are
 * multiplied as matrices, first those whose product is smallest beside them.
 *
 * @throws ShapeError where a name has two sizes, or an operand not as many axes as names.
 * @throws ValueError where the subscripts cannot be read.
 * @example
 * ```ts
 * import * as T from '@gradus/tensor'
 *
 * const a = T.tensor([[1, 2], [3, 4]])
 * T.toNested(T.einsum('ij,jk->ik', a, a)) // => [[7, 10], [15, 22]]
 * T.item(T.einsum('ii->', a)) // => 5
 * T.einsum('bhqd,bhkd->bhqk', T.ones([2, 4, 8, 16]), T.ones([2, 4, 9, 16])).shape // => [2, 4, 8, 9]
 * ```
 */
export declare const einsum: <const E extends string, const L extends readonly AnyTensor[]>(
  subscripts: E & Fits<EinsumShape<E, L>>,
  ...operands: L
) => Of<EinsumShape<E, L>, EinsumDType<L>>
