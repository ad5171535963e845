import { count } from '../../format/numbers.ts'
import type { Child, Markup } from '../markup.ts'
import { element, text } from '../markup.ts'
import type { Report } from '../Report.ts'
import { table } from './table.ts'

const section = (id: string, title: string, ...parts: readonly Child[]): Markup =>
  element('section', { 'aria-labelledby': id }, element('h2', { id }, text(title)), ...parts)

/** The layers with their shapes and sizes. */
export const model = ({ layers }: Report): Markup =>
  section(
    'model',
    'Model',
    table(
      ['layer', 'kind', 'output', 'parameters'],
      layers.map(({ name, kind, outputShape, parameters }) => [
        name,
        kind,
        outputShape.join(' × '),
        count(parameters),
      ]),
    ),
  )

export const configuration = ({ configuration: json }: Report): Markup =>
  section(
    'configuration',
    'Configuration',
    element(
      'p',
      { class: 'soft' },
      text('With all defaults filled in; config.json beside this page is the same.'),
    ),
    element(
      'details',
      {},
      element('summary', {}, text('Show the configuration')),
      element('pre', { tabindex: 0 }, text(json)),
    ),
  )

export const environment = ({ environment: entries }: Report): Markup =>
  section('environment', 'Environment', table(['what', 'value'], entries, 'words'))

export const advice = ({ advice: lines }: Report): Markup =>
  section(
    'advice',
    'What to try next',
    element(
      'ul',
      { class: 'advice' },
      lines.map((line) => element('li', {}, text(line))),
    ),
  )
