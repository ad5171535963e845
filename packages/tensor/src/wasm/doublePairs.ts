/**
 * Two doubles at once to about twice their precision: as a rounded number, and what rounding took from it.
 *
 * Source: T. J. Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik 18, 1971.
 *
 * @module
 */
import type { Fresh } from './functions.ts'
import { f64x2, get, i64x2Const, set, v128 } from './instructions.ts'
import type { Code, Local } from './module.ts'

const { add, sub, mul } = f64x2

/** A number as the sum of a rounded one and a much smaller one, and the code that finds them. */
export interface Pair {
  readonly code: Code
  readonly high: Local
  readonly low: Local
}

/** The first 26 bits, whose products are exact. */
const firstBits = (x: Code): Code => v128.and(x, i64x2Const(-(1n << 27n)))

/** A product, and what it loses. */
export const product = (a: Local, b: Local, fresh: Fresh): Pair => {
  const [high, low, aHigh, bHigh, aLow, bLow] = [fresh(), fresh(), fresh(), fresh(), fresh(), fresh()]
  const code = [
    set(high, mul(get(a), get(b))),
    set(aHigh, firstBits(get(a))),
    set(aLow, sub(get(a), get(aHigh))),
    set(bHigh, firstBits(get(b))),
    set(bLow, sub(get(b), get(bHigh))),
    set(low, sub(mul(get(aHigh), get(bHigh)), get(high))),
    set(low, add(get(low), mul(get(aHigh), get(bLow)))),
    set(low, add(get(low), mul(get(aLow), get(bHigh)))),
    set(low, add(get(low), mul(get(aLow), get(bLow)))),
  ]
  return { code, high, low }
}

/** The product of sums. */
export const productOfPairs = (a: Pair, b: Pair, fresh: Fresh): Pair => {
  const { code, high, low } = product(a.high, b.high, fresh)
  const others = add(mul(get(a.high), get(b.low)), mul(get(a.low), get(b.high)))
  return { code: [code, set(low, add(get(low), others))], high, low }
}

/** The sum of numbers of which the first is larger or 0, and what it loses, with some more. */
export const sum = (a: Code, b: Code, more: Code, fresh: Fresh): Pair => {
  const [high, low, first, second] = [fresh(), fresh(), fresh(), fresh()]
  const code = [
    set(first, a),
    set(second, b),
    set(high, add(get(first), get(second))),
    set(low, add(sub(get(second), sub(get(high), get(first))), more)),
  ]
  return { code, high, low }
}
