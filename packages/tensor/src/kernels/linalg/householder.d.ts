/**
 * Householder reflections `I - τ v vᵀ`, with `v₀ = 1`.
 *
 * Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th edition, 2013, section 5.1. Signs are those of LAPACK:
 * a vector goes to `-sign(x₀) ‖x‖ e₀`, and one that lies along `e₀` already stays.
 */
/** Where a vector lies in an array. */
export interface Strided {
    readonly start: number;
    readonly step: number;
    readonly count: number;
}
/**
 * The reflection that sends a vector to a multiple of `e₀`. The vector is overwritten with `v`, but for its first element,
 * which becomes the multiple. Answers `τ`, 0 where nothing needs to be done.
 */
export declare const reflector: (x: Float64Array, { start, step, count }: Strided) => number;
/** Copies `v` out of the array that `reflector` left it in. */
export declare const vectorOf: (x: Float64Array, { start, step, count }: Strided, into: Float64Array) => void;
/** A block of rows and columns in a row-major array. */
export interface Block {
    readonly start: number;
    readonly stride: number;
    readonly rows: number;
    readonly columns: number;
}
/** `block ← (I - τ v vᵀ) block`, along whole rows. */
export declare const reflectRows: (a: Float64Array, { start, stride, rows, columns }: Block, v: Float64Array, tau: number) => void;
/** `block ← block (I - τ v vᵀ)`, along whole rows. */
export declare const reflectColumns: (a: Float64Array, { start, stride, rows, columns }: Block, v: Float64Array, tau: number) => void;
