import type { Tensor } from '@gradus/tensor'
import * as T from '@gradus/tensor'
import { expectTypeOf, test } from 'vitest'
import { cond, foriLoop, jit, remat, scan, switchCase, whileLoop } from '../src/index.ts'

type Scalar = Tensor<readonly []>
type Vector = Tensor<readonly [4]>

const start = T.zeros([4])
const matrix = T.ones([6, 4])

test('scan: rows lose the first axis, outputs get it', () => {
  const [h, ys] = scan((c, x) => [T.add(c, x), T.sum(x)] as const, start, matrix)
  expectTypeOf(h).toEqualTypeOf<Vector>()
  expectTypeOf(ys).toEqualTypeOf<Tensor<readonly [6]>>()
  const [, tree] = scan((c, { a, b }) => [T.add(c, a), { b, c: [c] as const }] as const, start, {
    a: matrix,
    b: T.zeros([6], { dtype: 'int32' }),
  })
  expectTypeOf(tree.b).toEqualTypeOf<Tensor<readonly [6], 'int32'>>()
  expectTypeOf(tree.c[0]).toEqualTypeOf<Tensor<readonly [6, 4]>>()
})

test('scan: without rows the length is that of the option', () => {
  const [, ys] = scan((c: Vector) => [c, c] as const, start, undefined, { length: 5 })
  expectTypeOf(ys).toEqualTypeOf<Tensor<readonly [5, 4]>>()
  const [, none] = scan((c: Vector) => [c, undefined] as const, start, undefined, { length: 5 })
  expectTypeOf(none).toEqualTypeOf<undefined>()
})

test('scan: an unknown number of rows stays unknown', () => {
  const xs = matrix as Tensor<readonly [number, 4]>
  const [, ys] = scan((c, x) => [T.add(c, x), x] as const, start, xs)
  expectTypeOf(ys).toEqualTypeOf<Tensor<readonly [number, 4]>>()
})

test('scan: a carry that changes its shape does not compile', () => {
  // @ts-expect-error -- [1,4] where [4] was
  scan((c: Vector) => [T.expandDims(c, 0), c] as const, start, undefined, { length: 5 })
})

test('whileLoop and foriLoop keep the type of the carry', () => {
  expectTypeOf(
    whileLoop(
      (x) => T.less(T.sum(x), 3),
      (x) => T.add(x, 1),
      start,
    ),
  ).toEqualTypeOf<Vector>()
  expectTypeOf(foriLoop(0, 3, (_, x) => T.add(x, 1), start)).toEqualTypeOf<Vector>()
  whileLoop(
    // @ts-expect-error -- a condition of four
    (x: Vector) => T.less(x, 3),
    (x: Vector) => T.add(x, 1),
    start,
  )
})

test('cond and switchCase answer what their branches do', () => {
  const holds = T.less(T.tensor(1), 2)
  expectTypeOf(
    cond(
      holds,
      (x) => T.sum(x),
      (x) => T.mean(x),
      start,
    ),
  ).toEqualTypeOf<Scalar>()
  cond(
    holds,
    (x: Vector) => T.sum(x),
    // @ts-expect-error -- a vector where the other branch answers a scalar
    (x: Vector) => x,
    start,
  )
  const index = T.tensor(0, { dtype: 'int32' })
  expectTypeOf(switchCase(index, [(x) => T.sum(x), (x) => T.mean(x)], start)).toEqualTypeOf<Scalar>()
})

test('jit and remat keep the type of the function, generics too', () => {
  const f = <B extends number>(x: Tensor<readonly [B, 4]>): Tensor<readonly [B]> => T.sum(x, { axis: 1 })
  expectTypeOf(jit(f)(matrix)).toEqualTypeOf<Tensor<readonly [6]>>()
  expectTypeOf(remat(f)(matrix)).toEqualTypeOf<Tensor<readonly [6]>>()
})
