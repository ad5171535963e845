import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Params } from './golden.ts'
import { type AnyTransformation, rows } from './rows.ts'

type Transformation = O.GradientTransformation<unknown>

const finite = fc.float({ min: -100, max: 100, noNaN: true })

const params: fc.Arbitrary<Params> = fc
  .record({
    kernel: fc.array(finite, { minLength: 3, maxLength: 3 }),
    bias: fc.array(finite, { minLength: 2, maxLength: 2 }),
    temperature: finite,
  })
  .map(({ kernel, bias, temperature }) => ({
    dense_0: { kernel: T.tensor(kernel), bias: T.tensor(bias) },
    temperature: T.tensor(temperature),
  }))

// The state of a row is not known here; chain only hands it back to the row that made it.
const transformation: fc.Arbitrary<Transformation> = fc.constantFrom(
  ...Object.values(rows).map((row) => row as unknown as Transformation),
)

const updatesOf = (row: AnyTransformation, at: Params, gradients: readonly Params[]): readonly Params[] =>
  gradients.reduce<{ readonly state: unknown; readonly done: readonly Params[] }>(
    ({ state, done }, gradient) => {
      const [updates, next] = row.update(gradient, state as never, at)
      return { state: next, done: [...done, updates] }
    },
    { state: row.init(at), done: [] },
  ).done

const same = (a: AnyTransformation, b: AnyTransformation, at: Params, gradients: readonly Params[]): void => {
  const [left, right] = [updatesOf(a, at, gradients), updatesOf(b, at, gradients)]
  expect(left.length).toBe(gradients.length)
  expect(Tree.equals(left, right)).toBe(true)
}

describe('laws of chain', () => {
  const gradients = fc.array(params, { minLength: 1, maxLength: 3 })

  test('identity is its unit, on both sides', () => {
    fc.assert(
      fc.property(transformation, params, gradients, (f, at, gs) => {
        same(O.chain(O.identity, f), f, at, gs)
        same(O.chain(f, O.identity), f, at, gs)
        same(O.chain(f), f, at, gs)
      }),
      { numRuns: 40 },
    )
  })

  test('it is associative', () => {
    fc.assert(
      fc.property(transformation, transformation, transformation, params, gradients, (f, g, h, at, gs) => {
        same(O.chain(O.chain(f, g), h), O.chain(f, O.chain(g, h)), at, gs)
        same(O.chain(f, g, h), O.chain(f, O.chain(g, h)), at, gs)
      }),
      { numRuns: 40 },
    )
  })

  test('the chain of nothing is identity', () => {
    fc.assert(
      fc.property(params, gradients, (at, gs) => same(O.chain(), O.identity, at, gs)),
      { numRuns: 20 },
    )
  })
})

describe('clipByGlobalNorm', () => {
  test('the norm never exceeds the limit, and shorter updates come back as they were', () => {
    fc.assert(
      fc.property(params, fc.float({ min: Math.fround(0.1), max: 500, noNaN: true }), (gradients, limit) => {
        const [clipped] = O.clipByGlobalNorm(limit).update(gradients, {}, gradients)
        expect(T.item(Tree.globalNorm(clipped))).toBeLessThanOrEqual(limit * (1 + 1e-5))
        if (T.item(Tree.globalNorm(gradients)) < limit) expect(Tree.equals(clipped, gradients)).toBe(true)
      }),
    )
  })
})

describe('counting', () => {
  test('the count stays at the largest int32', () => {
    const descent = O.scaleByLearningRate(0.1)
    const at = { w: T.tensor([1]) }
    const full = T.tensor(2 ** 31 - 1, { dtype: 'int32' })
    const [, state] = descent.update(at, { count: full }, at)
    expect(T.item(state.count)).toBe(2 ** 31 - 1)
  })
})

describe('learning', () => {
  const bowl = Tree.map((w, path) => T.mul(w, path === 'steep' ? 20 : 0.2))
  const start = { steep: T.tensor([1]), flat: T.tensor([1]) }
  const descend = (optimizer: AnyTransformation, steps: number): number => {
    const end = Array.from({ length: steps }).reduce<{ readonly at: Params; readonly state: unknown }>(
      ({ at, state }) => {
        const [updates, next] = optimizer.update(bowl(at), state as never, at)
        return { at: O.applyUpdates(at, updates), state: next }
      },
      { at: start as unknown as Params, state: optimizer.init(start as unknown as Params) },
    )
    return T.item(Tree.globalNorm(end.at))
  }

  test('momentum gets to the bottom of a narrow valley sooner than plain descent', () => {
    const plain = descend(O.sgd({ learningRate: 0.09 }), 60)
    const heavy = descend(O.sgd({ learningRate: 0.09, momentum: 0.7 }), 60)
    expect(heavy).toBeLessThan(plain / 3)
  })

  test('adam gets there too, whatever the scales of the axes', () => {
    expect(descend(O.adam({ learningRate: O.cosineDecay({ initial: 0.1, steps: 200 }) }), 200)).toBeLessThan(
      1e-2,
    )
  })
})
