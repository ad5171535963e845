/** Special functions in double precision. */

const twoOverSqrtPi = 2 / Math.sqrt(Math.PI)

/** The series of erf with positive terms only: e^(-x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!, exact to rounding for |x| < 3. */
const erfSeries = (x: number): number => {
  let term = x
  let sum = x
  for (let n = 1; n < 200 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return twoOverSqrtPi * Math.exp(-x * x) * sum
}

/** The continued fraction of erfc, by backward recurrence, for x ≥ 2.5. */
const erfcFraction = (x: number): number => {
  let tail = 0
  for (let n = 120; n >= 1; n--) tail = n / 2 / (x + tail)
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + tail)
}

/** The error function, 2/√π ∫₀ˣ e^(-t²) dt. */
export const erf = (x: number): number => {
  if (Number.isNaN(x)) return NaN
  if (Math.abs(x) < 2.5) return x === 0 ? x : erfSeries(x)
  return Math.sign(x) * (1 - (Math.abs(x) > 6 ? 0 : erfcFraction(Math.abs(x))))
}

/** 1 - erf(x) without cancellation for large x. */
const erfc = (x: number): number => (x < 2.5 ? 1 - erf(x) : x > 27 ? 0 : erfcFraction(x))

const polynomial = (coefficients: readonly number[], w: number): number =>
  coefficients.reduce((p, c) => p * w + c, 0)

/** Of `-ln(1 - x²) - 2.5`, below 5. */
export const centre = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
  0.246640727, 1.50140941,
]
/** Of `√-ln(1 - x²) - 3`, from 5 on. */
export const tail = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
  1.00167406, 2.83297682,
]

/**
 * The inverse error function to single precision.
 *
 * Source: M. Giles, "Approximating the erfinv function", GPU Computing Gems Jade, 2011, single-precision polynomials.
 */
export const erfInvSingle = (x: number): number => {
  if (Math.abs(x) === 1) return x * Infinity
  const w = -Math.log1p(-x * x)
  return x * (w < 5 ? polynomial(centre, w - 2.5) : polynomial(tail, Math.sqrt(w) - 3))
}

/** The inverse error function to double precision: Halley's steps from the single-precision value. */
export const erfInv = (x: number): number => {
  const first = erfInvSingle(x)
  if (!Number.isFinite(first) || first === 0) return first
  return [0, 1].reduce((y) => {
    const residual = Math.abs(x) < 0.9 ? erf(y) - x : Math.sign(x) * (1 - Math.abs(x) - erfc(Math.abs(y)))
    const step = residual / (twoOverSqrtPi * Math.exp(-y * y))
    return y - step / (1 + y * step)
  }, first)
}
