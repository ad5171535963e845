/** Shapes and parameters of activations as types, and what does not compile in which words. */
import * as L from '@gradus/layers'
import type { DoesNotFit, Shape, Tensor } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

/** The text that a stage shows for a model, or the model where it fits. */
type Shown<S> = S extends (model: infer M) => unknown ? M : never

const image = L.input([6, 5, 4])

describe('the feature shape and the parameters run through', () => {
  test('elementwise activations keep the shape and have no parameters', () => {
    const model = L.pipe(
      image, L.relu6(), L.selu(), L.celu(), L.silu(), L.swish(), L.mish(), L.softplus(), L.softsign(), L.hardSigmoid(),
      L.hardSwish(), L.logSigmoid(), L.step(), L.logSoftmax(),
    ) // prettier-ignore
    expectTypeOf(model.output).toEqualTypeOf<readonly [6, 5, 4]>()
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{}>()
  })
  test('prelu has a slope for each channel, or one', () => {
    const model = L.pipe(image, L.prelu(), L.prelu({ shared: true }))
    expectTypeOf(model.output).toEqualTypeOf<readonly [6, 5, 4]>()
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly prelu_0: { readonly slope: Tensor<readonly [6]> }
      readonly prelu_1: { readonly slope: Tensor<readonly []> }
    }>()
  })
  test('maxout has a kernel for all pieces', () => {
    const model = L.pipe(L.input([4]), L.maxout(3), L.maxout(2, { pieces: 5, bias: false }))
    expectTypeOf(model.output).toEqualTypeOf<readonly [2]>()
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly maxout_0: { readonly kernel: Tensor<readonly [4, 6]>; readonly bias: Tensor<readonly [6]> }
      readonly maxout_1: { readonly kernel: Tensor<readonly [3, 10]> }
    }>()
  })
  test('gates halve an axis', () => {
    expectTypeOf(L.pipe(image, L.glu()).output).toEqualTypeOf<readonly [6, 5, 2]>()
    expectTypeOf(L.pipe(image, L.swiGlu({ axis: 0 })).output).toEqualTypeOf<readonly [3, 5, 4]>()
    const shape: Shape = [4]
    expectTypeOf(L.pipe(L.input(shape), L.glu()).output).toExtend<Shape>()
    const n: number = 4
    expectTypeOf(L.pipe(L.input([3, n]), L.glu()).output).toEqualTypeOf<readonly [3, number]>()
  })
})

describe('stages that do not fit do not compile, and say why', () => {
  test('prelu without channels', () => {
    const prelu = L.prelu()
    const scalar = L.input([])
    // @ts-expect-error a scalar has no channels
    const wrong = () => L.pipe(scalar, prelu)
    expectTypeOf<Shown<typeof prelu<typeof scalar>>>().toEqualTypeOf<
      DoesNotFit<'prelu: expects at least one feature axis, this model gives []. Use { shared: true }.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('maxout on an image', () => {
    const maxout = L.maxout(3)
    // @ts-expect-error maxout on an image
    const wrong = () => L.pipe(image, maxout)
    expectTypeOf<Shown<typeof maxout<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'maxout: expects one feature axis [n], this model gives [6,5,4]. Put L.flatten() before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a gate on an odd number of features, and along an axis that there is not', () => {
    const glu = L.glu({ axis: 1 })
    // @ts-expect-error five features have no two halves
    const wrong = () => L.pipe(image, glu)
    expectTypeOf<Shown<typeof glu<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'glu: expects an even number of features along axis 1, this model gives [6,5,4]. One half is gated by the other.'>
    >()
    const outside = L.swiGlu({ axis: 3 })
    expectTypeOf<Shown<typeof outside<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'swiGlu: expects features along axis 3, this model gives [6,5,4]. One half is gated by the other.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
})
