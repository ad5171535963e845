/** The middle of some numbers. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

const timeOf = (run: () => unknown): number => {
  const start = performance.now()
  run()
  return performance.now() - start
}

/**
 * The median time of each run in milliseconds. The runs take turns, so that whatever else the machine does meets all alike;
 * the first fifth of the rounds, in which code gets compiled, does not count.
 */
export const medians = <K extends string>(
  runs: Readonly<Record<K, () => unknown>>,
  rounds: number,
): Readonly<Record<K, number>> => {
  const names = Object.keys(runs) as K[]
  const warming = Math.ceil(rounds / 5)
  const times = Array.from({ length: warming + rounds }, () => names.map((name) => timeOf(runs[name])))
  const counted = times.slice(warming)
  return Object.fromEntries(names.map((name, i) => [name, median(counted.map((row) => row[i]!))])) as never
}
