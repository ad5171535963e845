import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { referenceEngine, wasmEngine } from '@gradus/tensor/primitives'
import { expect, test } from 'vitest'
import { grad, jit } from '../../src/index.ts'

type Matrix = Tensor<readonly [200, 200]>

const random = (seed: number): Matrix => T.Rng.normal(T.Rng.key(seed), [200, 200])
const loss = (w: Matrix, x: Matrix): Tensor<readonly []> => T.mean(T.square(T.tanh(T.matmul(x, w))))
const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]
const rest = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

test.skipIf(!crossOriginIsolated)(
  'compiled functions run on WebAssembly, with the threads of the page',
  async () => {
    expect(T.engineInfo()).toMatchObject({
      name: 'wasm',
      threads: Math.min(8, navigator.hardwareConcurrency),
    })
    const engine = wasmEngine({ threads: 2 })
    const compiled = jit(grad(loss), { engine })
    const alone = values(compiled(random(1), random(2)))
    for (let i = 0; engine.threads() < 2 && i < 500; i++) await rest(10)
    expect(engine.threads()).toBe(2)
    expect(values(compiled(random(1), random(2)))).toEqual(alone)
    const wanted = values(jit(grad(loss), { engine: referenceEngine })(random(1), random(2)))
    const largest = Math.max(...wanted.map(Math.abs))
    expect(alone.every((v, i) => Math.abs(v - wanted[i]!) <= 1e-5 * largest)).toBe(true)
  },
)

test.skipIf(crossOriginIsolated)('where the policy forbids WebAssembly, plain TypeScript runs them', () => {
  expect(T.engineInfo()).toEqual({
    name: 'reference',
    relaxedSimd: false,
    threads: 1,
    why: "the page's policy forbids to compile WebAssembly; 'wasm-unsafe-eval' allows it",
  })
  const found = values(jit(grad(loss))(random(1), random(2)))
  expect(found).toEqual(values(jit(grad(loss), { engine: referenceEngine })(random(1), random(2))))
  expect(found.some((v) => v !== 0)).toBe(true)
})
