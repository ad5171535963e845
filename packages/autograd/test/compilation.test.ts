import type { AnyTensor, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { type Engine, wasmEngine } from '@gradus/tensor/primitives'
import { expect, test } from 'vitest'
import { jit, valueAndGrad } from '../src/index.ts'

/** An engine that counts what it compiles. */
const counting = (): { readonly engine: Engine; readonly count: () => number } => {
  const inner = wasmEngine({ threads: 1 })
  let count = 0
  const compile: Engine['compile'] = (graph) => {
    count++
    return inner.compile(graph)
  }
  return { engine: { name: 'counting', compile }, count: () => count }
}

interface Params {
  readonly w: Tensor<readonly [3, 2]>
  readonly b: Tensor<readonly [2]>
}

const loss = (p: Params, x: Tensor<readonly [number, 3]>): Tensor<readonly []> =>
  T.mean(T.square(T.add(T.matmul(x, p.w), p.b)))

const stepOn = (engine: Engine) =>
  jit(
    (p: Params, x: Tensor<readonly [number, 3]>, rate: number): readonly [Params, Tensor<readonly []>] => {
      const [value, g] = valueAndGrad((q: Params) => loss(q, x))(p)
      return [{ w: T.sub(p.w, T.mul(g.w, rate)), b: T.sub(p.b, T.mul(g.b, rate)) }, value]
    },
    { engine },
  )

const begin: Params = { w: T.Rng.normal(T.Rng.key(0), [3, 2]), b: T.ones([2]) }
const batch = (n: number): Tensor<readonly [number, 3]> => T.Rng.normal(T.Rng.key(n), [n, 3])
const values = (x: AnyTensor): readonly number[] => [...T.toTypedArray(x)]

test('the same shapes never compile again, others once, and the first are still known', () => {
  const { engine, count } = counting()
  const step = stepOn(engine)
  let params = begin
  const after = (n: number, rate = 0.1): number => {
    ;[params] = step(params, batch(n), rate)
    return count()
  }
  expect([4, 4, 4, 4].map((n) => after(n))).toEqual([1, 1, 1, 1])
  expect([5, 5, 4, 5].map((n) => after(n))).toEqual([2, 2, 2, 2])
  // a plain number is part of the structure
  expect([0.1, 0.2, 0.2, 0.1].map((rate) => after(4, rate))).toEqual([2, 3, 3, 3])
})

test('a record that was kept has its values after thousands of steps', () => {
  const step = stepOn(wasmEngine({ threads: 1, budget: 2 ** 16 }))
  const x = batch(4)
  let [best] = step(begin, x, 0.01)
  for (let i = 0; i < 9; i++) [best] = step(best, x, 0.01)
  const [again] = Array.from({ length: 10 }).reduce<readonly [Params]>(
    ([p]) => [stepOn(wasmEngine({ threads: 1 }))(p, x, 0.01)[0]],
    [begin],
  )
  let params = best
  for (let i = 0; i < 5000; i++) [params] = step(params, x, 0.01)
  expect(values(params.w)).not.toEqual(values(best.w))
  expect(values(best.w)).toEqual(values(again.w))
  expect(values(best.b)).toEqual(values(again.b))
})
