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
import { f32x4, get, i32, i32x4, i32x4Const, set, v128, when } from './instructions.ts'
import type { Code, Local } from './module.ts'

/** A new vector variable. */
export type Fresh = () => Local

/** Code that leaves a vector, from a variable that holds one. */
export type VectorFunction = (x: Local, fresh: Fresh) => Code

const c = f32x4.const
const { add, sub, mul, div } = f32x4

/** `a b + sum`, rounded once or twice. */
const multiplyAdd = (a: Code, b: Code, sum: Code): Code => f32x4.relaxedMultiplyAdd(a, b, sum)

/** `(((c0 x + c1) x + c2) x …)`. */
const polynomial = (x: Local, coefficients: readonly number[]): Code =>
  coefficients.slice(1).reduce((sum, a) => multiplyAdd(sum, get(x), c(a)), c(coefficients[0]!))

/** `2ⁿ` as a float, of whole numbers in the range of normal exponents. */
const powerOfTwo = (n: Code): Code => i32x4.shiftLeft(i32x4.add(n, i32x4Const(127)), i32.const(23))

/** Beside this number floats are whole, and their last bits count them; the last eight are 127. */
const wholes = 1.5 * 2 ** 23 + 127
const wholesBits = 0x4b40007f

/** `x = n ln 2 + r`, `|r| ≤ ln 2 / 2`, and `n + wholes`, from which the power comes. */
const byPowersOfTwo = (x: Local, n: Local, r: Local, shifted: Local): Code => [
  set(shifted, multiplyAdd(get(x), c(Math.LOG2E), c(wholes))),
  set(n, sub(get(shifted), c(wholes))),
  set(r, multiplyAdd(get(n), c(-0.693359375), get(x))),
  set(r, multiplyAdd(get(n), c(2.1219444e-4), get(r))),
]

/** The argument within what floats can tell from the ends of the range. NaN stays. */
const within = (x: Code, lowest: number): Code => f32x4.lesser(f32x4.greater(x, c(lowest)), c(89))

