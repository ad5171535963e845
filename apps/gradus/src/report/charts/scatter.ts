import { scaleLinear } from 'd3-scale'

import { short } from '../../format/numbers.ts'
import type { Markup } from '../markup.ts'
import { element, text } from '../markup.ts'
import { at, axes, figure, plot } from './frame.ts'

export interface Point {
  readonly row: number
  readonly actual: number
  readonly predicted: number
}

/** What was predicted over what is; a perfect model has every point on the line. */
export const scatter = (points: readonly Point[], description: string): Markup => {
  const values = points.flatMap(({ actual, predicted }) => [actual, predicted]).filter(Number.isFinite)
  const domain = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)]
  const x = scaleLinear(domain, [plot.left, plot.right]).nice()
  const y = scaleLinear(domain, [plot.bottom, plot.top]).nice()
  const [low = 0, high = 1] = x.domain()
  const tick = (value: number): string => short(value)
  return figure(
    'Predicted over actual values',
    description,
    ...axes(
      { scale: x, label: 'actual', ticks: x.ticks(7), format: tick },
      { scale: y, label: 'predicted', ticks: y.ticks(6), format: tick },
    ),
    element('line', { class: 'ideal', x1: x(low), y1: y(low), x2: x(high), y2: y(high) }),
    ...points.map(({ row, actual, predicted }) =>
      element(
        'circle',
        { class: 'point', cx: at(x(actual)), cy: at(y(predicted)), r: 3.5 },
        element('title', {}, text(`row ${row}: actual ${short(actual)}, predicted ${short(predicted)}`)),
      ),
    ),
  )
}
