import { distance } from 'fastest-levenshtein'

/** How many edits a slip of the keyboard may cost before two words are simply different words. */
const tolerance = (word: string): number => Math.max(1, Math.floor(word.length / 3))

/** `lr` of `learningRate`. */
const initials = (name: string): string => name.replaceAll(/(?<!^)[a-z]/g, '').toLowerCase()

const cost = (word: string, name: string): number =>
  word.length > 1 && word.toLowerCase() === initials(name)
    ? 1
    : distance(word.toLowerCase(), name.toLowerCase())

/**
 * The valid name that `word` was probably meant to be, or undefined when none is near.
 *
 * @example
 * nearest('learningRat', ['learningRate', 'epochs']) // => 'learningRate'
 */
export const nearest = (word: string, names: readonly string[]): string | undefined => {
  const ranked = names
    .map((name) => ({ name, cost: cost(word, name) }))
    .filter(({ name, cost }) => cost <= Math.max(tolerance(word), tolerance(name)))
    .toSorted((a, b) => a.cost - b.cost)
  return ranked[0]?.name
}

/** ` Did you mean "adam"?`, or nothing. */
export const suggestion = (word: string, names: readonly string[]): string => {
  const name = nearest(word, names)
  return name === undefined ? '' : ` Did you mean ${JSON.stringify(name)}?`
}
