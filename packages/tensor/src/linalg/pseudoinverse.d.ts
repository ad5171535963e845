import type { AnyTensor } from '../Tensor.ts';
/** What the pseudo-inverse of some matrices is made of. */
export interface Pseudoinverse {
    /** The singular values, `[…, k]`, as constants. */
    readonly values: AnyTensor;
    /** Which of them count. */
    readonly counts: AnyTensor;
    /** `a⁺ b` for matrices `b`, whose batch axes those of `a` broadcast to. */
    readonly times: (b: AnyTensor) => AnyTensor;
}
/** What rounding leaves of singular values, relative to the largest. */
export declare const resolution: (a: AnyTensor) => number;
/** Which of the descending singular values are above the given part of the first. */
export declare const countingOf: (s: AnyTensor, relative: number) => AnyTensor;
/** The part of the largest singular value below which others count as 0. */
export declare const checkCutoff: (op: string, rcond: number) => number;
/** The pseudo-inverse of matrices; singular values up to `rcond` times the largest count as 0. */
export declare const pseudoinverseOf: (a: AnyTensor, rcond: number) => Pseudoinverse;
