/**
 * The functions that the primitive `special` stands for, of four floats at once.
 *
 * `log1p`, `expm1` and `erf`, which losses and activations use, are computed in single precision, to 2 units in the last
 * place; the others in double precision, rounded once, which leaves them within 1.
 *
 * @module
 */
import type { SpecialFunction } from '../Special.ts'
import * as A from './angles.ts'
import * as D from './doubles.ts'
import type { VectorFunction } from './functions.ts'
import * as F from './functions.ts'
import * as G from './gammas.ts'
import { f64x2, get, set, v128 } from './instructions.ts'

const c = f64x2.const
const { add, sub, mul, div } = f64x2

const scaledLog =
  (by: number): VectorFunction =>
  (x, fresh) =>
    mul(D.log(x, fresh), c(by))

/** An odd function from its values at sizes. */
const odd =
  (f: VectorFunction): VectorFunction =>
  (x, fresh) => {
    const size = fresh()
    return [set(size, f64x2.abs(get(x))), D.withSign(f(size, fresh), get(x))]
  }

const sinh: VectorFunction = (x, fresh) => {
  const t = fresh()
  return [set(t, D.expm1(x, fresh)), mul(add(get(t), div(get(t), add(get(t), c(1)))), c(0.5))]
}

const cosh: VectorFunction = (x, fresh) => {
  const t = fresh()
  return [set(t, D.exp(x, fresh)), mul(add(get(t), div(c(1), get(t))), c(0.5))]
}

const asinh: VectorFunction = (x, fresh) => {
  const [square, y] = [fresh(), fresh()]
  return [
    // infinity by infinity would be NaN
    set(square, f64x2.min(mul(get(x), get(x)), c(1e300))),
    set(y, add(get(x), div(get(square), add(f64x2.sqrt(add(get(square), c(1))), c(1))))),
    D.log1p(y, fresh),
  ]
}

const acosh: VectorFunction = (x, fresh) => {
  const t = fresh()
  return [
    set(t, sub(get(x), c(1))),
    set(t, add(get(t), f64x2.sqrt(mul(get(t), add(get(t), c(2)))))),
    set(t, D.log1p(t, fresh)),
    v128.bitSelect(c(NaN), get(t), f64x2.lessThan(get(x), c(1))),
  ]
}

const atanh: VectorFunction = (x, fresh) => {
  const t = fresh()
  return [set(t, div(add(get(x), get(x)), sub(c(1), get(x)))), mul(D.log1p(t, fresh), c(0.5))]
}

const cbrt: VectorFunction = (x, fresh) => {
  const t = fresh()
  return [set(t, div(D.log(x, fresh), c(3))), D.exp(t, fresh)]
}

/** `√(1 - x²)`, the side that belongs to the side `x` of a right triangle. */
const otherSide: VectorFunction = (x) => f64x2.sqrt(mul(sub(c(1), get(x)), add(c(1), get(x))))

const asin: VectorFunction = (x, fresh) => {
  const side = fresh()
  return [set(side, otherSide(x, fresh)), D.atan2(x, side, fresh)]
}

const acos: VectorFunction = (x, fresh) => {
  const side = fresh()
  return [set(side, otherSide(x, fresh)), D.atan2(side, x, fresh)]
}

const atan: VectorFunction = (x, fresh) => {
  const one = fresh()
  return [set(one, c(1)), D.atan2(x, one, fresh)]
}

const wide =
  (f: VectorFunction): VectorFunction =>
  (x, fresh) =>
    D.inDoubles(([half], own) => f(half!, own))([x], fresh)

/** The code of each function. */
export const specials: { readonly [N in SpecialFunction]: VectorFunction } = {
  expm1: F.expm1,
  log1p: F.log1p,
  erf: F.erf,
  sin: wide(A.sin),
  cos: wide(A.cos),
  tan: wide(A.tan),
  erfInv: wide(G.erfInv),
  erfc: wide(G.erfc),
  lgamma: wide(G.lgamma),
  log2: wide(scaledLog(Math.LOG2E)),
  log10: wide(scaledLog(Math.LOG10E)),
  cbrt: wide(odd(cbrt)),
  asin: wide(asin),
  acos: wide(acos),
  atan: wide(atan),
  sinh: wide(odd(sinh)),
  cosh: wide(cosh),
  asinh: wide(odd(asinh)),
  acosh: wide(acosh),
  atanh: wide(odd(atanh)),
}
