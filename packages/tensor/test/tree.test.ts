import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as E from '#fp/Either'
import * as T from '../src/index.ts'
import { type AnyTensor, Tree } from '../src/index.ts'

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

describe('laws', () => {
  test('map of the identity is the identity', () => {
    fc.assert(fc.property(tree, (t) => Tree.equals(Tree.map((x) => x)(t), t)))
  })

  test('fromPaths undoes entries', () => {
    fc.assert(
      fc.property(tree, (t) => {
        const again = Tree.fromPaths(t)(new Map(Tree.entries(t)))
        expect(E.isRight(again) && Tree.equals(again.right, t)).toBe(true)
      }),
    )
  })

  test('paths and leaves go together', () => {
    fc.assert(fc.property(tree, (t) => Tree.paths(t).length === Tree.leaves(t).length))
  })
})

const params = {
  dense_0: { kernel: T.ones([2, 3]), bias: T.zeros([3]) },
  heads: [T.tensor(1), T.tensor(2)] as const,
}

test('paths name keys and positions', () => {
  expect(Tree.paths(params)).toEqual(['dense_0.kernel', 'dense_0.bias', 'heads.0', 'heads.1'])
})

test('zipWith goes by key, not by position', () => {
  const swapped = { heads: params.heads, dense_0: { bias: T.ones([3]), kernel: T.ones([2, 3]) } }
  const sum = Tree.zipWith((a, b) => T.add(a, b) as AnyTensor)(params, swapped)
  expect(T.toNested(sum.dense_0.bias)).toEqual([1, 1, 1])
  expect(T.toNested(sum.dense_0.kernel)).toEqual([[2, 2, 2], [2, 2, 2]]) // prettier-ignore
})

test('reduce and globalNorm see every leaf', () => {
  expect(Tree.reduce((n, x) => n + T.sizeOf(x.shape), 0)(params)).toBe(11)
  expect(T.item(Tree.globalNorm({ a: T.tensor([3]), b: T.tensor([4]) }))).toBe(5)
})

describe('mistakes name the path', () => {
  test.each([
    [
      () => Tree.zipWith((a) => a)({ a: { b: T.tensor(1) } }, { a: { c: T.tensor(1) } } as never),
      'Tree.zipWith: the trees differ at a: a branch {b} against a branch {c}',
    ],
    [
      () => Tree.zipWith((a) => a)({ a: T.tensor(1) }, undefined as never),
      'Tree.zipWith: the trees differ at the root: a branch {a} against undefined',
    ],
    [
      () => Tree.zipWith((a) => a)({ a: T.tensor(1) }, { a: {} } as never),
      'Tree.zipWith: the trees differ at a: a tensor [] float32 against a branch {}',
    ],
    [
      () => Tree.map((x) => x)({ a: [3] }),
      'Tree: a tree holds tensors in records and arrays, a.0 is number 3',
    ],
  ])('%#', (f, message) => expect(f).toThrow(expect.objectContaining({ message })))

  test('fromPaths tells everything that does not fit', () => {
    const found = new Map<string, AnyTensor>([
      ['dense_0.kernel', T.ones([3, 2])],
      ['heads.0', T.tensor(1)],
      ['heads.1', T.tensor(2)],
      ['dense_1.bias', T.tensor(1)],
    ])
    const result = Tree.fromPaths(params)(found)
    expect(E.isLeft(result) && Tree.showMismatch(result.left)).toBe(
      'dense_0.bias: missing\ndense_1.bias: not expected here\ndense_0.kernel: found [3,2] float32, expected [2,3] float32',
    )
  })
})
