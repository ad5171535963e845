import { describe, expect, test } from 'vitest'
import { chartSvg, nearestPoints, roundTicks, xAt, xUnder, yAt, type Chart } from '../src/lab/chart.ts'
import { accuracyChart, lossChart } from '../src/lab/charts.ts'
import type { Examination, Report } from '../src/lab/protocol.ts'
import { latest, loading, reduce } from '../src/lab/view.ts'

const examination = (step: number, loss: number): Examination => ({
  step,
  loss,
  accuracy: 0.5,
  interval: [0.4, 0.6],
  confusion: [],
  mistakeCount: 0,
  mistakes: [],
})

const begun: Report = {
  _tag: 'begun',
  epochs: 4,
  stepsPerEpoch: 10,
  parameters: 1210,
  examination: examination(0, 2.5),
}

const view = (...reports: readonly Report[]) => [begun, ...reports].reduce(reduce, loading)

describe('the view is folded over reports', () => {
  test('a step adds the loss of its batch', () => {
    expect(view({ _tag: 'stepped', step: 1, loss: 2.4 }).batchLosses).toEqual([[1, 2.4]])
  })

  test('an epoch right after a single step replaces its examination', () => {
    const after = view(
      { _tag: 'stepped', step: 10, loss: 2, examination: examination(10, 1.9) },
      {
        _tag: 'epoch',
        epoch: 1,
        step: 10,
        loss: 2.2,
        examplesPerSecond: 1e4,
        examination: examination(10, 1.9),
      },
    )
    expect(after.examinations.map(({ step }) => step)).toEqual([0, 10])
    expect(latest(after)?.loss).toBe(1.9)
  })

  test('a new beginning forgets the run before', () => {
    expect(view({ _tag: 'stepped', step: 1, loss: 2.4 }, begun)).toEqual(view())
  })

  test('phases follow the worker', () => {
    expect(view({ _tag: 'paused' }).phase).toBe('paused')
    expect(view({ _tag: 'done' }).phase).toBe('over')
    expect(view({ _tag: 'failed', message: 'the loss became NaN' })).toMatchObject({
      phase: 'failed',
      message: 'the loss became NaN',
    })
  })
})

const chart: Chart = {
  description: 'A loss & its "fall" < 1',
  lines: [
    {
      name: 'training',
      look: 'training',
      points: [
        [0, 1],
        [5, 0.1],
        [10, 0.01],
      ],
    },
  ],
  xMax: 10,
  xLabel: 'epoch',
  yTicks: [0.01, 0.1, 1],
  yScale: 'log',
  yFormat: String,
}

describe('a chart', () => {
  test('puts decades at equal distances on a logarithmic scale', () => {
    expect(yAt(chart, 0.1) - yAt(chart, 1)).toBeCloseTo(yAt(chart, 0.01) - yAt(chart, 0.1), 9)
  })

  test('reads positions back', () => {
    expect([0, 2.5, 10].map((x) => xUnder(chart, xAt(chart, x)))).toEqual([0, 2.5, 10])
    expect(xUnder(chart, -1000)).toBe(0)
  })

  test('finds the nearest point of each line', () => {
    expect(nearestPoints(chart, 6).map(({ point }) => point)).toEqual([[5, 0.1]])
    expect(nearestPoints({ ...chart, lines: [{ ...chart.lines[0]!, points: [] }] }, 6)).toEqual([])
  })

  test('escapes what it says', () => {
    expect(chartSvg(chart)).toContain('aria-label="A loss &amp; its &quot;fall&quot; &lt; 1"')
  })

  test.each([
    [40, [0, 10, 20, 30, 40]],
    [4, [0, 1, 2, 3, 4]],
    [1, [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]],
  ])('has round ticks up to %i', (max, ticks) => expect(roundTicks(max)).toEqual(ticks))

  test('of losses spans whole decades, whatever the losses are', () => {
    expect(lossChart(view()).yTicks).toEqual([0.1, 1, 10])
    const leap: Report = { _tag: 'stepped', step: 3, loss: 900, examination: examination(3, 900) }
    expect(lossChart(view(leap)).yTicks).toEqual([0.1, 1, 10, 100, 1000])
    const tiny: Report = { _tag: 'stepped', step: 3, loss: 0, examination: examination(3, 0) }
    expect(lossChart(view(tiny)).yTicks[0]).toBe(1e-5)
  })

  test('of accuracy says where it is now', () => {
    expect(accuracyChart(view()).description).toBe('Validation accuracy by epoch, now 50.0 %.')
  })
})
