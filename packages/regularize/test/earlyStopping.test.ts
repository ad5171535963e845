import * as R from '@gradus/regularize'
import { ValueError } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const run = (rule: R.EarlyStopping, metrics: readonly number[]): R.EarlyStoppingState =>
  metrics.reduce(rule.update, rule.init)

describe('earlyStopping', () => {
  test('waits as long as its patience, and keeps the best', () => {
    const rule = R.earlyStopping({ patience: 3 })
    expect(run(rule, [1, 0.5, 0.6, 0.7])).toEqual({
      best: 0.5,
      bestEpoch: 2,
      epoch: 4,
      wait: 2,
      improved: false,
      stop: false,
    })
    expect(run(rule, [1, 0.5, 0.6, 0.7, 0.5]).stop).toBe(true)
    expect(run(rule, [1, 0.5, 0.6, 0.7, 0.4])).toEqual({
      best: 0.4,
      bestEpoch: 5,
      epoch: 5,
      wait: 0,
      improved: true,
      stop: false,
    })
  })

  test('larger is better when told so', () => {
    const rule = R.earlyStopping({ patience: 1, mode: 'max' })
    expect(run(rule, [0.5, 0.9]).improved).toBe(true)
    expect(run(rule, [0.9, 0.5]).stop).toBe(true)
  })

  test('an improvement no larger than minDelta is none', () => {
    const rule = R.earlyStopping({ patience: 5, minDelta: 0.25 })
    expect(run(rule, [1, 0.75]).improved).toBe(false)
    expect(run(rule, [1, 0.5]).improved).toBe(true)
  })

  test('what is not a number never improves, not even as the first', () => {
    const rule = R.earlyStopping({ patience: 2 })
    expect(run(rule, [NaN])).toEqual({
      best: null,
      bestEpoch: 0,
      epoch: 1,
      wait: 1,
      improved: false,
      stop: false,
    })
    expect(run(rule, [NaN, NaN]).stop).toBe(true)
    expect(run(rule, [NaN, 1, NaN]).best).toBe(1)
  })

  test('once it has said stop it stays so', () => {
    expect(run(R.earlyStopping({ patience: 1 }), [1, 2, 0.5])).toEqual({
      best: 0.5,
      bestEpoch: 3,
      epoch: 3,
      wait: 0,
      improved: true,
      stop: true,
    })
  })

  test('not even an improvement, and a bad epoch after it, take the stop back', () => {
    expect(run(R.earlyStopping({ patience: 2 }), [1, 2, 3, 0.5, 0.6])).toEqual({
      best: 0.5,
      bestEpoch: 4,
      epoch: 5,
      wait: 1,
      improved: false,
      stop: true,
    })
  })

  // JSON writes -0 as 0; they compare as equal, so no rule can tell them apart.
  const metric = fc.double({ min: -100, max: 100, noNaN: true }).map((v) => v + 0)
  const metrics = fc.array(metric, { minLength: 1, maxLength: 30 })
  const rules = fc
    .record({
      patience: fc.integer({ min: 1, max: 5 }),
      minDelta: fc.constantFrom(0, 0.5),
      mode: fc.constantFrom('min' as const, 'max' as const),
    })
    .map(R.earlyStopping)

  test('without minDelta the best is the smallest, at the first epoch that had it', () => {
    fc.assert(
      fc.property(metrics, (values) => {
        const state = run(R.earlyStopping({ patience: 100 }), values)
        const best = Math.min(...values)
        expect(state.best).toBe(best)
        expect(state.bestEpoch).toBe(values.indexOf(best) + 1)
        expect(state.epoch).toBe(values.length)
        expect(state.wait).toBe(state.epoch - state.bestEpoch)
      }),
    )
  })

  test('going on from a saved state gives what running through would have given', () => {
    fc.assert(
      fc.property(rules, metrics, metrics, (rule, before, after) => {
        const saved = JSON.parse(JSON.stringify(run(rule, before))) as R.EarlyStoppingState
        expect(after.reduce(rule.update, saved)).toEqual(run(rule, [...before, ...after]))
      }),
    )
  })

  test('the state that was passed in is left as it was', () => {
    const rule = R.earlyStopping({ patience: 2 })
    const state = Object.freeze(run(rule, [1]))
    rule.update(state, 0.5)
    expect(state).toEqual(run(rule, [1]))
  })

  test('mistakes', () => {
    expect(() => R.earlyStopping({ patience: 0 })).toThrow(
      new ValueError('earlyStopping', 'patience must be a whole number of epochs, 1 or more, got 0.'),
    )
    expect(() => R.earlyStopping({ patience: 2, minDelta: -1 })).toThrow(
      new ValueError('earlyStopping', 'minDelta must be zero or more, and finite, got -1.'),
    )
  })
})

describe('keepBest', () => {
  const runs = fc.array(fc.oneof(fc.double({ min: -9, max: 9, noNaN: true }), fc.constant(NaN)), {
    maxLength: 20,
  })

  test('what is kept belongs to the best metric, whatever ended the run', () => {
    const rule = R.earlyStopping({ patience: 2 })
    const keep = R.keepBest(rule)
    fc.assert(
      fc.property(runs, (metrics) => {
        const end = metrics.reduce<R.KeepBestState<number>>(
          (state, metric, epoch) => keep.update(state, metric, epoch + 1),
          keep.init,
        )
        expect(end.stopping).toEqual(run(rule, metrics))
        expect(end.best).toBe(end.stopping.bestEpoch === 0 ? null : end.stopping.bestEpoch)
      }),
    )
  })

  test('the state that was passed in is left as it was', () => {
    const keep = R.keepBest(R.earlyStopping({ patience: 2 }))
    const state = Object.freeze(keep.update<string>(keep.init, 1, 'a'))
    expect(keep.update(state, 2, 'b').best).toBe('a')
    expect(keep.update(state, 0.5, 'c').best).toBe('c')
    expect(state.best).toBe('a')
  })
})
