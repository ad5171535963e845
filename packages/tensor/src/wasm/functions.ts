/**
 * Functions of four numbers of single precision at once.
 *
 * Each takes a variable and answers code; `fresh` makes variables for what lies between. Their errors are below 2 units in
 * the last place, which the tests measure.
 *
 * Source of the polynomials: S. Moshier, Cephes Mathematical Library, release 2.2 (1992), single precision.
 *
 * @module
 */
import { f32x4, get, i32, i32x4, i32x4Const, set, v128 } from './instructions.ts'
import type { Code, Local } from './module.ts'

/** A new vector variable. */
export type Fresh = () => Local

/** Code that leaves a vector, from a variable that holds one. */
export type VectorFunction = (x: Local, fresh: Fresh) => Code

const c = f32x4.const
const { add, sub, mul, div } = f32x4

/** `(((c0 x + c1) x + c2) x …)`. */
const polynomial = (x: Local, coefficients: readonly number[]): Code =>
  coefficients.slice(1).reduce((sum, a) => add(mul(sum, get(x)), c(a)), c(coefficients[0]!))

/** `2ⁿ` as a float, of whole numbers in the range of normal exponents. */
const powerOfTwo = (n: Code): Code => i32x4.shiftLeft(i32x4.add(n, i32x4Const(127)), i32.const(23))

/** `n`, `whole` and `r` with `x = n ln 2 + r`, `|r| ≤ ln 2 / 2`, and `x` within what floats can tell from its ends. */
const byPowersOfTwo = (x: Code, lowest: number, n: Local, r: Local, whole: Local): Code => [
  // NaN stays
  set(r, f32x4.lesser(f32x4.greater(x, c(lowest)), c(89))),
  // beside this number floats are whole, and their last bits count them
  set(whole, add(mul(get(r), c(Math.LOG2E)), c(1.5 * 2 ** 23))),
  set(n, sub(get(whole), c(1.5 * 2 ** 23))),
  set(r, sub(sub(get(r), mul(get(n), c(0.693359375))), mul(get(n), c(-2.1219444e-4)))),
  set(whole, i32x4.sub(get(whole), i32x4Const(0x4b400000))),
]

