/** Layers with windows promise the shape that the operation gives, and refuse what it refuses, whatever the options. */
import * as L from '@gradus/layers'
import { Rng } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import type { Tensor } from '@gradus/tensor'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { said } from './harness/said.ts'

const each = (min: number, max: number) =>
  fc.oneof(fc.integer({ min, max }), fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })))
const pair = fc.tuple(fc.nat(3), fc.nat(3))

const options = fc.record({
  size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
  window: each(1, 4),
  stride: each(1, 3),
  dilation: each(1, 3),
  padding: fc.oneof(fc.constantFrom('same', 'valid'), fc.nat(3), fc.tuple(pair, pair)),
  ceilMode: fc.boolean(),
  more: each(0, 1),
})
type Options = typeof options extends fc.Arbitrary<infer O> ? O : never

type Loose = (...args: readonly unknown[]) => never

/** The shape that a layer promises and keeps, of the features of one example; or `'refused'`. */
const promised = ({ size }: Options, stage: () => unknown): unknown => {
  const run = () => {
    const model = (stage() as (model: unknown) => L.AnyModel)(L.input([1, ...size]))
    const { params, state } = L.init(model, Rng.key(0))
    const x = T.ones([1, 1, ...size]) as Tensor
    return { model, shape: L.apply(model, params, state, x as never, { mode: 'eval' }).output.shape }
  }
  const text = said(run)
  if (text !== 'nothing')
    return text.startsWith('ShapeError') || text.startsWith('ValueError') ? 'refused' : text
  const { model, shape } = run()
  expect(shape).toEqual([1, ...(model.output as readonly number[])])
  return shape
}

/** The shape that the operation gives, or `'refused'`. */
const given = (operation: () => Tensor): unknown => {
  const run = (): readonly number[] => operation().shape
  return said(run) === 'nothing' ? run() : 'refused'
}

const square = (window: Options['window']): readonly number[] =>
  typeof window === 'number' ? [window, window] : window

describe('as the operation', () => {
  test('conv2d', () => {
    fc.assert(
      fc.property(options, (o) => {
        const { size, window, stride, dilation, padding } = o
        const moves = { stride, dilation, padding }
        const kernel = T.ones([2, 1, ...square(window)])
        expect(promised(o, () => (L.conv2d as Loose)(2, { kernel: window, ...moves }))).toEqual(
          given(() => (T.conv2d as Loose)(T.ones([1, 1, ...size]), kernel, moves)),
        )
      }),
    )
  })
  test('convTranspose2d', () => {
    fc.assert(
      fc.property(options, (o) => {
        const { size, window, stride, dilation, padding, more } = o
        const moves = { stride, dilation, padding, outputPadding: more }
        const kernel = T.ones([1, 2, ...square(window)])
        const shape = given(() => (T.convTranspose2d as Loose)(T.ones([1, 1, ...size]), kernel, moves))
        // The operation may give nothing; to a model that is of no use.
        const useful = Array.isArray(shape) && shape.includes(0) ? 'refused' : shape
        expect(promised(o, () => (L.convTranspose2d as Loose)(2, { kernel: window, ...moves }))).toEqual(
          useful,
        )
      }),
    )
  })
  test('maxPool2d', () => {
    fc.assert(
      fc.property(options, (o) => {
        const { size, window, stride, dilation, padding, ceilMode } = o
        const moves = { stride, dilation, padding, ceilMode }
        expect(promised(o, () => (L.maxPool2d as Loose)(window, moves))).toEqual(
          given(() => (T.maxPool2d as Loose)(T.ones([1, 1, ...size]), window, moves)),
        )
      }),
    )
  })
})