/** `eʳ - 1`, for `|r| ≤ ln 2 / 2`. */
const expm1Near = (r: Local): Code =>
  multiplyAdd(
    mul(get(r), get(r)),
    polynomial(
      r,
      [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
    ),
    get(r),
  )

/** `y 2ⁿ`, where the power goes in two halves, so that neither leaves the range. */
const scaled = (y: Code, shifted: Local, half: Local): Code => {
  const n = i32x4.sub(get(shifted), i32x4Const(wholesBits))
  return [
    set(half, i32x4.shiftRight(n, i32.const(1))),
    mul(mul(y, powerOfTwo(get(half))), powerOfTwo(i32x4.sub(n, get(half)))),
  ]
}

/** `eˣ = 2ⁿ + 2ⁿ (eʳ - 1)`, where all of that is normal: for `|x| ≤ 87`. */
const expOfSmall: VectorFunction = (x, fresh) => {
  const [n, r, shifted] = [fresh(), fresh(), fresh()]
  return [
    byPowersOfTwo(x, n, r, shifted),
    set(n, i32x4.shiftLeft(get(shifted), i32.const(23))),
    multiplyAdd(get(n), expm1Near(r), get(n)),
  ]
}

/** `eˣ`, with the ends of the range apart: where any of four arguments is there. */
export const exp: VectorFunction = (x, fresh) => {
  const [y, near, n, r, shifted] = [fresh(), fresh(), fresh(), fresh(), fresh()]
  return [
    set(y, expOfSmall(x, fresh)),
    when(v128.anyTrue(f32x4.lessThan(c(87), f32x4.abs(get(x)))), [
      set(near, within(get(x), -104)),
      byPowersOfTwo(near, n, r, shifted),
      set(y, scaled(add(expm1Near(r), c(1)), shifted, n)),
    ]),
    get(y),
  ]
}

/** `eˣ - 1 = 2ⁿ ((eʳ - 1) + (1 - 2⁻ⁿ))`. */
export const expm1: VectorFunction = (x, fresh) => {
  const [near, n, r, shifted, half] = [fresh(), fresh(), fresh(), fresh(), fresh()]
  const rest = sub(c(1), powerOfTwo(i32x4.sub(i32x4Const(wholesBits), get(shifted))))
  return [
    set(near, within(get(x), -18)),
    byPowersOfTwo(near, n, r, shifted),
    // 2⁻¹²⁸ is no normal number, and nothing beside 1
    set(n, v128.bitSelect(c(1), rest, i32x4.equal(get(shifted), i32x4Const(wholesBits + 128)))),
    set(n, scaled(add(expm1Near(r), get(n)), shifted, half)),
    // -0 stays
    v128.bitSelect(get(x), get(n), f32x4.equal(get(x), c(0))),
  ]
}

const sqrtHalfBits = 0x3f3504f3
const smallestNormal = 1.17549435e-38

/** `e` and `f` with `x = (1 + f) 2ᵉ`, `√½ ≤ 1 + f < √2`, for normal numbers. */
const byExponent = (x: Local, e: Local, f: Local): Code => [
  // above √½ by how many powers of two
  set(e, i32x4.shiftRight(i32x4.sub(get(x), i32x4Const(sqrtHalfBits)), i32.const(23))),
  set(f, sub(i32x4.sub(get(x), i32x4.shiftLeft(get(e), i32.const(23))), c(1))),
  set(e, f32x4.fromSigned(get(e))),
]

/** `ln(1 + f) + e ln 2`. */
const logOfParts = (e: Local, f: Local, z: Local, y: Local): Code => [
  set(z, mul(get(f), get(f))),
  set(
    y,
    mul(
      mul(get(f), get(z)),
      polynomial(
        f,
        [
          7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
          -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
        ],
      ),
    ),
  ),
  set(y, multiplyAdd(get(e), c(-2.1219444e-4), get(y))),
  set(y, multiplyAdd(get(z), c(-0.5), get(y))),
  set(y, multiplyAdd(get(e), c(0.693359375), add(get(f), get(y)))),
]

/** `ln x`, with numbers that are not normal and positive apart: where any of four arguments is one. */
export const log: VectorFunction = (x, fresh) => {
  const [e, f, z, y, small, near] = [fresh(), fresh(), fresh(), fresh(), fresh(), fresh()]
  const isNormal = v128.and(f32x4.lessEqual(c(smallestNormal), get(x)), f32x4.lessThan(get(x), c(Infinity)))
  return [
    byExponent(x, e, f),
    logOfParts(e, f, z, y),
    when(v128.anyTrue(v128.not(isNormal)), [
      // numbers below the normal ones are brought among them
      set(small, f32x4.lessThan(get(x), c(smallestNormal))),
      set(near, v128.bitSelect(mul(get(x), c(2 ** 23)), get(x), get(small))),
      byExponent(near, e, f),
      set(e, sub(get(e), v128.and(get(small), c(23)))),
      logOfParts(e, f, z, y),
      // ∞ and NaN stay, 0 is -∞, below 0 is NaN
      set(y, v128.bitSelect(get(y), get(x), f32x4.lessThan(get(x), c(Infinity)))),
      set(y, v128.bitSelect(c(-Infinity), get(y), f32x4.equal(get(x), c(0)))),
      set(y, v128.bitSelect(c(NaN), get(y), f32x4.lessThan(get(x), c(0)))),
    ]),
    get(y),
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
    set(near, multiplyAdd(get(near), get(x), get(x))),
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
    set(far, multiplyAdd(get(far), get(size), f32x4.neg(get(size)))),
    set(far, sub(c(1), expOfSmall(far, fresh))),
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
      multiplyAdd(
        mul(
          polynomial(
            z,
            [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
          ),
          get(z),
        ),
        get(x),
        get(x),
      ),
    ),
    // beyond, floats have only 1
    set(far, f32x4.lesser(add(get(size), get(size)), c(40))),
    set(far, sub(c(1), div(c(2), add(expOfSmall(far, fresh), c(1))))),
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
