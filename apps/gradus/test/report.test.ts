import { inflateSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { lineChart } from '../src/report/charts/lineChart.ts'
import { png } from '../src/report/charts/png.ts'
import { element, text } from '../src/report/markup.ts'
import { page } from '../src/report/page.ts'
import { classReport, numberReport } from './harness/sampleReports.ts'

describe('the page', () => {
  test('is a pure function of its report', () => {
    expect(page(classReport)).toBe(page(structuredClone(classReport)))
  })

  test('forbids itself scripts and anything from elsewhere', () => {
    const html = page(classReport)
    expect(html).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:">`,
    )
    expect(html).not.toMatch(/<script|https?:\/\/|url\(/)
  })

  test('shows names of any signs as they are', () => {
    const html = page({ ...numberReport, name: '<img src=x onerror=alert(1)>' })
    expect(html).not.toContain('<img src=x')
    expect(html).toContain('<h1>&lt;img src=x onerror=alert(1)&gt;</h1>')
  })

  test('says so when there is nothing to show', () => {
    if (classReport.test.task !== 'classification') throw new Error('sample')
    const perfect = page({ ...classReport, test: { ...classReport.test, mistakes: [] }, advice: [] })
    expect(perfect).toContain('None: every test example is right.')
    expect(perfect).not.toContain('What to try next')
  })
})

describe('charts', () => {
  const chart = (values: readonly number[]) =>
    lineChart({
      title: 'Loss',
      description: 'It falls.',
      xLabel: 'epoch',
      x: values.map((_, index) => index + 1),
      series: [{ name: 'training', look: 'train', values }],
      format: String,
    })

  test.each([
    ['one epoch', [0.5]],
    ['no change', [1, 1, 1]],
    ['zeros', [0, 0]],
    ['values that are not finite', [1, NaN, Infinity, 2]],
    ['nothing at all', []],
    ['a wide range', [100, 1, 1e-6]],
    ['many epochs', Array.from({ length: 5000 }, (_, index) => 1 / (index + 1))],
  ])('draw %s without holes in the drawing', (_, values) => {
    const svg = chart(values)
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
    expect(svg.length).toBeLessThan(200_000)
  })
})

describe('pictures', () => {
  test('are PNG files of eight bits of grey', () => {
    const bytes = png({ width: 2, height: 2, values: [0, 1, 0.5, 2] })
    expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10])
    const length = bytes.readUInt32BE(33)
    expect(bytes.subarray(37, 41).toString('latin1')).toBe('IDAT')
    expect([...inflateSync(bytes.subarray(41, 41 + length))]).toEqual([0, 0, 255, 0, 128, 255])
  })
})

test('markup escapes what it is given', () => {
  expect(element('p', { title: `"'<&>` }, text('<b> & "c"'))).toBe(
    '<p title="&quot;&#39;&lt;&amp;&gt;">&lt;b&gt; &amp; &quot;c&quot;</p>',
  )
})
