/** The name with the fewest edits from `found`, when that is at most a third of its letters. */
export const nearest = (found: string, names: readonly string[]): string | undefined => {
  const ranked = names
    .map((name) => ({ name, edits: distance(found.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits)
  const [best] = ranked
  return best !== undefined && best.edits <= Math.ceil(best.name.length / 3) ? best.name : undefined
}

/** Levenshtein's distance, one row of the table at a time. */
const distance = (a: string, b: string): number =>
  Array.from(a).reduce(
    (row, letter, i) =>
      Array.from(b).reduce<readonly number[]>(
        (next, other, j) => [
          ...next,
          Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === other ? 0 : 1)),
        ],
        [i + 1],
      ),
    Array.from({ length: Array.from(b).length + 1 }, (_, j) => j) as readonly number[],
  )[Array.from(b).length]!
