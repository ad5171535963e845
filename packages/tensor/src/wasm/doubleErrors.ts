/**
 * The error function and what it lacks to 1, of two doubles at once, with the series of the reference in all their length.
 *
 * @module
 */
import { scaled } from '../kernels/erfc.ts'
import { inverseFactorial, polynomial, withLow } from './doubleFunctions.ts'
import type { Fresh, VectorFunction } from './functions.ts'
import { chebyshev } from './gammas.ts'
import { f64x2, get, i64x2Const, set, v128, when } from './instructions.ts'
import type { Code, Local } from './module.ts'

const c = f64x2.const
const { add, sub, mul, div } = f64x2

/** `2 (-1)ⁿ / (√π n! (2n + 1))`, the highest first: enough for sizes up to 1. */
const series = Array.from({ length: 20 }, (_, i) => 19 - i).map(
  (n) => ((n % 2 === 0 ? 2 : -2) * inverseFactorial(n)) / (2 * n + 1) / Math.sqrt(Math.PI),
)

/** `erf x`, for sizes up to 1. */
const near = (x: Local, z: Local): Code => [set(z, mul(get(x), get(x))), mul(get(x), polynomial(z, series))]

/** `erfc x`, from 1/2 on: `e^(-x²)` from a square in two parts, and a series in `(x - 3.75) / (x + 3.75)`. */
const far = (size: Local, fresh: Fresh): Code => {
  const [x, first, square, low, t, y] = [fresh(), fresh(), fresh(), fresh(), fresh(), fresh()]
  return [
    // beyond, doubles have only 0; NaN stays
    set(x, f64x2.lesser(get(size), c(28))),
    // of the first bits, the square is exact
    set(first, v128.and(get(x), i64x2Const(-(1n << 27n)))),
    set(square, f64x2.neg(mul(get(first), get(first)))),
    set(low, mul(sub(get(first), get(x)), add(get(first), get(x)))),
    set(t, div(sub(get(x), c(3.75)), add(get(x), c(3.75)))),
    set(y, chebyshev(t, scaled, fresh)),
    div(mul(get(y), withLow(square, low, fresh)), add(add(get(x), get(x)), c(1))),
  ]
}

export const erf: VectorFunction = (x, fresh) => {
  const [size, y, z, isFar] = [fresh(), fresh(), fresh(), fresh()]
  return [
    set(size, f64x2.abs(get(x))),
    set(y, near(x, z)),
    set(isFar, v128.not(f64x2.lessThan(get(size), c(1)))),
    when(v128.anyTrue(get(isFar)), [
      set(z, sub(c(1), far(size, fresh))),
      set(z, v128.bitSelect(get(x), get(z), i64x2Const(-(1n << 63n)))),
      set(y, v128.bitSelect(get(z), get(y), get(isFar))),
    ]),
    get(y),
  ]
}

export const erfc: VectorFunction = (x, fresh) => {
  const [size, y, z] = [fresh(), fresh(), fresh()]
  return [
    set(size, f64x2.abs(get(x))),
    set(y, far(size, fresh)),
    set(y, v128.bitSelect(sub(c(2), get(y)), get(y), f64x2.lessThan(get(x), c(0)))),
    set(z, sub(c(1), near(x, z))),
    v128.bitSelect(get(z), get(y), f64x2.lessThan(get(size), c(0.5))),
  ]
}
