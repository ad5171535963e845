import { count, percent, plural, short } from '../../format/numbers.ts'
import type { Child, Markup } from '../markup.ts'
import { element, text } from '../markup.ts'
import type { ClassResult, NumberResult, Report } from '../Report.ts'

const figureOf = (label: string, value: string, note: string): Markup =>
  element(
    'div',
    {},
    element('dt', {}, text(label)),
    element('dd', {}, text(value), element('small', {}, text(note))),
  )

const ofClasses = ({ right, size, interval, loss }: ClassResult): Child => [
  figureOf(
    'Test accuracy',
    percent(right / size),
    `95 % interval ${percent(interval.low)} to ${percent(interval.high)}`,
  ),
  figureOf('Right answers', `${count(right)} of ${count(size)}`, `test loss ${short(loss)}`),
]

const ofNumbers = ({ rmse, mae, r2, size, target }: NumberResult): Child => [
  figureOf('Test error (RMSE)', short(rmse), `in units of ${target}, mean error ${short(mae)}`),
  figureOf('Variance explained (R²)', short(r2, 3), `on ${count(size)} test rows`),
]

/** The handful of numbers that one looks for first. */
export const headline = ({ test, epochs, bestEpoch, layers, ended }: Report): Markup =>
  element(
    'dl',
    { class: 'numbers' },
    test.task === 'classification' ? ofClasses(test) : ofNumbers(test),
    figureOf('Best epoch', `${bestEpoch}`, `of ${plural(epochs.length, 'epoch')}; ${ended}`),
    figureOf(
      'Parameters',
      count(layers.reduce((sum, { parameters }) => sum + parameters, 0)),
      `in ${plural(layers.filter(({ parameters }) => parameters > 0).length, 'layer')} that learn`,
    ),
  )
