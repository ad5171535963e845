/**
 * Functions of two doubles at once, to the last place: their errors are below 1 unit in it, those of `tanh` and `sigmoid`
 * below 2½, so that these answer a double at most 2 away from the nearest one.
 *
 * What rounding takes is kept beside the rounded number wherever the last place would feel it.
 *
 * Sources: FreeBSD msun (`e_exp.c`, `e_log.c`, `s_expm1.c`, `s_log1p.c`, `s_tanh.c`), Sun Microsystems, 1993, for the
 * reductions, the polynomial of the logarithm and the form of `tanh`; D. E. Knuth, "The Art of Computer Programming", volume
 * 2, 4.2.2, for sums and what they lose.
 *
 * @module
 */
import type { Fresh, VectorFunction } from './functions.ts'
import { f64x2, get, i32, i64x2, i64x2Const, set, v128, when } from './instructions.ts'
import type { Code, Local } from './module.ts'

const c = f64x2.const
const { add, sub, mul, div } = f64x2

/** `a b + sum`, rounded once or twice. */
export const multiplyAdd = (a: Code, b: Code, sum: Code): Code => f64x2.relaxedMultiplyAdd(a, b, sum)

/** `(((c0 x + c1) x + c2) x …)`. */
export const polynomial = (x: Local, coefficients: readonly number[]): Code =>
  coefficients.slice(1).reduce((sum, a) => multiplyAdd(sum, get(x), c(a)), c(coefficients[0]!))

/** Beside this number doubles are whole, and their last bits count them; the last eleven are 1023. */
const wholes = 1.5 * 2 ** 52 + 1023

/** `2ⁿ` from `n + wholes`, of normal exponents. */
const powerOfTwo = (shifted: Code): Code => i64x2.shiftLeft(shifted, i32.const(52))

/** The first bits of ln 2, whose products with exponents are exact, and the rest. */
export const ln2High = 6.9314718036912381649e-1
export const ln2Low = 1.90821492927058770002e-10

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))

/** `1 / n!`. */
export const inverseFactorial = (n: number): number => 1 / factorial(n)

/** `1/14!, …, 1/3!, 1/2!`. */
const inverseFactorials = Array.from({ length: 13 }, (_, i) => inverseFactorial(14 - i))

/** `x = n ln 2 + r` with `|r| ≤ ln 2 / 2`, and `eʳ - 1 = r + rest`. */
interface Reduced {
  readonly code: Code
  readonly n: Local
  /** `n + wholes`. */
  readonly shifted: Local
  readonly r: Local
  readonly rest: Local
}

/** Reduces a number, and a much smaller one that comes on top of it. */
const reduced = (x: Local, fresh: Fresh, more?: Code): Reduced => {
  const [n, shifted, high, low, r, rest] = [fresh(), fresh(), fresh(), fresh(), fresh(), fresh()]
  const byLow = mul(get(n), c(ln2Low))
  const code = [
    set(shifted, multiplyAdd(get(x), c(Math.LOG2E), c(wholes))),
    set(n, sub(get(shifted), c(wholes))),
    set(high, multiplyAdd(get(n), c(-ln2High), get(x))),
    set(low, more === undefined ? byLow : sub(byLow, more)),
    set(r, sub(get(high), get(low))),
    // what the difference has lost
    set(rest, sub(sub(get(high), get(r)), get(low))),
    set(rest, multiplyAdd(get(rest), get(r), get(rest))),
    set(rest, multiplyAdd(mul(get(r), get(r)), polynomial(r, inverseFactorials), get(rest))),
  ]
  return { code, n, shifted, r, rest }
}

/** `high + (r + rest)`, where `high` is 0 or larger than `r`. */
const onTop = (high: Code, { r, rest }: Reduced, sum: Local): Code => [
  set(sum, add(high, get(r))),
  add(get(sum), add(sub(get(r), sub(get(sum), high)), get(rest))),
]

/** The argument within what doubles can tell from the ends of the range. NaN stays. */
const within = (x: Code): Code => f64x2.lesser(f64x2.greater(x, c(-746)), c(711))

/** `y 2ⁿ`, where the power goes in two halves, so that neither leaves the range. */
const inHalves = (y: Code, { n, shifted }: Reduced, half: Local): Code => [
  set(half, multiplyAdd(get(n), c(0.5), c(wholes))),
  mul(
    mul(y, powerOfTwo(get(half))),
    powerOfTwo(i64x2.add(i64x2.sub(get(shifted), get(half)), i64x2Const(1023n))),
  ),
]

/** `eˣ`, with the ends of the range apart: where one of two arguments is there. */
export const exp: VectorFunction = (x, fresh) => {
  const [y, near, half, sum] = [fresh(), fresh(), fresh(), fresh()]
  const whole = reduced(x, fresh)
  const end = reduced(near, fresh)
  return [
    whole.code,
    set(y, mul(onTop(c(1), whole, sum), powerOfTwo(get(whole.shifted)))),
    when(v128.anyTrue(f64x2.lessThan(c(708), f64x2.abs(get(x)))), [
      set(near, within(get(x))),
      end.code,
      set(y, inHalves(onTop(c(1), end, sum), end, half)),
    ]),
    get(y),
  ]
}

