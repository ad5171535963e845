import { percent } from '../../format/numbers.ts'
import type { Markup } from '../markup.ts'
import { element, text } from '../markup.ts'
import type { ClassResult } from '../Report.ts'

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const rate = (part: number, whole: number): string => (whole === 0 ? '–' : percent(part / whole, 0))

const look = (count: number, diagonal: boolean): string => {
  if (count === 0) return 'none'
  return diagonal ? 'right' : 'wrong'
}

/** Even a single mistake has to be seen, so colour starts well above nothing. */
const shade = (count: number, total: number): string =>
  count === 0 ? '' : `--share: ${(0.18 + 0.55 * (count / Math.max(1, total))).toFixed(2)}`

const cell = (count: number, total: number, diagonal: boolean): Markup =>
  element(
    'td',
    { class: look(count, diagonal), style: shade(count, total) || undefined },
    text(count === 0 ? '·' : count),
  )

const row =
  ({ classes }: ClassResult) =>
  (counts: readonly number[], actual: number): Markup =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, text(classes[actual] ?? actual)),
      counts.map((count, predicted) => cell(count, sum(counts), actual === predicted)),
      element('td', { class: 'rate' }, text(rate(counts[actual] ?? 0, sum(counts)))),
    )

const precision = ({ confusion }: ClassResult, predicted: number): string =>
  rate(confusion[predicted]?.[predicted] ?? 0, sum(confusion.map((counts) => counts[predicted] ?? 0)))

/** What was taken for what, with recall at the end of each row and precision below each column. */
export const confusion = (result: ClassResult): Markup =>
  element(
    'section',
    { 'aria-labelledby': 'confusion' },
    element('h2', { id: 'confusion' }, text('Confusion matrix')),
    element(
      'p',
      { class: 'soft' },
      text(
        'Rows are what the test examples are, columns what the model said. Recall is the share of a row that is right, precision the share of a column.',
      ),
    ),
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'confusion' },
      element(
        'table',
        { class: 'confusion' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('th', { scope: 'col' }, text('is ╲ said')),
            result.classes.map((name) => element('th', { scope: 'col' }, text(name))),
            element('th', { scope: 'col', class: 'rate' }, text('recall')),
          ),
        ),
        element('tbody', {}, result.confusion.map(row(result))),
        element(
          'tfoot',
          {},
          element(
            'tr',
            {},
            element('th', { scope: 'row', class: 'rate' }, text('precision')),
            result.classes.map((_, predicted) =>
              element('td', { class: 'rate' }, text(precision(result, predicted))),
            ),
            element('td', {}),
          ),
        ),
      ),
    ),
  )
