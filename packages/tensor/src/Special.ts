/**
 * The functions of one number that the primitive `special` stands for.
 *
 * One primitive holds them all, because to every transformation but differentiation they are alike: elementwise, with a
 * floating-point result. Their values and their slopes are tables over these names.
 *
 * @module
 */
export type SpecialFunction =
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
