/** What freezing, cutting and new heads make of types, and what does not compile. */
import * as L from '@gradus/layers'
import type { DoesNotFit, Tensor } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

/** The text that a function over models shows for a model, or the model where it fits. */
type Shown<S> = S extends (model: infer M) => unknown ? M : never

const model = L.pipe(L.input([64]), L.dense(32), L.relu(), L.residual(L.dense(32)), L.dense(10), L.softmax())

describe('transfer', () => {
  test('freezing keeps the model’s type', () => {
    const frozen = L.pipe(model, L.freeze('residual_0.dense_0', 'dense_1.bias'), L.unfreeze())
    expectTypeOf(frozen).toEqualTypeOf<typeof model>()
  })
  test('a path that there is not does not compile', () => {
    const freeze = L.freeze('dense_7')
    // @ts-expect-error there is no dense_7
    const wrong = () => L.pipe(model, freeze)
    expectTypeOf<Shown<typeof freeze<typeof model>>>().toEqualTypeOf<
      DoesNotFit<'freeze: this model has no parameters at dense_7.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('take gives the features of a layer', () => {
    const features = L.pipe(model, L.take('residual_0'))
    expectTypeOf(features.output).toEqualTypeOf<readonly [32]>()
    expectTypeOf<keyof L.Params<typeof features>>().toEqualTypeOf<'dense_0' | 'residual_0'>()
  })
  test('a layer that there is not does not compile', () => {
    const take = L.take('relu_1')
    // @ts-expect-error there is no relu_1
    const wrong = () => L.pipe(model, take)
    expectTypeOf<Shown<typeof take<typeof model>>>().toEqualTypeOf<
      DoesNotFit<'take: this model has no layer called relu_1.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('another head', () => {
    const other = L.pipe(model, L.replaceHead(L.dense(26)))
    expectTypeOf(other.output).toEqualTypeOf<readonly [26]>()
    expectTypeOf<L.Params<typeof other>['dense_1']['kernel']>().toEqualTypeOf<Tensor<readonly [32, 26]>>()
  })
  test('a head for a model that has none does not compile', () => {
    const bare = L.pipe(L.input([4]), L.relu())
    const head = L.replaceHead(L.dense(2))
    // @ts-expect-error no layer has parameters
    const wrong = () => L.pipe(bare, head)
    expectTypeOf<Shown<typeof head<typeof bare>>>().toEqualTypeOf<
      DoesNotFit<'replaceHead: this model has no layer with parameters.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
})
