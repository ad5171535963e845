/**
 * Which character separates the cells of a text.
 *
 * @module
 */

const candidates = [',', ';', '\t', '|']
const sampleLength = 65_536
const sampleLines = 10

const countOf = (line: string, delimiter: string): number => line.split(delimiter).length - 1

/**
 * Comma, semicolon, tab or bar: the one that the first ten lines have most of, counting the line that has least and
 * nothing between quotes; a comma where none stands in every line.
 *
 * @example
 * ```ts
 * import { guessDelimiter } from '@gradus/data'
 *
 * guessDelimiter('width;height\n1,5;2,5\n') // => ';'
 * ```
 */
export const guessDelimiter = (text: string): string => {
  const sample = text.slice(0, sampleLength).replace(/"(?:[^"]|"")*"/g, '')
  const lines = sample
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, sampleLines)
  const score = (delimiter: string): number => Math.min(...lines.map((line) => countOf(line, delimiter)))
  return candidates.reduce((best, next) => (score(next) > score(best) ? next : best))
}
