import type { Markup } from './markup.ts'
import { element, style, text } from './markup.ts'
import type { Report } from './Report.ts'
import { confusion } from './sections/confusion.ts'
import { curves } from './sections/curves.ts'
import { advice, configuration, environment, model } from './sections/details.ts'
import { headline } from './sections/headline.ts'
import { mistakes, predictions } from './sections/mistakes.ts'
import { css } from './style.ts'

/** No script and nothing from elsewhere: the page forbids itself both. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

const head = ({ name }: Report): Markup =>
  element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('title', {}, text(`${name}: training report`)),
    style(css),
  )

const results = ({ test }: Report): readonly Markup[] =>
  test.task === 'classification' ? [confusion(test), mistakes(test)] : [predictions(test)]

/** report.html: one page that holds all it shows. The same report gives the same bytes. */
export const page = (report: Report): string =>
  `<!doctype html>\n${element(
    'html',
    { lang: 'en' },
    head(report),
    element(
      'body',
      {},
      element(
        'header',
        {},
        element('p', { class: 'kicker' }, text('Training report')),
        element('h1', {}, text(report.name)),
        element('p', { class: 'soft' }, text(report.data)),
        headline(report),
      ),
      element(
        'main',
        {},
        curves(report),
        ...results(report),
        ...(report.advice.length > 0 ? [advice(report)] : []),
        element('div', { class: 'columns' }, model(report), environment(report)),
        configuration(report),
      ),
      element('footer', {}, text('Made by gradus. This page needs no network.')),
    ),
  )}\n`
