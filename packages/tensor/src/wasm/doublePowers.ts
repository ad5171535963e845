/**
 * Powers and logarithms by other bases of two doubles at once: the logarithm is kept as a number and what rounding took
 * from it, about 64 bits together, so that neither a large exponent nor another base is felt in the last place.
 *
 * Source: FreeBSD msun (`e_pow.c`), Sun Microsystems, 1993, for the course of the whole.
 *
 * @module
 */
import {
  byExponent,
  ln2High,
  ln2Low,
  multiplyAdd,
  polynomial,
  scaledSmall,
  withLow,
} from './doubleFunctions.ts'
import { type Pair, product, productOfPairs, sum } from './doublePairs.ts'
import { signedPower } from './doubles.ts'
import type { Fresh, VectorFunction } from './functions.ts'
import { f64x2, get, set, v128 } from './instructions.ts'
import type { Code, Local } from './module.ts'

const c = f64x2.const
const { add, sub, mul, div } = f64x2

const twoThirds = 2 / 3
/** What is left of 2/3: the next 53 of its bits, which go on as 101010… */
const twoThirdsLow = 2 ** -54 * twoThirds

/** `2/27, …, 2/7, 2/5`. */
const series = Array.from({ length: 12 }, (_, i) => 2 / (27 - 2 * i))

/** `f / (2 + f)`. */
const ratio = (f: Local, fresh: Fresh): Pair => {
  const [divisor, lost, high, low] = [fresh(), fresh(), fresh(), fresh()]
  const back = product(high, divisor, fresh)
  const code = [
    set(divisor, add(get(f), c(2))),
    set(lost, sub(get(f), sub(get(divisor), c(2)))),
    set(high, div(get(f), get(divisor))),
    back.code,
    set(low, sub(sub(sub(get(f), get(back.high)), get(back.low)), mul(get(high), get(lost)))),
    set(low, div(get(low), get(divisor))),
  ]
  return { code, high, low }
}

/** `ln x = k ln 2 + 2s + s³ (2/3 + 2/5 s² + …)` of positive numbers; -∞ of 0. */
const logOf = (x: Local, fresh: Fresh): Pair => {
  const [k, f, rest] = [fresh(), fresh(), fresh()]
  const near = scaledSmall(x, fresh)
  const s = ratio(f, fresh)
  const square = productOfPairs(s, s, fresh)
  const slope = sum(
    c(twoThirds),
    mul(get(square.high), polynomial(square.high, series)),
    c(twoThirdsLow),
    fresh,
  )
  const bent = productOfPairs(square, slope, fresh)
  const cube = productOfPairs(s, bent, fresh)
  const twice = (part: Local): Code => add(get(part), get(part))
  const ofMantissa = sum(twice(s.high), get(cube.high), add(twice(s.low), get(cube.low)), fresh)
  const whole = sum(mul(get(k), c(ln2High)), get(ofMantissa.high), get(rest), fresh)
  const { code, high, low } = sum(get(whole.high), get(whole.low), c(0), fresh)
  return {
    code: [
      near.code,
      byExponent(near.x, k, f),
      set(k, sub(get(k), get(near.powers))),
      [s, square, slope, bent, cube, ofMantissa].map((p) => p.code),
      set(rest, multiplyAdd(get(k), c(ln2Low), get(ofMantissa.low))),
      whole.code,
      code,
      // ∞ and NaN stay, and 0 is -∞; what they have lost is of no account
      set(high, v128.bitSelect(get(high), get(x), f64x2.lessThan(get(x), c(Infinity)))),
      set(high, v128.bitSelect(c(-Infinity), get(high), f64x2.equal(get(x), c(0)))),
    ],
    high,
    low,
  }
}

/** `|x|ʸ` as `e^(y ln |x|)`, with the signs and the NaN that `signedPower` tells of. */
export const pow = (x: Local, y: Local, fresh: Fresh): Code => {
  const [size, result] = [fresh(), fresh()]
  const log = logOf(size, fresh)
  const exponent = product(log.high, y, fresh)
  const { high, low } = exponent
  return [
    set(size, f64x2.abs(get(x))),
    log.code,
    exponent.code,
    set(low, multiplyAdd(get(log.low), get(y), get(low))),
    // beyond the range what is lost is of no account, and may be NaN
    set(low, v128.andNot(get(low), f64x2.lessThan(c(750), f64x2.abs(get(high))))),
    set(result, withLow(high, low, fresh)),
    signedPower(x, y, result, fresh),
  ]
}

/** The logarithm by a base whose own has this inverse, as a rounded number and what that lost. */
const logBy =
  (inverse: number, lost: number): VectorFunction =>
  (x, fresh) => {
    const [by, y] = [fresh(), fresh()]
    const log = logOf(x, fresh)
    const scaled = product(log.high, by, fresh)
    const rest = add(mul(get(log.low), c(inverse)), mul(get(log.high), c(lost)))
    const isFinite = v128.and(f64x2.lessThan(c(0), get(x)), f64x2.lessThan(get(x), c(Infinity)))
    return [
      log.code,
      set(by, c(inverse)),
      scaled.code,
      set(y, add(get(scaled.high), add(get(scaled.low), rest))),
      set(y, v128.bitSelect(get(y), get(log.high), isFinite)),
      v128.bitSelect(c(NaN), get(y), f64x2.lessThan(get(x), c(0))),
    ]
  }

export const log2 = logBy(1.4426950408889634, 2.0355273740931033e-17)
export const log10 = logBy(0.4342944819032518, 1.098319650216765e-17)
