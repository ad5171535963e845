/**
 * Sine, cosine and tangent of two doubles of all sizes.
 *
 * Sources: FreeBSD msun (`e_rem_pio2.c`, `k_sin.c`, `k_cos.c`), Sun Microsystems, 1993, for the reduction of small angles and
 * the polynomials; M. H. Payne, R. N. Hanek, "Radian reduction for trigonometric functions", SIGNUM 18, 1983, for the reduction
 * of large ones.
 *
 * @module
 */
import { multiplyAdd, polynomial, signBit } from './doubleFunctions.ts'
import { product, sum } from './doublePairs.ts'
import type { Fresh, VectorFunction } from './functions.ts'
import {
  choose,
  f64,
  f64x2,
  get,
  i32,
  i64,
  i64x2,
  i64x2Const,
  repeatWhile,
  set,
  shuffledWords,
  v128,
  when,
} from './instructions.ts'
import type { Code, Local } from './module.ts'

const c = f64x2.const
const { add, sub, mul, div } = f64x2

const wholes = 1.5 * 2 ** 52

/** π/2 in pieces, of which products of the first three with numbers below 2²⁰ are exact. */
const halfPi = [
  1.57079632673412561417, 6.0771005063039659766e-11, 2.0222662487111664558e-21, 8.47842766036889956997e-32,
] as const

/** Up to here, quarter turns are counted in floating point. */
const largest = 2 ** 20

/** The first 1216 bits of 2/π. */
const twoOverPi =
  'a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921c' +
  'fe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980f' +
  'ef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d08' +
  '56033046fc7b6bab'

const long = i64.const
const bitsOfWord = 64

/** A stretch of the bits of 2/π that begins at a multiple of 64; 64 zeros are before the first. */
const wordAt = (index: Code, further: number): Code => {
  const all = twoOverPi.match(/.{16}/g)!.map((digits) => BigInt(`0x${digits}`))
  const words = [0n, ...all]
  return Array.from({ length: words.length - 3 }, (_, i) => i).reduce<Code>(
    (found, i) =>
      i === 0
        ? long(words[further]!)
        : choose(long(words[i + further]!), found, i32.equal(index, i32.const(i))),
    [],
  )
}

/** The upper 64 bits of a product of 128, of unsigned numbers whose code runs several times. */
const upper = (a: Code, b: Code): Code => {
  const low = (x: Code): Code => i64.and(x, long(0xffffffffn))
  const high = (x: Code): Code => i64.shiftRightUnsigned(x, long(32n))
  const middle = i64.add(i64.mul(high(a), low(b)), high(i64.mul(low(a), low(b))))
  const other = i64.add(low(middle), i64.mul(low(a), high(b)))
  return i64.add(i64.add(i64.mul(high(a), high(b)), high(middle)), high(other))
}

/** A variable of 64 bits, which a vector lends. */
const word = (x: Local): Code => i64x2.extract(get(x), 0)
const setWord = (x: Local, value: Code): Code => set(x, i64x2.splat(value))

/**
 * Quarter turns of the first of two doubles, and what is left of a quarter as a sum. The double is a whole number times 2ᵉ:
 * bits of 2/π that make whole turns with it are left out, and 192 others are enough.
 */
const ofLarge = (x: Local, fresh: Fresh) => {
  const [digits, at, index, shift, high, low, turns, a, b] = [
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
  ]
  const words = [fresh(), fresh(), fresh(), fresh()]
  const window = (i: number): Code =>
    i64.or(
      i64.shiftLeft(word(words[i]!), word(shift)),
      // a shift by 64 would be none
      i64.shiftRightUnsigned(
        i64.shiftRightUnsigned(word(words[i + 1]!), long(1n)),
        i64.sub(long(63n), word(shift)),
      ),
    )
  const part = (value: Code, exponent: number): Code =>
    f64x2.splat(f64.mul(f64.fromLong(value), f64.const(2 ** exponent)))
  const lowHalf = (value: Code): Code => i64.and(value, long(0xffffffffn))
  const code = [
    setWord(digits, i64.or(i64.and(word(x), long((1n << 52n) - 1n)), long(1n << 52n))),
    // the exponent of the last digit, and 62 for the zeros before the point
    setWord(at, i64.sub(i64.shiftRightUnsigned(word(x), long(52n)), long(1075n - 62n))),
    setWord(index, i64.shiftRight(word(at), long(6n))),
    setWord(shift, i64.and(word(at), long(BigInt(bitsOfWord - 1)))),
    words.map((w, i) => setWord(w, wordAt(i32.wrap(word(index)), i))),
    [0, 1, 2].map((i) => setWord(words[i]!, window(i))),
    setWord(low, i64.mul(word(digits), word(words[1]!))),
    setWord(high, i64.add(i64.mul(word(digits), word(words[0]!)), upper(word(digits), word(words[1]!)))),
    setWord(a, upper(word(digits), word(words[2]!))),
    setWord(low, i64.add(word(low), word(a))),
    // what the sum carries
    setWord(high, i64.add(word(high), i64.extendUnsigned(i64.lessThanUnsigned(word(low), word(a))))),
    setWord(turns, i64.shiftRightUnsigned(i64.add(word(high), long(1n << 61n)), long(62n))),
    setWord(high, i64.sub(word(high), i64.shiftLeft(word(turns), long(62n)))),
    set(a, part(i64.shiftRight(word(high), long(32n)), -30)),
    set(b, part(lowHalf(word(high)), -62)),
  ]
  const rest = add(part(i64.shiftRightUnsigned(word(low), long(32n)), -94), part(lowHalf(word(low)), -126))
  const fraction = sum(get(a), get(b), rest, fresh)
  return { code: [code, fraction.code], turns, high: fraction.high, low: fraction.low }
}

