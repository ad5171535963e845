/**
 * The families of erf and gamma, two doubles at once, with the series of the reference as far as floats can tell.
 *
 * @module
 */
import { scaled } from '../kernels/erfc.ts'
import { bernoulli, nearOne, nearTwo } from '../kernels/gamma.ts'
import { centre, tail } from '../kernels/special.ts'
import * as D from './doubles.ts'
import { f64x2, get, set, v128, when } from './instructions.ts'
import type { Fresh, VectorFunction } from './functions.ts'
import type { Code, Local } from './module.ts'

const c = f64x2.const
const { add, sub, mul, div } = f64x2

/** The sum of a Chebyshev series by Clenshaw's recurrence. */
export const chebyshev = (t: Local, coefficients: readonly number[], fresh: Fresh): Code => {
  const [twice, a, b] = [fresh(), fresh(), fresh()]
  const higher = coefficients.slice(1).toReversed()
  const steps = higher.map((term, i) => {
    const [sum, ahead] = i % 2 === 0 ? [a, b] : [b, a]
    return set(ahead, add(sub(mul(get(twice), get(sum)), get(ahead)), c(term)))
  })
  const [sum, ahead] = higher.length % 2 === 0 ? [a, b] : [b, a]
  return [
    set(twice, add(get(t), get(t))),
    set(a, c(0)),
    set(b, c(0)),
    steps,
    add(sub(mul(get(t), get(sum)), get(ahead)), c(coefficients[0]!)),
  ]
}

/** `e^(-x²)` by a series in `(x - 3.75) / (x + 3.75)`, and `2 -` that below 0. */
export const erfc: VectorFunction = (x, fresh) => {
  const [size, t, y] = [fresh(), fresh(), fresh()]
  return [
    // beyond, floats have only 0
    set(size, f64x2.min(f64x2.abs(get(x)), c(16))),
    set(t, div(sub(get(size), c(3.75)), add(get(size), c(3.75)))),
    set(y, chebyshev(t, scaled.slice(0, 18), fresh)),
    set(t, f64x2.neg(mul(get(size), get(size)))),
    set(y, div(mul(get(y), D.exp(t, fresh)), add(add(get(size), get(size)), c(1)))),
    v128.bitSelect(sub(c(2), get(y)), get(y), f64x2.lessThan(get(x), c(0))),
  ]
}

/** The polynomials of the reference, so that random streams agree with those of JAX. */
export const erfInv: VectorFunction = (x, fresh) => {
  const [w, t, y, isCentral] = [fresh(), fresh(), fresh(), fresh()]
  return [
    set(w, sub(c(1), mul(get(x), get(x)))),
    set(w, f64x2.neg(D.log(w, fresh))),
    set(isCentral, f64x2.lessThan(get(w), c(5))),
    set(t, sub(get(w), c(2.5))),
    set(y, D.polynomial(t, centre)),
    // one of three hundred uniform numbers
    when(v128.anyTrue(v128.not(get(isCentral))), [
      set(t, sub(f64x2.sqrt(get(w)), c(3))),
      set(y, v128.bitSelect(get(y), D.polynomial(t, tail), get(isCentral))),
      set(y, v128.bitSelect(c(Infinity), get(y), f64x2.equal(get(w), c(Infinity)))),
    ]),
    mul(get(x), get(y)),
  ]
}

/** `ln |sin πz|`, from the distance to the nearest whole number. */
const logSinPi = (z: Local, fresh: Fresh): Code => {
  const [t, s] = [fresh(), fresh()]
  const nearest = f64x2.floor(add(get(z), c(0.5)))
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))
  const series = Array.from({ length: 11 }, (_, i) => 10 - i).map(
    (k) => ((k % 2 === 0 ? 1 : -1) * Math.PI ** (2 * k + 1)) / factorial(2 * k + 1),
  )
  return [
    set(t, f64x2.abs(sub(get(z), nearest))),
    set(s, mul(get(t), get(t))),
    set(s, mul(D.polynomial(s, series), get(t))),
    D.log(s, fresh),
  ]
}

const halfLogTwoPi = Math.log(2 * Math.PI) / 2

const stirling = (x: Local, logarithm: Local, fresh: Fresh): Code => {
  const [inverse, square] = [fresh(), fresh()]
  const series = bernoulli.slice(0, 6).map((b, i) => b / ((2 * i + 2) * (2 * i + 1)))
  return [
    set(inverse, div(c(1), get(x))),
    set(square, mul(get(inverse), get(inverse))),
    add(
      add(sub(mul(sub(get(x), c(0.5)), get(logarithm)), get(x)), c(halfLogTwoPi)),
      mul(D.polynomial(square, series.toReversed()), get(inverse)),
    ),
  ]
}

/** From ½ on: series from ½ to 3, down to there by `Γ(x) = (x - 1) Γ(x - 1)` from 8, Stirling's series beyond. */
const lgammaFromHalf = (x: Local, fresh: Fresh): Code => {
  const [rest, product, t, one, two, above] = [fresh(), fresh(), fresh(), fresh(), fresh(), fresh()]
  const down = [
    set(above, v128.and(f64x2.lessEqual(c(3), get(rest)), f64x2.lessThan(get(x), c(8)))),
    set(rest, sub(get(rest), v128.and(get(above), c(1)))),
    set(product, mul(get(product), v128.bitSelect(get(rest), c(1), get(above)))),
  ]
  return [
    set(rest, get(x)),
    set(product, c(1)),
    Array.from({ length: 5 }, () => down),
    set(t, mul(sub(get(rest), c(1)), c(2))),
    set(one, mul(chebyshev(t, nearOne.slice(0, 18), fresh), sub(get(rest), c(1)))),
    set(t, div(sub(mul(sub(get(rest), c(2)), c(4)), c(1)), c(3))),
    set(two, mul(chebyshev(t, nearTwo.slice(0, 14), fresh), sub(get(rest), c(2)))),
    set(one, v128.bitSelect(get(one), get(two), f64x2.lessThan(get(rest), c(1.5)))),
    set(above, f64x2.lessEqual(c(8), get(x))),
    set(product, v128.bitSelect(get(x), get(product), get(above))),
    set(product, D.log(product, fresh)),
    set(two, stirling(x, product, fresh)),
    v128.bitSelect(get(two), add(get(one), get(product)), get(above)),
  ]
}

/** `ln |Γ(x)|`; below ½ by `Γ(x) Γ(1 - x) = π / sin πx`; infinite at 0 and the negative whole numbers. */
export const lgamma: VectorFunction = (x, fresh) => {
  const [mirrored, z, y] = [fresh(), fresh(), fresh()]
  return [
    set(mirrored, f64x2.lessThan(get(x), c(0.5))),
    set(z, v128.bitSelect(sub(c(1), get(x)), get(x), get(mirrored))),
    set(y, lgammaFromHalf(z, fresh)),
    set(z, sub(sub(c(Math.log(Math.PI)), logSinPi(x, fresh)), get(y))),
    set(y, v128.bitSelect(get(z), get(y), get(mirrored))),
    v128.bitSelect(get(y), mul(get(x), get(x)), f64x2.lessThan(f64x2.abs(get(x)), c(Infinity))),
  ]
}
