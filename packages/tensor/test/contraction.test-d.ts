import { describe, expectTypeOf, test } from 'vitest'
import type { Divide } from '../src/ArithmeticDivision.ts'
import type {
  AnyTensor,
  Convolved,
  Dot,
  EinsumShape,
  Pooled,
  Shape,
  ShapeMismatch,
  Tensor,
  TensorDot,
} from '../src/index.ts'
import * as T from '../src/index.ts'

/** The text of the compiler's refusal. */
type Refusal<R> = R extends ShapeMismatch<infer M> ? M : never

const image = T.zeros([8, 3, 224, 224])
const kernel = T.zeros([64, 3, 7, 7])
const small = T.zeros([2, 4, 9, 10])
const dynamic = T.zeros([8 as number, 3, 32, 32])
const unknown = T.zeros([1] as Shape)
const any: AnyTensor = image

describe('convolution', () => {
  test('sizes are exact', () => {
    expectTypeOf(T.conv2d(image, kernel)).toEqualTypeOf<Tensor<readonly [8, 64, 218, 218]>>()
    expectTypeOf(T.conv2d(image, kernel, { stride: 2, padding: 3 })).toEqualTypeOf<
      Tensor<readonly [8, 64, 112, 112]>
    >()
    expectTypeOf(T.conv2d(image, kernel, { stride: 16, padding: 'same' })).toEqualTypeOf<
      Tensor<readonly [8, 64, 14, 14]>
    >()
    expectTypeOf(
      T.conv2d(image, kernel, {
        stride: [2, 3],
        padding: [
          [1, 0],
          [2, 2],
        ],
      }),
    ).toEqualTypeOf<Tensor<readonly [8, 64, 110, 74]>>()
    expectTypeOf(T.conv2d(small, T.zeros([6, 4, 3, 2]), { dilation: [2, 3] })).toEqualTypeOf<
      Tensor<readonly [2, 6, 5, 7]>
    >()
    expectTypeOf(T.conv2d(small, T.zeros([6, 2, 3, 3]), { groups: 2 })).toEqualTypeOf<
      Tensor<readonly [2, 6, 7, 8]>
    >()
    expectTypeOf(T.conv2d(small, T.zeros([6, 4, 9, 10]))).toEqualTypeOf<Tensor<readonly [2, 6, 1, 1]>>()
    expectTypeOf(T.conv1d(T.zeros([1, 2, 100]), T.zeros([3, 2, 5]), { stride: 7 })).toEqualTypeOf<
      Tensor<readonly [1, 3, 14]>
    >()
    expectTypeOf(T.conv3d(T.zeros([1, 1, 8, 9, 10]), T.zeros([2, 1, 3, 3, 3]))).toEqualTypeOf<
      Tensor<readonly [1, 2, 6, 7, 8]>
    >()
  })
  test('what is not known is number', () => {
    expectTypeOf(T.conv2d(dynamic, T.zeros([16, 3, 3, 3]))).toEqualTypeOf<
      Tensor<readonly [number, 16, 30, 30]>
    >()
    expectTypeOf(T.conv2d(image, kernel, { stride: 2 as number })).toEqualTypeOf<
      Tensor<readonly [8, 64, number, number]>
    >()
    expectTypeOf(T.conv2d(image, kernel, { padding: 1 as number })).toEqualTypeOf<
      Tensor<readonly [8, 64, number, number]>
    >()
    expectTypeOf(T.conv2d(unknown, kernel)).toEqualTypeOf<Tensor<readonly [number, number, number, number]>>()
    expectTypeOf(T.conv2d(any, any).shape).toEqualTypeOf<readonly [number, number, number, number]>()
  })
  test('element types meet', () => {
    const double = T.zeros([64, 3, 7, 7], { dtype: 'float64' })
    expectTypeOf(T.conv2d(image, double)).toEqualTypeOf<Tensor<readonly [8, 64, 218, 218], 'float64'>>()
  })
  test('a function generic in the batch keeps it', () => {
    const stem = <B extends number>(x: Tensor<readonly [B, 3, 32, 32]>) =>
      T.conv2d(x, T.zeros([16, 3, 3, 3]), { padding: 1 })
    expectTypeOf(stem(T.zeros([5, 3, 32, 32]))).toEqualTypeOf<Tensor<readonly [5, 16, 32, 32]>>()
  })
  test('a function generic in the channels keeps them', () => {
    const mix = <C extends number, O extends number>(
      x: Tensor<readonly [2, C, 8, 8]>,
      k: Tensor<readonly [O, C, 3, 3]>,
    ) => T.conv2d(x, k, { padding: 'same' })
    expectTypeOf(mix(T.zeros([2, 5, 8, 8]), T.zeros([7, 5, 3, 3]))).toEqualTypeOf<
      Tensor<readonly [2, 7, 8, 8]>
    >()
    const pool = <C extends number>(x: Tensor<readonly [2, C, 8, 8]>) => T.maxPool2d(x, 2)
    expectTypeOf(pool(T.zeros([2, 5, 8, 8]))).toEqualTypeOf<Tensor<readonly [2, 5, 4, 4]>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error conv2d: input has 3 channels, the kernel expects 4
    T.conv2d(image, T.zeros([64, 4, 7, 7]))
    // @ts-expect-error conv2d: input has 4 channels, the kernel expects 8
    T.conv2d(small, T.zeros([6, 4, 3, 3]), { groups: 2 })
    // @ts-expect-error conv2d: 4 groups do not divide the 6 output channels of the kernel
    T.conv2d(small, T.zeros([6, 1, 3, 3]), { groups: 4 })
    // @ts-expect-error conv2d: the window covers 11 along axis 2, the padded input has 9
    T.conv2d(small, T.zeros([6, 4, 11, 3]))
    // @ts-expect-error conv1d: the input has axes [batch, channels, width], got [8,3,224,224]
    T.conv1d(image, kernel)
    // @ts-expect-error conv2d: the kernel has axes [out, in, height, width], got [64,3,7]
    T.conv2d(image, T.zeros([64, 3, 7]))
    // @ts-expect-error no such padding
    T.conv2d(image, kernel, { padding: 'full' })
    // @ts-expect-error no such option
    T.conv2d(image, kernel, { strides: 2 })
    // @ts-expect-error a text is no stride
    T.conv2d(image, kernel, { stride: '2' })
    type Channels = Refusal<
      Convolved<'conv2d', 2, readonly [1, 3, 8, 8], readonly [2, 4, 3, 3], 1, 'valid', 1, 1>
    >
    expectTypeOf<Channels>().toEqualTypeOf<'conv2d: input has 3 channels, the kernel expects 4'>()
    type Window = Refusal<
      Convolved<'conv2d', 2, readonly [1, 3, 8, 8], readonly [2, 3, 3, 5], 1, 1, readonly [1, 3], 1>
    >
    expectTypeOf<Window>().toEqualTypeOf<'conv2d: the window covers 13 along axis 3, the padded input has 10'>()
    type Rank = Refusal<Convolved<'conv1d', 1, readonly [3, 8], readonly [2, 3, 3], 1, 'valid', 1, 1>>
    expectTypeOf<Rank>().toEqualTypeOf<'conv1d: the input has axes [batch, channels, width], got [3,8]'>()
  })
})

