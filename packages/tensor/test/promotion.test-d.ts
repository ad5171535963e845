import { describe, expectTypeOf, test } from 'vitest'
import type { DType, Promote, Tensor, ToFloat, ToSum } from '../src/index.ts'
import * as T from '../src/index.ts'

/** The element type in which the operand of a row meets those of the columns; `number` is a plain number. */
interface Table {
  readonly bool: Row<'bool', 'uint8', 'int32', 'float32', 'float64', 'int32'>
  readonly uint8: Row<'uint8', 'uint8', 'int32', 'float32', 'float64', 'uint8'>
  readonly int32: Row<'int32', 'int32', 'int32', 'float32', 'float64', 'int32'>
  readonly float32: Row<'float32', 'float32', 'float32', 'float32', 'float64', 'float32'>
  readonly float64: Row<'float64', 'float64', 'float64', 'float64', 'float64', 'float64'>
}

interface Row<B, U, I, F, D, N> {
  readonly bool: B
  readonly uint8: U
  readonly int32: I
  readonly float32: F
  readonly float64: D
  readonly number: N
}

type Of<D extends DType> = Tensor<readonly [2], D>
type Columns<D extends DType> = {
  readonly [C in DType]: Promote<Of<D>, Of<C>>
} & { readonly number: Promote<Of<D>, number> }
type Found = { readonly [D in DType]: { readonly [C in keyof Columns<D>]: Columns<D>[C] } }
type Transposed = { readonly [D in DType]: { readonly [C in DType]: Promote<Of<C>, Of<D>> } }

// The same table with values: tensor.test.ts, "element types".
describe('element types meet, cell by cell', () => {
  test('tensors with tensors and with plain numbers', () => {
    expectTypeOf<{ readonly [D in DType]: Found[D] }>().toEqualTypeOf<{
      readonly [D in DType]: { readonly [C in keyof Table[D]]: Table[D][C] }
    }>()
  })
  test('in either order', () => {
    expectTypeOf<Transposed>().toEqualTypeOf<{
      readonly [D in DType]: { readonly [C in DType]: Table[D][C] }
    }>()
    expectTypeOf<Promote<number, Of<'bool'>>>().toEqualTypeOf<'int32'>()
    expectTypeOf<Promote<number, Of<'uint8'>>>().toEqualTypeOf<'uint8'>()
    expectTypeOf<Promote<number, Of<'float64'>>>().toEqualTypeOf<'float64'>()
  })
  test('numbers alone', () => expectTypeOf<Promote<number, number>>().toEqualTypeOf<'float32'>())
  test('an unknown type stays unknown', () => {
    expectTypeOf<Promote<Of<DType>, Of<'float32'>>>().toEqualTypeOf<DType>()
    expectTypeOf<Promote<number, Of<DType>>>().toEqualTypeOf<DType>()
  })
})

describe('operations use the table', () => {
  const of = <const D extends DType>(dtype: D): Tensor<readonly [2], D> => T.zeros([2], { dtype })
  const [b, u, i, f, d] = [of('bool'), of('uint8'), of('int32'), of('float32'), of('float64')]
  test('combining', () => {
    expectTypeOf(T.add(b, u)).toEqualTypeOf<Of<'uint8'>>()
    expectTypeOf(T.mul(u, i)).toEqualTypeOf<Of<'int32'>>()
    expectTypeOf(T.maximum(i, f)).toEqualTypeOf<Of<'float32'>>()
    expectTypeOf(T.sub(f, d)).toEqualTypeOf<Of<'float64'>>()
    expectTypeOf(T.add(b, b)).toEqualTypeOf<Of<'bool'>>()
    expectTypeOf(T.add(2, b)).toEqualTypeOf<Of<'int32'>>()
    expectTypeOf(T.where(b, u, 2)).toEqualTypeOf<Of<'uint8'>>()
    expectTypeOf(T.where(b, 1, d)).toEqualTypeOf<Of<'float64'>>()
    expectTypeOf(T.concat([b, i] as const)).toEqualTypeOf<Tensor<readonly [4], 'int32'>>()
  })
  test('quotients and functions are floats', () => {
    expectTypeOf(T.div(b, b)).toEqualTypeOf<Of<'float32'>>()
    expectTypeOf(T.div(i, 2)).toEqualTypeOf<Of<'float32'>>()
    expectTypeOf(T.div(i, d)).toEqualTypeOf<Of<'float64'>>()
    expectTypeOf(T.exp(u)).toEqualTypeOf<Of<'float32'>>()
    expectTypeOf(T.sqrt(d)).toEqualTypeOf<Of<'float64'>>()
    expectTypeOf<{ [D in DType]: ToFloat<D> }>().toEqualTypeOf<{
      bool: 'float32'
      uint8: 'float32'
      int32: 'float32'
      float32: 'float32'
      float64: 'float64'
    }>()
  })
  test('sums count in int32', () => {
    expectTypeOf(T.sum(b)).toEqualTypeOf<Tensor<readonly [], 'int32'>>()
    expectTypeOf(T.mean(u)).toEqualTypeOf<Tensor<readonly [], 'float32'>>()
    expectTypeOf(T.max(u)).toEqualTypeOf<Tensor<readonly [], 'uint8'>>()
    expectTypeOf<{ [D in DType]: ToSum<D> }>().toEqualTypeOf<{
      bool: 'int32'
      uint8: 'int32'
      int32: 'int32'
      float32: 'float32'
      float64: 'float64'
    }>()
  })
  test('comparisons are bool', () => {
    expectTypeOf(T.less(i, d)).toEqualTypeOf<Of<'bool'>>()
    expectTypeOf(T.logicalAnd(f, u)).toEqualTypeOf<Of<'bool'>>()
  })
})
