/** The logarithm of the gamma function and its derivatives, in double precision. */
import { chebyshev } from './chebyshev.ts'

// Chebyshev coefficients: tools/golden/special_coefficients.py. The zeros at 1, 2 and 1.46… are divided out, so that
// values near them are right in their own last digits.

/** `lgamma(1 + u) / u` for `u` in [-½, ½]. */
// prettier-ignore
export const nearOne = [
  -0.633011426275031, 0.4405675574678963, -0.057857409449912446, 0.010513973690267811, -0.002163989092091715, 0.0004744402338724658, -0.00010799644528099427, 2.5201155299530276e-5, -5.986014498026819e-6, 1.4410616180293054e-6, -3.5060690575761177e-7, 8.603823016763753e-8, -2.126510912478688e-8, 5.287778091463614e-9, -1.3217135752166157e-9, 3.3186698554450495e-10, -8.365902567746219e-11, 2.116338666160694e-11, -5.370507653794381e-12, 1.3666688100545857e-12, -3.486660039885161e-13, 8.915622432767707e-14, -2.28454959350908e-14, 5.86514671522212e-15, -1.5084071183968602e-15, 3.885614648428306e-16, -1.0024188186640361e-16, 2.5896418565384152e-17, -6.69867474095857e-18, 1.7348373407131055e-18,
]

/** `lgamma(2 + u) / u` for `u` in [-½, 1]. */
// prettier-ignore
export const nearTwo = [
  0.48362763659842517, 0.22408351337696908, -0.016061611364725618, 0.0016796351005504537, -0.000206207082576848, 2.7619482587698902e-5, -3.902432064395172e-6, 5.712600238782988e-7, -8.57232441585347e-8, 1.3098706178370361e-8, -2.0291174319191596e-9, 3.177019404112652e-10, -5.0168902255267044e-11, 7.977607508944761e-12, -1.2759320707466868e-12, 2.0507506001786822e-13, -3.309998326505828e-14, 5.362087191185866e-15, -8.714427500704616e-16, 1.4203170417419452e-16, -2.3208252786405174e-17, 3.801021892031957e-18, -6.238290254064288e-19, 1.0257883130864376e-19, -1.6896908572274496e-20,
]

/** `digamma(x) / (x - root)` for `x` in [1, 2]. */
// prettier-ignore
const digammaNearRoot = [
  0.983570260441567, -0.2270640863346444, 0.03336889902393011, -0.005320077271596548, 0.0008788656937820505, -0.00014773492650606044, 2.5060543468359146e-5, -4.2721034029993324e-6, 7.302769272465923e-7, -1.2502886813559594e-7, 2.1425009322359472e-8, -3.673295918565179e-9, 6.299717236108931e-10, -1.080593028883266e-10, 1.853735192053638e-11, -3.18023536582553e-12, 5.456147570322795e-13, -9.360993131036438e-14, 1.606064636295075e-14, -2.7555431377438815e-15, 4.727736178601912e-16, -8.11148420346509e-17, 1.391707769474154e-17, -2.3877901082188625e-18,
]

const digammaRoot = 1.4616321449683622
/** What the double above leaves of the root. */
const digammaRootRest = 9.549995429965697e-17

/** B₂, B₄, …: the numbers of Bernoulli. */
export const bernoulli = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
  854513 / 138,
]

const halfLogTwoPi = Math.log(2 * Math.PI) / 2

const stirling = (x: number): number => {
  const series = bernoulli.reduceRight((sum, b, i) => sum / (x * x) + b / ((2 * i + 2) * (2 * i + 1)), 0) / x
  return (x - 0.5) * Math.log(x) - x + halfLogTwoPi + series
}

/** `lgamma` on [3, 8): down to [2, 3) by `Γ(x) = (x - 1) Γ(x - 1)`; all terms are positive. */
const lgammaMiddle = (x: number): number => {
  let product = 1
  let rest = x
  for (; rest >= 3; rest--) product *= rest - 1
  return lgamma(rest) + Math.log(product)
}

/** `|sin πx|`, from the distance to the nearest whole number. */
const sinPi = (x: number): number => Math.sin(Math.PI * Math.abs(x - Math.round(x)))

