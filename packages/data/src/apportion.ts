/**
 * Dividing whole things among shares.
 *
 * @module
 */

const tolerance = 1e-9

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

const add = (counts: readonly number[], index: number, amount: number): readonly number[] =>
  counts.map((count, i) => (i === index ? count + amount : count))

/** The position of the largest value; among values equal but for rounding, the one with the largest `tieBreak`. */
const largest = (values: readonly number[], tieBreak: readonly number[]): number =>
  values.reduce(
    (best, value, i) =>
      value > values[best]! + tolerance ||
      (value > values[best]! - tolerance && tieBreak[i]! > tieBreak[best]! + tolerance)
        ? i
        : best,
    0,
  )

const giveRemainder = (
  counts: readonly number[],
  remainders: readonly number[],
  owed: readonly number[],
  left: number,
): readonly number[] => {
  if (left === 0) return counts
  const to = largest(remainders, owed)
  const rest = remainders.map((remainder, i) => (i === to ? -1 : remainder))
  return giveRemainder(add(counts, to, 1), rest, owed, left - 1)
}

const fillEmpty = (counts: readonly number[]): readonly number[] => {
  const empty = counts.indexOf(0)
  const from = largest(counts, counts)
  return empty === -1 || counts[from]! < 2 ? counts : fillEmpty(add(add(counts, empty, 1), from, -1))
}

/**
 * Divides `n` things among shares that sum to 1 by the method of largest remainders: each share gets the whole part of
 * what is due to it, and what is left goes one each to the largest fractions; among equal fractions, to the share to
 * which most is `owed` from before. A share that got nothing takes one from the largest, as long as there are enough.
 *
 * @returns counts that sum to `n`, each less than one away from `share × n` but for shares that got nothing.
 */
export const apportion = (
  n: number,
  shares: readonly number[],
  owed: readonly number[] = shares.map(() => 0),
): readonly number[] => {
  const due = shares.map((share) => share * n)
  const whole = due.map((amount) => Math.floor(amount + tolerance))
  const remainders = due.map((amount, i) => amount - whole[i]!)
  return fillEmpty(giveRemainder(whole, remainders, owed, n - total(whole)))
}
