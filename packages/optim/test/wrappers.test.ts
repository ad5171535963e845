import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import { Tree } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { golden } from './golden.ts'

const params = { w: T.tensor([1, 2]), b: T.tensor([3]) }
const good = { w: T.tensor([4, 8]), b: T.tensor([2]) }
const bad = { w: T.tensor([4, NaN]), b: T.tensor([Infinity]) }

describe('gradients that are not finite', () => {
  test('zeroNonFinite zeroes them, and says where they were, for the last update alone', () => {
    const clean = O.zeroNonFinite()
    const [updates, state] = clean.update(bad, clean.init(params), params)
    expect([T.toNested(updates.w), T.toNested(updates.b)]).toEqual([[4, 0], [0]])
    expect([T.toNested(state.found.w), T.toNested(state.found.b)]).toEqual([true, true])
    const [, next] = clean.update(good, state, params)
    expect(T.toNested(next.found.w)).toBe(false)
  })

  test('applyIfFinite skips them, counts them, and leaves the state inside', () => {
    const careful = O.applyIfFinite(O.adam({ learningRate: 0.1 }), { maxSkipped: 2 })
    const [, first] = careful.update(good, careful.init(params), params)
    const [updates, second] = careful.update(bad, first, params)
    expect([T.toNested(updates.w), T.toNested(updates.b)]).toEqual([[0, 0], [0]])
    expect(Tree.equals(second.inner, first.inner)).toBe(true)
    expect([T.item(second.skipped), T.item(second.total), T.toNested(second.lastFinite)]).toEqual([
      1,
      1,
      false,
    ])
    const [, third] = careful.update(good, second, params)
    expect([T.item(third.skipped), T.item(third.total), T.item(third.inner[0].count)]).toEqual([0, 1, 2])
  })

  test('after more than maxSkipped in a row it lets them through', () => {
    const careful = O.applyIfFinite(O.sgd({ learningRate: 0.1 }), { maxSkipped: 1 })
    const [, first] = careful.update(bad, careful.init(params), params)
    const [updates] = careful.update(bad, first, params)
    expect(T.toNested(updates.w)[1]).toBeNaN()
  })
})

describe('parts of the parameters', () => {
  test('masked keeps a state for the selected alone', () => {
    const some = O.masked(O.scaleByAdam(), (path) => path === 'w')
    expect(Tree.paths(some.init(params))).toEqual(['count', 'mu.w', 'nu.w'])
  })

  test('partition keeps a state for each group', () => {
    const rules = O.partition((path) => (path === 'w' ? 'fast' : 'slow'), {
      fast: O.scaleByAdam(),
      slow: O.trace({ decay: 0.5 }),
    })
    expect(Tree.paths(rules.init(params))).toEqual(['fast.count', 'fast.mu.w', 'fast.nu.w', 'slow.trace.b'])
  })

  test('partition goes by the parameters, whatever came before it in a chain', () => {
    const rules = O.partition((_, { shape }) => (shape[0] === 2 ? 'two' : 'one'), {
      two: O.scale(2),
      one: O.scale(3),
    })
    const optimizer = O.chain(O.scale(1), rules)
    const [updates] = optimizer.update(good, optimizer.init(params), params)
    expect([T.toNested(updates.w), T.toNested(updates.b)]).toEqual([[8, 16], [6]])
  })

  test('frozen parameters stay, also under decay before it', () => {
    const optimizer = O.chain(
      O.adamW({ learningRate: 0.1 }),
      O.freeze((path) => path === 'w'),
    )
    const [updates] = optimizer.update(good, optimizer.init(params), params)
    expect(T.toNested(O.applyUpdates(params, updates).w)).toEqual([1, 2])
  })
})

describe('the course', () => {
  test('Adam without bias correction jumps first: 3.2 learning rates, where corrected it moves one', () => {
    const first = (biasCorrection: boolean): number => {
      const optimizer = O.adam({ learningRate: 0.01, biasCorrection })
      return (T.toNested(optimizer.update(good, optimizer.init(params), params)[0].b)[0] ?? NaN) / -0.01
    }
    // 1 - 0.999 has five digits in float32.
    expect(first(true)).toBeCloseTo(1, 4)
    expect(first(false)).toBeCloseTo((1 - 0.9) / Math.sqrt(1 - 0.999), 4)
  })

  test('an average over the window that its beta stands for', () => {
    expect(O.averageWindow(0.9)).toBeCloseTo(10, 12)
    const { beta, window } = { beta: 0.98, window: O.averageWindow(0.98) }
    expect(beta ** window).toBeCloseTo(Math.exp(-1), 2)
  })

  test('an average of a constant is the constant, once its bias is corrected', () => {
    O.exponentialAverage({ beta: 0.9 })([5, 5, 5, 5]).forEach((x) => expect(x).toBeCloseTo(5, 12))
    expect(O.exponentialAverage({ beta: 0.9, biasCorrection: false })([5])[0]).toBeCloseTo(0.5, 12)
    expect(O.exponentialAverage({ beta: 0.9 })([])).toEqual([])
  })
})

test('noise depends on the key and the paths, not on the order of the fields', () => {
  const noisy = O.addNoise({ variance: 1, key: T.Rng.key(3) })
  const [a] = noisy.update(good, noisy.init(good), good)
  const turned = { b: good.b, w: good.w }
  const [b, state] = noisy.update(turned, noisy.init(turned), turned)
  expect(T.toNested(a.w)).toEqual(T.toNested(b.w))
  const [next] = noisy.update(turned, state, turned)
  expect(T.toNested(next.w)).not.toEqual(T.toNested(b.w))
})

test('monitor measures norms and their ratio, leaf by leaf', () => {
  const watched = O.monitor(O.scale(-0.5))
  const at = { w: T.tensor([3, 4]), b: T.tensor([0]) }
  const [, { measured }] = watched.update(good, watched.init(at), at)
  expect(T.item(measured.gradientNorm.w)).toBeCloseTo(Math.sqrt(80), 5)
  expect(T.item(measured.updateNorm.w)).toBeCloseTo(Math.sqrt(20), 5)
  expect(T.item(measured.weightNorm.w)).toBe(5)
  expect(T.item(measured.ratio.w)).toBeCloseTo(Math.sqrt(20) / 5, 5)
  expect(T.item(measured.ratio.b)).toBe(0)
})

describe('reduceOnPlateau', () => {
  const { losses, cases } = golden('plateau') as {
    readonly losses: readonly number[]
    readonly cases: Readonly<Record<string, readonly number[]>>
  }
  const reducers: Readonly<Record<string, O.Plateau>> = {
    plain: O.reduceOnPlateau({ factor: 0.5, patience: 5 }),
    'cooldown and least': O.reduceOnPlateau({
      factor: 0.5,
      patience: 3,
      cooldown: 4,
      rtol: 0.05,
      atol: 0.01,
      minScale: 0.1,
    }),
  }

  test.each(Object.entries(reducers))(
    '%s: its scale equals that of Optax after each loss',
    (name, reducer) => {
      const states = losses.reduce<readonly O.PlateauState[]>(
        (all, loss) => [...all, reducer.update(all.at(-1) ?? reducer.init(), loss)],
        [],
      )
      const expected = cases[name] ?? []
      expect(states.length).toBe(expected.length)
      states.forEach(({ scale }, i) => expect(T.item(scale)).toBeCloseTo(expected[i] ?? NaN, 6))
      expect(T.item((states.at(-1) as O.PlateauState).scale)).toBeLessThan(0.5)
    },
  )
})
