/**
 * Remainders of doubles that come from floats, exactly.
 *
 * @module
 */
import type { Fresh } from './functions.ts'
import { f64x2, get, i64, i64x2, repeatWhile, set, v128 } from './instructions.ts'
import type { Code, Local } from './module.ts'

const c = f64x2.const
const { add, sub, mul, div } = f64x2

/** The first 29 bits of a double: their product with a float is exact. */
const firstBits = i64x2.splat(i64.const(~((1n << 24n) - 1n)))

/**
 * What `a` leaves by `b`, with the sign of `b`, which 0 has, too.
 *
 * Each turn takes away a multiple of `b` that leaves less than 2⁻²⁸ of `a`, and what is left is a double: nothing is
 * rounded. A quotient that is rounded up takes too much, which the end gives back.
 */
export const remainder = (a: Local, b: Local, fresh: Fresh): Code => {
  const [rest, size, whole, wrong] = [fresh(), fresh(), fresh(), fresh()]
  const isOther = (x: Code): Code => v128.xor(f64x2.lessThan(get(rest), c(0)), f64x2.lessThan(x, c(0)))
  const isZero = f64x2.equal(get(rest), c(0))
  return [
    set(rest, get(a)),
    set(size, f64x2.abs(get(b))),
    repeatWhile(
      [
        set(whole, v128.and(f64x2.trunc(div(get(rest), get(b))), firstBits)),
        // infinity takes nothing, and 0 times infinity is NaN
        set(whole, mul(get(whole), get(b))),
        set(rest, sub(get(rest), v128.bitSelect(c(0), get(whole), isUnbounded(get(b), get(rest))))),
      ],
      v128.anyTrue(
        v128.and(
          f64x2.lessEqual(get(size), f64x2.abs(get(rest))),
          v128.and(f64x2.lessThan(f64x2.abs(get(rest)), c(Infinity)), f64x2.lessThan(c(0), get(size))),
        ),
      ),
    ),
    set(wrong, v128.andNot(isOther(get(a)), isZero)),
    set(
      rest,
      add(
        get(rest),
        v128.and(v128.bitSelect(f64x2.neg(get(size)), get(size), f64x2.lessThan(get(a), c(0))), get(wrong)),
      ),
    ),
    set(wrong, v128.andNot(isOther(get(b)), isZero)),
    set(rest, add(get(rest), v128.and(get(b), get(wrong)))),
    v128.bitSelect(v128.bitSelect(c(-0), c(0), f64x2.lessThan(get(b), c(0))), get(rest), isZero),
  ]
}

/** Is the divisor infinite, and what it divides not? */
const isUnbounded = (b: Code, a: Code): Code =>
  v128.and(f64x2.equal(f64x2.abs(b), c(Infinity)), f64x2.lessThan(f64x2.abs(a), c(Infinity)))