/** `eˣ / 2`, which is there where `eˣ` is beyond the range, and what rounding took from it. */
export const halfExp = (
  x: Local,
  fresh: Fresh,
): { readonly code: Code; readonly high: Local; readonly low: Local } => {
  const [near, half, first, high, low] = [fresh(), fresh(), fresh(), fresh(), fresh()]
  const part = reduced(near, fresh)
  const { r, rest } = part
  const code = [
    set(near, within(get(x))),
    part.code,
    set(first, add(get(r), c(1))),
    set(low, add(sub(get(r), sub(get(first), c(1))), get(rest))),
    set(high, add(get(first), get(low))),
    set(low, sub(get(low), sub(get(high), get(first)))),
    [high, low].map((y) => set(y, inHalves(mul(get(y), c(0.5)), part, half))),
  ]
  return { code, high, low }
}

/** `e^(x + low)`, of numbers which may be beyond the range. */
export const withLow = (x: Local, low: Local, fresh: Fresh): Code => {
  const [near, half, sum] = [fresh(), fresh(), fresh()]
  const part = reduced(near, fresh, get(low))
  return [set(near, within(get(x))), part.code, inHalves(onTop(c(1), part, sum), part, half)]
}

/** `eˣ - 1 = 2ⁿ ((1 - 2⁻ⁿ) + (eʳ - 1))`, for `-40 ≤ x ≤ 700`; 0 for zeros of both signs. */
const expm1Within = (x: Local, fresh: Fresh): Code => {
  const [power, high, sum] = [fresh(), fresh(), fresh()]
  const part = reduced(x, fresh)
  const { n, shifted, rest } = part
  return [
    part.code,
    set(power, powerOfTwo(sub(c(wholes), get(n)))),
    set(high, sub(c(1), get(power))),
    // a small power is lost beside 1
    set(rest, add(get(rest), sub(sub(c(1), get(high)), get(power)))),
    mul(onTop(get(high), part, sum), powerOfTwo(get(shifted))),
  ]
}

export const signBit = i64x2Const(-(1n << 63n))
const signOf = (x: Code): Code => v128.and(x, signBit)

/** `eˣ - 1`, which beyond the range of doubles around 1 is `eˣ`. */
export const expm1: VectorFunction = (x, fresh) => {
  const [y, near] = [fresh(), fresh()]
  const isLarge = f64x2.lessThan(c(700), get(x))
  return [
    set(near, f64x2.lesser(f64x2.greater(get(x), c(-40)), c(700))),
    set(y, expm1Within(near, fresh)),
    when(v128.anyTrue(isLarge), set(y, v128.bitSelect(exp(x, fresh), get(y), isLarge))),
    v128.or(get(y), signOf(get(x))),
  ]
}

const sqrtHalfBits = 0x3fe6a09e667f3bcdn
const oneBits = 0x3ff0000000000000n
const mantissa = (1n << 52n) - 1n
const smallestNormal = 2 ** -1022

/** `k` and `f` with `x = (1 + f) 2ᵏ`, `√½ ≤ 1 + f < √2`, for normal numbers. */
export const byExponent = (x: Local, k: Local, f: Local): Code => [
  set(f, i64x2.add(get(x), i64x2Const(oneBits - sqrtHalfBits))),
  // the exponent as the last bits of a number beside which doubles are whole
  set(k, v128.or(i64x2.shiftRightUnsigned(get(f), i32.const(52)), c(2 ** 52))),
  set(k, sub(get(k), c(2 ** 52 + 1023))),
  set(f, sub(i64x2.add(v128.and(get(f), i64x2Const(mantissa)), i64x2Const(sqrtHalfBits)), c(1))),
]

/** Numbers below the normal ones are brought among them, by how many powers of two. */
export const scaledSmall = (
  x: Local,
  fresh: Fresh,
): { readonly code: Code; readonly x: Local; readonly powers: Local } => {
  const [near, powers] = [fresh(), fresh()]
  const isSmall = f64x2.lessThan(get(x), c(smallestNormal))
  const code = [
    set(powers, v128.and(isSmall, c(54))),
    set(near, v128.bitSelect(mul(get(x), c(2 ** 54)), get(x), isSmall)),
  ]
  return { code, x: near, powers }
}

