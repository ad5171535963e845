import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnyTensor } from '../src/index.ts'
import * as T from '../src/index.ts'
import { Tree } from '../src/index.ts'

const leaf = fc
  .array(fc.float({ noNaN: true }), { maxLength: 3 })
  .map((v): AnyTensor => T.fromTypedArray(Float32Array.from(v), [v.length]))
const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/)
const { tree } = fc.letrec<{ readonly tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
}))

const params = {
  dense_0: { kernel: T.ones([2, 3]), bias: T.zeros([3]) },
  heads: [T.tensor(1), T.tensor(2)] as const,
}

describe('laws', () => {
  test('get reads every leaf at its path, and set puts it back', () => {
    fc.assert(
      fc.property(tree, (t) => {
        Tree.entries(t)
          .filter(([path]) => path !== '')
          .forEach(([path, value]) => {
            expect(Tree.get(path)(t)).toBe(value)
            expect(Tree.equals(Tree.set(path, value)(t), t)).toBe(true)
          })
      }),
    )
  })

  test('combine undoes partition, in either order', () => {
    fc.assert(
      fc.property(tree, fc.func(fc.boolean()), (t, decide) => {
        const { selected, rest } = Tree.partition((_, path) => decide(path))(t)
        expect(Tree.combine(selected, rest)).toEqual(t)
        expect(Tree.combine(rest, selected)).toEqual(t)
        expect(Tree.paths(selected).length + Tree.paths(rest).length).toBe(Tree.paths(t).length)
      }),
    )
  })
})

test('set shares what it does not replace', () => {
  const fresh = Tree.set('dense_0.bias', T.ones([3]))(params)
  expect(T.toNested(fresh.dense_0.bias)).toEqual([1, 1, 1])
  expect(fresh.dense_0.kernel).toBe(params.dense_0.kernel)
  expect(fresh.heads).toBe(params.heads)
  expect(T.toNested(params.dense_0.bias)).toEqual([0, 0, 0])
})

test('paths lead to branches and into arrays', () => {
  expect(Tree.get('dense_0')(params)).toBe(params.dense_0)
  expect(T.item(Tree.get('heads.1')(params))).toBe(2)
  const swapped = Tree.set('heads.0', T.tensor(7))(params)
  expect(Array.isArray(swapped.heads)).toBe(true)
  expect(T.item(swapped.heads[0])).toBe(7)
})

test('a key may hold dots', () => {
  const dotted = { 'a.b': { c: T.tensor(4) } }
  expect(Tree.get('a.b.c' as string)(dotted)).toBe(dotted['a.b'].c)
})

describe('mistakes name the path', () => {
  const loose: unknown = params
  const part = (x: unknown): Tree.Part<unknown> => x as Tree.Part<unknown>
  test.each([
    [
      () => Tree.get('dense_0.krnel')(loose),
      'Tree.get: the tree has no dense_0.krnel: dense_0 is a branch {kernel, bias}',
    ],
    [
      () => Tree.get('dense_0.bias.x')(loose),
      'Tree.get: the tree has no dense_0.bias.x: dense_0.bias is a tensor [3] float32',
    ],
    [
      () => Tree.set('dense_1', T.tensor(1))(loose),
      'Tree.set: the tree has no dense_1: the root is a branch {dense_0, heads}',
    ],
    [
      () => Tree.get('__proto__')(loose),
      'Tree.get: the tree has no __proto__: the root is a branch {dense_0, heads}',
    ],
    [() => Tree.combine(params, params), 'Tree.combine: both trees hold a tensor at dense_0.kernel'],
    [
      () => Tree.combine(part({ a: T.tensor(1) }), part({ b: T.tensor(1) })),
      'Tree.combine: the trees differ at the root: a branch {a} against a branch {b}',
    ],
    [
      () => Tree.combine(part({ a: T.tensor(1) }), part({ a: [T.tensor(1)] })),
      'Tree.combine: the trees differ at a: a tensor [] float32 against a branch {0}',
    ],
  ])('%#', (f, message) => expect(f).toThrow(expect.objectContaining({ message })))
})