describe('transposed convolution', () => {
  const x = T.zeros([1, 8, 16, 16])
  test('sizes are exact', () => {
    expectTypeOf(T.convTranspose2d(x, T.zeros([8, 3, 4, 4]), { stride: 2, padding: 1 })).toEqualTypeOf<
      Tensor<readonly [1, 3, 32, 32]>
    >()
    expectTypeOf(T.convTranspose2d(x, T.zeros([8, 3, 3, 3]))).toEqualTypeOf<Tensor<readonly [1, 3, 18, 18]>>()
    expectTypeOf(
      T.convTranspose2d(x, T.zeros([8, 3, 3, 3]), { groups: 2, stride: 3, padding: 'same' }),
    ).toEqualTypeOf<Tensor<readonly [1, 6, 48, 48]>>()
    expectTypeOf(
      T.convTranspose1d(T.zeros([1, 2, 5]), T.zeros([2, 1, 3]), { stride: 2, outputPadding: 1, dilation: 2 }),
    ).toEqualTypeOf<Tensor<readonly [1, 1, 14]>>()
    expectTypeOf(T.convTranspose3d(T.zeros([1, 4, 2, 2, 2]), T.zeros([4, 2, 3, 3, 3]))).toEqualTypeOf<
      Tensor<readonly [1, 2, 4, 4, 4]>
    >()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error convTranspose2d: input has 8 channels, the kernel gives 3
    T.convTranspose2d(x, T.zeros([3, 8, 4, 4]))
    // @ts-expect-error convTranspose1d: the input has axes [batch, channels, width], got [1,8,16,16]
    T.convTranspose1d(x, T.zeros([8, 3, 4]))
  })
})

