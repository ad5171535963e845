import { afterEach, describe, expect, test, vi } from 'vitest'
import type * as Tensors from '../../src/index.ts'

const none = <A>(): A => {
  throw new TypeError('refused')
}

/** The module anew, since it looks around once. */
const infoWhere = async (surroundings: object): Promise<unknown> => {
  vi.resetModules()
  vi.stubGlobal('WebAssembly', surroundings)
  const { engineInfo } = await import('../../src/index.ts')
  return engineInfo()
}

const real = WebAssembly
/** As it is here, with parts replaced. */
const but = (parts: object): object => ({ Module: real.Module, validate: real.validate, ...parts })

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('what runs compiled functions, and why', () => {
  test('WebAssembly, where it has vectors', async () => {
    expect(await infoWhere(real)).toEqual({
      name: 'wasm',
      relaxedSimd: true,
      threads: Math.min(8, navigator.hardwareConcurrency),
      why: 'WebAssembly has vectors, and multiplies and adds in one',
    })
  })

  test('without relaxed instructions', async () => {
    // the opcode of the relaxed multiply-add, 0x105, as it stands in a module
    const isRelaxed = (bytes: Uint8Array): boolean => bytes.join().includes('253,133,2')
    const validate = (bytes: Uint8Array): boolean => !isRelaxed(bytes)
    expect(await infoWhere(but({ validate }))).toMatchObject({
      name: 'wasm',
      relaxedSimd: false,
      why: 'WebAssembly has vectors; it does not multiply and add in one',
    })
  })

  test.each([
    ['no vectors', but({ validate: () => false }), 'WebAssembly has no vectors here'],
    [
      'a policy that forbids it',
      but({ Module: none }),
      "the page's policy forbids to compile WebAssembly; 'wasm-unsafe-eval' allows it",
    ],
  ])('the reference: %s', async (_, surroundings, why) => {
    expect(await infoWhere(surroundings)).toEqual({ name: 'reference', relaxedSimd: false, threads: 1, why })
  })

  test('the reference: no WebAssembly', async () => {
    expect(await infoWhere(undefined as never)).toMatchObject({
      name: 'reference',
      why: 'there is no WebAssembly here',
    })
  })
})

test('large products are those of the reference where there is no engine', async () => {
  vi.resetModules()
  vi.stubGlobal('WebAssembly', undefined)
  const T = await import('../../src/index.ts')
  const x = T.ones([64, 64])
  expect([...T.toTypedArray(T.matmul(x, x))]).toEqual([...T.toTypedArray(T.full([64, 64], 64))])
})

describe('setThreads', () => {
  const machine = Math.min(8, navigator.hardwareConcurrency)
  const anew = async (): Promise<typeof Tensors> => {
    vi.resetModules()
    return import('../../src/index.ts')
  }

  test('holds before the engine has started and after, up to what the machine has', async () => {
    const T = await anew()
    T.setThreads(1)
    expect(T.engineInfo().threads).toBe(1)
    T.setThreads(1000)
    expect(T.engineInfo().threads).toBe(machine)
    T.setThreads(1)
    expect(T.engineInfo().threads).toBe(1)
  })

  test('an engine that has started uses as many as it may', async () => {
    const { wasmEngine } = await import('../../src/primitives.ts')
    const engine = wasmEngine({ threads: 4 })
    engine.limit(3)
    engine.compile({ inputs: [], constants: [], equations: [], results: [] })
    await vi.waitFor(() => expect(engine.threads()).toBe(3), { timeout: 20_000 })
    engine.limit(1)
    expect(engine.threads()).toBe(1)
    engine.limit(2)
    expect(engine.threads()).toBe(2)
    engine.limit(100)
    expect(engine.threads()).toBe(4)
  })

  test('changes nothing where one thread is all there is', async () => {
    vi.stubGlobal('WebAssembly', undefined)
    const T = await anew()
    T.setThreads(2)
    expect(T.engineInfo().threads).toBe(1)
  })

  test.each([0, -1, 1.5, NaN, Infinity, '2', undefined])('%s threads are refused', async (n) => {
    const T = await anew()
    expect(() => T.setThreads(n as number)).toThrow(
      new T.ValueError('setThreads', `threads is a whole number from 1, got ${String(n)}`),
    )
    expect(T.engineInfo().threads).toBe(machine)
  })
})
