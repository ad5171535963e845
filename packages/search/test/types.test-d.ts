import { expectTypeOf, test } from 'vitest'
import {
  best,
  choice,
  constant,
  decodeLog,
  int,
  Key,
  logUniform,
  quantized,
  randomSearch,
  record,
  runStudy,
  sample,
  uniform,
  contains,
  type Config,
  type Json,
  type Space,
} from '../src/index.ts'

const space = record({
  learningRate: logUniform(1e-4, 1e-1),
  dropout: quantized(0, 0.5, 0.1),
  model: record({ units: int(16, 128), activation: choice(['relu', 'tanh']) }),
  hidden: choice([[64], [64, 32]]),
  batchSize: constant(32),
})

interface Expected {
  readonly learningRate: number
  readonly dropout: number
  readonly model: { readonly units: number; readonly activation: 'relu' | 'tanh' }
  readonly hidden: readonly [64] | readonly [64, 32]
  readonly batchSize: 32
}

test('the configuration of a space is inferred, literals and nesting included', () => {
  expectTypeOf<Config<typeof space>>().toEqualTypeOf<Expected>()
  expectTypeOf(sample(space)).returns.toEqualTypeOf<Expected>()
  expectTypeOf(sample(uniform(0, 1))).returns.toBeNumber()
})

test('contains narrows', () => {
  const u: unknown = null
  if (contains(space)(u)) expectTypeOf(u).toEqualTypeOf<Expected>()
})

test('the objective and the history know the configuration', () => {
  const study = { space, direction: 'minimize', key: Key.fromSeed(0) } as const
  const run = runStudy({
    ...study,
    strategy: randomSearch(),
    trials: 1,
    objective: (config, { signal }) => {
      expectTypeOf(config).toEqualTypeOf<Expected>()
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
      return config.learningRate
    },
  })
  expectTypeOf<Awaited<ReturnType<typeof run.next>>['value']>().not.toBeAny()
  const log = decodeLog(study)('')
  if (log._tag === 'Right') {
    const top = best(log.right.history)
    if (top._tag === 'Some') {
      expectTypeOf(top.value.config).toEqualTypeOf<Expected>()
      expectTypeOf(top.value.outcome.value).toBeNumber()
    }
  }
})

test('a space of unknown shape still has a configuration type', () => {
  expectTypeOf<Config<Space>>().toEqualTypeOf<Json>()
})

test('what makes no space does not compile', () => {
  // @ts-expect-error: the other end is missing
  uniform(0)
  // @ts-expect-error: values are JSON
  choice([() => 1])
  // @ts-expect-error: fields are spaces
  record({ rate: 0.1 })
  const plan = { space, key: Key.fromSeed(0), strategy: randomSearch(), trials: 1 } as const
  // @ts-expect-error: an objective gives a number
  runStudy({ ...plan, direction: 'minimize', objective: () => '1' })
  // @ts-expect-error: there are two directions
  runStudy({ ...plan, direction: 'min', objective: () => 1 })
})
