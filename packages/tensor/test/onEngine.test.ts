import { expect, test } from 'vitest'
import * as T from '../src/index.ts'
import { Concrete } from '../src/Tensor.ts'

test('operations are evaluated on the engine where the project says so, else in TypeScript', () => {
  const found = T.add(T.exp(T.ones([100])), 1) as unknown as Concrete
  expect(Concrete.elsewhere(found) !== undefined).toBe(process.env['GRADUS_ENGINE'] === 'wasm')
})
