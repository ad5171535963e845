/** Products of a matrix and a vector inside compiled programs, where vectors come out of lookups and run on into sums. */
import { jit } from '@gradus/autograd'
import * as T from '@gradus/tensor'
import { Rng } from '@gradus/tensor'
import type { AnyTensor, Tensor } from '@gradus/tensor'
import fc from 'fast-check'
import { expect, test } from 'vitest'

type Index = Tensor<readonly [], 'int32'>
type Program = (matrix: AnyTensor, table: AnyTensor, index: Index, scalar: AnyTensor) => AnyTensor

const programs: Readonly<Record<string, Program>> = {
  'a row of a table as the vector': (matrix, table, index) => T.matmul(matrix, T.take(table, index)),
  'and a scalar taken away': (matrix, table, index, scalar) =>
    T.sub(T.matmul(matrix, T.take(table, index)), scalar),
  'and put beside its negative': (matrix, table, index, scalar) => {
    const margin: AnyTensor = T.sub(T.matmul(matrix, T.take(table, index)), scalar)
    return T.argMax(T.stack([T.neg(margin), margin] as readonly AnyTensor[], { axis: 1 }), { axis: -1 })
  },
  'of the best of its own products': (matrix, table) => {
    const best = T.argMax(T.sum(T.matmul(table, T.transpose(matrix)), { axis: 1 })) as Index
    return T.matmul(matrix, T.take(table, best))
  },
  'a vector before a matrix': (matrix, table, index) => T.matmul(T.take(table, index), T.transpose(matrix)),
}

test.each(Object.entries(programs))('%s: compiled it is what it is step by step', (_, program) => {
  const size = fc.integer({ min: 1, max: 70 })
  fc.assert(
    fc.property(size, size, fc.nat({ max: 3 }), fc.nat(), (m, k, row, seed) => {
      const [one, two] = Rng.split(Rng.key(seed))
      // Whole numbers: in any order their sums are the same, so that nothing but the same is right.
      const whole = (key: Rng.Key, shape: T.Shape): AnyTensor =>
        T.round(T.mul(Rng.normal(key, shape), 4)) as AnyTensor
      const inputs = [
        whole(one, [m, k]),
        whole(two, [4, k]),
        T.tensor(row, { dtype: 'int32' }),
        T.tensor(0.25) as AnyTensor,
      ] as const
      expect(T.toNested(jit(program)(...inputs) as Tensor)).toEqual(T.toNested(program(...inputs) as Tensor))
    }),
    { numRuns: 40 },
  )
})
