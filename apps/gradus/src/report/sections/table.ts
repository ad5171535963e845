import type { Markup } from '../markup.ts'
import { element, text } from '../markup.ts'

type Cell = string | number

const row = (cells: readonly Cell[]): Markup =>
  element(
    'tr',
    {},
    cells.map((value, position) =>
      position === 0 ? element('th', { scope: 'row' }, text(value)) : element('td', {}, text(value)),
    ),
  )

/** A plain table whose first column names the rows. */
export const table = (head: readonly string[], rows: readonly (readonly Cell[])[], look?: string): Markup =>
  element(
    'div',
    { class: 'scroll' },
    element(
      'table',
      { class: look },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          head.map((name) => element('th', { scope: 'col' }, text(name))),
        ),
      ),
      element('tbody', {}, rows.map(row)),
    ),
  )
