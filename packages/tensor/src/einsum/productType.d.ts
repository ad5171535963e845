/** The element type of sums of products. */
import type { DType } from '../DType.ts'
import type { AnyTensor } from '../Tensor.ts'
/** The element type in which two factors meet: one that can be multiplied and summed. */
export declare const productType: (op: string, a: AnyTensor, b: AnyTensor) => DType
