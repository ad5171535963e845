import { describe, expectTypeOf, test } from 'vitest'
import type { AnyTensor, Shape, Tensor } from '../src/index.ts'
import * as T from '../src/index.ts'
import { Npy, Npz, Rng, Safetensors, Tree } from '../src/index.ts'

const key = Rng.key(0)

describe('keys', () => {
  test('are no numbers, and no other tensors', () => {
    expectTypeOf(Rng.foldIn(key, 7)).toEqualTypeOf<Rng.Key>()
    expectTypeOf(Rng.toData(key)).toEqualTypeOf<readonly [number, number]>()
    expectTypeOf(Rng.fromData([0, 42])).toEqualTypeOf<Rng.Key>()
    // @ts-expect-error a seed is no key
    Rng.uniform(42, [3])
    // @ts-expect-error a tensor of two whole numbers is no key
    Rng.uniform(T.zeros([2], { dtype: 'int32' }), [3])
    // @ts-expect-error a key has two words
    Rng.fromData([42])
  })
})

describe('samples have the shape that was asked for', () => {
  test('as floats', () => {
    expectTypeOf(Rng.uniform(key, [2, 3])).toEqualTypeOf<Tensor<readonly [2, 3]>>()
    expectTypeOf(Rng.truncatedNormal(key, [2])).toEqualTypeOf<Tensor<readonly [2]>>()
    expectTypeOf(Rng.exponential(key, [])).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(Rng.gumbel(key, [4 as number])).toEqualTypeOf<Tensor<readonly [number]>>()
    expectTypeOf(Rng.beta(key, 2, 3, [5])).toEqualTypeOf<Tensor<readonly [5]>>()
    expectTypeOf(Rng.dirichlet(key, T.ones([3]), [5])).toEqualTypeOf<Tensor<readonly [5, number]>>()
    // @ts-expect-error a shape is a list
    Rng.exponential(key, 3)
    // @ts-expect-error concentrations are a tensor
    Rng.dirichlet(key, 1, [3])
  })
  test('as whole numbers and decisions', () => {
    expectTypeOf(Rng.bits(key, [3])).toEqualTypeOf<Tensor<readonly [3], 'int32'>>()
    expectTypeOf(Rng.bernoulli(key, 0.5, [3])).toEqualTypeOf<Tensor<readonly [3], 'bool'>>()
    expectTypeOf(Rng.permutation(key, 9)).toEqualTypeOf<Tensor<readonly [9], 'int32'>>()
    expectTypeOf(Rng.categorical(key, T.zeros([4, 3]))).toEqualTypeOf<Tensor<Shape, 'int32'>>()
    // @ts-expect-error a probability is needed
    Rng.bernoulli(key, [3])
    // @ts-expect-error how many are one number
    Rng.permutation(key, [9])
  })
})

describe('trees', () => {
  const tree = { a: T.zeros([2]), b: [T.ones([3])] as const }
  test('as lists of leaves', () => {
    expectTypeOf(Tree.entries(tree)).toEqualTypeOf<readonly (readonly [string, AnyTensor])[]>()
    expectTypeOf(Tree.leaves(tree)).toEqualTypeOf<readonly AnyTensor[]>()
    expectTypeOf(Tree.paths(tree)).toEqualTypeOf<readonly string[]>()
    expectTypeOf(Tree.reduce((n: number, x) => n + x.shape.length, 0)(tree)).toEqualTypeOf<number>()
    expectTypeOf(Tree.globalNorm(tree)).toEqualTypeOf<Tensor<readonly []>>()
    expectTypeOf(Tree.equals(tree, tree)).toEqualTypeOf<boolean>()
  })
  test('from paths, or what does not fit', () => {
    const found = Tree.fromPaths(tree)(new Map())
    if (found._tag === 'Right') expectTypeOf(found.right).toEqualTypeOf<typeof tree>()
    else expectTypeOf(Tree.showMismatch(found.left)).toEqualTypeOf<string>()
    // @ts-expect-error named tensors are a map
    Tree.fromPaths(tree)({ a: T.zeros([2]) })
  })
})

describe('safetensors', () => {
  test('are values or errors', () => {
    const read = Safetensors.decode(Safetensors.encode({ a: T.zeros([2]) }))
    if (read._tag === 'Right')
      expectTypeOf(read.right.tensors.get('a')).toEqualTypeOf<AnyTensor | undefined>()
    else expectTypeOf(Safetensors.showError(read.left)).toEqualTypeOf<string>()
    // @ts-expect-error a file is bytes
    Safetensors.decode('file')
  })
})

describe('arrays of NumPy', () => {
  test('are a tensor or an error', () => {
    const read = Npy.decode(Npy.encode(T.zeros([2])))
    if (read._tag === 'Right') expectTypeOf(read.right).toEqualTypeOf<AnyTensor>()
    else expectTypeOf(Npy.showError(read.left)).toEqualTypeOf<string>()
    // @ts-expect-error one array is one tensor
    Npy.encode({ a: T.zeros([2]) })
  })
  test('are named tensors or an error', () => {
    const read = Npz.decode(Npz.encode({ a: T.zeros([2]) }, { compress: true }))
    if (read._tag === 'Right') expectTypeOf(read.right).toEqualTypeOf<ReadonlyMap<string, AnyTensor>>()
    else expectTypeOf(Npz.showError(read.left)).toEqualTypeOf<string>()
    // @ts-expect-error an archive holds named tensors
    Npz.encode(T.zeros([2]))
  })
})
