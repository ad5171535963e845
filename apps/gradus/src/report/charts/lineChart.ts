import { scaleLinear, scaleLog } from 'd3-scale'
import { line } from 'd3-shape'

import type { Markup } from '../markup.ts'
import { element, text } from '../markup.ts'
import type { Format, Scale } from './frame.ts'
import { at, axes, figure, plot } from './frame.ts'

export interface Series {
  readonly name: string
  /** A class of the page's style: `train` or `validation`. */
  readonly look: string
  readonly values: readonly number[]
}

export interface LineChart {
  readonly title: string
  readonly description: string
  readonly xLabel: string
  readonly x: readonly number[]
  readonly series: readonly Series[]
  readonly format: Format
  /** For the axis, where it differs. */
  readonly tick?: Format
  /** An x to mark, and the words for it. */
  readonly mark?: { readonly x: number; readonly label: string }
}

const finite = (chart: LineChart): readonly number[] =>
  chart.series.flatMap(({ values }) => values.filter(Number.isFinite))

/** Losses that fall by more than this factor are straight lines only on a log scale. */
const logFrom = 30

const isWide = (low: number, high: number): boolean => low > 0 && high / low > logFrom

const yScale = (values: readonly number[]): Scale => {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const range = [plot.bottom, plot.top]
  if (values.length === 0) return scaleLinear([0, 1], range)
  if (isWide(low, high)) return scaleLog([low, high], range).nice()
  const padded = low === high ? [low - 0.5, high + 0.5] : [low, high]
  return scaleLinear(padded, range).nice()
}

const isLog = (scale: Scale): boolean => 'base' in scale

/** A log scale gives a tick for each digit of each decade; labels fit on the decades and their halves. */
const yTicks = (scale: Scale): readonly number[] => {
  const ticks = scale.ticks(6)
  if (!isLog(scale) || ticks.length <= 8) return ticks
  const leading = ticks.filter((tick) => /^[125]/.test(tick.toExponential()))
  return leading.length <= 10 ? leading : leading.filter((tick) => tick.toExponential().startsWith('1'))
}

const xTicks = (scale: Scale): readonly number[] => scale.ticks(8).filter(Number.isInteger)

/** The page grows by one band an epoch; beyond this many, bands stand for several. */
const bandLimit = 150

const path = (chart: LineChart, x: Scale, y: Scale, { look, values }: Series): Markup => {
  const draw = line<number>()
    .defined(Number.isFinite)
    .x((_, position) => at(x(chart.x[position] ?? 0)))
    .y((value) => at(y(value)))
  return element('path', { class: `line ${look}`, d: draw(values) ?? '' })
}

const dot = (x: number, y: Scale, { look }: Series, value: number): Markup =>
  element('circle', { class: look, cx: x, cy: at(y(value)), r: 3.5 })

/** What the pointer shows above one x: the values there. Pure SVG and CSS, so that the page needs no script. */
const band =
  (chart: LineChart, x: Scale, y: Scale, width: number) =>
  (position: number): Markup => {
    const value = chart.x[position] ?? 0
    const centre = at(x(value))
    const known = chart.series.filter(({ values }) => Number.isFinite(values[position]))
    const words = known.map(({ name, values }) => `${name} ${chart.format(values[position] ?? 0)}`)
    const onRight = centre < (plot.left + plot.right) / 2
    return element(
      'g',
      { class: 'band' },
      element('rect', {
        x: at(centre - width / 2),
        y: plot.top,
        width: at(width),
        height: plot.bottom - plot.top,
      }),
      element('line', { x1: centre, x2: centre, y1: plot.top, y2: plot.bottom }),
      known.map((series) => dot(centre, y, series, series.values[position] ?? 0)),
      [`${chart.xLabel} ${value}`, ...words].map((word, row) =>
        element(
          'text',
          {
            x: centre + (onRight ? 8 : -8),
            y: plot.top + 14 + row * 16,
            'text-anchor': onRight ? 'start' : 'end',
          },
          text(word),
        ),
      ),
    )
  }

const mark = (x: Scale, at: NonNullable<LineChart['mark']>): Markup => {
  const centre = x(at.x)
  const onRight = centre < (plot.left + plot.right) / 2
  return element(
    'g',
    { class: 'mark' },
    element('line', { x1: centre, x2: centre, y1: plot.top, y2: plot.bottom }),
    element(
      'text',
      { x: centre + (onRight ? 6 : -6), y: plot.bottom - 8, 'text-anchor': onRight ? 'start' : 'end' },
      text(at.label),
    ),
  )
}

/** Lines over a common x, values on hover. */
export const lineChart = (chart: LineChart): Markup => {
  const [first, last] = [chart.x[0] ?? 0, chart.x.at(-1) ?? 1]
  const x = scaleLinear(first === last ? [first - 1, last + 1] : [first, last], [plot.left, plot.right])
  const y = yScale(finite(chart))
  const stride = Math.ceil(chart.x.length / bandLimit)
  const shown = chart.x.map((_, position) => position).filter((position) => position % stride === 0)
  return figure(
    chart.title,
    chart.description,
    ...axes(
      { scale: x, label: chart.xLabel, ticks: xTicks(x), format: String },
      { scale: y, label: '', ticks: yTicks(y), format: chart.tick ?? chart.format },
    ),
    ...(chart.mark === undefined ? [] : [mark(x, chart.mark)]),
    ...chart.series.map((series) => path(chart, x, y, series)),
    ...(chart.x.length === 1
      ? chart.series.map((series) => dot(x(first), y, series, series.values[0] ?? 0))
      : []),
    ...shown.map(band(chart, x, y, ((plot.right - plot.left) / Math.max(1, chart.x.length - 1)) * stride)),
  )
}
