import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeLog, encodeRecord, int, Key, record, showLogError, type StudyRecord } from '../src/index.ts'

const study = { space: record({ units: int(1, 64) }), direction: 'maximize', key: Key.fromSeed(3) } as const

const header = encodeRecord({ op: 'study', version: 1, ...study })
const propose = (trial: number, units = 8): string =>
  encodeRecord({ op: 'propose', trial, config: { units } })
const complete = (trial: number, value = 0.5): string => encodeRecord({ op: 'complete', trial, value })
const good = header + propose(0) + complete(0)

const failure = (text: string) => {
  const log = decodeLog(study)(text)
  return E.isLeft(log) ? log.left : undefined
}

describe('a good log', () => {
  test('reads as the lines it is made of', () => {
    expect(header).toBe(
      '{"op":"study","version":1,"space":{"kind":"record","fields":{"units":{"kind":"int","low":1,"high":64}}},"direction":"maximize","key":[0,3]}\n',
    )
    expect(decodeLog(study)(good)).toEqual(
      E.right({
        history: {
          direction: 'maximize',
          records: 3,
          trials: [{ id: 0, config: { units: 8 }, outcome: { _tag: 'Completed', value: 0.5 } }],
        },
        length: good.length,
        torn: '',
      }),
    )
  })

  test.each(['', '{"op":"stu', header.trimEnd()])(
    'that is torn in its first line is a new study: %j',
    (text) => {
      expect(decodeLog(study)(text)).toEqual(
        E.right({ history: { direction: 'maximize', records: 0, trials: [] }, length: 0, torn: text }),
      )
    },
  )

  test('may have been torn anywhere in its last line', () => {
    const log = decodeLog(study)(`${good}{"op":"propose","tri`)
    expect(E.isRight(log) && [log.right.length, log.right.torn]).toEqual([
      good.length,
      '{"op":"propose","tri',
    ])
  })

  test('keeps every reason and every double as it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (reason, value) => {
          const text = `${good}${propose(1)}${encodeRecord({ op: 'fail', trial: 1, reason })}${propose(2)}${complete(2, value + 0)}`
          const log = decodeLog(study)(text)
          expect(E.isRight(log) && log.right.history.trials.slice(1).map(({ outcome }) => outcome)).toEqual([
            { _tag: 'Failed', reason },
            { _tag: 'Completed', value: value + 0 },
          ])
        },
      ),
    )
  })
})

const sound = 'Before it the log is sound.'

const corrupt: readonly (readonly [name: string, text: string, message: string])[] = [
  [
    'text that is no JSON',
    `${good}nonsense\n${propose(1)}`,
    `log line 4: expected a JSON object, found "nonsense". ${sound}`,
  ],
  ['an empty line', `${good}\n${propose(1)}`, `log line 4: expected a JSON object, found "". ${sound}`],
  [
    'NUL bytes of a lost block',
    `${good}\0\0\0\n`,
    `log line 4: expected a JSON object, found "\\u0000\\u0000\\u0000". ${sound}`,
  ],
  ['JSON that is no object', `${good}[1]\n`, `log line 4: expected a JSON object, found "[1]". ${sound}`],
  [
    'an unknown op',
    `${good}{"op":"complet","trial":0}\n`,
    `log line 4: unknown op "complet", expected one of study, propose, complete, fail (did you mean complete?). ${sound}`,
  ],
  [
    'no op',
    `${good}{}\n`,
    `log line 4: unknown op nothing, expected one of study, propose, complete, fail. ${sound}`,
  ],
  ['a duplicate trial', good + propose(0), `log line 4: trial 0 is proposed a second time. ${sound}`],
  ['a lost trial', good + propose(2), `log line 4: trial 2 is proposed, but the next one is 1. ${sound}`],
  ['a second end', good + complete(0), `log line 4: trial 0 ends a second time. ${sound}`],
  [
    'an end without beginning',
    good + complete(1),
    `log line 4: trial 1 ends, but was never proposed. ${sound}`,
  ],
  [
    'a null objective',
    `${header}${propose(0)}{"op":"complete","trial":0,"value":null}\n`,
    `log line 3: the objective of trial 0 is null, expected a finite number. ${sound}`,
  ],
  [
    'an objective beyond the doubles',
    `${header}${propose(0)}{"op":"complete","trial":0,"value":1e999}\n`,
    `log line 3: the objective of trial 0 is Infinity, expected a finite number. ${sound}`,
  ],
  [
    'an objective spelled out',
    `${header}${propose(0)}{"op":"complete","trial":0,"value":"NaN"}\n`,
    `log line 3: the objective of trial 0 is "NaN", expected a finite number. ${sound}`,
  ],
  [
    'an objective of another type, and no trial',
    `${header}${propose(0)}{"op":"complete","trial":-1,"value":true}\n`,
    `log line 3: trial: expected a trial number, found -1; value: expected number, found true. ${sound}`,
  ],
  [
    'a configuration outside the space',
    header + propose(0, 65),
    `log line 2: the configuration of trial 0 is outside the space: {"units":65}. ${sound}`,
  ],
  ['a missing header', propose(0), 'log line 1: the first record must be the op study.'],
  ['a second header', good + header, `log line 4: the study begins a second time. ${sound}`],
  [
    'a newer format',
    header.replace('"version":1', '"version":2'),
    'log line 1: version 2 of the format, this reader knows version 1.',
  ],
  [
    'another key',
    header.replace('[0,3]', '[0,4]'),
    'log line 1: another study wrote this log: its key is [0,4], not [0,3].',
  ],
  [
    'another direction',
    header.replace('maximize', 'minimize'),
    'log line 1: another study wrote this log: its direction is "minimize", not "maximize".',
  ],
  [
    'a space that is none',
    header.replace('"low":1', '"low":"1"'),
    'log line 1: space.fields.units.low: expected a number, found "1".',
  ],
]

describe('a corrupt log stops at its first bad line', () => {
  test.each(corrupt)('%s', (_, text, message) => {
    const error = failure(text)
    expect(error && showLogError(error)).toBe(message)
  })

  test('and keeps the good lines before it readable', () => {
    const error = failure(`${good}nonsense\n${propose(1)}`)
    expect(error?.length).toBe(good.length)
    expect(error?.history.trials.map(({ id }) => id)).toEqual([0])
  })

  test('whatever is written over it, decoding never throws', () => {
    fc.assert(
      fc.property(fc.nat(good.length), fc.string(), (at, text) => {
        const log = decodeLog(study)(good.slice(0, at) + text + good.slice(at + text.length))
        expect(E.isLeft(log) || E.isRight(log)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

test('a record that JSON cannot hold is refused when it is written', () => {
  const broken: StudyRecord<never> = { op: 'complete', trial: 3, value: Number.NaN }
  expect(() => encodeRecord(broken)).toThrow('encodeRecord: the value of trial 3 must be finite, got NaN.')
})
