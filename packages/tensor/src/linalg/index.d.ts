/** Linear algebra: factorisations, systems, determinants and ranks of stacks of matrices. */
export * from './cholesky.ts';
export * from './det.ts';
export * from './eigh.ts';
export * from './lstsq.ts';
export * from './lu.ts';
export type { Batch, Factored, Factors, Matrices, PinvShape, Residuals, Rows, Solution, Solve, Square, } from './MatrixShape.ts';
export * from './qr.ts';
export * from './solve.ts';
export * from './svd.ts';
export * from './triangularSolve.ts';
