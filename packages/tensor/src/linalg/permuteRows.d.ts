import { type AnyTensor } from '../Tensor.ts';
/** Row `i` of each matrix of the result is row `order[i]`; `x` is `[...batch, m, n]` and the order int32 `[...batch, m]`. */
export declare const permuteRows: (x: AnyTensor, order: AnyTensor) => AnyTensor;
