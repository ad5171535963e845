import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Timed } from '../src/results/Results.ts'
import { table } from '../src/speed/index.ts'
import { cell, linesOf, peersIn, summary } from '../src/speed/summary.ts'

const timed = (system: string, version: string, threads: number, milliseconds: number): Timed => ({
  case: 'MLP',
  system,
  version,
  threads,
  milliseconds,
})

const speed = [
  timed('Gradus', 'sources', 1, 4),
  timed('Gradus', 'sources', 2, 2),
  timed('jax-js', '0.1.25', 1, 6),
  timed('PyTorch', '1.13.0a0', 1, 1.6),
  timed('PyTorch', '1.13.0a0', 2, 3),
  timed('PyTorch', '2.15.0+cu132', 2, 1),
]

describe('the summary', () => {
  test('compares the fastest of ours with the fastest of each peer, releases of PyTorch apart', () => {
    const [line] = linesOf(speed)
    expect(line!.ours.threads).toBe(2)
    expect(line!.peers).toEqual([
      { peer: 'jax-js', ratio: 2 / 6, bar: '1/2.5', reached: true },
      { peer: 'PyTorch 1.13', ratio: 1.25, bar: '1', reached: false },
      { peer: 'PyTorch 2.15', ratio: 2, bar: 'report', reached: undefined },
    ])
  })

  test('says whether the bar is reached, and shows a dash for what a peer cannot do', () => {
    const [line] = linesOf(speed)
    expect(peersIn([line!]).map((peer) => cell(line!, peer))).toEqual([
      '0.33 (≤ 1/2.5 ✓)',
      '1.25 (≤ 1 ✗)',
      '2.00',
    ])
    expect(cell(line!, 'TensorFlow.js')).toBe('–')
    expect(summary(speed)).toBe(
      [
        'case  ours             jax-js            PyTorch 1.13  PyTorch 2.15',
        'MLP   2.00 ms, 2 thr.  0.33 (≤ 1/2.5 ✓)  1.25 (≤ 1 ✗)  2.00',
      ].join('\n'),
    )
  })

  test('every case that systems know has a bar', () => {
    const cases = JSON.parse(readFileSync(join(import.meta.dirname, '../peers/cases.json'), 'utf8')) as object
    const all = Object.keys(cases).map((name) => ({ ...timed('Gradus', 'sources', 1, 1), case: name }))
    expect(
      linesOf(all)
        .map((line) => line.case)
        .toSorted(),
    ).toEqual(Object.keys(cases).toSorted())
  })
})

test('the table of a case has the ratio of our best to each', () => {
  expect(table(speed.slice(1, 3))).toBe(
    [
      'MLP',
      '  Gradus sources                    2 threads      2.000 ms    1.00',
      '  jax-js 0.1.25                     1 threads      6.000 ms    0.33',
    ].join('\n'),
  )
})
