import { execFileSync } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import type { AnyTensor } from '../../src/index.ts'
import * as T from '../../src/index.ts'
import { type Graph, wasmEngine } from '../../src/primitives.ts'
import type { Memory } from '../../src/wasm/platform.ts'
import { team } from '../../src/wasm/team.ts'

const product = (m: number, n: number, k: number): Graph => {
  const abstract = (...shape: readonly number[]): Graph['inputs'][number] => ({ shape, dtype: 'float32' })
  return {
    inputs: [abstract(m, k), abstract(k, n)],
    constants: [],
    equations: [
      {
        name: 'matmul',
        params: { transposeA: false, transposeB: false },
        operands: [0, 1],
        results: [abstract(m, n)],
      },
    ],
    results: [2],
  }
}

const random = (shape: readonly number[], seed: number): AnyTensor =>
  T.Rng.normal(T.Rng.key(seed), shape) as AnyTensor

// tall, wide, square; sizes that no tile divides; more than one block of k
const sizes = [
  [701, 35, 300],
  [23, 1501, 257],
  [150, 149, 151],
  [1, 4000, 300],
] as const

test('bits do not depend on the number of threads', async () => {
  const run = async (threads: number): Promise<readonly (readonly number[])[]> => {
    const engine = wasmEngine({ threads })
    const compiled = sizes.map(([m, n, k]) => engine.compile(product(m, n, k)))
    for (let i = 0; engine.threads() < threads && i < 1000; i++) await setTimeout(10)
    expect(engine.threads()).toBe(threads)
    return compiled.map((f, i) => {
      const [m, n, k] = sizes[i]!
      return [...T.toTypedArray(f([random([m, k], 1), random([k, n], 2)])[0]!)]
    })
  }
  const alone = await run(1)
  for (const threads of [2, 3, 4, 8]) expect(await run(threads)).toEqual(alone)
}, 60_000)

test('threads start when there has been as much work as it takes to start them', () => {
  const Worker = vi.fn(function worker() {
    return { unref: () => undefined }
  })
  vi.stubGlobal('process', { getBuiltinModule: () => ({ Worker }) })
  const some = team(3, {}, {} as Memory)
  for (let i = 0; i < 19; i++) expect(some.atWork(1e6)).toBe(1)
  expect(Worker).not.toHaveBeenCalled()
  some.limit(1)
  some.atWork(1e9)
  expect(Worker).not.toHaveBeenCalled()
  some.limit(3)
  for (let i = 0; i < 5; i++) expect(some.atWork(1e6)).toBe(1)
  expect(Worker).toHaveBeenCalledTimes(2)
  const other = team(2, {}, {} as Memory)
  other.atWork(1e9)
  vi.unstubAllGlobals()
  expect(Worker).toHaveBeenCalledTimes(3)
})

/** Runs a program by itself, as a module that comes as a string. */
const output = (program: string): string =>
  execFileSync(process.execPath, ['--conditions=@gradus/source', '--input-type=module', '--eval', program], {
    encoding: 'utf8',
    timeout: 20_000,
    cwd: import.meta.dirname,
  })

test('threads do not keep a finished program alive', () => {
  const program = `
    import { wasmEngine } from '@gradus/tensor/primitives'
    const engine = wasmEngine({ threads: 4 })
    engine.compile({ inputs: [], constants: [], equations: [], results: [] })
    while (engine.threads() < 4) await new Promise((done) => setTimeout(done, 5))
    console.log('done')
  `
  expect(output(program)).toBe('done\n')
})

test('threads start where strings are modules, and within a worker', () => {
  const work = `
    import { wasmEngine } from '@gradus/tensor/primitives'
    const engine = wasmEngine({ threads: 2 })
    engine.compile({ inputs: [], constants: [], equations: [], results: [] })
    while (engine.threads() < 2) await new Promise((done) => setTimeout(done, 5))
    console.log(engine.threads())
  `
  expect(output(work)).toBe('2\n')
  const within = `
    import { Worker } from 'node:worker_threads'
    new Worker(${JSON.stringify(work)}, { eval: true })
  `
  expect(output(within)).toBe('2\n')
})
