/**
 * Functions of two doubles at once, for results of single precision: what they lose does not reach the last place of a
 * float, so that the float is rounded once.
 *
 * Operands come from floats: nothing is below the normal doubles, nothing near their largest.
 *
 * @module
 */
import { f64x2, get, i32, i64, i64x2, i8x16, set, v128 } from './instructions.ts'
import type { Fresh, VectorFunction } from './functions.ts'
import type { Code, Local } from './module.ts'

const c = f64x2.const
const { add, sub, mul, div } = f64x2
const bits = (n: bigint): Code => i64x2.splat(i64.const(n))

/** Code that leaves a vector, from variables that hold some. */
export type SeveralFunction = (operands: readonly Local[], fresh: Fresh) => Code

const upperHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]
const lowerHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]

/** A function of four floats from one of two doubles: of the lower half, then of the upper one. */
export const inDoubles =
  (f: SeveralFunction): SeveralFunction =>
  (operands, fresh) => {
    const half = (part: (x: Code) => Code): { readonly code: Code; readonly result: Local } => {
      const [parts, result] = [operands.map(() => fresh()), fresh()]
      const load = parts.map((p, i) => set(p, f64x2.promoteLow(part(get(operands[i]!)))))
      return { code: [load, set(result, f64x2.demote(f(parts, fresh)))], result }
    }
    const low = half((x) => x)
    const high = half((x) => i8x16.shuffle(x, x, upperHalf))
    return [low.code, high.code, i8x16.shuffle(get(low.result), get(high.result), lowerHalves)]
  }

/** `(((c0 x + c1) x + c2) x …)`. */
export const polynomial = (x: Local, coefficients: readonly number[]): Code =>
  coefficients.slice(1).reduce((sum, a) => add(mul(sum, get(x)), c(a)), c(coefficients[0]!))

/** Ends of a Taylor series, the highest power first. */
const terms = (count: number, coefficient: (k: number) => number): readonly number[] =>
  Array.from({ length: count }, (_, i) => coefficient(count - 1 - i))

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))

/** Added to a number, leaves the nearest whole one in the low bits of the sum. */
const wholeInBits = 1.5 * 2 ** 52

const ln2High = 6.9314718036912381649e-1
const ln2Low = 1.90821492927058770002e-10

/** `n` and `r` with `x = n ln 2 + r`, `|r| ≤ ln 2 / 2`: `n` as a number, `shifted` with `n` in its low bits. */
const byPowersOfTwo = (x: Local, shifted: Local, n: Local, r: Local): Code => [
  set(shifted, add(mul(get(x), c(Math.LOG2E)), c(wholeInBits))),
  set(n, sub(get(shifted), c(wholeInBits))),
  set(r, sub(sub(get(x), mul(get(n), c(ln2High))), mul(get(n), c(ln2Low)))),
]

const powerOfTwo = (shifted: Code): Code => i64x2.shiftLeft(i64x2.add(shifted, bits(1023n)), i32.const(52))

const clamped = (x: Code): Code => f64x2.min(f64x2.max(x, c(-700)), c(700))

/** `eʳ - 1`, for `|r| ≤ ln 2 / 2`. */
const expm1Near = (r: Local): Code =>
  mul(
    polynomial(
      r,
      terms(11, (k) => 1 / factorial(k + 1)),
    ),
    get(r),
  )

/** `eˣ`, within what floats can tell from 0 and ∞. */
export const exp: VectorFunction = (x, fresh) => {
  const [y, shifted, n, r] = [fresh(), fresh(), fresh(), fresh()]
  return [
    set(y, clamped(get(x))),
    byPowersOfTwo(y, shifted, n, r),
    mul(add(expm1Near(r), c(1)), powerOfTwo(get(shifted))),
  ]
}

/** `eˣ - 1 = 2ⁿ (eʳ - 1) + (2ⁿ - 1)`. */
export const expm1: VectorFunction = (x, fresh) => {
  const [y, shifted, n, r, scale] = [fresh(), fresh(), fresh(), fresh(), fresh()]
  return [
    set(y, clamped(get(x))),
    byPowersOfTwo(y, shifted, n, r),
    set(scale, powerOfTwo(get(shifted))),
    add(mul(expm1Near(r), get(scale)), sub(get(scale), c(1))),
  ]
}

const bitsOfSqrtHalf = 0x3fe6a09e667f3bcdn

