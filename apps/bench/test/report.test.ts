import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { operations, peak } from '../src/kernels/peak.ts'
import { filled } from '../src/report/document.ts'
import { draw } from '../src/report/index.ts'
import { readResults, writeResults } from '../src/results/Results.ts'

const folder = mkdtempSync(join(tmpdir(), 'bench-'))
afterAll(() => rmSync(folder, { recursive: true }))

const kernels = [
  { kernel: 'sum', threads: 1, rate: 12.3456, unit: 'GB/s', roofline: 50 },
  { kernel: 'sum', threads: 2, rate: 20, unit: 'GB/s', roofline: 100 },
] as const
const scaling = [{ along: 'batch', size: 4, threads: 2, milliseconds: 0.5 }] as const

describe('results', () => {
  test('are kept beside what is measured later, with four digits', () => {
    writeResults(folder, { kernels })
    writeResults(folder, { scaling })
    const { machine, date, ...lists } = readResults(folder)
    expect(machine).toContain(process.versions.node)
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(lists).toEqual({ speed: [], kernels: [{ ...kernels[0], rate: 12.35 }, kernels[1]], scaling })
  })

  test('fill the tables of a document between its marks, again and again', () => {
    const text = 'before\n<!-- kernels:begin -->\nold\n<!-- kernels:end -->\nafter'
    const table = [
      '| kernel | 1 thread | 2 threads |',
      '| --- | --- | --- |',
      '| sum | 12.3 GB/s (25 %) | 20.0 GB/s (20 %) |',
    ]
    const wanted = `before\n<!-- kernels:begin -->\n\n${table.join('\n')}\n\n<!-- kernels:end -->\nafter`
    const results = { machine: '', date: '', speed: [], kernels, scaling }
    expect(filled(text, results)).toBe(wanted)
    expect(filled(wanted, results)).toBe(wanted)
  })

  test('are drawn on one page that loads nothing', () => {
    const page = readFileSync(draw(folder), 'utf8')
    expect(page).toContain('12.3 GB/s')
    expect(page).not.toMatch(/src=|href=|url\(/)
  })
})

test('the loop of multiply-adds does as many as it says', () => {
  // 12 sums of 1/16 for each round, in the first of four places
  expect(peak()(8)).toBe((operations / 8) * 8 * (1 / 16))
})
