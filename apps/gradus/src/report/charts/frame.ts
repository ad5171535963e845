import type { ScaleContinuousNumeric } from 'd3-scale'

import type { Markup } from '../markup.ts'
import { element, text } from '../markup.ts'

/** Charts are drawn in these units and scaled to their place by the browser. */
const size = { width: 560, height: 300, left: 52, right: 14, top: 12, bottom: 40 } as const

export const plot = {
  left: size.left,
  right: size.width - size.right,
  top: size.top,
  bottom: size.height - size.bottom,
} as const

export type Scale = ScaleContinuousNumeric<number, number>

export type Format = (value: number) => string

/** Positions to a tenth of a unit: finer only makes the page longer. */
export const at = (position: number): number => Math.round(position * 10) / 10

const horizontal = (y: number): Markup => element('line', { x1: plot.left, x2: plot.right, y1: y, y2: y })

const yTick =
  (scale: Scale, format: Format) =>
  (value: number): Markup => {
    const y = at(scale(value))
    return element(
      'g',
      { class: 'tick' },
      horizontal(y),
      element('text', { x: plot.left - 8, y, dy: '0.32em', 'text-anchor': 'end' }, text(format(value))),
    )
  }

const xTick =
  (scale: Scale, format: Format) =>
  (value: number): Markup =>
    element(
      'text',
      { class: 'tick', x: at(scale(value)), y: plot.bottom + 18, 'text-anchor': 'middle' },
      text(format(value)),
    )

export interface Axis {
  readonly scale: Scale
  readonly label: string
  readonly ticks: readonly number[]
  readonly format: Format
}

export const axes = (x: Axis, y: Axis): readonly Markup[] => [
  ...y.ticks.map(yTick(y.scale, y.format)),
  ...x.ticks.map(xTick(x.scale, x.format)),
  element(
    'text',
    { class: 'label', x: (plot.left + plot.right) / 2, y: size.height - 4, 'text-anchor': 'middle' },
    text(x.label),
  ),
  ...(y.label === ''
    ? []
    : [
        element(
          'text',
          {
            class: 'label',
            x: -(plot.top + plot.bottom) / 2,
            y: 11,
            transform: 'rotate(-90)',
            'text-anchor': 'middle',
          },
          text(y.label),
        ),
      ]),
]

/** A drawing that a screen reader announces by `title` and describes by `description`. */
export const figure = (title: string, description: string, ...parts: readonly Markup[]): Markup =>
  element(
    'svg',
    { viewBox: `0 0 ${size.width} ${size.height}`, role: 'img', 'aria-label': `${title}. ${description}` },
    ...parts,
  )
