import type { AnyTensor, DType, Rng, Shape, Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { expectTypeOf, test } from 'vitest'
import { grad, vmap } from '../src/index.ts'

const norm = (x: Tensor<readonly [3]>) => T.sum(T.square(x))
const scale = (x: Tensor<readonly [3]>, by: Tensor<readonly [], 'float64'>) => T.mul(x, by)

test('an axis more in front of arguments and results', () => {
  expectTypeOf(vmap(norm)(T.zeros([5, 3]))).toEqualTypeOf<Tensor<readonly [5]>>()
  expectTypeOf(vmap(scale)(T.zeros([5, 3]), T.zeros([5], { dtype: 'float64' }))).toEqualTypeOf<
    Tensor<readonly [5, 3], 'float64'>
  >()
  expectTypeOf(vmap(norm)({} as Tensor<readonly [number, 3]>)).toEqualTypeOf<Tensor<readonly [number]>>()
})

test('another axis, counted from either end, and none', () => {
  expectTypeOf(vmap(norm, { inAxes: 1 })(T.zeros([3, 5]))).toEqualTypeOf<Tensor<readonly [5]>>()
  const last = vmap((x: Tensor<readonly [3, 4]>) => x, { inAxes: -1, outAxes: -2 })
  expectTypeOf(last(T.zeros([3, 4, 5]))).toEqualTypeOf<Tensor<readonly [3, 5, 4]>>()
  const shared = vmap(scale, { inAxes: [null, 0] })
  expectTypeOf(shared(T.zeros([3]), T.zeros([5], { dtype: 'float64' }))).toEqualTypeOf<
    Tensor<readonly [5, 3], 'float64'>
  >()
})

interface Params {
  readonly w: Tensor<readonly [3]>
  readonly layers: readonly [Tensor<readonly [4]>, Tensor<readonly []>]
}

test('trees, in arguments and results, and what is no tensor', () => {
  const f = (p: Params, _: number) => ({ w: p.w, pair: [p.layers[1], 3] as const, name: 'a' })
  const mapped = vmap(f, {
    inAxes: [{ w: null, layers: [0, 0] }, null],
    outAxes: { w: null, pair: 0, name: 0 },
  })
  const params = { w: T.zeros([3]), layers: [T.zeros([5, 4]), T.zeros([5])] as const }
  expectTypeOf(mapped(params, 1)).toEqualTypeOf<{
    w: Tensor<readonly [3]>
    pair: readonly [Tensor<readonly [5]>, 3]
    name: string
  }>()
})

test('a gradient of each example', () => {
  const loss = (p: Params, x: Tensor<readonly [3]>) => T.sum(T.mul(p.w, x))
  const gradients = vmap(grad(loss), { inAxes: [null, 0] })({} as Params, T.zeros([5, 3]))
  expectTypeOf(gradients.w).toEqualTypeOf<Tensor<readonly [5, 3]>>()
  expectTypeOf(gradients.layers).toEqualTypeOf<readonly [Tensor<readonly [5, 4]>, Tensor<readonly [5]>]>()
})

test('a key for each example', () => {
  const draw = vmap((k: Rng.Key) => T.Rng.normal(k, [2]))
  expectTypeOf(draw).parameter(0).toEqualTypeOf<Tensor<readonly [number, 2], 'int32'>>()
  expectTypeOf(draw({} as Tensor<readonly [5, 2], 'int32'>)).toEqualTypeOf<Tensor<readonly [5, 2]>>()
})

test('of maps, only the outer knows its number', () =>
  expectTypeOf(vmap(vmap(norm))(T.zeros([7, 5, 3]))).toEqualTypeOf<Tensor<readonly [7, number]>>())

test('a number that is a type parameter stays itself', () => {
  const norms = <B extends number>(x: Tensor<readonly [B, 3]>): Tensor<readonly [B]> => vmap(norm)(x)
  expectTypeOf(norms(T.zeros([5, 3]))).toEqualTypeOf<Tensor<readonly [5]>>()
})

test('what is not known does not get in the way', () => {
  const any = vmap((x: AnyTensor) => x)
  expectTypeOf(any).parameter(0).toEqualTypeOf<Tensor<Shape, DType>>()
  const axis: number = 0
  expectTypeOf(vmap(norm, { inAxes: axis }))
    .parameter(0)
    .toEqualTypeOf<Tensor<Shape>>()
})

test('refused', () => {
  // @ts-expect-error an example has three numbers
  vmap(norm)(T.zeros([5, 4]))
  // @ts-expect-error there is no axis of examples
  vmap(norm)(T.zeros([3]))
  // @ts-expect-error the second argument is shared
  vmap(scale, { inAxes: [0, null] })(T.zeros([5, 3]), T.zeros([5], { dtype: 'float64' }))
  // @ts-expect-error another element type
  vmap(norm)(T.zeros([5, 3], { dtype: 'float64' }))
  // @ts-expect-error an argument is missing
  vmap(scale)(T.zeros([5, 3]))
  // @ts-expect-error an axis is a number or null
  vmap(norm, { inAxes: 'first' })
})
