/** Shapes of layers that arrange features as types, and what does not compile in which words. */
import * as L from '@gradus/layers'
import type { DoesNotFit, Shape } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

/** The text that a stage shows for a model, or the model where it fits. */
type Shown<S> = S extends (model: infer M) => unknown ? M : never

const image = L.input([3, 32, 27])
const vector = L.input([784])

describe('the feature shape runs through', () => {
  test('reshape', () => {
    expectTypeOf(L.pipe(vector, L.reshape([1, 28, 28])).output).toEqualTypeOf<readonly [1, 28, 28]>()
    expectTypeOf(L.pipe(vector, L.reshape([-1, 7])).output).toEqualTypeOf<readonly [112, 7]>()
  })
  test('permute', () => {
    expectTypeOf(L.pipe(image, L.permute([1, 2, 0])).output).toEqualTypeOf<readonly [32, 27, 3]>()
  })
  test('padding', () => {
    expectTypeOf(L.pipe(image, L.zeroPad(2)).output).toEqualTypeOf<readonly [3, 36, 31]>()
    expectTypeOf(L.pipe(image, L.reflectPad([[0, 1], [2, 3]])).output).toEqualTypeOf<readonly [3, 33, 32]>() // prettier-ignore
  })
  test('upsample', () => {
    expectTypeOf(L.pipe(image, L.upsample(2)).output).toEqualTypeOf<readonly [3, 64, 54]>()
    expectTypeOf(L.pipe(image, L.upsample(3, { method: 'bilinear' })).output).toEqualTypeOf<
      readonly [3, 96, 81]
    >()
  })
  test('what is unknown stays unknown and is not refused', () => {
    const n: number = 7
    const shape: Shape = [3, 9, 9]
    expectTypeOf(L.pipe(L.input([3, n]), L.zeroPad(1), L.upsample(2)).output).toEqualTypeOf<
      readonly [3, number]
    >()
    expectTypeOf(L.pipe(L.input([n, 2]), L.reshape([3, 4])).output).toEqualTypeOf<readonly [3, 4]>()
    expectTypeOf(L.pipe(L.input(shape), L.permute([2, 0, 1])).output).toExtend<Shape>()
  })
})

describe('stages that do not fit do not compile, and say why', () => {
  test('reshape to another number of elements', () => {
    const to = L.reshape([1, 28, 27])
    // @ts-expect-error 756 against 784
    const wrong = () => L.pipe(vector, to)
    expectTypeOf<Shown<typeof to<typeof vector>>>().toEqualTypeOf<
      DoesNotFit<'reshape: expects 756 features, this model gives [784]. Choose a shape that holds as many.'>
    >()
    const rest = L.reshape([-1, 9])
    expectTypeOf<Shown<typeof rest<typeof vector>>>().toEqualTypeOf<
      DoesNotFit<'reshape: expects features that 9 divides, this model gives [784]. Choose a shape that holds as many.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('permute of other axes', () => {
    const swap = L.permute([1, 0])
    // @ts-expect-error two axes against three
    const wrong = () => L.pipe(image, swap)
    expectTypeOf<Shown<typeof swap<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'permute: expects 2 feature axes, this model gives [3,32,27]. Name each of its axes once.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('padding of other axes', () => {
    const pad = L.zeroPad([[1, 1]]) // prettier-ignore
    // @ts-expect-error one pair for two axes
    const wrong = () => L.pipe(image, pad)
    expectTypeOf<Shown<typeof pad<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'zeroPad: expects channels and 1 spatial axes, this model gives [3,32,27]. Give a pair of widths for each axis after the channels.'>
    >()
    const around = L.reflectPad(1)
    expectTypeOf<Shown<typeof around<typeof vector>>>().toEqualTypeOf<
      DoesNotFit<'reflectPad: expects feature axes [channels,...spatial], this model gives [784]. Put L.reshape before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('bilinear upsampling of what is no image', () => {
    const signal = L.input([4, 9])
    const up = L.upsample(2, { method: 'bilinear' })
    // @ts-expect-error a signal has one spatial axis
    const wrong = () => L.pipe(signal, up)
    expectTypeOf<Shown<typeof up<typeof signal>>>().toEqualTypeOf<
      DoesNotFit<'upsample: expects feature axes [channels,height,width], this model gives [4,9]. Put L.reshape([channels,height,width]) before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
})
