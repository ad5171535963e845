/** The complementary error function in double precision, its far tail included. */
import { chebyshev } from './chebyshev.ts'
import { erf } from './special.ts'

/** `(1 + 2x) e^(x²) erfc(x)`, which is smooth from 0 to infinity, in `t = (x - 3.75) / (x + 3.75)`. */
// prettier-ignore
export const scaled = [
  1.1775789345674017, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753, 0.009074997670705265, -0.002413163540417608, 0.0004907758365258086, -6.916973302501207e-5, 4.13902798607301e-6, 7.74038306619849e-7, -2.1886401049234397e-7, 1.076499946567091e-8, 4.521959811218287e-9, -7.754400208831351e-10, -6.318088340886684e-11, 2.86879501093067e-11, 1.9455868545777347e-13, -9.65469674843344e-13, 3.25254814814874e-14, 3.3478119482868056e-14, -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17, 5.068148904796111e-17, -2.2370566594359995e-18, -2.187342944303018e-18, 2.6766327399258762e-20, 9.736561401741451e-20, 3.3214840905101302e-21,
]

/** `e^(-x²)`: the square of a double has twice its digits, and those that rounding drops would cost hundreds of units. */
const gaussian = (x: number): number => {
  const high = Math.fround(x)
  return Math.exp(-high * high) * Math.exp((high - x) * (high + x))
}

const upper = (x: number): number => (gaussian(x) * chebyshev(scaled, (x - 3.75) / (x + 3.75))) / (1 + 2 * x)

/**
 * `erfc(x) = 1 - erf(x)`, to a few units in the last place of its own size for all `x`.
 *
 * Source of the variable: M. Shepherd, J. Laframboise, "Chebyshev Approximation of (1 + 2x)exp(x²)erfc x in 0 ≤ x < ∞",
 * Mathematics of Computation 36, 1981. The coefficients: tools/golden/special_coefficients.py.
 */
export const erfc = (x: number): number => {
  if (x < 0.5) return x > -0.5 ? 1 - erf(x) : 2 - erfc(-x)
  return x > 28 ? 0 : upper(x)
}
