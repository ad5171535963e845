/**
 * The functions of one number that share a primitive.
 *
 * To every transformation but differentiation they are alike, so that one primitive holds them all. Their values and
 * their slopes are tables over these names.
 *
 * @module
 */

/** Elementwise, with a floating-point result: the primitive `special`. */
export type SpecialFunction =
  | 'expm1'
  | 'log1p'
  | 'sin'
  | 'cos'
  | 'erf'
  | 'erfInv'
  | 'log2'
  | 'log10'
  | 'cbrt'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'erfc'
  | 'lgamma'

/** How a number becomes a whole one: towards -∞, towards ∞, or to the nearest, ties to the even one. */
export type Rounding = 'floor' | 'ceil' | 'round'
