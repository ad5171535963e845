/** The values of the functions that the primitive `special` stands for. */
import type { SpecialFunction } from '../Special.ts'
import { erfc } from './erfc.ts'
import { lgamma } from './gamma.ts'

export const functions: { readonly [F in SpecialFunction]: (x: number) => number } = {
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
