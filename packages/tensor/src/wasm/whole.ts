/**
 * Functions of four whole numbers of 32 bits at once.
 *
 * @module
 */
import type { SeveralFunction } from './doubles.ts'
import { f64x2, get, i32, i32x4, i32x4Const, i8x16, set, v128, when } from './instructions.ts'
import type { Code } from './module.ts'

const upperHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]
const lowerHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]

/** The bits of `a` further right by `b`, of which the last five bits count: mostly one number for all lanes. */
export const shiftedRight: SeveralFunction = ([a, b], fresh) => {
  const [x, first] = [fresh(), fresh()]
  const amount = i32x4.extract(get(b!), 0)
  const step = (power: number): Code => {
    const bit = i32x4Const(2 ** power)
    const moved = i32x4.shiftRightUnsigned(get(x), i32.const(2 ** power))
    return set(x, v128.bitSelect(moved, get(x), i32x4.equal(v128.and(get(b!), bit), bit)))
  }
  return [
    set(first, i32x4.splat(amount)),
    when(i32x4.allTrue(i32x4.equal(get(b!), get(first))), set(x, i32x4.shiftRightUnsigned(get(a!), amount)), [
      set(x, get(a!)),
      [4, 3, 2, 1, 0].map(step),
    ]),
    get(x),
  ]
}

/** The quotient cut off towards 0, by way of doubles; 0 where the divisor is 0, as the bits of infinity and NaN are. */
export const quotient: SeveralFunction = ([a, b], fresh) => {
  const [low, high, y] = [fresh(), fresh(), fresh()]
  const half = (part: (x: Code) => Code): Code =>
    i32x4.truncateDoubles(f64x2.div(f64x2.fromLowSigned(part(get(a!))), f64x2.fromLowSigned(part(get(b!)))))
  return [
    set(
      low,
      half((x) => x),
    ),
    set(
      high,
      half((x) => i8x16.shuffle(x, x, upperHalf)),
    ),
    set(y, i8x16.shuffle(get(low), get(high), lowerHalves)),
    // -2³¹ by -1 wraps
    set(y, v128.bitSelect(i32x4.neg(get(a!)), get(y), i32x4.equal(get(b!), i32x4Const(-1)))),
    v128.and(get(y), i32x4.notEqual(get(b!), i32x4Const(0))),
  ]
}
