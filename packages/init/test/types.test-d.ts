import * as Init from '@gradus/init'
import { Rng } from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import { expectTypeOf, test } from 'vitest'

const key = Rng.key(0)

test('the shape that is asked for is the shape of the type', () => {
  expectTypeOf(Init.heNormal(key, [784, 100])).toEqualTypeOf<Tensor<readonly [784, 100]>>()
  expectTypeOf(Init.constant(0.1)(key, [3])).toEqualTypeOf<Tensor<readonly [3]>>()
  expectTypeOf(Init.normal(1)(key, [2, 3, 4])).toEqualTypeOf<Tensor<readonly [2, 3, 4]>>()
})

test('all of them are initialisers', () => {
  expectTypeOf(Init.zeros).toEqualTypeOf<Init.Initializer>()
  expectTypeOf(Init.glorotUniform).toEqualTypeOf<Init.Initializer>()
  expectTypeOf(
    Init.varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'normal' }),
  ).toEqualTypeOf<Init.Initializer>()
})

test('what does not compile', () => {
  // @ts-expect-error a seed is not a key
  Init.heNormal(0, [3, 3])
  // @ts-expect-error there is no such mode
  Init.varianceScaling({ scale: 1, mode: 'fan_in', distribution: 'normal' })
  // @ts-expect-error there is no such activation
  Init.gain('rellu')
})
