/**
 * Reading one cell as a number, strictly.
 *
 * @module
 */
import * as E from '#fp/Either'

/** Why a text is not a number that a `float32` can hold. */
export type NumberProblem = 'notANumber' | 'decimalComma' | 'notFinite' | 'tooLarge'

// Each digit can be consumed in one way only, so that a text of 100,000 digits and a letter fails in linear time.
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const decimalComma = /^[+-]?\d+,\d+$/
const notFinite = /^[+-]?(?:inf|infinity|nan)$/i

const problemOf = (text: string): NumberProblem =>
  decimalComma.test(text) ? 'decimalComma' : notFinite.test(text) ? 'notFinite' : 'notANumber'

/**
 * A decimal number with a point, as CSV files have them; the spaces around it do not count. Refused are hexadecimal
 * numbers, infinities, decimal commas, and what is beyond the range of `float32`.
 *
 * @returns the number, or why there is none.
 */
export const readNumber = (cell: string): E.Either<NumberProblem, number> => {
  const text = cell.trim()
  if (!decimal.test(text)) return E.left(problemOf(text))
  const value = Number(text)
  return Number.isFinite(Math.fround(value)) ? E.right(value) : E.left('tooLarge')
}

/** Does this cell hold a number? */
export const isNumber = (cell: string): boolean => E.isRight(readNumber(cell))
