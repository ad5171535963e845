/**
 * The functions that the primitive `special` stands for, of two doubles at once, as far as there is code for them: for the
 * others the reference is called. Errors are below 1½ units in the last place, so that the answer is the double nearest to
 * the truth or a neighbour of it.
 *
 * Source of the forms: FreeBSD msun (`s_asinh.c`, `e_acosh.c`, `e_atanh.c`, `s_cbrt.c`), Sun Microsystems, 1993.
 *
 * @module
 */
import type { SpecialFunction } from '../Special.ts'
import { cos, sin, tan } from './doubleAngles.ts'
import { acos, asin, atan } from './doubleArcs.ts'
import { erf, erfc } from './doubleErrors.ts'
import {
  exp,
  expm1,
  halfExp,
  inverseFactorial,
  log,
  log1p,
  log1pOf,
  multiplyAdd,
  polynomial,
  signBit,
} from './doubleFunctions.ts'
import { log10, log2 } from './doublePowers.ts'
import type { Fresh, VectorFunction } from './functions.ts'
import { f64x2, get, i64x2Const, set, v128 } from './instructions.ts'
import type { Code, Local } from './module.ts'

const c = f64x2.const
const { add, sub, mul, div } = f64x2

/** An odd function from its values at sizes. */
const odd =
  (f: VectorFunction): VectorFunction =>
  (x, fresh) => {
    const size = fresh()
    return [set(size, f64x2.abs(get(x))), v128.bitSelect(get(x), f(size, fresh), signBit)]
  }

/** Its series below 1.5. */
const sinh: VectorFunction = (x, fresh) => {
  const [z, near, far] = [fresh(), fresh(), fresh()]
  const half = halfExp(x, fresh)
  const series = Array.from({ length: 10 }, (_, i) => inverseFactorial(21 - 2 * i))
  return [
    set(z, mul(get(x), get(x))),
    set(near, multiplyAdd(mul(get(x), get(z)), polynomial(z, series), get(x))),
    half.code,
    set(far, sub(get(half.high), div(c(0.25), get(half.high)))),
    set(far, add(get(far), get(half.low))),
    v128.bitSelect(get(near), get(far), f64x2.lessThan(get(x), c(1.5))),
  ]
}

const cosh: VectorFunction = (x, fresh) => {
  const size = fresh()
  const half = halfExp(size, fresh)
  return [
    set(size, f64x2.abs(get(x))),
    half.code,
    add(add(get(half.high), div(c(0.25), get(half.high))), get(half.low)),
  ]
}

/** From here on, 1 is lost beside a number; squares of larger ones would leave the range. */
const large = 2 ** 60

/** `ln(1 + a + b)`, where `a` is the larger, or `ln 2x` for large arguments. */
const logOfSum = (x: Local, a: Local, b: Local, fresh: Fresh): Code => {
  const [isLarge, sum, lost] = [fresh(), fresh(), fresh()]
  return [
    set(isLarge, f64x2.lessThan(c(large), get(x))),
    set(sum, add(get(a), get(b))),
    set(lost, v128.andNot(sub(get(b), sub(get(sum), get(a))), get(isLarge))),
    set(sum, v128.bitSelect(get(x), get(sum), get(isLarge))),
    set(sum, log1pOf(sum, get(lost), fresh)),
    add(get(sum), v128.and(get(isLarge), c(Math.LN2))),
  ]
}

const asinh: VectorFunction = (x, fresh) => {
  const [square, more] = [fresh(), fresh()]
  return [
    set(square, mul(get(x), get(x))),
    set(more, div(get(square), add(f64x2.sqrt(add(get(square), c(1))), c(1)))),
    logOfSum(x, x, more, fresh),
  ]
}

const acosh: VectorFunction = (x, fresh) => {
  const [t, root] = [fresh(), fresh()]
  return [
    set(t, sub(get(x), c(1))),
    set(root, f64x2.sqrt(mul(get(t), add(get(t), c(2))))),
    set(t, v128.bitSelect(c(NaN), get(t), f64x2.lessThan(get(x), c(1)))),
    logOfSum(x, root, t, fresh),
  ]
}

const atanh: VectorFunction = (x, fresh) => {
  const [twice, isSmall, t] = [fresh(), fresh(), fresh()]
  return [
    set(twice, add(get(x), get(x))),
    set(isSmall, f64x2.lessThan(get(x), c(0.5))),
    set(t, v128.bitSelect(mul(get(twice), get(x)), get(twice), get(isSmall))),
    set(t, div(get(t), sub(c(1), get(x)))),
    set(t, add(get(t), v128.and(get(twice), get(isSmall)))),
    mul(log1p(t, fresh), c(0.5)),
  ]
}

/** A step of Newton's from a root of 23 bits, whose square is exact. */
const cbrt: VectorFunction = (x, fresh) => {
  const [t, r] = [fresh(), fresh()]
  const isPlain = v128.and(f64x2.lessThan(c(0), get(x)), f64x2.lessThan(get(x), c(Infinity)))
  return [
    set(t, mul(log(x, fresh), c(1 / 3))),
    set(t, v128.and(exp(t, fresh), i64x2Const(-(1n << 30n)))),
    set(r, div(get(x), mul(get(t), get(t)))),
    set(r, div(sub(get(r), get(t)), add(add(get(t), get(t)), get(r)))),
    v128.bitSelect(multiplyAdd(get(t), get(r), get(t)), get(x), isPlain),
  ]
}

export const doubleSpecials: { readonly [F in SpecialFunction]?: VectorFunction } = {
  acos,
  acosh,
  asin,
  asinh: odd(asinh),
  atan,
  atanh: odd(atanh),
  cbrt: odd(cbrt),
  cos,
  cosh,
  erf,
  erfc,
  expm1,
  log10,
  log1p,
  log2,
  sin,
  sinh: odd(sinh),
  tan,
}
