import type { AnyTensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { grad, type Scalar, vmap } from '../src/index.ts'
import { float, looped, nearly, same } from './harness/batched.ts'

type F = (x: AnyTensor) => AnyTensor

const last = (x: AnyTensor): number => x.shape.length - 1
const int = (values: readonly number[]): AnyTensor =>
  T.fromTypedArray(Int32Array.from(values), [values.length]) as AnyTensor

/** Functions of tensors of any shape with an axis, to tensors with an axis. */
const steps: readonly F[] = [
  (x) => T.tanh(x) as AnyTensor,
  (x) => T.transpose(x) as AnyTensor,
  (x) => T.flip(x, { axis: -1 }),
  (x) => T.pad(x, x.shape.map(() => [1, 0] as const)) as AnyTensor, // prettier-ignore
  (x) => T.slice(x, [0], [-1]) as AnyTensor,
  (x) => T.sum(x, { axis: -1, keepDims: true }) as AnyTensor,
  (x) => T.cumSum(x, { axis: 0 }) as AnyTensor,
  (x) => T.reshape(x, [T.sizeOf(x.shape)]) as AnyTensor,
  (x) => T.concat([x, T.mul(x, x) as AnyTensor] as const, { axis: -1 }) as AnyTensor,
  (x) => T.broadcastTo(T.expandDims(x, 0) as AnyTensor, [2, ...x.shape]) as AnyTensor,
  (x) => T.take(x, int(x.shape[0] === 0 ? [] : [0, x.shape[0]! - 1, 0]) as never) as AnyTensor,
  (x) => T.takeAlong(x, T.argSort(x, { axis: -1 }) as never, { axis: last(x) }) as AnyTensor,
  (x) => T.where(T.greater(x, 0), x, T.mul(x, 0.5)) as AnyTensor,
  (x) => T.mul(x, T.sum(x)) as AnyTensor,
]

const shapes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 })
const chains = fc.array(fc.nat(steps.length - 1), { maxLength: 5 }).map(
  (picks): F =>
    (x) =>
      picks.reduce((y, i) => steps[i]!(y), x),
)
const sizes = fc.integer({ min: 1, max: 4 })
const examples = (shape: readonly number[], size: number): readonly AnyTensor[] =>
  Array.from({ length: size }, (_, e) => float(shape)(e))

describe('laws', () => {
  test('vmap(f)(stack(xs)) = stack(xs.map(f)), along any axis', () =>
    fc.assert(
      fc.property(shapes, chains, sizes, fc.nat(), (shape, f, size, at) => {
        const xs = examples(shape, size)
        const axis = (at % (shape.length + 1)) - (at % 2) * (shape.length + 1)
        const found = vmap(f, { inAxes: axis })(T.stack(xs, { axis }) as AnyTensor)
        same(found, looped(xs.map(f)))
      }),
    ))

  test('and so are gradients', () =>
    fc.assert(
      fc.property(shapes, chains, sizes, (shape, f, size) => {
        const xs = examples(shape, size)
        const slope = grad((x: AnyTensor) => T.mean(T.sin(T.concat([f(x), T.ones(f(x).shape)] as const) as AnyTensor)) as Scalar) // prettier-ignore
        if (f(xs[0]!).shape.includes(0)) return
        nearly(vmap(slope)(T.stack(xs) as never), looped(xs.map((x) => slope(x as never))))
      }),
    ))

  test('vmap(g ∘ f) = vmap(g) ∘ vmap(f)', () =>
    fc.assert(
      fc.property(shapes, chains, chains, sizes, (shape, f, g, size) => {
        const xs = T.stack(examples(shape, size)) as AnyTensor
        same(vmap((x: AnyTensor) => g(f(x)))(xs), vmap(g)(vmap(f)(xs)))
      }),
    ))
})
