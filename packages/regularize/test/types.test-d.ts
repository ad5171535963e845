import * as R from '@gradus/regularize'
import type { Tensor } from '@gradus/tensor'
import { expectTypeOf, test } from 'vitest'

interface Params {
  readonly dense_0: { readonly kernel: Tensor<readonly [4, 3]>; readonly bias: Tensor<readonly [3]> }
}

declare const params: Params

test('a penalty is a scalar, a constraint keeps the type of the parameters', () => {
  expectTypeOf(R.l2(0.1)(params)).toEqualTypeOf<Tensor<readonly []>>()
  expectTypeOf(R.maxNorm(1)(params)).toEqualTypeOf<Params>()
  expectTypeOf(R.weightAverage({ decay: 0.9 }).init(params).average).toEqualTypeOf<Params>()
})

test('what does not compile', () => {
  // @ts-expect-error the strength is missing
  R.l1()
  // @ts-expect-error there is no such mode
  R.earlyStopping({ patience: 3, mode: 'lowest' })
  // @ts-expect-error the option is called select
  R.l2(0.1, { mask: () => true })
})
