import { expect, test } from 'vitest'
import { spread } from '../src/operand.ts'
import { type AnyTensor, Concrete } from '../src/Tensor.ts'
import { uniform, uniformValue } from '../src/uniform.ts'
import * as T from '../src/index.ts'

test('a number spread out has its values when they are read, and not before', () => {
  const x = spread(T.tensor([[0.1]]), [2, 3]) as Concrete
  expect(Concrete.elsewhere(x)).toBeDefined()
  expect(uniformValue(x)).toBe(Math.fround(0.1))
  expect(Concrete.values(x)).toEqual(new Float32Array(6).fill(0.1))
  expect(Concrete.values(x)).toBe(Concrete.values(x))
  expect(x.shape).toEqual([2, 3])
})

test('the signs of zeros and what is no number are kept', () => {
  expect(Concrete.values(uniform(-0, [2], 'float64'))).toEqual(Float64Array.of(-0, -0))
  expect(uniformValue(uniform(NaN, [2], 'float32'))).toBeNaN()
})

test('a constant is one number where all of its values are', () => {
  expect(uniformValue(T.full([3], 7, { dtype: 'int32' }) as unknown as AnyTensor as Concrete)).toBe(7)
  expect(uniformValue(T.tensor([0, -0]) as unknown as Concrete)).toBeUndefined()
  expect(uniformValue(T.zeros([0]) as unknown as Concrete)).toBeUndefined()
})

test('what no runtime has room for is refused at once', () => {
  expect(() => spread(T.tensor([1]), [2 ** 40])).toThrow(/^broadcast: 1099511627776 elements of float32 need/)
})