describe('pools', () => {
  test('sizes are exact', () => {
    expectTypeOf(T.maxPool2d(image, 2)).toEqualTypeOf<Tensor<readonly [8, 3, 112, 112]>>()
    expectTypeOf(T.maxPool2d(image, 3, { stride: 2, padding: 1 })).toEqualTypeOf<
      Tensor<readonly [8, 3, 112, 112]>
    >()
    const { values, indices } = T.maxPool2dWithIndices(image, 3, { stride: 2, padding: 1 })
    expectTypeOf(values).toEqualTypeOf<Tensor<readonly [8, 3, 112, 112]>>()
    expectTypeOf(indices).toEqualTypeOf<Tensor<readonly [8, 3, 112, 112], 'int32'>>()
    expectTypeOf(T.maxUnpool2d(values, indices, 224)).toEqualTypeOf<Tensor<readonly [8, 3, 224, 224]>>()
    const line = T.maxPool1dWithIndices(T.zeros([1, 2, 8]), 2)
    expectTypeOf(T.maxUnpool1d(line.values, line.indices, 8)).toEqualTypeOf<Tensor<readonly [1, 2, 8]>>()
    const volume = T.maxPool3dWithIndices(T.zeros([1, 2, 4, 6, 8], { dtype: 'int32' }), 2)
    expectTypeOf(T.maxUnpool3d(volume.values, volume.indices, [4, 6, 8])).toEqualTypeOf<
      Tensor<readonly [1, 2, 4, 6, 8], 'int32'>
    >()
    expectTypeOf(T.averagePool2d(small, [2, 3])).toEqualTypeOf<Tensor<readonly [2, 4, 4, 3]>>()
    expectTypeOf(T.averagePool1d(T.zeros([1, 2, 9], { dtype: 'int32' }), 3)).toEqualTypeOf<
      Tensor<readonly [1, 2, 3]>
    >()
    expectTypeOf(T.maxPool3d(T.zeros([1, 2, 4, 6, 8], { dtype: 'int32' }), 2)).toEqualTypeOf<
      Tensor<readonly [1, 2, 2, 3, 4], 'int32'>
    >()
    expectTypeOf(T.adaptiveAveragePool2d(small, [3, 4])).toEqualTypeOf<Tensor<readonly [2, 4, 3, 4]>>()
    expectTypeOf(T.adaptiveMaxPool2d(small, 1)).toEqualTypeOf<Tensor<readonly [2, 4, 1, 1]>>()
    expectTypeOf(T.globalAveragePool(small)).toEqualTypeOf<Tensor<readonly [2, 4]>>()
    expectTypeOf(T.globalMaxPool(small, { keepDims: true })).toEqualTypeOf<Tensor<readonly [2, 4, 1, 1]>>()
  })
  test('a last place counts with ceilMode, where it begins in the input', () => {
    const ceilMode = true
    expectTypeOf(T.maxPool2d(small, 2, { ceilMode })).toEqualTypeOf<Tensor<readonly [2, 4, 5, 5]>>()
    expectTypeOf(T.maxPool2d(small, 2, { ceilMode, stride: 2, padding: 1 })).toEqualTypeOf<
      Tensor<readonly [2, 4, 5, 6]>
    >()
    expectTypeOf(T.maxPool2d(small, 1, { ceilMode, stride: 5 })).toEqualTypeOf<
      Tensor<readonly [2, 4, 2, 2]>
    >()
    expectTypeOf(T.maxPool2d(T.zeros([1, 1, 224, 224]), 224, { ceilMode })).toEqualTypeOf<
      Tensor<readonly [1, 1, 1, 1]>
    >()
  })
  test('what is not known is number', () => {
    expectTypeOf(T.maxPool2d(small, 2, { ceilMode: true as boolean })).toEqualTypeOf<
      Tensor<readonly [2, 4, number, number]>
    >()
    expectTypeOf(T.maxPool2d(dynamic, 2, { ceilMode: true })).toEqualTypeOf<
      Tensor<readonly [number, 3, 16, 16]>
    >()
    expectTypeOf(T.maxPool2d(small, 2 as number)).toEqualTypeOf<Tensor<readonly [2, 4, number, number]>>()
    expectTypeOf(T.globalMaxPool(unknown)).toEqualTypeOf<Tensor<Shape>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error maxPool2d: the window covers 10 along axis 2, the padded input has 9
    T.maxPool2d(small, 10)
    // @ts-expect-error averagePool1d: the input has axes [batch, channels, width], got [2,4,9,10]
    T.averagePool1d(small, 2)
    // @ts-expect-error globalMaxPool: the input has axes [batch, channels, ...], got [2,3]
    T.globalMaxPool(T.zeros([2, 3]))
    // @ts-expect-error adaptiveMaxPool2d: the input has axes [batch, channels, height, width], got [2,3]
    T.adaptiveMaxPool2d(T.zeros([2, 3]), 1)
    // @ts-expect-error maxPool2d: the window is a whole number from 1, or 2 of them, got [2]
    T.maxPool2d(small, [2])
    // @ts-expect-error adaptiveMaxPool2d: the size of the result is a whole number from 1, or 2 of them, got [1,2,3]
    T.adaptiveMaxPool2d(small, [1, 2, 3])
    // @ts-expect-error a maximum counts no padding
    T.maxPool2d(small, 2, { includePadding: true })
    type Lengths = Refusal<
      Pooled<'maxPool2d', 2, readonly [2, 4, 9, 10], readonly [2], undefined, 'valid', 1, false>
    >
    expectTypeOf<Lengths>().toEqualTypeOf<'maxPool2d: the window is a whole number from 1, or 2 of them, got [2]'>()
    type Text = Refusal<Pooled<'maxPool2d', 2, readonly [2, 4, 9, 10], 10, undefined, 'valid', 1, false>>
    expectTypeOf<Text>().toEqualTypeOf<'maxPool2d: the window covers 10 along axis 2, the padded input has 9'>()
  })
})