/** `eʳ - 1`, for `|r| ≤ ln 2 / 2`. */
const expm1Near = (r: Local): Code =>
  add(
    mul(
      mul(get(r), get(r)),
      polynomial(
        r,
        [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
      ),
    ),
    get(r),
  )

/** A number times a power of two, which goes in two halves, so that neither leaves the range. */
const scaled = (y: Code, whole: Local, half: Local): Code => [
  set(half, i32x4.shiftRight(get(whole), i32.const(1))),
  mul(mul(y, powerOfTwo(get(half))), powerOfTwo(i32x4.sub(get(whole), get(half)))),
]

/** `eˣ = 2ⁿ eʳ`. */
export const exp: VectorFunction = (x, fresh) => {
  const [n, r, whole, half] = [fresh(), fresh(), fresh(), fresh()]
  return [byPowersOfTwo(get(x), -104, n, r, whole), scaled(add(expm1Near(r), c(1)), whole, half)]
}

/** `eˣ - 1 = 2ⁿ ((eʳ - 1) + (1 - 2⁻ⁿ))`. */
export const expm1: VectorFunction = (x, fresh) => {
  const [n, r, whole, half] = [fresh(), fresh(), fresh(), fresh()]
  const rest = sub(c(1), powerOfTwo(i32x4.neg(get(whole))))
  return [
    byPowersOfTwo(get(x), -18, n, r, whole),
    // 2⁻¹²⁸ is no normal number, and nothing beside 1
    set(n, v128.bitSelect(c(1), rest, i32x4.equal(get(whole), i32x4Const(128)))),
    set(n, scaled(add(expm1Near(r), get(n)), whole, half)),
    // -0 stays
    v128.bitSelect(get(x), get(n), f32x4.equal(get(x), c(0))),
  ]
}

/** `ln x = ln m + e ln 2`, with `√½ ≤ m < √2`. */
export const log: VectorFunction = (x, fresh) => {
  const [m, e, z, y, small, scaled] = [fresh(), fresh(), fresh(), fresh(), fresh(), fresh()]
  const smallestNormal = 1.17549435e-38
  return [
    // numbers below the normal ones are brought among them first
    set(small, f32x4.lessThan(get(x), c(smallestNormal))),
    set(scaled, v128.bitSelect(mul(get(x), c(2 ** 23)), get(x), get(small))),
    set(
      e,
      sub(
        f32x4.fromSigned(i32x4.sub(i32x4.shiftRightUnsigned(get(scaled), i32.const(23)), i32x4Const(126))),
        v128.and(get(small), c(23)),
      ),
    ),
    set(m, v128.or(v128.and(get(scaled), i32x4Const(0x007fffff)), i32x4Const(0x3f000000))),
    set(y, f32x4.lessThan(get(m), c(Math.SQRT1_2))),
    set(e, sub(get(e), v128.and(get(y), c(1)))),
    set(m, sub(add(get(m), v128.and(get(m), get(y))), c(1))),
    set(z, mul(get(m), get(m))),
    set(
      y,
      mul(
        mul(get(m), get(z)),
        polynomial(
          m,
          [
            7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
            -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
          ],
        ),
      ),
    ),
    set(y, sub(add(get(y), mul(get(e), c(-2.1219444e-4))), mul(get(z), c(0.5)))),
    set(y, add(add(get(m), get(y)), mul(get(e), c(0.693359375)))),
    // ∞ and NaN stay, 0 is -∞, below 0 is NaN
    set(y, v128.bitSelect(get(y), get(x), f32x4.lessThan(get(x), c(Infinity)))),
    set(y, v128.bitSelect(c(-Infinity), get(y), f32x4.equal(get(x), c(0)))),
    v128.bitSelect(c(NaN), get(y), f32x4.lessThan(get(x), c(0))),
  ]
}

/** `ln(1 + x)`: the logarithm of the rounded sum, and what rounding took from it. */
export const log1p: VectorFunction = (x, fresh) => {
  const [sum, y, lost] = [fresh(), fresh(), fresh()]
  return [
    set(sum, add(get(x), c(1))),
    set(lost, div(sub(get(x), sub(get(sum), c(1))), get(sum))),
    set(y, log(sum, fresh)),
    // an infinite logarithm has lost nothing, and where the sum is 1, all is lost, a sign with it
    set(y, add(get(y), v128.and(get(lost), f32x4.lessThan(f32x4.abs(get(y)), c(Infinity))))),
    v128.bitSelect(get(x), get(y), f32x4.equal(get(sum), c(1))),
  ]
}

/**
 * The error function: a polynomial near 0, `1 - e^p(x)` elsewhere.
 *
 * Source of the polynomials: N. Juffa, "my_erff", 2018.
 */
export const erf: VectorFunction = (x, fresh) => {
  const [size, z, near, far] = [fresh(), fresh(), fresh(), fresh()]
  return [
    // beyond, floats have only 1
    set(size, f32x4.lesser(f32x4.abs(get(x)), c(4))),
    set(z, mul(get(size), get(size))),
    set(
      near,
      polynomial(
        z,
        [-5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1],
      ),
    ),
    set(near, add(mul(get(near), get(x)), get(x))),
    set(
      far,
      polynomial(
        size,
        [
          -1.7285347e-5, 3.83197126e-4, -3.88396438e-3, 2.42546219e-2, -1.06777877e-1, -6.34846687e-1,
          -1.28717512e-1,
        ],
      ),
    ),
    set(far, sub(mul(get(far), get(size)), get(size))),
    set(far, sub(c(1), exp(far, fresh))),
    set(far, v128.bitSelect(get(x), get(far), i32x4Const(-0x80000000))),
    v128.bitSelect(get(near), get(far), f32x4.lessThan(get(size), c(0.927734375))),
  ]
}

/** A polynomial near 0, and `1 - 2 / (e²ˣ + 1)` elsewhere. */
export const tanh: VectorFunction = (x, fresh) => {
  const [size, z, near, far] = [fresh(), fresh(), fresh(), fresh()]
  return [
    set(size, f32x4.abs(get(x))),
    set(z, mul(get(x), get(x))),
    set(
      near,
      add(
        mul(
          mul(
            polynomial(
              z,
              [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
            ),
            get(z),
          ),
          get(x),
        ),
        get(x),
      ),
    ),
    set(far, add(get(size), get(size))),
    set(far, sub(c(1), div(c(2), add(exp(far, fresh), c(1))))),
    set(far, v128.or(get(far), v128.and(get(x), i32x4Const(-0x80000000)))),
    v128.bitSelect(get(near), get(far), f32x4.lessThan(get(size), c(0.625))),
  ]
}

/** `1 / (1 + e⁻ˣ)` where `x ≥ 0`, `eˣ / (1 + eˣ)` where not, so that neither overflows. */
export const sigmoid: VectorFunction = (x, fresh) => {
  const [e, top] = [fresh(), fresh()]
  return [
    set(e, f32x4.neg(f32x4.abs(get(x)))),
    set(e, exp(e, fresh)),
    set(top, v128.bitSelect(get(e), c(1), f32x4.lessThan(get(x), c(0)))),
    div(get(top), add(c(1), get(e))),
  ]
}
