/**
 * Angles of two doubles at once: from sine, cosine and tangent, and of points.
 *
 * Source: FreeBSD msun (`e_asin.c`, `e_acos.c`, `s_atan.c`, `e_atan2.c`), Sun Microsystems, 1993. What is theirs by quotient is
 * here by numerator and denominator, so that nothing is divided twice.
 *
 * @module
 */
import { polynomial, signBit } from './doubleFunctions.ts'
import { type SeveralFunction, smallerByLarger, withSign } from './doubles.ts'
import type { Fresh, VectorFunction } from './functions.ts'
import { f64x2, get, i32, i64x2, i64x2Const, set, v128 } from './instructions.ts'
import type { Code, Local } from './module.ts'

const c = f64x2.const
const { add, sub, mul, div } = f64x2

const halfPi = 1.5707963267948966
const halfPiLow = 6.123233995736766e-17

/** `(asin(√z) - √z) / √z`, for `0 ≤ z ≤ 1/4`. */
const bend = (z: Local): Code =>
  div(
    mul(
      polynomial(
        z,
        [
          3.4793310759602116757e-5, 7.91534994289814532176e-4, -4.00555345006794114027e-2,
          2.01212532134862925881e-1, -3.25565818622400915405e-1, 1.66666666666666657415e-1,
        ],
      ),
      get(z),
    ),
    polynomial(
      z,
      [
        7.70381505559019352791e-2, -6.8828397160545329303e-1, 2.02094576023350569471, -2.40339491173441421878,
        1,
      ],
    ),
  )

/** The arc of a sine from 0 to 1/2, and half of what the arc of a larger one lacks to a quarter turn, as a sum. */
const halfArc = (size: Local, fresh: Fresh) => {
  const [isSmall, z, s, first, rest, more] = [fresh(), fresh(), fresh(), fresh(), fresh(), fresh()]
  const code = [
    set(isSmall, f64x2.lessThan(get(size), c(0.5))),
    set(z, v128.bitSelect(mul(get(size), get(size)), mul(sub(c(1), get(size)), c(0.5)), get(isSmall))),
    set(s, v128.bitSelect(get(size), f64x2.sqrt(get(z)), get(isSmall))),
    // of a root, the first bits, whose square is exact
    set(first, v128.bitSelect(get(s), v128.and(get(s), i64x2Const(-(1n << 32n))), get(isSmall))),
    set(rest, div(sub(get(z), mul(get(first), get(first))), add(get(s), get(first)))),
    set(more, v128.or(get(isSmall), f64x2.equal(get(s), c(0)))),
    set(rest, v128.andNot(get(rest), get(more))),
    set(rest, add(get(rest), mul(get(s), bend(z)))),
  ]
  return { code, isSmall, first, rest }
}

export const asin: VectorFunction = (x, fresh) => {
  const size = fresh()
  const { code, isSmall, first, rest } = halfArc(size, fresh)
  const twice = (part: Local): Code => add(get(part), get(part))
  // a quarter turn in halves, so that the first subtraction is exact
  const large = add(c(halfPi / 2), sub(sub(c(halfPi / 2), twice(first)), sub(twice(rest), c(halfPiLow))))
  return [
    set(size, f64x2.abs(get(x))),
    code,
    withSign(v128.bitSelect(add(get(first), get(rest)), large, get(isSmall)), get(x)),
  ]
}

export const acos: VectorFunction = (x, fresh) => {
  const [size, y] = [fresh(), fresh()]
  const { code, isSmall, first, rest } = halfArc(size, fresh)
  const near = sub(
    c(halfPi),
    sub(withSign(get(first), get(x)), sub(c(halfPiLow), withSign(get(rest), get(x)))),
  )
  const sum = add(get(first), get(rest))
  const behind = sub(c(2 * halfPi), mul(add(get(first), sub(get(rest), c(halfPiLow))), c(2)))
  return [
    set(size, f64x2.abs(get(x))),
    code,
    set(y, v128.bitSelect(behind, mul(sum, c(2)), f64x2.lessThan(get(x), c(0)))),
    v128.bitSelect(near, get(y), get(isSmall)),
  ]
}

/** Angles that others are told by, and what rounding took from them. */
const bases = [
  [0, 0],
  [4.63647609000806093515e-1, 2.26987774529616870924e-17],
  [halfPi / 2, halfPiLow / 2],
] as const

/** The angle of the point `(x, y)`, from `-π` to `π`, zeros and infinities with the signs they have. */
export const atan2: SeveralFunction = ([y, x], fresh) => {
  const [a, b, q, isHalf, isWhole] = [fresh(), fresh(), fresh(), fresh(), fresh()]
  const [t, z, isSteep, isBehind, axis, angle] = [fresh(), fresh(), fresh(), fresh(), fresh(), fresh()]
  const chosen = (zero: Code, half: Code, whole: Code): Code =>
    v128.bitSelect(whole, v128.bitSelect(half, zero, get(isHalf)), get(isWhole))
  const [base, low] = [0, 1].map((part) => chosen(c(bases[0][part]!), c(bases[1][part]!), c(bases[2][part]!)))
  const series = polynomial(
    z,
    [
      1.62858201153657823623e-2, -3.6531572744216915527e-2, 4.97687799461593236017e-2,
      -5.83357013379057348645e-2, 6.66107313738753120669e-2, -7.69187620504482999495e-2,
      9.09088713343650656196e-2, -1.1111110405462355788e-1, 1.42857142725034663711e-1,
      -1.99999999998764832476e-1, 3.33333333333329318027e-1,
    ],
  )
  return [
    set(a, f64x2.abs(get(y!))),
    set(b, f64x2.abs(get(x!))),
    set(q, smallerByLarger(a, b, fresh)),
    set(isHalf, f64x2.lessThan(c(7 / 16), get(q))),
    set(isWhole, f64x2.lessThan(c(11 / 16), get(q))),
    set(
      t,
      div(
        chosen(get(q), sub(add(get(q), get(q)), c(1)), sub(get(q), c(1))),
        chosen(c(1), add(get(q), c(2)), add(get(q), c(1))),
      ),
    ),
    set(z, mul(get(t), get(t))),
    set(angle, add(base!, sub(get(t), sub(mul(get(t), mul(get(z), series)), low!)))),
    set(isSteep, f64x2.lessThan(get(b), get(a))),
    set(isBehind, i64x2.shiftRight(get(x!), i32.const(63))),
    // from the nearest axis on, or back from it
    set(axis, v128.bitSelect(c(halfPi), v128.and(get(isBehind), c(2 * halfPi)), get(isSteep))),
    set(angle, v128.xor(get(angle), v128.and(v128.xor(get(isSteep), get(isBehind)), signBit))),
    set(angle, add(get(axis), add(get(angle), mul(get(axis), c(halfPiLow / halfPi))))),
    withSign(get(angle), get(y!)),
  ]
}

export const atan: VectorFunction = (x, fresh) => {
  const one = fresh()
  return [set(one, c(1)), atan2([x, one], fresh)]
}
