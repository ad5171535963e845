/** Shapes of pools as types, and what does not compile in which words. */
import * as L from '@gradus/layers'
import type { DoesNotFit, Shape } from '@gradus/tensor'
import { describe, expectTypeOf, test } from 'vitest'

/** The text that a stage shows for a model, or the model where it fits. */
type Shown<S> = S extends (model: infer M) => unknown ? M : never

const image = L.input([3, 32, 27])
const signal = L.input([4, 100])
const volume = L.input([1, 8, 9, 10])

describe('the feature shape runs through', () => {
  test('the window moves by its own size unless said', () => {
    expectTypeOf(L.pipe(image, L.maxPool2d(2)).output).toEqualTypeOf<readonly [3, 16, 13]>()
    expectTypeOf(L.pipe(image, L.averagePool2d([2, 3])).output).toEqualTypeOf<readonly [3, 16, 9]>()
    expectTypeOf(L.pipe(image, L.maxPool2d(3, { stride: 2, padding: 1 })).output).toEqualTypeOf<
      readonly [3, 16, 14]
    >()
    expectTypeOf(L.pipe(image, L.maxPool2d(2, { ceilMode: true })).output).toEqualTypeOf<
      readonly [3, 16, 14]
    >()
    expectTypeOf(L.pipe(image, L.maxPool2d(2, { stride: 1, padding: 'same' })).output).toEqualTypeOf<
      readonly [3, 32, 27]
    >()
    expectTypeOf(L.pipe(image, L.maxPool2d(3, { stride: 1, dilation: 2 })).output).toEqualTypeOf<
      readonly [3, 28, 23]
    >()
  })
  test('one and three spatial axes', () => {
    expectTypeOf(L.pipe(signal, L.averagePool1d(5, { stride: 2 })).output).toEqualTypeOf<readonly [4, 48]>()
    expectTypeOf(L.pipe(volume, L.maxPool3d([2, 3, 5])).output).toEqualTypeOf<readonly [1, 4, 3, 2]>()
  })
  test('adaptive pools give their sizes', () => {
    expectTypeOf(L.pipe(image, L.adaptiveAveragePool2d(4)).output).toEqualTypeOf<readonly [3, 4, 4]>()
    expectTypeOf(L.pipe(image, L.adaptiveMaxPool2d([1, 7])).output).toEqualTypeOf<readonly [3, 1, 7]>()
    expectTypeOf(L.pipe(volume, L.adaptiveMaxPool3d(2)).output).toEqualTypeOf<readonly [1, 2, 2, 2]>()
  })
  test('global pools leave channels', () => {
    expectTypeOf(L.pipe(image, L.globalAveragePool()).output).toEqualTypeOf<readonly [3]>()
    expectTypeOf(L.pipe(volume, L.globalMaxPool({ keepDims: true })).output).toEqualTypeOf<
      readonly [1, 1, 1, 1]
    >()
  })
  test('what is unknown stays unknown and is not refused', () => {
    const n: number = 7
    const shape: Shape = [3, 9, 9]
    expectTypeOf(L.pipe(L.input([3, n, 9]), L.maxPool2d(2)).output).toEqualTypeOf<readonly [3, number, 4]>()
    expectTypeOf(L.pipe(L.input(shape), L.maxPool2d(2)).output).toEqualTypeOf<
      readonly [number, number, number]
    >()
    expectTypeOf(L.pipe(L.input(shape), L.adaptiveMaxPool2d(2)).output).toEqualTypeOf<
      readonly [number, 2, 2]
    >()
  })
})

describe('stages that do not fit do not compile, and say why', () => {
  test('other axes', () => {
    const pool = L.maxPool2d(2)
    // @ts-expect-error a signal has one spatial axis
    const wrong = () => L.pipe(signal, pool)
    expectTypeOf<Shown<typeof pool<typeof signal>>>().toEqualTypeOf<
      DoesNotFit<'maxPool2d: expects feature axes [channels,height,width], this model gives [4,100]. Put L.reshape([channels,height,width]) before it.'>
    >()
    const adaptive = L.adaptiveAveragePool1d(2)
    expectTypeOf<Shown<typeof adaptive<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'adaptiveAveragePool1d: expects feature axes [channels,width], this model gives [3,32,27]. Put L.reshape([channels,width]) before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('no spatial axes', () => {
    const pool = L.globalAveragePool()
    const vector = L.input([10])
    // @ts-expect-error one feature axis has no spatial one
    const wrong = () => L.pipe(vector, pool)
    expectTypeOf<Shown<typeof pool<typeof vector>>>().toEqualTypeOf<
      DoesNotFit<'globalAveragePool: expects feature axes [channels,...spatial], this model gives [10]. Put L.reshape before it.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('a window larger than its padded input', () => {
    const pool = L.averagePool2d([2, 30], { padding: 1 })
    // @ts-expect-error 30 against 29
    const wrong = () => L.pipe(image, pool)
    expectTypeOf<Shown<typeof pool<typeof image>>>().toEqualTypeOf<
      DoesNotFit<'averagePool2d: expects a padded width of at least 30, this model gives [3,32,27]. Use a smaller window or more padding.'>
    >()
    expectTypeOf(wrong).toBeFunction()
  })
  test('options', () => {
    // @ts-expect-error only averages count padding
    const counted = () => L.maxPool2d(2, { includePadding: true })
    // @ts-expect-error a number for each of two axes
    const one = () => L.maxPool2d([2])
    expectTypeOf([counted, one]).toBeArray()
  })
})