/** `ln x = k ln 2 + 2 artanh((m - 1) / (m + 1))`, with `√½ ≤ m < √2`; `-∞` at 0, NaN below. */
export const log: VectorFunction = (x, fresh) => {
  const [k, m, s, z, y] = [fresh(), fresh(), fresh(), fresh(), fresh()]
  const magic = new BigInt64Array(Float64Array.of(wholeInBits).buffer)[0]!
  return [
    set(k, i64x2.shiftRight(i64x2.sub(get(x), bits(bitsOfSqrtHalf)), i32.const(52))),
    set(m, i64x2.sub(get(x), i64x2.shiftLeft(get(k), i32.const(52)))),
    set(k, sub(i64x2.add(get(k), bits(magic)), c(wholeInBits))),
    set(s, div(sub(get(m), c(1)), add(get(m), c(1)))),
    set(z, mul(get(s), get(s))),
    set(
      y,
      mul(
        polynomial(
          z,
          terms(9, (i) => 2 / (2 * i + 1)),
        ),
        get(s),
      ),
    ),
    set(y, add(get(y), mul(get(k), c(Math.LN2)))),
    // ∞ and NaN stay
    set(y, v128.bitSelect(get(y), get(x), f64x2.lessThan(get(x), c(Infinity)))),
    set(y, v128.bitSelect(c(-Infinity), get(y), f64x2.equal(get(x), c(0)))),
    v128.bitSelect(c(NaN), get(y), f64x2.lessThan(get(x), c(0))),
  ]
}

/** `ln(1 + x)`: by its series near 0. */
export const log1p: VectorFunction = (x, fresh) => {
  const [y, near] = [fresh(), fresh()]
  return [
    set(near, mul(polynomial(x, [-1 / 4, 1 / 3, -1 / 2, 1]), get(x))),
    set(y, add(get(x), c(1))),
    set(y, log(y, fresh)),
    v128.bitSelect(get(near), get(y), f64x2.lessThan(f64x2.abs(get(x)), c(2 ** -10))),
  ]
}

const tanPiOver8 = Math.SQRT2 - 1

/** The angle of a tangent from 0 to 1. */
const angleBelow45: VectorFunction = (q, fresh) => {
  const [far, s, z] = [fresh(), fresh(), fresh()]
  const series = terms(15, (k) => (k % 2 === 0 ? 1 : -1) / (2 * k + 1))
  return [
    set(far, f64x2.lessThan(c(tanPiOver8), get(q))),
    set(s, v128.bitSelect(div(sub(get(q), c(1)), add(get(q), c(1))), get(q), get(far))),
    set(z, mul(get(s), get(s))),
    add(mul(polynomial(z, series), get(s)), v128.and(get(far), c(Math.PI / 4))),
  ]
}

const signBit: Code = bits(1n << 63n)

/** The size of one number with the sign of another. */
export const withSign = (size: Code, sign: Code): Code => v128.bitSelect(sign, size, signBit)

/** The smaller of two sizes by the larger; 0 by 0 is 0, ∞ by ∞ is 1. */
export const smallerByLarger = (a: Local, b: Local, fresh: Fresh): Code => {
  const [large, small] = [fresh(), fresh()]
  return [
    set(large, f64x2.max(get(a), get(b))),
    set(small, f64x2.min(get(a), get(b))),
    v128.bitSelect(
      v128.and(f64x2.notEqual(get(large), c(0)), c(1)),
      div(get(small), get(large)),
      f64x2.equal(get(small), get(large)),
    ),
  ]
}

/** The angle of the point `(x, y)`, from `-π` to `π`, zeros and infinities with the signs they have. */
export const atan2 = (y: Local, x: Local, fresh: Fresh): Code => {
  const [a, b, q, angle] = [fresh(), fresh(), fresh(), fresh()]
  const isBehind = i64x2.shiftRight(get(x), i32.const(63))
  return [
    set(a, f64x2.abs(get(y))),
    set(b, f64x2.abs(get(x))),
    set(q, smallerByLarger(a, b, fresh)),
    set(angle, angleBelow45(q, fresh)),
    set(angle, v128.bitSelect(sub(c(Math.PI / 2), get(angle)), get(angle), f64x2.lessThan(get(b), get(a)))),
    set(angle, v128.bitSelect(sub(c(Math.PI), get(angle)), get(angle), isBehind)),
    withSign(get(angle), get(y)),
  ]
}

/** `xʸ` from `|x|ʸ`: the sign and the NaN of IEEE 754, but that 1 to the power of ∞ or of NaN is NaN, as in JavaScript. */
export const signedPower = (x: Local, y: Local, size: Local, fresh: Fresh): Code => {
  const [whole, odd, half, result] = [fresh(), fresh(), fresh(), fresh()]
  const isNegative = v128.and(f64x2.lessThan(get(x), c(0)), f64x2.lessThan(c(-Infinity), get(x)))
  return [
    set(whole, f64x2.equal(f64x2.floor(get(y)), get(y))),
    set(half, mul(get(y), c(0.5))),
    set(odd, v128.and(get(whole), f64x2.notEqual(f64x2.floor(get(half)), get(half)))),
    set(result, v128.or(get(size), v128.and(v128.and(get(x), signBit), get(odd)))),
    set(result, v128.bitSelect(c(NaN), get(result), v128.andNot(isNegative, get(whole)))),
    v128.bitSelect(c(1), get(result), f64x2.equal(get(y), c(0))),
  ]
}

export const pow = (x: Local, y: Local, fresh: Fresh): Code => {
  const size = fresh()
  return [
    set(size, f64x2.abs(get(x))),
    set(size, log(size, fresh)),
    set(size, mul(get(size), get(y))),
    set(size, exp(size, fresh)),
    signedPower(x, y, size, fresh),
  ]
}
