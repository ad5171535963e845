import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnyTensor, Shape } from '../src/index.ts'
import * as T from '../src/index.ts'
import { tensors, trees } from './harness/trees.ts'

const { Safetensors, Tree } = T

const rank = fc.integer({ min: 0, max: 4 })
const dims: fc.Arbitrary<Shape> = fc.array(fc.constantFrom(0, 1, 1, 2, 3), { maxLength: 4 })

/** A shape that broadcasts to another: some axes of it are 1, and some of the first are missing. */
const broadcasting = fc
  .tuple(dims, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), rank)
  .map(([shape, ones, missing]): readonly [Shape, Shape] => [
    shape,
    shape.map((d, i) => (ones[i] === true ? 1 : d)).slice(Math.min(missing, shape.length)),
  ])

const thrown = (f: () => unknown): string | undefined => {
  try {
    f()
  } catch (error) {
    return (error as Error).name
  }
}

const zeros = (shape: Shape): AnyTensor => T.zeros(shape)

describe('broadcasting', () => {
  test('gives one shape whichever operand comes first, and refuses both orders or none', () => {
    fc.assert(
      fc.property(dims, dims, (a, b) => {
        const [there, back] = [() => T.add(zeros(a), zeros(b)), () => T.add(zeros(b), zeros(a))]
        expect(thrown(there)).toBe(thrown(back))
        if (thrown(there) === undefined) expect(there().shape).toEqual(back().shape)
      }),
    )
  })

  test('is associative in shape, and a shape that another covers adds nothing', () => {
    fc.assert(
      fc.property(broadcasting, dims, ([a, b], c) => {
        expect(T.add(zeros(a), zeros(b)).shape).toEqual(a)
        const [left, right] = [
          () => T.add(T.add(zeros(a), zeros(b)), zeros(c)),
          () => T.add(zeros(a), T.add(zeros(b), zeros(c))),
        ]
        const fits = thrown(() => T.add(zeros(b), zeros(c))) === undefined
        if (fits && thrown(left) === undefined) expect(left().shape).toEqual(right().shape)
      }),
    )
  })

  test('repeats elements as NumPy’s rule says: from the last axis on, and where an axis is 1', () => {
    fc.assert(
      fc.property(broadcasting, ([to, from]) => {
        const x = T.reshape(T.arange(T.sizeOf(from)), from) as AnyTensor
        const found = [...T.toTypedArray(T.broadcastTo(x, to))]
        const wanted = found.map((_, at) => {
          const index = to.map((d, i) => Math.floor(at / T.sizeOf(to.slice(i + 1))) % d)
          return from.reduce((p, d, i) => p * d + (d === 1 ? 0 : index[i + to.length - from.length]!), 0)
        })
        expect(found).toEqual(wanted)
      }),
    )
  })
})

describe('there and back is the identity', () => {
  test('transpose twice, permute and its inverse, flip twice', () => {
    fc.assert(
      fc.property(tensors, fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }), (x, weights) => {
        const axes = x.shape.map((_, i) => i).toSorted((a, b) => weights[a]! - weights[b]! || a - b)
        const inverse = axes.map((_, i) => axes.indexOf(i))
        expect(Tree.equals(T.transpose(T.transpose(x)), x)).toBe(true)
        expect(Tree.equals(T.permute(T.permute(x, axes) as AnyTensor, inverse), x)).toBe(true)
        expect(Tree.equals(T.flip(T.flip(x)), x)).toBe(true)
      }),
    )
  })

  test('concat of what split made, along any axis', () => {
    fc.assert(
      fc.property(tensors, fc.nat(3), fc.array(fc.nat(3), { maxLength: 3 }), (x, a, cuts) => {
        fc.pre(x.shape.length > 0)
        const axis = a % x.shape.length
        const places = cuts.filter((c) => c <= x.shape[axis]!).toSorted((p, q) => p - q)
        const parts = T.split(x, places, { axis }) as readonly AnyTensor[]
        expect(parts.length).toBe(places.length + 1)
        expect(Tree.equals(T.concat(parts, { axis }), x)).toBe(true)
      }),
    )
  })

  test('a tree of its leaves by path', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const again = Tree.fromPaths(tree)(new Map(Tree.entries(tree)))
        expect(again._tag === 'Right' && Tree.equals(again.right, tree)).toBe(true)
      }),
    )
  })

  test('safetensors of any tensors, bit for bit', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z.]{1,8}$/), tensors, { maxKeys: 4 }), (named) => {
        const read = Safetensors.decode(Safetensors.encode(named))
        const found = read._tag === 'Right' ? Object.fromEntries(read.right.tensors) : undefined
        expect(Tree.equals(found, named)).toBe(true)
      }),
    )
  })
})
