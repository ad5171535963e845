/** Shapes of convolutions as types, and what does not compile in which words. */
import * as L from '@gradus/layers'
import type { DoesNotFit, Shape, Tensor } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

/** The text that a stage shows for a model, or the model where it fits. */
type Shown<S> = S extends (model: infer M) => unknown ? M : never

const image = L.input([3, 32, 28])
const signal = L.input([4, 100])
const volume = L.input([1, 8, 9, 10])

describe('the feature shape runs through', () => {
  test('kernels, strides, padding and dilation', () => {
    expectTypeOf(L.pipe(image, L.conv2d(16, { kernel: 5 })).output).toEqualTypeOf<readonly [16, 28, 24]>()
    expectTypeOf(L.pipe(image, L.conv2d(16, { kernel: [1, 7], padding: 'same' })).output).toEqualTypeOf<
      readonly [16, 32, 28]
    >()
    expectTypeOf(L.pipe(image, L.conv2d(16, { kernel: 3, stride: [2, 3], padding: 1 })).output).toEqualTypeOf<
      readonly [16, 16, 10]
    >()
    expectTypeOf(
      L.pipe(image, L.conv2d(16, { kernel: 3, dilation: 2, padding: [[0, 1], [2, 3]] })).output, // prettier-ignore
    ).toEqualTypeOf<readonly [16, 29, 29]>()
  })
  test('one and three spatial axes', () => {
    expectTypeOf(L.pipe(signal, L.conv1d(8, { kernel: 5, stride: 2 })).output).toEqualTypeOf<
      readonly [8, 48]
    >()
    expectTypeOf(L.pipe(volume, L.conv3d(2, { kernel: 3 })).output).toEqualTypeOf<readonly [2, 6, 7, 8]>()
  })
  test('depthwise multiplies channels, separable chooses them', () => {
    expectTypeOf(L.pipe(image, L.depthwiseConv2d({ kernel: 3, multiplier: 4 })).output).toEqualTypeOf<
      readonly [12, 30, 26]
    >()
    expectTypeOf(L.pipe(signal, L.depthwiseConv1d({ kernel: 3 })).output).toEqualTypeOf<readonly [4, 98]>()
    expectTypeOf(L.pipe(image, L.separableConv2d(8, { kernel: 3 })).output).toEqualTypeOf<
      readonly [8, 30, 26]
    >()
  })
  test('transposed convolutions enlarge', () => {
    expectTypeOf(
      L.pipe(image, L.convTranspose2d(8, { kernel: 4, stride: 2, padding: 1 })).output,
    ).toEqualTypeOf<readonly [8, 64, 56]>()
    expectTypeOf(
      L.pipe(signal, L.convTranspose1d(8, { kernel: 3, stride: 2, outputPadding: 1 })).output,
    ).toEqualTypeOf<readonly [8, 202]>()
    expectTypeOf(
      L.pipe(volume, L.convTranspose3d(2, { kernel: 3, padding: 'same', stride: 2 })).output,
    ).toEqualTypeOf<readonly [2, 16, 18, 20]>()
  })
  test('what is unknown stays unknown and is not refused', () => {
    const n: number = 7
    expectTypeOf(L.pipe(L.input([n, n, 9]), L.conv2d(4, { kernel: 3 })).output).toEqualTypeOf<
      readonly [4, number, 7]
    >()
    expectTypeOf(L.pipe(image, L.conv2d(n, { kernel: n })).output).toEqualTypeOf<
      readonly [number, number, number]
    >()
    const shape: Shape = [3, 9, 9]
    expectTypeOf(L.pipe(L.input(shape), L.conv2d(4, { kernel: 3 })).output).toEqualTypeOf<
      readonly [4, number, number]
    >()
  })
  test('a network of them', () => {
    const model = L.pipe(
      L.input([1, 28, 28]), L.conv2d(24, { kernel: 5 }), L.relu(), L.maxPool2d(2), L.flatten(), L.dense(10),
    ) // prettier-ignore
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly conv2d_0: {
        readonly kernel: Tensor<readonly [24, 1, 5, 5]>
        readonly bias: Tensor<readonly [24]>
      }
      readonly dense_0: {
        readonly kernel: Tensor<readonly [3456, 10]>
        readonly bias: Tensor<readonly [10]>
      }
    }>()
  })
})

