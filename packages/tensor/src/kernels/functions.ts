/** The values of the functions that the primitive `special` stands for. */
import type { SpecialFunction } from '../Special.ts'
import { erfc } from './erfc.ts'
import { lgamma } from './gamma.ts'
import { erf, erfInv, erfInvSingle } from './special.ts'

type Values = { readonly [F in SpecialFunction]: (x: number) => number }

export const functions: Values = {
  expm1: Math.expm1,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  erf,
  erfInv,
  log2: Math.log2,
  log10: Math.log10,
  cbrt: Math.cbrt,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  erfc,
  lgamma,
}

/** The same for results of single precision; the inverse of erf is then JAX's polynomial, so that random streams agree. */
export const singleFunctions: Values = { ...functions, erfInv: erfInvSingle }
