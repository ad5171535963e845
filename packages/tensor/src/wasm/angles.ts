/**
 * Sine, cosine and tangent of two doubles that come from floats, of all sizes.
 *
 * Sources: W. J. Cody, W. Waite, "Software Manual for the Elementary Functions", 1980, for the reduction of small angles;
 * M. H. Payne, R. N. Hanek, "Radian reduction for trigonometric functions", SIGNUM 18, 1983, for that of large ones.
 *
 * @module
 */
import { polynomial } from './doubles.ts'
import { choose, f64, f64x2, get, i32, i64, i64x2, set, v128, when } from './instructions.ts'
import type { Fresh, VectorFunction } from './functions.ts'
import type { Code, Local } from './module.ts'

const c = f64x2.const
const { add, sub, mul, div } = f64x2

const wholeInBits = 1.5 * 2 ** 52

/** The first 33 bits of π/2, whose products with numbers below 2²⁰ are exact, and the rest. */
const halfPiHigh = 1.57079632673412561417
const halfPiLow = 6.07710050650619224932e-11

/** Up to here, quarter turns are counted in floating point. */
const largest = 2 ** 20

/** The bits of 2/π, the first of them for 2⁴. */
const twoOverPi = [
  0x0517cc1b727220a9n,
  0x4fe13abe8fa9a6een,
  0x06db14acc9e21c82n,
  0x0ff28b1d5ef5de2bn,
] as const

const long = i64.const

/** Quarter turns modulo 4, and what is left of the angle, where 2/π times a float is taken modulo 4 in whole numbers. */
const ofLarge = (x: Local, lane: number, turns: Local, rest: Local): Code => {
  // words have no variables here: what is used twice is computed twice, for few angles are that large
  const word = i64x2.extract(get(x), lane)
  const field = (from: number, width: bigint): Code =>
    i64.and(i64.shiftRightUnsigned(word, long(BigInt(from))), long((1n << width) - 1n))
  const digits = i64.or(field(29, 23n), long(1n << 23n))
  // the exponent of the last digit, and 3 for where the bits begin
  const place = i64.sub(field(52, 11n), long(1023n + 23n - 3n))
  const shift = i64.and(place, long(63n))
  const isFar = i32.wrap(i64.shiftRightUnsigned(place, long(6n)))
  const words = [0, 1, 2].map((i) => choose(long(twoOverPi[(i + 1) as 1]), long(twoOverPi[i as 0]), isFar))
  const window = (i: 0 | 1): Code =>
    i64.or(
      i64.shiftLeft(words[i]!, shift),
      i64.shiftRightUnsigned(i64.shiftRightUnsigned(words[i + 1]!, long(1n)), i64.sub(long(63n), shift)),
    )
  const fraction = i64.shiftRightUnsigned(window(1), long(32n))
  const product = i64.add(
    i64.mul(digits, window(0)),
    i64.shiftRightUnsigned(i64.mul(digits, fraction), long(32n)),
  )
  const quarter = i64.shiftRightUnsigned(i64.add(i64x2.extract(get(turns), lane), long(1n << 61n)), long(62n))
  const left = i64.sub(i64x2.extract(get(turns), lane), i64.shiftLeft(quarter, long(62n)))
  return [
    set(turns, i64x2.replace(get(turns), lane, product)),
    set(
      rest,
      f64x2.replace(get(rest), lane, f64.mul(f64.fromLong(left), f64.const((Math.PI / 2) * 2 ** -62))),
    ),
    set(turns, i64x2.replace(get(turns), lane, quarter)),
  ]
}

interface Reduced {
  readonly code: Code
  /** Quarter turns, in the low bits. */
  readonly turns: Local
  /** From -π/4 to π/4. */
  readonly rest: Local
}

/** The angle of the size of `x`, in quarter turns. */
const reduced = (x: Local, fresh: Fresh): Reduced => {
  const [size, turns, rest, n, far] = [fresh(), fresh(), fresh(), fresh(), fresh()]
  const [farTurns, farRest] = [fresh(), fresh()]
  const code = [
    set(size, f64x2.abs(get(x))),
    set(turns, add(mul(get(size), c(2 / Math.PI)), c(wholeInBits))),
    set(n, sub(get(turns), c(wholeInBits))),
    set(rest, sub(sub(get(size), mul(get(n), c(halfPiHigh))), mul(get(n), c(halfPiLow)))),
    set(far, f64x2.lessThan(c(largest), get(size))),
    when(v128.anyTrue(get(far)), [
      [0, 1].map((lane) => ofLarge(size, lane, farTurns, farRest)),
      set(turns, v128.bitSelect(get(farTurns), get(turns), get(far))),
      set(rest, v128.bitSelect(get(farRest), get(rest), get(far))),
      // infinite angles are none
      set(rest, v128.bitSelect(get(rest), c(NaN), f64x2.lessThan(get(size), c(Infinity)))),
    ]),
  ]
  return { code, turns, rest }
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))
const series = (count: number, shift: 0 | 1): readonly number[] =>
  Array.from({ length: count }, (_, i) => count - 1 - i).map(
    (k) => (k % 2 === 0 ? 1 : -1) / factorial(2 * k + shift),
  )

const shiftedLeft = (x: Code, by: number): Code => i64x2.shiftLeft(x, i32.const(by))

/** Sine and cosine of what is left, and masks of what the quarter turns do. */
const both = ({ rest, turns }: Reduced, fresh: Fresh) => {
  const [z, sine, cosine, odd] = [fresh(), fresh(), fresh(), fresh()]
  const code = [
    set(z, mul(get(rest), get(rest))),
    set(sine, mul(polynomial(z, series(7, 1)), get(rest))),
    set(cosine, polynomial(z, series(8, 0))),
    set(odd, i64x2.shiftRight(shiftedLeft(get(turns), 63), i32.const(63))),
  ]
  return { code, sine, cosine, odd }
}

const sign = (x: Code): Code => v128.and(x, i64x2.splat(long(1n << 63n)))

export const sin: VectorFunction = (x, fresh) => {
  const angle = reduced(x, fresh)
  const { code, sine, cosine, odd } = both(angle, fresh)
  const flip = v128.xor(shiftedLeft(get(angle.turns), 62), get(x))
  return [angle.code, code, v128.xor(v128.bitSelect(get(cosine), get(sine), get(odd)), sign(flip))]
}

export const cos: VectorFunction = (x, fresh) => {
  const angle = reduced(x, fresh)
  const { code, sine, cosine, odd } = both(angle, fresh)
  // the second and the third quarter
  const flip = v128.xor(shiftedLeft(get(angle.turns), 62), shiftedLeft(get(angle.turns), 63))
  return [angle.code, code, v128.xor(v128.bitSelect(get(sine), get(cosine), get(odd)), sign(flip))]
}

export const tan: VectorFunction = (x, fresh) => {
  const angle = reduced(x, fresh)
  const { code, sine, cosine, odd } = both(angle, fresh)
  const slope = v128.bitSelect(f64x2.neg(div(get(cosine), get(sine))), div(get(sine), get(cosine)), get(odd))
  return [angle.code, code, v128.xor(slope, sign(get(x)))]
}