/** `ln |Γ(x)|`; infinite at 0 and the negative whole numbers. */
export const lgamma = (x: number): number => {
  if (!Number.isFinite(x)) return x * x
  if (x <= 0 && Number.isInteger(x)) return Infinity
  if (x < -0.5) return Math.log(Math.PI / sinPi(x)) - lgamma(1 - x)
  if (x < 0.5) return lgamma(1 + x) - Math.log(Math.abs(x))
  if (x < 1.5) return (x - 1) * chebyshev(nearOne, 2 * (x - 1)) + 0
  if (x < 3) return (x - 2) * chebyshev(nearTwo, ((x - 2) * 4 - 1) / 3)
  if (x < 8) return lgammaMiddle(x)
  return x > 1e18 ? x * (Math.log(x) - 1) : stirling(x)
}

const digammaAsymptotic = (x: number): number => {
  const series = bernoulli.reduceRight((sum, b, i) => (sum + b / (2 * i + 2)) / (x * x), 0)
  return Math.log(x) - 1 / (2 * x) - series
}

/** `ψ(x)` for `x > 0`, by way of [1, 2] where it is small. */
const digammaPositive = (x: number): number => {
  if (x >= 10) return digammaAsymptotic(x)
  if (x < 1) return digammaPositive(1 + x) - 1 / x
  let sum = 0
  let rest = x
  for (; rest > 2; rest--) sum += 1 / (rest - 1)
  return sum + (rest - digammaRoot - digammaRootRest) * chebyshev(digammaNearRoot, 2 * rest - 3)
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))

/** The size of `ψₙ(x)` for large `x` and `n ≥ 1`. */
const polygammaAsymptotic = (order: number, x: number): number => {
  const leading = factorial(order - 1) / x ** order + factorial(order) / (2 * x ** (order + 1))
  return (
    bernoulli.reduceRight(
      (sum, b, i) =>
        sum + (b * factorial(2 * i + 1 + order)) / factorial(2 * i + 2) / x ** (2 * i + 2 + order),
      0,
    ) + leading
  )
}

/** `ψₙ(x)` for `x > 0` and `n ≥ 1`: up by `|ψₙ(x)| = |ψₙ(x + 1)| + n!/xⁿ⁺¹`, whose terms are all positive. */
const polygammaPositive = (order: number, x: number): number => {
  let sum = 0
  let rest = x
  for (; rest < 12 + 2 * order; rest++) sum += factorial(order) / rest ** (order + 1)
  return (order % 2 === 1 ? 1 : -1) * (sum + polygammaAsymptotic(order, rest))
}

/** The polynomial in `cot` that is the derivative of one: `d cot = -(1 + cot²)`. */
const cotDerivative = (terms: readonly number[]): readonly number[] =>
  Array.from({ length: terms.length + 1 }, (_, k) => {
    const slope = (j: number): number => (j + 1) * (terms[j + 1] ?? 0)
    return -slope(k) - (k < 2 ? 0 : slope(k - 2))
  })

/** `cot πx`, by the tangent of the complement where that is smaller, so that it is 0 halfway between whole numbers. */
const cotPi = (x: number): number => {
  const r = x - Math.round(x)
  const complement = Math.sign(r) * Math.tan(Math.PI * (0.5 - Math.abs(r)))
  return Math.abs(r) <= 0.25 ? 1 / Math.tan(Math.PI * r) : complement
}

/** The `order`-th derivative of `π cot πx`. */
const cotTerm = (order: number, x: number): number => {
  const cot = cotPi(x)
  const terms = Array.from({ length: order }).reduce<readonly number[]>((p) => cotDerivative(p), [0, 1])
  return Math.PI ** (order + 1) * terms.reduceRight((sum, c) => sum * cot + c, 0)
}

const atPole = (order: number, x: number): number => {
  if (order % 2 === 1) return Infinity
  return x === 0 ? -1 / x : NaN
}

const polygammaOfPositive = (order: number, x: number): number =>
  order === 0 ? digammaPositive(x) : polygammaPositive(order, x)

/**
 * `ψₙ(x)`, the derivative of order `n + 1` of `ln Γ(x)`; `ψ₀` is the digamma function.
 *
 * At the poles it is infinite where both sides agree in sign, and NaN where not, but for 0, which has a sign of its own.
 */
export const polygamma = (order: number, x: number): number => {
  if (x === Infinity) return order === 0 ? Infinity : order % 2 === 1 ? 0 : -0
  if (!Number.isFinite(x)) return NaN
  if (x <= 0 && Number.isInteger(x)) return atPole(order, x)
  if (x > 0) return polygammaOfPositive(order, x)
  return (order % 2 === 0 ? 1 : -1) * polygammaOfPositive(order, 1 - x) - cotTerm(order, x)
}
