import { percent, short } from '../../format/numbers.ts'
import type { LineChart } from '../charts/lineChart.ts'
import { lineChart } from '../charts/lineChart.ts'
import type { Markup } from '../markup.ts'
import { element, text } from '../markup.ts'
import type { EpochRow, Report } from '../Report.ts'

const legend = ({ series }: LineChart): Markup =>
  element(
    'ul',
    { class: 'legend' },
    series.map(({ name, look }) => element('li', { class: look }, text(name))),
  )

const drawing = (chart: LineChart): Markup =>
  element('figure', {}, element('h3', {}, text(chart.title)), legend(chart), lineChart(chart))

const ends = (what: string, values: readonly number[], format: (value: number) => string): string =>
  `${what} goes from ${format(values[0] ?? NaN)} to ${format(values.at(-1) ?? NaN)}`

const lossChart = ({ epochs, bestEpoch }: Report): LineChart => {
  const [train, validation] = [epochs.map((row) => row.trainLoss), epochs.map((row) => row.validationLoss)]
  return {
    title: 'Loss',
    description: `${ends('Training loss', train, short)}; ${ends('validation loss', validation, short)}.`,
    xLabel: 'epoch',
    x: epochs.map(({ epoch }) => epoch),
    series: [
      { name: 'training', look: 'train', values: train },
      { name: 'validation', look: 'validation', values: validation },
    ],
    format: short,
    mark: { x: bestEpoch, label: 'best' },
  }
}

const metricChart = ({ epochs, bestEpoch, test }: Report): LineChart => {
  const values = epochs.map((row) => row.validationMetric)
  const [title, format] =
    test.task === 'classification' ? (['Accuracy', percent] as const) : (['Error (RMSE)', short] as const)
  return {
    title,
    description: `${ends(`Validation ${title.toLowerCase()}`, values, (value) => format(value))}.`,
    xLabel: 'epoch',
    x: epochs.map(({ epoch }) => epoch),
    series: [{ name: 'validation', look: 'validation', values }],
    format: (value) => format(value),
    tick:
      test.task === 'classification'
        ? (value) => percent(value, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 0 : 1)
        : short,
    mark: { x: bestEpoch, label: 'best' },
  }
}

const row = ({ epoch, trainLoss, validationLoss, validationMetric }: EpochRow): Markup =>
  element(
    'tr',
    {},
    element('th', { scope: 'row' }, text(epoch)),
    [trainLoss, validationLoss, validationMetric].map((value) => element('td', {}, text(short(value)))),
  )

const values = ({ epochs, test }: Report): Markup =>
  element(
    'details',
    {},
    element('summary', {}, text('Values of every epoch')),
    element(
      'div',
      { class: 'scroll' },
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            [
              'epoch',
              'training loss',
              'validation loss',
              test.task === 'classification' ? 'validation accuracy' : 'validation RMSE',
            ].map((name) => element('th', { scope: 'col' }, text(name))),
          ),
        ),
        element('tbody', {}, epochs.map(row)),
      ),
    ),
  )

/** How learning went, epoch by epoch. */
export const curves = (report: Report): Markup =>
  element(
    'section',
    { 'aria-labelledby': 'curves' },
    element('h2', { id: 'curves' }, text('Learning curves')),
    element('div', { class: 'pair' }, drawing(lossChart(report)), drawing(metricChart(report))),
    values(report),
  )