describe('resize', () => {
  test('sizes', () => {
    expectTypeOf(T.resize(image, [112, 56])).toEqualTypeOf<Tensor<readonly [8, 3, 112, 56]>>()
    const bytes = T.zeros([1, 3, 4, 4], { dtype: 'uint8' })
    expectTypeOf(T.resize(bytes, 8, { method: 'nearest' })).toEqualTypeOf<
      Tensor<readonly [1, 3, 8, 8], 'uint8'>
    >()
    expectTypeOf(T.resize(bytes, 8, { method: 'bicubic', antialias: true })).toEqualTypeOf<
      Tensor<readonly [1, 3, 8, 8]>
    >()
    expectTypeOf(T.resize(bytes, 8)).toEqualTypeOf<Tensor<readonly [1, 3, 8, 8]>>()
  })
  test('refused', () => {
    // @ts-expect-error resize: the input has axes [batch, channels, height, width], got [2,3]
    T.resize(T.zeros([2, 3]), 4)
    // @ts-expect-error no such method
    T.resize(image, 4, { method: 'cubic' })
    // @ts-expect-error there is no such convention
    T.resize(image, 4, { coordinates: 'half_pixel' })
  })
})

describe('einsum', () => {
  const a = T.zeros([2, 3])
  const b = T.zeros([3, 4])
  test('shapes are read from the subscripts', () => {
    expectTypeOf(T.einsum('ij,jk->ik', a, b)).toEqualTypeOf<Tensor<readonly [2, 4]>>()
    expectTypeOf(T.einsum('ij,jk', a, b)).toEqualTypeOf<Tensor<readonly [2, 4]>>()
    expectTypeOf(T.einsum('zj,ja', a, b)).toEqualTypeOf<Tensor<readonly [4, 2]>>()
    expectTypeOf(T.einsum('i j, j k -> k i', a, b)).toEqualTypeOf<Tensor<readonly [4, 2]>>()
    expectTypeOf(T.einsum('ii->', T.zeros([3, 3]))).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.einsum('ij,jk,kl,m->lim', a, b, T.zeros([4, 5]), T.zeros([6]))).toEqualTypeOf<
      Tensor<readonly [5, 2, 6]>
    >()
    expectTypeOf(T.einsum('bij,bjk->bik', dynamic3, dynamic3)).toEqualTypeOf<
      Tensor<readonly [number, 3, 3]>
    >()
    expectTypeOf(T.einsum('ij,ij->i', T.zeros([2, 3], { dtype: 'int32' }), a)).toEqualTypeOf<
      Tensor<readonly [2]>
    >()
    expectTypeOf(T.einsum('...i->...', a)).toEqualTypeOf<Tensor<readonly [2]>>()
    expectTypeOf(T.einsum('...i->...', unknown)).toEqualTypeOf<Tensor<Shape>>()
    expectTypeOf(T.einsum('ij->ji' as string, a)).toEqualTypeOf<Tensor<Shape>>()
  })
  test('axes under an ellipsis broadcast', () => {
    const [c, d] = [T.zeros([5, 1, 2, 3]), T.zeros([7, 3, 4])] as const
    expectTypeOf(T.einsum('...ij,...jk->...ik', c, d)).toEqualTypeOf<Tensor<readonly [5, 7, 2, 4]>>()
    expectTypeOf(T.einsum('...ij,...jk', c, d)).toEqualTypeOf<Tensor<readonly [5, 7, 2, 4]>>()
    expectTypeOf(T.einsum('i...->...i', a)).toEqualTypeOf<Tensor<readonly [3, 2]>>()
    expectTypeOf(T.einsum('b...d->bd...', c)).toEqualTypeOf<Tensor<readonly [5, 3, 1, 2]>>()
    expectTypeOf(T.einsum('...j,jk->...k', dynamic3, T.zeros([3, 4]))).toEqualTypeOf<
      Tensor<readonly [number, 3, 4]>
    >()
    expectTypeOf(T.einsum('...->...', T.zeros([]))).toEqualTypeOf<Tensor<readonly []>>()
  })
  test('up to rank 8, zero-sized axes and very long ones', () => {
    expectTypeOf(T.einsum('abcdefgh->hgfedcba', T.zeros([1, 2, 3, 4, 5, 6, 7, 8]))).toEqualTypeOf<
      Tensor<readonly [8, 7, 6, 5, 4, 3, 2, 1]>
    >()
    expectTypeOf(T.einsum('ij,jk->ik', T.zeros([0, 3]), T.zeros([3, 1000000]))).toEqualTypeOf<
      Tensor<readonly [0, 1000000]>
    >()
  })
  test('refused, with the reason', () => {
    const wrong = () => [
      // @ts-expect-error einsum: an axis under '...' of '...i,...i->...' is 2, and 4 in [4,3]
      T.einsum('...i,...i->...', a, T.zeros([4, 3])),
      // @ts-expect-error einsum: the result names 'j' twice, got 'ij->ijj'
      T.einsum('ij->ijj', a),
      // @ts-expect-error einsum: there is one '->' at most, got 'ij->i->j'
      T.einsum('ij->i->j', a),
      // @ts-expect-error einsum: subscripts are letters and one '...' for each operand, separated by commas, as in 'ij,jk->ik', got 'i1->i'
      T.einsum('i1->i', a),
      // @ts-expect-error einsum: an operand has '...' and the result has not, got '...ij->ij'
      T.einsum('...ij->ij', a),
      // @ts-expect-error einsum: '...ijk' of '...ijk->...' names 3 axes, [2,3] has 2
      T.einsum('...ijk->...', a),
    ]
    expectTypeOf(wrong).toBeFunction()
    // @ts-expect-error einsum: 'j' of 'ij,jk->ik' is 3, and 2 in [2,3]
    T.einsum('ij,jk->ik', a, a)
    // @ts-expect-error einsum: 'ijk' of 'ijk->i' names 3 axes, [2,3] has 2
    T.einsum('ijk->i', a)
    // @ts-expect-error einsum: 'ij,jk' is for 2 operands, got 1
    T.einsum('ij,jk', a)
    // @ts-expect-error einsum: the result names 'k', which no operand has, got 'ij->ik'
    T.einsum('ij->ik', a)
    type Text = Refusal<EinsumShape<'ij,jk->ik', readonly [typeof a, typeof a]>>
    expectTypeOf<Text>().toEqualTypeOf<"einsum: 'j' of 'ij,jk->ik' is 3, and 2 in [2,3]">()
  })
})

