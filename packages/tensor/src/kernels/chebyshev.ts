/** The sum of a Chebyshev series at `t` in [-1, 1], by Clenshaw's recurrence, which loses no digits on the way. */
export const chebyshev = (coefficients: readonly number[], t: number): number => {
  let ahead = 0
  let sum = 0
  for (let k = coefficients.length - 1; k > 0; k--) {
    const next = 2 * t * sum - ahead + coefficients[k]!
    ahead = sum
    sum = next
  }
  return t * sum - ahead + coefficients[0]!
}
