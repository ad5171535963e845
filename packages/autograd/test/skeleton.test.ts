import * as T from '@gradus/tensor'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fits, identities, keyOf, skeletonOf } from '../src/skeleton.ts'

const functions = [() => 1, () => 1] as const
const instances = [new Map(), new Date(0)] as const
const leaf = fc.oneof(
  fc.constantFrom<unknown>(0, -0, 1, Number.NaN, '', '0', 'a', true, null, undefined, 1n),
  fc.constantFrom<unknown>(...functions, ...instances),
  fc
    .record({
      shape: fc.array(fc.constantFrom(1, 2), { maxLength: 2 }),
      dtype: fc.constantFrom<T.DType>('float32', 'int32'),
    })
    .map(({ shape, dtype }): unknown => T.zeros(shape, { dtype })),
)
const { structure } = fc.letrec<{ readonly structure: unknown }>((tie) => ({
  structure: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.array(tie('structure'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('structure'), { maxKeys: 3 }),
  ),
}))

test('arguments fit a skeleton where they are written alike', () => {
  const identity = identities()
  fc.assert(
    fc.property(structure, structure, (a, b) => {
      const isAlike = keyOf(a, identity) === keyOf(b, identity)
      expect(fits(skeletonOf(a, identity), b, identity)).toBe(isAlike)
      expect(fits(skeletonOf(a, identity), a, identity)).toBe(true)
    }),
    { numRuns: 3000 },
  )
})
