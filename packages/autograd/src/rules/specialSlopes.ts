/** The slope of each function that the primitive `special` stands for, a total table. */
import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { bind, type SpecialFunction } from '@gradus/tensor/primitives'
import { add, div, mul, neg, sub } from './algebra.ts'

type Slope = (x: AnyTensor, y: AnyTensor) => AnyTensor

const one = T.onesLike
const over = (x: AnyTensor): AnyTensor => div(one(x), x)
const scaled = (x: AnyTensor, by: number): AnyTensor => T.mul(x, by) as AnyTensor
const root = (x: AnyTensor): AnyTensor => bind('sqrt', [x], {})
const exp = (x: AnyTensor): AnyTensor => bind('exp', [x], {})
/** `1 - x²` as a product, which keeps its digits where `x` is near 1. */
const oneMinusSquare = (x: AnyTensor): AnyTensor => mul(sub(one(x), x), add(one(x), x))
const onePlusSquare = (x: AnyTensor): AnyTensor => add(one(x), mul(x, x))

/** The slopes, from the operand and the result. */
export const specialSlopes: { readonly [F in SpecialFunction]: Slope } = {
  expm1: (_, y) => add(y, one(y)),
  log1p: (x) => over(add(x, one(x))),
  sin: (x) => bind('special', [x], { f: 'cos' }),
  cos: (x) => neg(bind('special', [x], { f: 'sin' })),
  erf: (x) => scaled(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI)),
  erfInv: (_, y) => scaled(exp(mul(y, y)), Math.sqrt(Math.PI) / 2),
  log2: (x) => over(scaled(x, Math.LN2)),
  log10: (x) => over(scaled(x, Math.LN10)),
  cbrt: (_, y) => over(scaled(mul(y, y), 3)),
  tan: (_, y) => onePlusSquare(y),
  asin: (x) => over(root(oneMinusSquare(x))),
  acos: (x) => neg(over(root(oneMinusSquare(x)))),
  atan: (x) => over(onePlusSquare(x)),
  sinh: (x) => bind('special', [x], { f: 'cosh' }),
  cosh: (x) => bind('special', [x], { f: 'sinh' }),
  asinh: (x) => over(root(onePlusSquare(x))),
  acosh: (x) => over(mul(root(sub(x, one(x))), root(add(x, one(x))))),
  atanh: (x) => over(oneMinusSquare(x)),
  erfc: (x) => scaled(exp(neg(mul(x, x))), -2 / Math.sqrt(Math.PI)),
  lgamma: (x) => bind('polygamma', [x], { order: 0 }),
}