describe('parameters have exact types', () => {
  test('groups divide the channels of a kernel; bias: false leaves the bias out', () => {
    const model = L.pipe(L.input([6, 8, 8]), L.conv2d(4, { kernel: [2, 3], groups: 2, bias: false }))
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly conv2d_0: { readonly kernel: Tensor<readonly [4, 3, 2, 3]> }
    }>()
  })
  test('depthwise and separable', () => {
    const model = L.pipe(
      image,
      L.depthwiseConv2d({ kernel: 3, multiplier: 2 }),
      L.separableConv2d(8, { kernel: 3, multiplier: 2 }),
    )
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly depthwiseConv2d_0: {
        readonly kernel: Tensor<readonly [6, 1, 3, 3]>
        readonly bias: Tensor<readonly [6]>
      }
      readonly separableConv2d_0: {
        readonly depthwise: Tensor<readonly [12, 1, 3, 3]>
        readonly pointwise: Tensor<readonly [8, 12, 1, 1]>
        readonly bias: Tensor<readonly [8]>
      }
    }>()
  })
  test('transposed kernels begin with the channels that they read', () => {
    const model = L.pipe(signal, L.convTranspose1d(6, { kernel: 3, groups: 2 }))
    expectTypeOf<L.Params<typeof model>>().toEqualTypeOf<{
      readonly convTranspose1d_0: {
        readonly kernel: Tensor<readonly [4, 3, 3]>
        readonly bias: Tensor<readonly [6]>
      }
    }>()
  })
})

describe('stages that do not fit do not compile, and say why', () => {
  test('other axes', () => {
    const conv = L.conv2d(4, { kernel: 3 })
    // @ts-expect-error a signal has one spatial axis
    const wrong = () => L.pipe(signal, conv)
    expectTypeOf<Shown<typeof conv<typeof signal>>>().toEqualTypeOf<
      DoesNotFit<'conv2d: expects feature axes [channels,height,width], this model gives [4,100]. Put L.reshape([channels,height,width]) before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a kernel larger than its padded input', () => {
    const conv = L.conv2d(4, { kernel: [3, 15], padding: 1, dilation: [1, 3] })
    // @ts-expect-error 43 against 30
    const wrong = () => L.pipe(image, conv)
    expectTypeOf<Shown<typeof conv<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'conv2d: expects a padded width of at least 43, this model gives [3,32,28]. Use a smaller kernel or more padding.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a kernel larger than a volume, of each layer', () => {
    const separable = L.separableConv3d(4, { kernel: 9 })
    expectTypeOf<Shown<typeof separable<typeof volume>>>().toEqualTypeOf<
      DoesNotFit<'separableConv3d: expects a padded depth of at least 9, this model gives [1,8,9,10]. Use a smaller kernel or more padding.'>
    >()
    const depthwise = L.depthwiseConv3d({ kernel: [1, 10, 1] })
    expectTypeOf<Shown<typeof depthwise<typeof volume>>>().toEqualTypeOf<
      DoesNotFit<'depthwiseConv3d: expects a padded height of at least 10, this model gives [1,8,9,10]. Use a smaller kernel or more padding.'>
    >()
  })
  test('groups that do not divide the channels', () => {
    const conv = L.conv1d(9, { kernel: 3, groups: 3 })
    // @ts-expect-error 3 does not divide 4
    const wrong = () => L.pipe(signal, conv)
    expectTypeOf<Shown<typeof conv<typeof signal>>>().toEqualTypeOf<
      DoesNotFit<'conv1d: expects channels that 3 groups divide, this model gives [4,100]. Use groups that divide them.'>
    >()
    const transposed = L.convTranspose1d(9, { kernel: 3, groups: 3 })
    expectTypeOf<Shown<typeof transposed<typeof signal>>>().toEqualTypeOf<
      DoesNotFit<'convTranspose1d: expects channels that 3 groups divide, this model gives [4,100]. Use groups that divide them.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('padding that takes everything away', () => {
    const conv = L.convTranspose1d(2, { kernel: 3, padding: 51 })
    // @ts-expect-error 102 places, 102 of them padding
    const wrong = () => L.pipe(signal, conv)
    expectTypeOf<Shown<typeof conv<typeof signal>>>().toEqualTypeOf<
      DoesNotFit<'convTranspose1d: expects more than the padding takes away, this model gives [4,100]. Use less padding.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('options', () => {
    // @ts-expect-error no kernel
    const none = () => L.conv2d(4, {})
    // @ts-expect-error two numbers for two axes
    const three = () => L.conv2d(4, { kernel: [3, 3, 3] })
    // @ts-expect-error a pair for each axis
    const pairs = () => L.conv2d(4, { kernel: 3, padding: [[1, 1]] })
    // @ts-expect-error the option is called stride
    const strides = () => L.conv2d(4, { kernel: 3, strides: 2 })
    expectTypeOf([none, three, pairs, strides]).toBeArray()
  })
})