/** `ln(1 + f) + k ln 2`, and a little `more`. */
const logOfParts = (k: Local, f: Local, more: Code, fresh: Fresh): Code => {
  const [s, z, half, rest] = [fresh(), fresh(), fresh(), fresh()]
  const series = polynomial(
    z,
    [
      1.479819860511658591e-1, 1.531383769920937332e-1, 1.818357216161805012e-1, 2.222219843214978396e-1,
      2.857142874366239149e-1, 3.9999999999409419e-1, 6.66666666666673513e-1,
    ],
  )
  return [
    set(s, div(get(f), add(get(f), c(2)))),
    set(z, mul(get(s), get(s))),
    set(half, mul(mul(get(f), get(f)), c(0.5))),
    set(rest, multiplyAdd(get(z), series, get(half))),
    set(rest, multiplyAdd(get(s), get(rest), multiplyAdd(get(k), c(ln2Low), more))),
    multiplyAdd(get(k), c(ln2High), sub(get(f), sub(get(half), get(rest)))),
  ]
}

/** `ln x`, with numbers that are not normal and positive apart: where one of two arguments is one. */
export const log: VectorFunction = (x, fresh) => {
  const [y, k, f] = [fresh(), fresh(), fresh()]
  const near = scaledSmall(x, fresh)
  const isNormal = v128.and(f64x2.lessEqual(c(smallestNormal), get(x)), f64x2.lessThan(get(x), c(Infinity)))
  return [
    byExponent(x, k, f),
    set(y, logOfParts(k, f, c(0), fresh)),
    when(v128.anyTrue(v128.not(isNormal)), [
      near.code,
      byExponent(near.x, k, f),
      set(k, sub(get(k), get(near.powers))),
      set(y, logOfParts(k, f, c(0), fresh)),
      // ∞ and NaN stay, 0 is -∞, below 0 is NaN
      set(y, v128.bitSelect(get(y), get(x), f64x2.lessThan(get(x), c(Infinity)))),
      set(y, v128.bitSelect(c(-Infinity), get(y), f64x2.equal(get(x), c(0)))),
      set(y, v128.bitSelect(c(NaN), get(y), f64x2.lessThan(get(x), c(0)))),
    ]),
    get(y),
  ]
}

/**
 * `ln(1 + x + more)`, of a much smaller `more`: of the rounded sum, and what rounding took from it; where the sum is near 1,
 * `x` is known better.
 */
export const log1pOf = (x: Local, more: Code | undefined, fresh: Fresh): Code => {
  const [y, sum, lost, k, f, near] = [fresh(), fresh(), fresh(), fresh(), fresh(), fresh()]
  const isInside = v128.and(f64x2.lessThan(c(-1), get(x)), f64x2.lessThan(get(x), c(Infinity)))
  return [
    set(sum, add(get(x), c(1))),
    set(near, sub(get(sum), c(1))),
    set(lost, add(sub(c(1), sub(get(sum), get(near))), sub(get(x), get(near)))),
    byExponent(sum, k, f),
    set(near, f64x2.equal(get(k), c(0))),
    set(f, v128.bitSelect(get(x), get(f), get(near))),
    set(lost, v128.andNot(get(lost), get(near))),
    set(lost, div(more === undefined ? get(lost) : add(get(lost), more), get(sum))),
    set(y, logOfParts(k, f, get(lost), fresh)),
    when(v128.anyTrue(v128.not(isInside)), [
      set(y, v128.bitSelect(get(y), get(x), f64x2.lessThan(get(x), c(Infinity)))),
      set(y, v128.bitSelect(c(-Infinity), get(y), f64x2.equal(get(x), c(-1)))),
      set(y, v128.bitSelect(c(NaN), get(y), f64x2.lessThan(get(x), c(-1)))),
    ]),
    // -0 stays
    v128.or(get(y), signOf(get(x))),
  ]
}

export const log1p: VectorFunction = (x, fresh) => log1pOf(x, undefined, fresh)

/** `-t / (t + 2)` with `t = e⁻²ˣ - 1` for sizes below 1, `1 - 2 / (t + 2)` with `t = e²ˣ - 1` for larger ones. */
export const tanh: VectorFunction = (x, fresh) => {
  const [size, isSmall, t] = [fresh(), fresh(), fresh()]
  const choose = (small: Code, large: Code): Code => v128.bitSelect(small, large, get(isSmall))
  return [
    set(size, f64x2.abs(get(x))),
    set(isSmall, f64x2.lessThan(get(size), c(1))),
    // beyond, doubles have only 1
    set(size, mul(f64x2.lesser(get(size), c(22)), choose(c(-2), c(2)))),
    set(t, expm1Within(size, fresh)),
    set(t, div(choose(f64x2.neg(get(t)), c(2)), add(get(t), c(2)))),
    set(t, choose(get(t), sub(c(1), get(t)))),
    v128.bitSelect(get(x), get(t), signBit),
  ]
}

/** `1 / (1 + e⁻ˣ)` where `x ≥ 0`, `eˣ / (1 + eˣ)` where not, so that neither overflows. */
export const sigmoid: VectorFunction = (x, fresh) => {
  const e = fresh()
  return [
    set(e, f64x2.neg(f64x2.abs(get(x)))),
    set(e, exp(e, fresh)),
    div(v128.bitSelect(get(e), c(1), f64x2.lessThan(get(x), c(0))), add(c(1), get(e))),
  ]
}
