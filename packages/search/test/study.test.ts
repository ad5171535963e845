import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, test } from 'vitest'
import {
  best,
  choice,
  decodeLog,
  emptyHistory,
  encodeRecord,
  gridSearch,
  int,
  Key,
  logUniform,
  randomSearch,
  record,
  runStudy,
  uniform,
  type Config,
  type Direction,
  type History,
  type Space,
  type StudyEvent,
  type StudyPlan,
  type Trial,
} from '../src/index.ts'

const collect = async <S extends Space>(plan: StudyPlan<S>): Promise<readonly StudyEvent<Config<S>>[]> => {
  const events: StudyEvent<Config<S>>[] = []
  for await (const event of runStudy(plan)) events.push(event)
  return events
}

const space = record({ rate: logUniform(1e-4, 1), units: int(8, 128), activation: choice(['relu', 'tanh']) })

const plan = {
  space,
  direction: 'minimize',
  key: Key.fromSeed(7),
  strategy: randomSearch(),
  trials: 6,
  objective: async ({ rate, units }) => (units > 100 ? Number.NaN : Math.abs(Math.log(rate)) + units / 128),
} satisfies StudyPlan<typeof space>

const last = <C>(events: readonly StudyEvent<C>[]): History<C> => events.at(-1)!.history

describe('runStudy', () => {
  test('proposes and measures one trial after the other', async () => {
    const events = await collect({ ...plan, trials: 2, objective: (_, { trial }) => trial * 10 })
    expect(events.map(({ record: { op } }) => op)).toEqual([
      'study',
      'propose',
      'complete',
      'propose',
      'complete',
    ])
    expect(last(events).trials.map(({ id, outcome }) => [id, outcome])).toEqual([
      [0, { _tag: 'Completed', value: 0 }],
      [1, { _tag: 'Completed', value: 10 }],
    ])
  })

  test('its histories are snapshots: later events leave earlier ones as they were', async () => {
    const events = await collect({ ...plan, trials: 3 })
    expect(events.map(({ history }) => history.records)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(events.map(({ history }) => history.trials.length)).toEqual([0, 1, 1, 2, 2, 3, 3])
  })

  test('random trials depend on the key and on their number, not on how many there are', async () => {
    const configs = async (trials: number, seed: number) =>
      last(await collect({ ...plan, trials, key: Key.fromSeed(seed) })).trials.map(({ config }) => config)
    expect((await configs(6, 0)).slice(0, 3)).toEqual(await configs(3, 0))
    expect(await configs(3, 0)).not.toEqual(await configs(3, 1))
  })

  test('gives each trial its own key, the same in every run', async () => {
    const keys = async () => {
      const seen: Key.Key[] = []
      await collect({ ...plan, trials: 4, objective: (_, { key }) => seen.push(key) })
      return seen
    }
    const first = await keys()
    expect(new Set(first.map(String)).size).toBe(4)
    expect(await keys()).toEqual(first)
  })

  test('ends when the strategy has nothing left', async () => {
    const events = await collect({
      ...plan,
      space: int(1, 3),
      strategy: gridSearch(),
      trials: 100,
      objective: (x) => x,
    })
    expect(last(events).trials.map(({ config }) => config)).toEqual([1, 2, 3])
  })

  test('no trials is a study that only begins', async () => {
    expect((await collect({ ...plan, trials: 0 })).map(({ record: { op } }) => op)).toEqual(['study'])
  })

  test('records what fails and goes on', async () => {
    const outcomes: readonly (() => number | E.Either<unknown, number> | Promise<number>)[] = [
      () => Number.NaN,
      () => Number.NEGATIVE_INFINITY,
      () => E.left('diverged at step 12'),
      () => E.left({ _tag: 'Diverged', step: 12 }),
      () => E.right(Number.POSITIVE_INFINITY),
      () => Promise.reject(new RangeError('out of memory')),
      () => {
        throw new Error('bad shape')
      },
      () => E.right(-0),
    ]
    const events = await collect({
      ...plan,
      trials: outcomes.length,
      objective: (_, { trial }) => outcomes[trial]!(),
    })
    expect(last(events).trials.map(({ outcome }) => outcome)).toEqual([
      { _tag: 'Failed', reason: 'the objective is NaN' },
      { _tag: 'Failed', reason: 'the objective is -Infinity' },
      { _tag: 'Failed', reason: 'diverged at step 12' },
      { _tag: 'Failed', reason: '{"_tag":"Diverged","step":12}' },
      { _tag: 'Failed', reason: 'the objective is Infinity' },
      { _tag: 'Failed', reason: 'RangeError: out of memory' },
      { _tag: 'Failed', reason: 'Error: bad shape' },
      { _tag: 'Completed', value: 0 },
    ])
  })

  test('stops on the signal and leaves the running trial open', async () => {
    const controller = new AbortController()
    const events = await collect({
      ...plan,
      signal: controller.signal,
      objective: (_, { trial, signal }) => {
        if (trial < 2) return trial
        controller.abort()
        return E.left(signal.aborted ? 'told to stop' : 'not told')
      },
    })
    expect(events.at(-1)!.record.op).toBe('propose')
    expect(last(events).trials.map(({ outcome }) => outcome._tag)).toEqual(['Completed', 'Completed', 'Open'])
  })

  test('does not run ahead of whoever looks at its events', async () => {
    const ran: number[] = []
    for await (const { record } of runStudy({ ...plan, objective: (_, { trial }) => ran.push(trial) })) {
      if (record.op === 'propose' && record.trial === 1) break
    }
    expect(ran).toEqual([0])
  })

  test('refuses a strategy that leaves the space', async () => {
    const outside = { ...plan, space: uniform(0, 1), strategy: () => [2 as never] }
    await expect(collect({ ...outside, objective: (x) => x })).rejects.toThrow(
      'runStudy: the strategy proposed 2, which is outside the space.',
    )
  })

  test('refuses half a trial and a history with another direction', async () => {
    await expect(collect({ ...plan, trials: 1.5 })).rejects.toThrow(
      'runStudy: trials must be an integer of at least 0, got 1.5.',
    )
    await expect(collect({ ...plan, history: emptyHistory('maximize') })).rejects.toThrow(
      'runStudy: the plan says minimize, the history was made to maximize.',
    )
  })
})

describe('resuming', () => {
  test('from a log cut anywhere ends in the same log', async () => {
    const whole = (await collect(plan)).map(({ record }) => encodeRecord(record)).join('')
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (cut) => {
        const log = decodeLog(plan)(whole.slice(0, cut))
        if (E.isLeft(log)) throw new Error('a prefix of a log must be readable')
        const { history, length, torn } = log.right
        expect(length + torn.length).toBe(cut)
        const rest = (await collect({ ...plan, history })).map(({ record }) => encodeRecord(record))
        expect(whole.slice(0, length) + rest.join('')).toBe(whole)
      }),
    )
  })

  test('with more trials goes on where it ended', async () => {
    const history = last(await collect({ ...plan, trials: 2 }))
    const events = await collect({ ...plan, trials: 3, history })
    expect(events.map(({ record: { op } }) => op)).toEqual([
      'propose',
      expect.stringMatching(/complete|fail/),
    ])
    expect(last(events)).toEqual(last(await collect({ ...plan, trials: 3 })))
  })
})

describe('best', () => {
  const completed = (id: number, value: number): Trial<number> => ({
    id,
    config: id,
    outcome: { _tag: 'Completed', value },
  })
  const history = (direction: Direction, trials: readonly Trial<number>[]): History<number> => ({
    direction,
    records: 0,
    trials,
  })
  const trials = [
    { id: 0, config: 0, outcome: { _tag: 'Failed', reason: '' } },
    completed(1, 3),
    completed(2, -1),
    completed(3, 3),
    completed(4, -1),
    { id: 5, config: 5, outcome: { _tag: 'Open' } },
  ] as const

  test('is the earliest of the smallest or of the largest', () => {
    expect(best(history('minimize', trials))).toEqual(O.some(trials[2]))
    expect(best(history('maximize', trials))).toEqual(O.some(trials[1]))
  })

  test('is none when nothing has completed', () => {
    expect(best(history('minimize', [trials[0], trials[5]]))).toEqual(O.none)
  })
})