const dynamic3 = T.zeros([4 as number, 3, 3])

describe('dot, outer and tensorDot', () => {
  const a = T.zeros([2, 3, 4])
  test('shapes', () => {
    expectTypeOf(T.dot(T.zeros([3]), T.zeros([3]))).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(T.dot(a, T.zeros([5, 4, 6]))).toEqualTypeOf<Tensor<readonly [2, 3, 5, 6]>>()
    expectTypeOf(T.dot(T.tensor(2), a)).toEqualTypeOf<Tensor<readonly [2, 3, 4]>>()
    expectTypeOf(T.outer(T.zeros([4]), a)).toEqualTypeOf<Tensor<readonly [4, 24]>>()
    expectTypeOf(T.tensorDot(a, T.zeros([3, 4, 5]), 2)).toEqualTypeOf<Tensor<readonly [2, 5]>>()
    expectTypeOf(T.tensorDot(a, a, 0)).toEqualTypeOf<Tensor<readonly [2, 3, 4, 2, 3, 4]>>()
    expectTypeOf(
      T.tensorDot(a, T.zeros([4, 5, 2]), [
        [0, -1],
        [2, 0],
      ]),
    ).toEqualTypeOf<Tensor<readonly [3, 5]>>()
    expectTypeOf(T.tensorDot(a, a, 1 as number)).toEqualTypeOf<Tensor<Shape>>()
  })
  test('a function generic in the inner dimension', () => {
    const product = <K extends number>(x: Tensor<readonly [2, K]>, y: Tensor<readonly [K, 3]>) => T.dot(x, y)
    expectTypeOf(product(T.zeros([2, 5]), T.zeros([5, 3]))).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    const line = <K extends number>(x: Tensor<readonly [2, K]>, y: Tensor<readonly [K, 3]>) =>
      T.tensorDot(x, y, 1)
    expectTypeOf(line(T.zeros([2, 5]), T.zeros([5, 3]))).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    const mixed = <K extends number>(x: Tensor<readonly [2, K]>, y: Tensor<readonly [K, 3]>) =>
      T.einsum('ik,kj->ij', x, y)
    expectTypeOf(mixed(T.zeros([2, 5]), T.zeros([5, 3]))).toEqualTypeOf<Tensor<readonly [2, 3]>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error dot: inner dimensions differ, [2,3,4] · [3]: 4 against 3
    T.dot(a, T.zeros([3]))
    // @ts-expect-error tensorDot: axes that are summed differ, [2,3,4] and [2,3,4]: 4 against 2
    T.tensorDot(a, a, 1)
    // @ts-expect-error tensorDot: 4 axes are more than [2,3,4] or [2,3,4] has
    T.tensorDot(a, a, 4)
    // @ts-expect-error tensorDot: axes that are summed differ, [2,3,4] and [2,3,4]: 2 against 3
    T.tensorDot(a, a, [[0], [1]])
    // @ts-expect-error tensorDot: as many axes of one as of the other are summed
    T.tensorDot(a, a, [[0, 1], [0]])
    type Text = Refusal<Dot<readonly [2, 3], readonly [4]>>
    expectTypeOf<Text>().toEqualTypeOf<'dot: inner dimensions differ, [2,3] · [4]: 3 against 4'>()
    type Axes = Refusal<TensorDot<readonly [2, 3], readonly [4, 5], 1>>
    expectTypeOf<Axes>().toEqualTypeOf<'tensorDot: axes that are summed differ, [2,3] and [4,5]: 3 against 4'>()
  })
})

describe('quotients', () => {
  test('by divisors short and long', () => {
    expectTypeOf<Divide<1000, 7>>().toEqualTypeOf<142>()
    expectTypeOf<Divide<1000, 99>>().toEqualTypeOf<10>()
    expectTypeOf<Divide<6, 7>>().toEqualTypeOf<0>()
    expectTypeOf<Divide<0, 100>>().toEqualTypeOf<0>()
    expectTypeOf<Divide<16384, 128>>().toEqualTypeOf<128>()
    expectTypeOf<Divide<44100, 10>>().toEqualTypeOf<4410>()
    expectTypeOf<Divide<9999999, 3>>().toEqualTypeOf<3333333>()
  })
  test('what is not known, or too long to count, is number', () => {
    expectTypeOf<Divide<1000000, 100>>().toEqualTypeOf<10000>()
    expectTypeOf<Divide<7, 0>>().toEqualTypeOf<number>()
    expectTypeOf<Divide<7.5, 2>>().toEqualTypeOf<number>()
    expectTypeOf<Divide<number, 2>>().toEqualTypeOf<number>()
    expectTypeOf<Divide<7, number>>().toEqualTypeOf<number>()
  })
})
