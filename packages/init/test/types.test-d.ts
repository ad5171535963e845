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
  expectTypeOf(Init.identity).toEqualTypeOf<Init.Initializer>()
  expectTypeOf(Init.deltaOrthogonal()).toEqualTypeOf<Init.Initializer>()
  expectTypeOf(Init.priorBias([1, 2])).toEqualTypeOf<Init.Initializer>()
  expectTypeOf(
    Init.varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'normal' }),
  ).toEqualTypeOf<Init.Initializer>()
})

test('a tree keeps its type', () => {
  const params = { kernel: null! as Tensor<readonly [2, 3]>, steps: null! as Tensor<readonly [], 'int32'> }
  const rules = [{ matches: (path: string) => path === 'kernel', init: Init.orthogonal() }]
  expectTypeOf(Init.reinitialize(rules, key)(params)).toEqualTypeOf<typeof params>()
})

test('what does not compile', () => {
  // @ts-expect-error there is no such activation
  Init.forActivation('rellu')
  // @ts-expect-error how sparse it is must be said
  Init.sparse({})
  // @ts-expect-error a seed is not a key
  Init.heNormal(0, [3, 3])
  // @ts-expect-error there is no such mode
  Init.varianceScaling({ scale: 1, mode: 'fan_in', distribution: 'normal' })
  // @ts-expect-error there is no such activation
  Init.gain('rellu')
})
