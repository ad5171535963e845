/** The language of `einsum`: which letter names which axis. */
import { ShapeError, showShape, ValueError } from '../errors.ts'
import type { Shape } from '../Tensor.ts'

/** A name for each axis of each operand, and of the result. Axes under an ellipsis are named `.0`, `.1`, … from the last. */
export interface Subscripts {
  readonly inputs: readonly (readonly string[])[]
  readonly output: readonly string[]
}

const fail = (text: string, rule: string): never => {
  throw new ValueError('einsum', `${rule}, got '${text}'`)
}

const form = /^(?:[A-Za-z]*(?:\.\.\.)?[A-Za-z]*)$/

const checkForm = (text: string, term: string): void => {
  if (!form.test(term))
    fail(
      text,
      `subscripts are letters and one '...' for each operand, separated by commas, as in 'ij,jk->ik'`,
    )
}

const covered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `.${count - 1 - i}`)

const labelsOf = (term: string, ellipsis: number): readonly string[] => {
  const [before = '', after] = term.split('...')
  return after === undefined ? [...before] : [...before, ...covered(ellipsis), ...after]
}

const implicitOutput = (terms: readonly string[]): string => {
  const letters = [...terms.join('').replaceAll('.', '')]
  const once = letters.filter((l) => letters.indexOf(l) === letters.lastIndexOf(l)).toSorted()
  return (terms.some((t) => t.includes('...')) ? '...' : '') + once.join('')
}

const checkRank = (text: string, term: string, shape: Shape): number => {
  const named = term.replace('...', '').length
  if (term.includes('...') ? named > shape.length : named !== shape.length)
    throw new ShapeError(
      'einsum',
      `'${term}' of '${text}' names ${named} axes, ${showShape(shape)} has ${shape.length}`,
    )
  return shape.length - named
}

const checkOutput = (text: string, output: string, terms: readonly string[]): void => {
  const letters = [...output.replace('...', '')]
  const twice = letters.find((l, i) => letters.indexOf(l) !== i)
  if (twice !== undefined) fail(text, `the result names '${twice}' twice`)
  const unknown = letters.find((l) => !terms.some((t) => t.includes(l)))
  if (unknown !== undefined) fail(text, `the result names '${unknown}', which no operand has`)
  if (terms.some((t) => t.includes('...')) && !output.includes('...'))
    fail(text, `an operand has '...' and the result has not`)
}

/** Reads subscripts such as `'ij,jk->ik'` for operands of these shapes. */
export const parseSubscripts = (text: string, shapes: readonly Shape[]): Subscripts => {
  const [left = '', right, ...more] = text.replaceAll(' ', '').split('->')
  if (more.length > 0) fail(text, `there is one '->' at most`)
  const terms = left.split(',')
  ;[...terms, right ?? ''].forEach((term) => checkForm(text, term))
  if (terms.length !== shapes.length)
    throw new ValueError('einsum', `'${text}' is for ${terms.length} operands, got ${shapes.length}`)
  const output = right ?? implicitOutput(terms)
  checkOutput(text, output, terms)
  const spans = terms.map((term, i) => checkRank(text, term, shapes[i]!))
  return {
    inputs: terms.map((term, i) => labelsOf(term, spans[i]!)),
    output: labelsOf(output, Math.max(0, ...spans)),
  }
}