/** What is left of an angle when quarter turns are taken from it, as a sum; these are in the last bits of `turns`. */
interface Reduced {
  readonly code: Code
  readonly turns: Local
  readonly high: Local
  readonly low: Local
}

const lastLane = (x: Code, other: Code): Code => shuffledWords(x, other, [2, 3, 4, 5])

/** Both lanes one after the other: each goes from the first lane to the last, as those of the results come in. */
const reducedFar = (size: Local, fresh: Fresh): Reduced => {
  const [x, count, turns, high, low, piHigh, lost] = [
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
  ]
  const one = ofLarge(x, fresh)
  const { code, high: rounded, low: rest } = product(high, piHigh, fresh)
  const angle = sum(get(rounded), get(lost), c(0), fresh)
  return {
    code: [
      set(x, get(size)),
      set(count, c(0)),
      repeatWhile(
        [
          one.code,
          set(turns, lastLane(get(turns), get(one.turns))),
          set(high, lastLane(get(high), get(one.high))),
          set(low, lastLane(get(low), get(one.low))),
          set(x, lastLane(get(x), get(x))),
          set(count, i64x2.add(get(count), i64x2Const(1n))),
        ],
        i32.lessThan(i32.wrap(word(count)), i32.const(2)),
      ),
      set(piHigh, c(Math.PI / 2)),
      set(lost, add(get(high), get(low))),
      set(low, add(sub(get(high), get(lost)), get(low))),
      set(high, get(lost)),
      code,
      set(lost, add(mul(get(high), c(6.123233995736766e-17)), mul(get(low), c(Math.PI / 2)))),
      set(lost, add(get(lost), get(rest))),
      angle.code,
    ],
    turns,
    high: angle.high,
    low: angle.low,
  }
}

/** The angle of the size of `x`. */
const reduced = (x: Local, fresh: Fresh): Reduced => {
  const [size, turns, n, high, low, before, part, far] = [
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
    fresh(),
  ]
  const large = reducedFar(size, fresh)
  /** Takes a piece of π/2 times the turns away, and keeps what that loses. */
  const without = (piece: number): Code => [
    set(part, mul(get(n), c(piece))),
    set(before, get(high)),
    set(high, sub(get(before), get(part))),
    set(low, add(get(low), sub(sub(get(before), get(high)), get(part)))),
  ]
  const code = [
    set(size, f64x2.abs(get(x))),
    set(turns, multiplyAdd(get(size), c(2 / Math.PI), c(wholes))),
    set(n, sub(get(turns), c(wholes))),
    set(high, sub(get(size), mul(get(n), c(halfPi[0])))),
    set(low, c(0)),
    without(halfPi[1]),
    without(halfPi[2]),
    set(low, sub(get(low), mul(get(n), c(halfPi[3])))),
    set(before, get(high)),
    set(high, add(get(before), get(low))),
    set(low, add(sub(get(before), get(high)), get(low))),
    set(far, v128.not(f64x2.lessThan(get(size), c(largest)))),
    when(v128.anyTrue(get(far)), [
      large.code,
      set(turns, v128.bitSelect(get(large.turns), get(turns), get(far))),
      set(high, v128.bitSelect(get(large.high), get(high), get(far))),
      set(low, v128.bitSelect(get(large.low), get(low), get(far))),
      // infinite angles are none
      set(high, v128.bitSelect(get(high), c(NaN), f64x2.lessThan(get(size), c(Infinity)))),
    ]),
  ]
  return { code, turns, high, low }
}

