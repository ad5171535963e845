/** Linear algebra: factorisations, systems, determinants and ranks of stacks of matrices. */
export * from './cholesky.ts'
export * from './det.ts'
export * from './eigh.ts'
export * from './lstsq.ts'
export * from './lu.ts'
export type {
  BatchShape,
  FactorShapes,
  AnyFactorShapes,
  MatrixShape,
  PinvShape,
  ResidualsShape,
  RowsShape,
  SolutionShape,
  SolveShape,
  SquareShape,
} from './MatrixShape.ts'
export * from './qr.ts'
export * from './solve.ts'
export * from './svd.ts'
export * from './triangularSolve.ts'
