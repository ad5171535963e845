/**
 * Programmers' mistakes that types could not catch. Each message says the operation, the rule, what was given, and
 * where it helps, the way out.
 *
 * @module
 */

/** The root of everything that the packages throw. */
export class GradusError extends Error {
  override readonly name: string = 'GradusError'
  /** The operation that refused. */
  readonly operation: string

  constructor(operation: string, message: string) {
    super(`${operation}: ${message}`)
    this.operation = operation
  }
}

/** Shapes or axes that do not fit. */
export class ShapeError extends GradusError {
  override readonly name = 'ShapeError'
}

/** An element type that an operation does not take. */
export class DTypeError extends GradusError {
  override readonly name = 'DTypeError'
}

/** A value outside its range. */
export class ValueError extends GradusError {
  override readonly name = 'ValueError'
}

/** A shape as messages write it: `[32,784]`. */
export const showShape = (shape: readonly number[]): string => `[${shape.join(',')}]`