/** A number as the sum of two, of which the second is a correction. */
interface Sum {
  readonly code: Code
  readonly high: Code
  readonly low: Code
}

/** The sine of what is left, without the first of the two that make it up. */
const sine = ({ high: y, low: rest }: Reduced, z: Local): Sum => {
  const series = polynomial(
    z,
    [
      1.58969099521155010221e-10, -2.50507602534068634195e-8, 2.75573137070700676789e-6,
      -1.98412698298579493134e-4, 8.33333333332248946124e-3,
    ],
  )
  const cube = mul(get(z), get(y))
  const bent = sub(mul(get(z), sub(mul(get(rest), c(0.5)), mul(cube, series))), get(rest))
  const low = sub(mul(cube, c(-1.66666666666666324348e-1)), bent)
  return { code: [], high: get(y), low }
}

const cosine = ({ high: y, low: rest }: Reduced, z: Local, fresh: Fresh): Sum => {
  const [half, high] = [fresh(), fresh()]
  const series = polynomial(
    z,
    [
      -1.13596475577881948265e-11, 2.0875723212981748279e-9, -2.75573143513906633035e-7,
      2.48015872894767294178e-5, -1.38888888888741095749e-3, 4.16666666666666019037e-2,
    ],
  )
  const bent = sub(mul(mul(get(z), get(z)), series), mul(get(y), get(rest)))
  return {
    code: [set(half, mul(get(z), c(0.5))), set(high, sub(c(1), get(half)))],
    high: get(high),
    low: add(sub(sub(c(1), get(high)), get(half)), bent),
  }
}

const shiftedLeft = (x: Code, by: number): Code => i64x2.shiftLeft(x, i32.const(by))

/** Sine and cosine of what is left, and where the quarter turns are odd. */
const both = (angle: Reduced, fresh: Fresh) => {
  const [z, odd] = [fresh(), fresh()]
  const [s, k] = [sine(angle, z), cosine(angle, z, fresh)]
  const parts = { code: [s.code, k.code], s, k }
  const code = [
    angle.code,
    set(z, mul(get(angle.high), get(angle.high))),
    parts.code,
    set(odd, i64x2.shiftRight(shiftedLeft(get(angle.turns), 63), i32.const(63))),
  ]
  return { code, s, k, odd }
}

const signed = (y: Code, sign: Code): Code => v128.xor(y, v128.and(sign, signBit))

/** Beyond half a turn the sign changes. */
export const sin: VectorFunction = (x, fresh) => {
  const angle = reduced(x, fresh)
  const { code, s, k, odd } = both(angle, fresh)
  const y = v128.bitSelect(add(k.high, k.low), add(s.high, s.low), get(odd))
  return [code, signed(y, v128.xor(shiftedLeft(get(angle.turns), 62), get(x)))]
}

/** In the second and the third quarter the sign is another. */
export const cos: VectorFunction = (x, fresh) => {
  const angle = reduced(x, fresh)
  const { code, s, k, odd } = both(angle, fresh)
  const y = v128.bitSelect(add(s.high, s.low), add(k.high, k.low), get(odd))
  return [code, signed(y, v128.xor(shiftedLeft(get(angle.turns), 62), shiftedLeft(get(angle.turns), 63)))]
}

/** The sine by the cosine, or `-1` by that, where what the division loses is made up for. */
export const tan: VectorFunction = (x, fresh) => {
  const angle = reduced(x, fresh)
  const { code, s, k, odd } = both(angle, fresh)
  const [a, b] = [sum(s.high, s.low, c(0), fresh), sum(k.high, k.low, c(0), fresh)]
  const [top, topLow, bottom, bottomLow, q] = [fresh(), fresh(), fresh(), fresh(), fresh()]
  const back = product(q, bottom, fresh)
  const left = sub(
    add(sub(sub(get(top), get(back.high)), get(back.low)), get(topLow)),
    mul(get(q), get(bottomLow)),
  )
  return [
    code,
    a.code,
    b.code,
    set(top, v128.bitSelect(get(b.high), get(a.high), get(odd))),
    set(topLow, v128.bitSelect(get(b.low), get(a.low), get(odd))),
    set(bottom, v128.bitSelect(get(a.high), get(b.high), get(odd))),
    set(bottomLow, v128.bitSelect(get(a.low), get(b.low), get(odd))),
    set(q, div(get(top), get(bottom))),
    back.code,
    signed(add(get(q), div(left, get(bottom))), v128.xor(shiftedLeft(get(angle.turns), 63), get(x))),
  ]
}
