import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { DigitsRun } from './harness/digits.ts'
import { trainDigits } from './harness/digits.ts'
import { expectSameRun } from './harness/sameRun.ts'

const recorded = JSON.parse(
  readFileSync(new URL('./golden/digits.json', import.meta.url), 'utf8'),
) as DigitsRun

// The same run in a page and in a worker: test/browser/digits.test.ts.
test('a run on the digits comes to the recorded bits in Node', async () => {
  expectSameRun(await trainDigits(), recorded)
})

test('the comparison sees what differs', () => {
  const { engine, parameters, losses, validationAccuracy } = recorded
  const same: DigitsRun = { engine, parameters, losses, validationAccuracy }
  const [first = 0, ...rest] = losses
  expectSameRun(same, recorded)
  expect(() => expectSameRun({ ...same, parameters: 'other' }, recorded)).toThrow(/deeply equal/)
  expectSameRun({ ...same, engine: 'another', parameters: 'other' }, recorded)
  expect(() => expectSameRun({ ...same, losses: [first + 1e-5, ...rest] }, recorded)).toThrow(
    'loss of epoch 0',
  )
  expect(() => expectSameRun({ ...same, losses: [first] }, recorded)).toThrow('loss of epoch 1')
})
