import { percent, plural, short } from '../../format/numbers.ts'
import { pictureUrl } from '../charts/png.ts'
import { scatter } from '../charts/scatter.ts'
import type { Markup } from '../markup.ts'
import { element, text } from '../markup.ts'
import type { ClassResult, Mistake, NumberResult, Picture } from '../Report.ts'
import { table } from './table.ts'

const inPicture = ({ row, actual, predicted, confidence }: Mistake, picture: Picture): Markup =>
  element(
    'li',
    {},
    element(
      'figure',
      {},
      element('img', {
        src: pictureUrl(picture),
        width: 136,
        height: 136,
        alt: `Example ${row}: ${actual}, taken for ${predicted}`,
      }),
      element(
        'figcaption',
        {},
        element('b', {}, text(`${actual} taken for ${predicted}`)),
        element('br', {}),
        text(`${percent(confidence)} sure, row ${row}`),
      ),
    ),
  )

const inTable = (mistakes: readonly Mistake[]): Markup =>
  table(
    ['row', 'is', 'said', 'sure of it'],
    mistakes.map(({ row, actual, predicted, confidence }) => [row, actual, predicted, percent(confidence)]),
  )

const list = (mistakes: readonly Mistake[]): Markup => {
  const pictured = mistakes.flatMap((mistake) =>
    mistake.picture === undefined ? [] : [inPicture(mistake, mistake.picture)],
  )
  return pictured.length > 0 ? element('ul', { class: 'mistakes' }, pictured) : inTable(mistakes)
}

/** Where the model is surest and wrong: wrong labels and odd examples come to light here first. */
export const mistakes = (result: ClassResult): Markup =>
  element(
    'section',
    { 'aria-labelledby': 'mistakes' },
    element('h2', { id: 'mistakes' }, text('Most confident mistakes')),
    element(
      'p',
      { class: 'soft' },
      text(
        result.mistakes.length === 0
          ? 'None: every test example is right.'
          : `The ${plural(result.mistakes.length, 'mistake')} on the test part that the model was surest of.`,
      ),
    ),
    ...(result.mistakes.length === 0 ? [] : [list(result.mistakes)]),
  )

const worst = ({ points }: NumberResult) =>
  points
    .map((point) => ({ ...point, error: point.predicted - point.actual }))
    .toSorted((a, b) => Math.abs(b.error) - Math.abs(a.error))
    .slice(0, 10)

/** The same for numbers: all predictions, and those farthest off. */
export const predictions = (result: NumberResult): Markup =>
  element(
    'section',
    { 'aria-labelledby': 'predictions' },
    element('h2', { id: 'predictions' }, text('Predicted and actual')),
    element(
      'div',
      { class: 'pair' },
      element(
        'figure',
        {},
        scatter(result.points, `${plural(result.size, 'test row')}, R² ${short(result.r2, 3)}.`),
        element(
          'figcaption',
          {},
          text('Each point is a row of the test part; on the dashed line, prediction and truth agree.'),
        ),
      ),
      element(
        'div',
        {},
        element('h3', {}, text('Largest errors')),
        table(
          ['row', 'actual', 'predicted', 'error'],
          worst(result).map(({ row, actual, predicted, error }) => [
            row,
            short(actual),
            short(predicted),
            short(error),
          ]),
        ),
      ),
    ),
  )
