import { jit } from '@gradus/autograd'
import * as O from '@gradus/optim'
import * as T from '@gradus/tensor'
import type { FloatDType } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'
import { expectClose, golden, type Params, toParams, type TransformationsFile } from './golden.ts'
import type { AnyTransformation } from './rows.ts'

const file = golden('transformations') as TransformationsFile

type Settings = Readonly<Record<string, number>>
type Factory = (settings: never) => AnyTransformation

/** Every factory with each of its settings that may be a tensor. */
const factories: Readonly<Record<string, readonly [Factory, Settings]>> = {
  sgd: [O.sgd, { learningRate: 0.1, momentum: 0.8 }],
  momentum: [O.momentum, { learningRate: 0.1, momentum: 0.8 }],
  nesterov: [O.nesterov, { learningRate: 0.1, momentum: 0.8 }],
  adagrad: [O.adagrad, { learningRate: 0.1, eps: 1e-4 }],
  rmsprop: [O.rmsprop, { learningRate: 0.1, decay: 0.8, eps: 1e-4, momentum: 0.5 }],
  centredRmsprop: [O.centredRmsprop, { learningRate: 0.1, decay: 0.8, eps: 1e-2, momentum: 0.5 }],
  adadelta: [O.adadelta, { learningRate: 1, rho: 0.8, eps: 1e-4 }],
  adam: [O.adam, { learningRate: 0.1, b1: 0.8, b2: 0.9, eps: 1e-4 }],
  adamW: [O.adamW, { learningRate: 0.1, b1: 0.8, b2: 0.9, eps: 1e-4, weightDecay: 0.1 }],
  nadam: [O.nadam, { learningRate: 0.1, b1: 0.8, b2: 0.9, eps: 1e-4 }],
  radam: [O.radam, { learningRate: 0.1, b1: 0.8, b2: 0.9, eps: 1e-4 }],
  adamax: [O.adamax, { learningRate: 0.1, b1: 0.8, b2: 0.9, eps: 1e-4 }],
  amsgrad: [O.amsgrad, { learningRate: 0.1, b1: 0.8, b2: 0.9, eps: 1e-4 }],
  yogi: [O.yogi, { learningRate: 0.1, b1: 0.8, b2: 0.9, eps: 1e-2 }],
  lion: [O.lion, { learningRate: 0.1, b1: 0.8, b2: 0.9, weightDecay: 0.1 }],
  lamb: [O.lamb, { learningRate: 0.1, b1: 0.8, b2: 0.9, eps: 1e-4, weightDecay: 0.1 }],
  lars: [O.lars, { learningRate: 0.1, momentum: 0.8, coefficient: 0.1, weightDecay: 0.1 }],
  adafactor: [O.adafactor, { learningRate: 0.1, decayRate: 0.7, eps: 1e-10, limit: 0.5 }],
  muon: [O.muon, { learningRate: 0.1, beta: 0.8, eps: 1e-6, weightDecay: 0.1 }],
  rprop: [O.rprop, { initial: 0.1, shrink: 0.4, grow: 1.1, min: 1e-5, max: 1 }],
  sm3: [O.sm3, { learningRate: 0.1, b1: 0.8, eps: 1e-4 }],
  sam: [({ rho }: { rho: number }) => O.sam(O.sgd({ learningRate: 0.1 }), { rho }), { rho: 0.1 }],
  scheduleFreeAdamW: [O.scheduleFreeAdamW, { learningRate: 0.1, b2: 0.9, eps: 1e-4, weightDecay: 0.1 }],
  scale: [({ factor }: { factor: number }) => O.scale(factor), { factor: -0.5 }],
  ema: [O.ema, { decay: 0.8 }],
  lookahead: [
    ({ slowRate }: { slowRate: number }) => O.lookahead(O.sgd({ learningRate: 0.1 }), { steps: 2, slowRate }),
    { slowRate: 0.3 },
  ],
  clipByValue: [({ limit }: { limit: number }) => O.clipByValue(limit), { limit: 0.1 }],
  clipByNorm: [({ limit }: { limit: number }) => O.clipByNorm(limit), { limit: 0.1 }],
  clipByRms: [({ limit }: { limit: number }) => O.clipByRms(limit), { limit: 0.1 }],
  clipByGlobalNorm: [({ limit }: { limit: number }) => O.clipByGlobalNorm(limit), { limit: 0.1 }],
  adaptiveClip: [
    ({ limit, eps }: { limit: number; eps: number }) => O.adaptiveClip(limit, { eps }),
    { limit: 0.1, eps: 1e-2 },
  ],
}

const run = (row: AnyTransformation, dtype: FloatDType): Params =>
  file.gradients.slice(0, 4).reduce<readonly [Params, unknown]>(
    ([params, state], g) => {
      const [updates, next] = row.update(toParams(g, dtype), state as never, params)
      return [O.applyUpdates(params, updates), next]
    },
    [toParams(file.params, dtype), row.init(toParams(file.params, dtype))],
  )[0]

describe.each(Object.entries(factories))('%s', (_, [make, settings]) => {
  const injected = O.injectHyperparams(settings, make as never) as unknown as AnyTransformation

  test('with its settings in the state goes where it goes with plain numbers', () => {
    expectClose(run(injected, 'float64'), run(make(settings as never), 'float64'), 1e-10, 1e-13)
  })

  test('and keeps the types of parameters that are not all alike', () => {
    const mixed = { w: T.tensor([1, 2]), b: T.tensor([3], { dtype: 'float64' }) } as unknown as Params
    const [updates, state] = injected.update(mixed, injected.init(mixed) as never, mixed)
    expect(T.Tree.leaves(updates).map(({ dtype }) => dtype)).toEqual(['float32', 'float64'])
    expect(T.Tree.leaves(state).map(({ dtype }) => dtype)).toEqual(
      T.Tree.leaves(injected.init(mixed)).map(({ dtype }) => dtype),
    )
  })
})

test('a compiled step follows what is written into the state', () => {
  const optimizer = O.injectHyperparams({ learningRate: 0.5, momentum: 0.9 }, O.sgd)
  const params = { w: T.tensor([1]) }
  const step = jit((g: typeof params, s: O.OptimizerState<typeof optimizer, typeof params>) =>
    optimizer.update(g, s, params),
  )
  const [, state] = step({ w: T.tensor([4]) }, optimizer.init(params))
  const changed = { ...state, hyperparams: { learningRate: T.tensor(0.25), momentum: T.tensor(0.5) } }
  const [updates] = step({ w: T.tensor([4]) }, changed)
  expect(T.toNested(updates.w)).toEqual([-0.25 * (4 + 0.5 * 4)])
})

test('a schedule is called with the updates made so far, and its value can be read', () => {
  const optimizer = O.injectHyperparams({ limit: (step) => T.add(step, 1) }, ({ limit }) =>
    O.clipByValue(limit),
  )
  const params = { w: T.tensor([0]) }
  const far = { w: T.tensor([100]) }
  const [first, state] = optimizer.update(far, optimizer.init(params), params)
  const [second, after] = optimizer.update(far, state, params)
  expect([T.toNested(first.w), T.toNested(second.w)]).toEqual([[1], [2]])
  expect([T.item(after.count), T.item(after.hyperparams.limit)]).toEqual([2, 2])
})
