import { describe, expectTypeOf, test } from 'vitest'
import type { Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'

interface Params {
  readonly dense_0: { readonly kernel: Tensor<readonly [2, 3]>; readonly bias: Tensor<readonly [3]> }
  readonly heads: readonly [Tensor<readonly [2]>, Tensor<readonly [4]>]
  readonly many: readonly Tensor<readonly [5]>[]
}
const params = {} as Params
const loose: unknown = params

describe('get and set', () => {
  test('the type of the part', () => {
    expectTypeOf(T.Tree.get('dense_0.kernel')({} as Params)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(T.Tree.get('dense_0')({} as Params)).toEqualTypeOf<Params['dense_0']>()
    expectTypeOf(T.Tree.get('heads.1')({} as Params)).toEqualTypeOf<Tensor<readonly [4]>>()
    expectTypeOf(T.Tree.get('many.7')({} as Params)).toEqualTypeOf<Tensor<readonly [5]>>()
    expectTypeOf(T.Tree.get('a' as string)({} as Params)).toEqualTypeOf<unknown>()
    expectTypeOf(T.Tree.get('a')(loose)).toEqualTypeOf<unknown>()
  })
  test('the type of the new tree', () => {
    const same = T.Tree.set('dense_0.bias', T.zeros([3]))(params)
    expectTypeOf(same).toExtend<Params>()
    expectTypeOf(same.dense_0.bias).toEqualTypeOf<Tensor<readonly [3]>>()
    const other = T.Tree.set('heads.0', T.zeros([9]))(params)
    expectTypeOf(other.heads[0]).toEqualTypeOf<Tensor<readonly [9]>>()
    expectTypeOf(other.heads[1]).toEqualTypeOf<Tensor<readonly [4]>>()
  })
  test('refused, with the reason', () => {
    // @ts-expect-error the tree has no dense_0.krnel: there is no krnel
    const get = () => T.Tree.get('dense_0.krnel')(params)
    // @ts-expect-error the tree has no dense_1: there is no dense_1
    const set = () => T.Tree.set('dense_1', T.zeros([1]))(params)
    type Message<R> = R extends T.Tree.NoSuchPath<infer M> ? M : never
    expectTypeOf<
      Message<T.Tree.At<Params, 'dense_1.kernel'>>
    >().toEqualTypeOf<'the tree has no dense_1.kernel: there is no dense_1'>()
    expectTypeOf<
      Message<T.Tree.At<Params, 'dense_0.bias.x'>>
    >().toEqualTypeOf<'the tree has no dense_0.bias.x: bias is a tensor'>()
    expectTypeOf([get, set]).not.toBeAny()
  })
})

describe('partition and combine', () => {
  test('the whole tree comes back', () => {
    const { selected, rest } = T.Tree.partition((_, path) => path === 'heads.0')(params)
    expectTypeOf(T.Tree.combine(selected, rest)).toEqualTypeOf<Params>()
    const mapped = T.Tree.map((x) => x)(selected)
    expectTypeOf(T.Tree.combine(mapped, rest)).toEqualTypeOf<Params>()
  })
  test('refused', () => {
    const { selected } = T.Tree.partition(() => true)(params)
    const { rest } = T.Tree.partition(() => true)({ other: T.zeros([1]) })
    // @ts-expect-error parts of two trees
    const wrong = () => T.Tree.combine(selected, rest)
    expectTypeOf(wrong).not.toBeAny()
  })
})
