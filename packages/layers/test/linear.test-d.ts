/** Shapes and parameters of linear layers as types, and what does not compile in which words. */
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { DoesNotFit, Tensor } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

/** The text that a stage shows for a model, or the model where it fits. */
type Shown<S> = S extends (model: infer M) => unknown ? M : never

const sentence = L.input([12], { dtype: 'int32' })

describe('embedding', () => {
  test('puts its width behind the features', () => {
    const model = L.pipe(sentence, L.embedding(100, 8))
    expectTypeOf(model.output).toEqualTypeOf<readonly [12, 8]>()
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly embedding_0: { readonly table: Tensor<readonly [100, 8]> }
    }>()
  })
  test('reads whole numbers', () => {
    const model = L.pipe(sentence, L.embedding(100, 8), L.flatten(), L.dense(2))
    const { params, state } = L.init(model, Rng.key(0))
    const x = T.zeros([5, 12], { dtype: 'int32' })
    expectTypeOf(L.apply(model, params, state, x, { mode: 'eval' }).output).toEqualTypeOf<
      Tensor<readonly [5, 2]>
    >()
  })
  test('floats do not compile', () => {
    const embedding = L.embedding(100, 8)
    const floats = L.input([12])
    // @ts-expect-error floats where whole numbers are read
    const wrong = () => L.pipe(floats, embedding)
    expectTypeOf<Shown<typeof embedding<typeof floats>>>().toEqualTypeOf<
      DoesNotFit<"embedding: expects whole numbers, this model gives [12]. Begin with L.input(shape, { dtype: 'int32' }).">
    >()
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('bilinear', () => {
  const two = L.input({ left: [3], right: [4], image: [1, 8, 8] })
  test('has a matrix for each unit', () => {
    const model = L.pipe(two, L.bilinear(5, ['left', 'right']))
    expectTypeOf(model.output).toEqualTypeOf<readonly [5]>()
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly bilinear_0: {
        readonly kernel: Tensor<readonly [5, 3, 4]>
        readonly bias: Tensor<readonly [5]>
      }
    }>()
  })
  test('bias: false leaves the bias out', () => {
    const model = L.pipe(two, L.bilinear(5, ['right', 'left'], { bias: false }))
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly bilinear_0: { readonly kernel: Tensor<readonly [5, 4, 3]> }
    }>()
  })
  test('what is no vector, and a name that is not there, do not compile', () => {
    const bilinear = L.bilinear(5, ['left', 'image'])
    // @ts-expect-error an image where a vector is read
    const wrong = () => L.pipe(two, bilinear)
    expectTypeOf<Shown<typeof bilinear<typeof two>>>().toEqualTypeOf<
      DoesNotFit<'bilinear: expects two tensors of one feature axis each, this model gives several tensors. left is [3], image is [1,8,8].'>
    >()
    const absent = L.bilinear(5, ['left', 'top'])
    expectTypeOf<Shown<typeof absent<typeof two>>>().toEqualTypeOf<
      DoesNotFit<'bilinear: expects a tensor called top, this model gives several tensors. Check its name.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
})
