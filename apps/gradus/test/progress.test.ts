import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { plainPaint } from '../src/cli/Terminal.ts'
import { csvText } from '../src/commands/csvText.ts'
import { clock, duration, percent, plural, short } from '../src/format/numbers.ts'
import { barLine, epochLine } from '../src/progress/lines.ts'
import { advance, paceOf, startMeter } from '../src/progress/pace.ts'
import { doneText, scoreText } from '../src/progress/summary.ts'
import { textTable } from '../src/progress/textTable.ts'

const position = {
  epoch: 12,
  epochs: 60,
  batch: 17,
  batches: 34,
  loss: 0.03121,
  validation: { name: 'accuracy', value: 0.975 },
  samplesPerSecond: 41_233.4,
  secondsLeft: 72,
} as const

describe('the bar', () => {
  test('shows epoch, loss, validation accuracy, time left, samples per second', () => {
    expect(barLine(position, 100)).toBe(
      'epoch 12/60 ━━━━━━───────────────────────  loss 0.0312  val acc  97.5 %  1:12 left  41,233 samples/s',
    )
  })

  test('shrinks, then leaves out facts from the end, and never overflows', () => {
    expect(barLine(position, 50)).toBe('epoch 12/60 ━━──────  loss 0.0312  val acc  97.5 %')
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        (columns) => barLine(position, columns).length <= columns,
      ),
    )
  })

  test('the line of an epoch says the same in words', () => {
    expect(
      epochLine({
        ...position,
        validation: { name: 'rmse', value: 53.861 },
        validationLoss: 0.0811,
        best: true,
      }),
    ).toBe(
      'epoch 12/60  loss 0.0312  validation loss 0.0811  rmse 53.86  41,233 samples/s  1:12 left  best so far',
    )
  })
})

describe('numbers', () => {
  test.each([
    [percent(0.975), '97.5 %'],
    [short(0.03123456), '0.03123'],
    [short(3.2e-7), '3.20e-7'],
    [short(NaN), 'NaN'],
    [clock(7), '0:07'],
    [clock(725), '12:05'],
    [clock(3723), '1:02:03'],
    [clock(Infinity), '–:––'],
    [duration(0.84), '0.8 s'],
    [duration(12.2), '12 s'],
    [duration(185), '3 min 5 s'],
    [plural(1, 'epoch'), '1 epoch'],
    [plural(1200, 'row'), '1,200 rows'],
  ])('%s', (shown, expected) => {
    expect(shown).toBe(expected)
  })

  test('pace is examples by seconds, and nothing is known at the start', () => {
    const meter = advance(advance(startMeter(1000), 32), 32)
    expect(paceOf(meter, 3000, 128)).toEqual({ samplesPerSecond: 32, secondsLeft: 4 })
    expect(paceOf(startMeter(0), 0, 10)).toEqual({ samplesPerSecond: 0, secondsLeft: Infinity })
  })
})

describe('the summary', () => {
  const files = { report: 'r', parameters: 'p', metrics: 'm', configuration: 'c', checkpoints: 'k' }

  test('says how it went, where everything is, what to try', () => {
    expect(
      doneText(
        {
          event: 'done',
          run: 'digits',
          reason: 'earlyStopping',
          epochs: 46,
          bestEpoch: 36,
          seconds: 6.7,
          test: {
            task: 'classification',
            accuracy: 0.975,
            low: 0.953,
            high: 0.987,
            right: 350,
            size: 359,
            loss: 0.07,
          },
          files,
          advice: ['Rest.'],
          next: [['gradus a', 'does a']],
        },
        plainPaint,
      ),
    ).toBe(`Stopped early after 46 epochs and 6.7 s; the best was epoch 36.
Test accuracy 97.5 %  (95 % interval 95.3 % to 98.7 %; 350 of 359 right)

  report         r
  parameters     p
  metrics        m
  configuration  c
  checkpoints    k

What to try next
  Rest.
  gradus a  does a
`)
  })

  test('of numbers names their unit', () => {
    const score = { task: 'regression', target: 'price', rmse: 3, mae: 2, r2: 0.5, size: 1, loss: 1 } as const
    expect(scoreText(score, plainPaint, '')).toBe(
      'Error (RMSE) 3 in units of price  (mean error 2, R² 0.5, 1 row)',
    )
  })
})

test('CSV quotes what has to be quoted', () => {
  expect(
    csvText([
      ['a', 1],
      ['b,c', 'say "x"'],
      [' d', 'e\nf'],
    ]),
  ).toBe('a,1\n"b,c","say ""x"""\n" d","e\nf"\n')
})

test('tables of text line up', () => {
  expect(textTable(['class', 'n'], [['a', '100']])).toBe('  class     n\n  a       100\n')
})
